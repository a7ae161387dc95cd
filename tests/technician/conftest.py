import pytest

from kiosk.texts import Texts, load_texts
from technician.command import DOMAIN, I18N


@pytest.fixture(scope="session")
def texts() -> Texts:
    return load_texts(I18N, "fr", DOMAIN)
