"""The first service: its words, its pictograms and its rules."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.catalogue.build import build_pack
from kiosk.catalogue.catalogue import load_catalogue
from kiosk.catalogue.pack import Service
from kiosk.forms.kinds import Kind
from kiosk.forms.reading import read_answers
from kiosk.forms.session import FormSession
from kiosk.wire.keys import SigningKey
from rehearsal.answers import automatic_answers
from tests.forms.building import TODAY

ROOT = Path(__file__).resolve().parents[2]
MOST_WORDS = 12
NOT_SAID = (
    "justificatif",
    "valider",
    "saisir",
    "formulaire",
    "usager",
    "session",
    "cliquer",
    "envoyée",
    "(",
    "·",
)


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Service:
    key, target = SigningKey.generate(), tmp_path_factory.mktemp("packs")
    report = build_pack(ROOT / "assets/packs/mairie", target, key)
    assert report.skipped == ()
    (service,) = load_catalogue(target, key.public).services
    return service


def texts(service: Service) -> Iterator[str]:
    yield from (service.title["fr"], service.treated_by["fr"], *service.notice["fr"], *service.bring["fr"])
    yield (service.promise or {})["fr"]
    session = FormSession(service.form, "fr", lambda: TODAY)
    for question in service.form.questions:
        view = session.view(question.index)
        yield from (view.label, view.hint, *(choice.label for choice in view.choices))
        message = question.bind.constraint_message
        if message:
            session.answer(question.index, "x")
            yield session._unmet(question.index).message


def sentences(text: str) -> list[str]:
    return [part for part in re.split(r"(?<=[.?!])\s+", text) if part]


def faults(text: str) -> list[str]:
    found = [f"{len(s.split())} words: {s}" for s in sentences(text) if len(s.split()) > MOST_WORDS]
    found += [f"says {word}: {text}" for word in NOT_SAID if word in text.lower()]
    found += [f"plain space or apostrophe: {text}" for _ in re.findall(r" [?!:;»]|« |'", text)]
    return found


def test_every_sentence_is_short_plain_and_typeset(service: Service) -> None:
    said = [text for text in texts(service) if text]
    assert len(said) > 50
    assert [fault for text in said for fault in faults(text)] == []


def test_the_check_of_words_sees_a_fault() -> None:
    assert faults("Où est-ce ?")
    assert faults("Veuillez saisir ceci.")
    assert faults("Un deux trois quatre cinq six sept huit neuf dix onze douze treize.")
    assert faults("L'heure.")


def test_the_form_is_what_was_asked_for(service: Service) -> None:
    form = service.form
    assert 11 <= len(form.asked) <= 13
    assert {form.questions[index].kind for index in form.asked} == {
        Kind.SELECT_ONE,
        Kind.SELECT_MULTIPLE,
        Kind.INTEGER,
        Kind.TEXT,
        Kind.DATE,
    }
    session = FormSession(form, "fr", lambda: TODAY)
    assert session.steps == 5
    assert all(question.required is not None for question in form.questions)


def test_every_question_and_choice_has_a_pictogram_of_its_own(service: Service) -> None:
    drawn = {path.name.removesuffix("-duotone.svg") for path in (ROOT / "assets/icons/duotone").glob("*.svg")}
    session = FormSession(service.form, "fr", lambda: TODAY)
    assert service.icon in drawn
    for index in service.form.asked:
        view = session.view(index)
        assert view.icon in drawn, view.name
        assert all(choice.icon in drawn for choice in view.choices), view.name
        assert view.icon not in [choice.icon for choice in view.choices], view.name


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("age_enfant", [0, 17], [-1, 18]),
        ("date_naissance", ["2026-11-21", "1900-01-01"], ["2026-11-22", "1899-12-31"]),
        (
            "telephone",
            ["0612345678", "0199004567"],
            ["0012345678", "061234567", "06123456789", "06 12 34 56 78"],
        ),
        ("nom", ["MARTIN", "L’HÉNORET", "Ö", "D2"], ["123", "-"]),
        ("prenom", ["ÉLISE"], ["..."]),
    ],
)
def test_the_rules(service: Service, name: str, good: list[object], bad: list[object]) -> None:
    session = FormSession(service.form, "fr", lambda: TODAY)
    question = service.form.named(name)
    for value in good:
        assert session.answer(question.index, value) is None, value
    for value in bad:
        refusal = session.answer(question.index, value)
        assert refusal is not None, value
        assert refusal.message


def test_the_conditions(service: Service) -> None:
    session = FormSession(service.form, "fr", lambda: TODAY)
    form = service.form
    child, loss = form.named("age_enfant").index, form.named("declaration").index
    assert not session.relevant(child)
    session.answer(form.named("pour_qui").index, "enfant")
    assert session.relevant(child)
    for reason, asked in (("perdu", True), ("vole", True), ("vieux", False), ("ne_sais_pas", False)):
        session.answer(form.named("raison").index, reason)
        assert session.relevant(loss) is asked


def test_the_pack_says_nothing_of_one_agency(service: Service) -> None:
    words = " ".join(texts(service))
    assert "Saint-Aubin" not in words
    assert not re.search(r"\d\d( ?\d\d){4}", words)


def untranslated(service: Service, languages: tuple[str, ...]) -> set[str]:
    """What the service does not say in each of these languages: its own texts, and those of its form."""
    own = {
        "title": service.title,
        "treated_by": service.treated_by,
        "promise": service.promise or {},
        "notice": service.notice,
        "bring": service.bring,
    }
    missing = {f"{name}: {lang}" for name, texts in own.items() for lang in languages if lang not in texts}
    said = service.form.translations.texts
    for key in {key for texts in said.values() for key in texts}:
        # pyxform writes a dash where a translation is empty, and says nothing.
        missing |= {
            f"{key}: {lang}" for lang in languages if said.get(lang, {}).get(key) in (None, (), ("-",))
        }
    return missing


LANGUAGES = ("fr", "fr-x-falc", "en", "ar", "es")


def test_everything_is_said_in_five_languages(service: Service) -> None:
    assert set(service.form.languages) == set(LANGUAGES)
    assert untranslated(service, LANGUAGES) == set()


def test_a_language_that_lacks_one_text_is_found(service: Service) -> None:
    title = {language: text for language, text in service.title.items() if language != "ar"}
    assert untranslated(replace(service, title=title), LANGUAGES) == {"title: ar"}
    said = service.form.translations.texts
    first = next(iter(said["es"]))
    poorer = {**said, "es": {key: text for key, text in said["es"].items() if key != first}}
    form = replace(service.form, translations=replace(service.form.translations, texts=poorer))
    assert untranslated(replace(service, form=form), LANGUAGES) == {f"{first}: es"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_answers_travel_from_every_language(service: Service, language: str) -> None:
    given = automatic_answers(service.form, language, TODAY)
    assert given == automatic_answers(service.form, "fr", TODAY)
    session = FormSession(service.form, language, lambda: TODAY)
    labels = {session.view(question.index).label for question in service.form.questions}
    french = FormSession(service.form, "fr", lambda: TODAY)
    assert len(labels) == len(service.form.questions)
    if language in ("en", "ar", "es"):
        assert labels.isdisjoint({french.view(question.index).label for question in service.form.questions})


def test_a_name_in_arabic_letters_is_a_name(service: Service) -> None:
    session = FormSession(service.form, "ar", lambda: TODAY)
    (name,) = [question.index for question in service.form.questions if question.name == "nom"]
    assert session.answer(name, "العلوي") is None
    assert session.answer(name, "12345") is not None


def test_a_request_made_in_arabic_is_read_in_french(service: Service) -> None:
    session = FormSession(service.form, "ar", lambda: TODAY)
    for name, value in {"papier": "carte", "jours": ("lundi", "mardi"), "nom": "العلوي"}.items():
        assert session.answer(service.form.named(name).index, value) is None
    assert session.by_name() == {"papier": "carte", "jours": ["lundi", "mardi"], "nom": "العلوي"}
    assert read_answers(service.form, session.answers(), "fr") == [
        ("papier", "De quel papier avez-vous besoin\u00a0?", "Une carte d’identité"),
        ("jours", "Quels jours pouvez-vous venir\u00a0?", "Le lundi, Le mardi"),
        ("nom", "Quel est votre nom de famille\u00a0?", "العلوي"),
    ]
