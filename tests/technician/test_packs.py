"""From an empty folder to a signed pack, by the commands that a publisher types."""

import stat
from pathlib import Path

import pytest
from openpyxl import load_workbook

from kiosk.catalogue.catalogue import SIGNATURE, load_catalogue
from kiosk.errors import PackAltered
from kiosk.texts import Texts
from kiosk.wire.keys import SigningKey
from main import main
from technician import packs
from technician.pack_new import FORM, new
from technician.packs import build, sign, tell_author, verify
from technician.publisher_key import BadKey, make_key, read_key
from technician.terminal import Terminal


class Told:
    """A terminal that keeps what it says."""

    def __init__(self, texts: Texts) -> None:
        self.lines: list[str] = []
        self.terminal = Terminal(texts, write=self.lines.append)

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


@pytest.fixture
def told(texts: Texts) -> Told:
    return Told(texts)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new source, a key, and the pack built from it and signed by the command line."""
    folder = tmp_path_factory.mktemp("publisher")
    assert main(["pack", "new", str(folder / "source")]) == 0
    assert main(["pack", "key", str(folder / "key")]) == 0
    words = ["pack", "build", str(folder / "source"), "--out", str(folder / "packs")]
    assert main([*words, "--key", str(folder / "key")]) == 0
    return folder


def key_of(folder: Path) -> SigningKey:
    return read_key(folder / "key")


def test_a_new_source_builds_as_it_is_and_speaks_five_languages(folder: Path) -> None:
    (service,) = load_catalogue(folder / "packs", key_of(folder).public).services
    assert set(service.languages()) == {"fr", "fr-x-falc", "en", "ar", "es"}
    questions = service.form.questions
    assert all(questions[index].icon for index in service.form.asked)


def test_its_workbook_says_which_texts_nobody_has_read(folder: Path) -> None:
    sheet = load_workbook(folder / "source" / FORM)["relecture"]
    assert [row[1].value for row in sheet.iter_rows(min_row=2)] == ["non"] * 5


def test_what_the_linter_refuses_is_not_built(
    tmp_path: Path, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("technician.packs.lint", lambda source: 1)
    assert not build(tmp_path / "source", tmp_path / "packs", None, told.terminal)
    assert not (tmp_path / "packs").exists() and told.lines == []


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path, told: Told) -> None:
    (tmp_path / "mine.txt").write_text("x")
    assert not new(tmp_path, told.terminal)
    assert "n’est pas vide" in told.text
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_verify_tells_who_signed_and_all_that_is_declared(folder: Path, told: Told) -> None:
    key = key_of(folder)
    assert verify(folder / "packs/exemple", key.public, told.terminal)
    for word in (
        key.public.key_id.hex(),
        "agency",
        "La mairie",
        "90 jours",
        "fr-x-falc",
        "forms/exemple.xml",
    ):
        assert word in told.text, word


def test_verify_tells_the_situations(folder: Path, told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    about = packs._about(folder / "packs/exemple", key_of(folder).public)
    moving = {"id": "moving", "title": "Je déménage", "languages": ["fr", "en"], "services": ["etre-rappele"]}
    asked = [{**moving, "questions": ["Avez-vous des enfants ?"]}, {**moving, "id": "alone", "questions": []}]
    monkeypatch.setattr(packs, "_about", lambda *_: {**about, "situations": asked})
    assert verify(folder / "packs/exemple", key_of(folder).public, told.terminal)
    for words in ("Situation moving", "fr, en", "Avez-vous des enfants ?", "etre-rappele", "Situation alone"):
        assert words in told.text, words


def test_another_publisher_and_no_signature_are_two_refusals(folder: Path, texts: Texts) -> None:
    pack, stranger, bare = folder / "packs/exemple", Told(texts), Told(texts)
    assert not verify(pack, SigningKey.generate().public, stranger.terminal)
    assert key_of(folder).public.key_id.hex() in stranger.text
    signature = (pack / SIGNATURE).read_bytes()
    (pack / SIGNATURE).unlink()
    try:
        assert not verify(pack, key_of(folder).public, bare.terminal)
        assert "n’est pas signé" in bare.text
        assert sign(pack, folder / "key", bare.terminal)
        assert (pack / SIGNATURE).exists()
    finally:
        (pack / SIGNATURE).write_bytes(signature)
    load_catalogue(folder / "packs", key_of(folder).public)


def test_what_was_changed_after_the_build_is_not_signed(folder: Path, told: Told) -> None:
    form = folder / "packs/exemple/forms/exemple.xml"
    content = form.read_bytes()
    form.write_bytes(content + b" ")
    try:
        with pytest.raises(PackAltered):
            sign(form.parents[1], folder / "key", told.terminal)
    finally:
        form.write_bytes(content)


def test_a_key_is_for_its_owner_and_never_replaced(tmp_path: Path) -> None:
    path = tmp_path / "key"
    made = make_key(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert read_key(path).public == made.public
    with pytest.raises(FileExistsError):
        make_key(path)
    assert main(["pack", "key", str(path)]) == 1


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda path: path.chmod(0o644), "pack.key.open"),
        (lambda path: path.write_text("secret"), "pack.key.wrong"),
        (lambda path: path.write_bytes(b"\xff"), "pack.key.unreadable"),
        (lambda path: path.unlink(), "pack.key.unreadable"),
    ],
)
def test_a_key_that_may_not_be_used_says_why(tmp_path: Path, texts: Texts, spoil: object, words: str) -> None:
    path = tmp_path / "key"
    make_key(path)
    spoil(path)  # type: ignore[operator]
    with pytest.raises(BadKey, match=words):
        read_key(path)
    assert texts(words, file="x")


def test_an_author_is_told_to_mend_the_source(told: Told) -> None:
    tell_author(PackAltered(path="x", file="y"), told.terminal)
    assert "Corrigez" in told.text and "nstallez" not in told.text


def test_a_publisher_that_is_no_key_is_refused_by_the_command(folder: Path) -> None:
    assert main(["pack", "verify", str(folder / "packs/exemple"), "--publisher", "abc"]) == 1


def test_a_source_is_no_pack_to_sign_or_verify(folder: Path, told: Told) -> None:
    assert not sign(folder / "source", folder / "key", told.terminal)
    assert not verify(folder / "source", key_of(folder).public, told.terminal)
    assert told.text.count("pas de paquet construit") == 2
