"""The pack of a partner, an energy company: its words, its pictograms, its rules, and who answers."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.catalogue.build import build_pack
from kiosk.catalogue.catalogue import Catalogue, load_catalogue
from kiosk.catalogue.pack import Service
from kiosk.forms.kinds import Kind
from kiosk.forms.session import FormSession
from kiosk.wire.keys import SigningKey
from rehearsal.answers import automatic_answers
from tests.forms.building import TODAY

ROOT = Path(__file__).resolve().parents[2]
SERVICES = (
    "contester-facture", "etaler-paiement", "releve-compteur", "demenager-contrat", "rappel-energie",
    "signaler-coupure", "avis-energie",
)  # fmt: skip
LANGUAGES = ("fr", "fr-x-falc", "en", "ar", "es")
OPERATOR = {
    "fr": "Énergie de démonstration", "fr-x-falc": "Énergie de démonstration", "en": "Demonstration Energy",
    "ar": "شركة الطاقة التجريبية", "es": "Energía de demostración",
}  # fmt: skip
MOST_WORDS = 12
MOST_PAGES = 9
MOST_CHOICES = 6
LONGEST_TITLE = 44
NOT_SAID = (
    "mairie", "justificatif", "valider", "saisir", "formulaire", "usager", "session", "cliquer",
    "envoyée", "(", "·",
)  # fmt: skip
PHONE = re.compile(r"\b0\d(?: ?\d\d){4}\b")


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    key, target = SigningKey.generate(), tmp_path_factory.mktemp("packs")
    report = build_pack(ROOT / "assets/packs/energie", target, key)
    assert report.skipped == ()
    return load_catalogue(target, key.public)


@pytest.fixture(params=SERVICES)
def service(request: pytest.FixtureRequest, catalogue: Catalogue) -> Service:
    return catalogue.service(request.param)


def texts(service: Service, language: str) -> Iterator[str]:
    """Everything that the service says in a language."""
    yield from (service.title[language], service.treated_by[language], *service.notice[language])
    yield from (service.next[language], service.phone_note[language])
    yield from service.bring.get(language, ())
    yield (service.promise or {}).get(language, "")
    session = FormSession(service.form, language, lambda: TODAY)
    for question in service.form.questions:
        view = session.view(question.index)
        yield from (view.label, view.hint, *(choice.label for choice in view.choices))
        if question.bind.constraint_message:
            session.answer(question.index, "x")
            yield session._unmet(question.index).message


def faults(text: str) -> list[str]:
    sentences = [part for part in re.split(r"(?<=[.?!])\s+", text) if part]
    found = [f"{len(s.split())} words: {s}" for s in sentences if len(s.split()) > MOST_WORDS]
    found += [f"says {word}: {text}" for word in NOT_SAID if word in text.lower()]
    return found + [f"plain space or apostrophe: {text}" for _ in re.findall(r" [?!:;»]|« |'", text)]


def test_the_services_stand_in_their_order_and_are_all_the_partners(catalogue: Catalogue) -> None:
    assert tuple(service.id for service in catalogue.services) == SERVICES
    for service in catalogue.services:
        assert service.partner is not None and dict(service.partner.name) == OPERATOR


@pytest.mark.parametrize("language", ["fr", "fr-x-falc"])
def test_every_sentence_is_short_plain_and_typeset(service: Service, language: str) -> None:
    said = [text for text in texts(service, language) if text]
    assert len(said) > 15
    assert [fault for text in said for fault in faults(text)] == []


def test_the_check_of_words_sees_a_fault() -> None:
    assert faults("Où est-ce ?") and faults("La mairie vous appelle.") and faults("L'heure.")
    assert faults("Un deux trois quatre cinq six sept huit neuf dix onze douze treize.")


def test_the_partner_treats_and_the_place_only_lends_the_kiosk(service: Service) -> None:
    for language in LANGUAGES:
        assert service.treated_by[language] == OPERATOR[language]
        line, detail = service.notice[language]
        assert OPERATOR[language] in line and detail
        assert service.promise is None or OPERATOR[language] in service.promise[language]
    assert "Ce lieu prête la borne." in service.notice["fr"][1]


def test_every_number_is_one_kept_for_fiction(service: Service) -> None:
    said = " ".join(text for language in LANGUAGES for text in (service.phone, *texts(service, language)))
    assert service.phone.startswith("01 99 00 ")
    assert all(number.startswith("01 99 00 ") for number in PHONE.findall(said))


def test_everything_is_said_in_five_languages(service: Service) -> None:
    assert set(service.languages()) == set(service.form.languages) == set(LANGUAGES)
    own = [service.title, service.treated_by, service.notice, service.next, service.phone_note]
    own += [texts for texts in (service.promise, service.bring) if texts]
    assert all(set(texts) == set(LANGUAGES) for texts in own)
    said = service.form.translations.texts
    for key in {key for texts in said.values() for key in texts}:
        # pyxform writes a dash where a translation is empty, and says nothing.
        missing = [lang for lang in LANGUAGES if said[lang].get(key) in (None, (), ("-",))]
        assert missing == [], key


def test_cards_and_pages_are_short(service: Service) -> None:
    form = service.form
    assert all(len(title) <= LONGEST_TITLE for title in service.title.values())
    for language in LANGUAGES:
        answers = automatic_answers(form, language, TODAY)
        assert 3 <= len(answers) <= MOST_PAGES
    session = FormSession(form, "fr", lambda: TODAY)
    assert all(len(session.view(index).choices) <= MOST_CHOICES for index in form.asked)


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
    ("name", "question", "good", "bad"),
    [
        ("contester-facture", "contrat", ["0123456789"], ["123456789", "01234567890"]),
        ("contester-facture", "montant", ["84.5", "0.01", "20000"], ["0", "-5", "20000.01"]),
        ("contester-facture", "date_facture", ["2026-11-22", "2015-01-01"], ["2026-11-23", "2014-12-31"]),
        ("etaler-paiement", "echeance", ["2026-12-15", "2026-10-01"], ["2028-01-01"]),
        ("releve-compteur", "pdl", ["09123456789012"], ["0912345678901", "091234567890123"]),
        ("releve-compteur", "index", ["00412", "012345"], ["0412", "0123456"]),
        ("releve-compteur", "date_releve", ["2026-11-22", "2026-09-23"], ["2026-11-23", "2026-09-22"]),
        ("demenager-contrat", "date_depart", ["2026-12-31"], ["2026-09-01", "2027-11-22"]),
        ("signaler-coupure", "adresse", ["3 RUE HAUTE"], ["3"]),
        ("rappel-energie", "telephone", ["0612345678"], ["0012345678", "061234567"]),
    ],
)
def test_the_rules(catalogue: Catalogue, name: str, question: str, good: list[str], bad: list[str]) -> None:
    form = catalogue.service(name).form
    session = FormSession(form, "fr", lambda: TODAY)
    index = form.named(question).index
    for value in good:
        assert session.answer(index, value) is None, value
    for value in bad:
        refusal = session.answer(index, value)
        assert refusal is not None and refusal.message, value


def test_a_meter_never_runs_backwards(catalogue: Catalogue) -> None:
    form = catalogue.service("releve-compteur").form
    session = FormSession(form, "fr", lambda: TODAY)
    session.answer(form.named("index").index, "012000")
    before = form.named("index_precedent").index
    assert session.answer(before, "09999") is None and session.answer(before, "012000") is None
    assert session.answer(before, "012001") is not None
    assert session.answer(before, None) is None, "it is optional"


def test_a_danger_is_told_to_call_before_anything_else(catalogue: Catalogue) -> None:
    service = catalogue.service("signaler-coupure")
    form = service.form
    session = FormSession(form, "fr", lambda: TODAY)
    warnings = {name: form.named(name).index for name in ("urgence_gaz", "urgence_courant")}
    for danger, told in (("gaz", "urgence_gaz"), ("courant", "urgence_courant"), ("non", None)):
        session.answer(form.named("danger").index, danger)
        warned = [name for name, index in warnings.items() if session.relevant(index)]
        assert warned == ([told] if told else [])
        if told:
            view = session.view(warnings[told])
            assert service.phone in view.label and view.kind is Kind.ACKNOWLEDGE and view.required
    assert service.max_age_h == 1, "a line that is down must not hide a cut"


def test_satisfaction_is_three_faces(catalogue: Catalogue) -> None:
    form = catalogue.service("avis-energie").form
    session = FormSession(form, "fr", lambda: TODAY)
    view = session.view(form.named("avis").index)
    assert view.appearance == "faces"
    assert [choice.icon for choice in view.choices] == ["smiley", "smiley-meh", "smiley-sad"]
    assert not {"nom", "prenom", "telephone"} & {question.name for question in form.questions}
