"""The real kiosk with a picture, under strace: `rehearsal.picture_leaks` as a program tells more."""

import pytest

from rehearsal.demo import PARTNER_PACK
from rehearsal.picture_leaks import search_picture
from rehearsal.stage import set_stage
from tests.crash.test_real_kiosk import LEAKY

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def stage(tmp_path_factory):
    made = set_stage(tmp_path_factory.mktemp("stage"), pack=PARTNER_PACK, form=None, skip_unsupported=False)
    yield made
    made.close()


def test_nothing_of_a_picture_is_left_in_clear(stage):
    scenes = list(search_picture(stage, seed=7))
    assert [(scene.findings, scene.escaped, scene.unseen) for scene in scenes] == [((), (), ())] * 2
    assert len(scenes[0].canaries) > 5


def test_a_kiosk_that_keeps_a_picture_for_a_moment_is_found_out(stage):
    scene = next(search_picture(stage, seed=8, program=LEAKY))
    assert {one.canary for one in scene.findings} >= {"picture at 1/4", "picture at 2/4", "picture at 3/4"}
