"""A stage for the tests of this folder: one central process and one enrolled station."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from rehearsal.stage import Stage, set_stage


@pytest.fixture(scope="session")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    folder: Path = tmp_path_factory.mktemp("stage")
    made = set_stage(folder, pack=None, form=None, skip_unsupported=False)
    yield made
    made.close()
