"""The services of a town hall: their words, their pictograms and their rules."""

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
MOST_CHOICES = 6
# Two lines on a card of the home screen, three for the first (docs of the design).
MOST_LETTERS = 42
SIGNS = "?!:;«»"
LANGUAGES = ("fr", "fr-x-falc", "en", "ar", "es")
# The services in the order in which they are offered; True: the request is followed up with a birth year.
ORDER = {
    "rendez-vous-identite": True,
    "aide-ccas": True,
    "ecole-cantine": True,
    "carte-transport": True,
    "probleme-rue": False,
    "preparer-dossier": True,
    "etre-rappele": False,
    "atelier-numerique": False,
    "reclamation": True,
    "satisfaction": False,
}
ANONYMOUS = ("probleme-rue", "satisfaction")
NEVER_ASKED = (
    "nationalité",
    "sécurité sociale",
    "santé",
    "maladie",
    "handicap",
    "religion",
    "titre de séjour",
)
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
def services(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Service]:
    key, target = SigningKey.generate(), tmp_path_factory.mktemp("packs")
    report = build_pack(ROOT / "assets/packs/mairie", target, key)
    assert report.skipped == ()
    return {service.id: service for service in load_catalogue(target, key.public).services}


@pytest.fixture(scope="module")
def service(services: dict[str, Service]) -> Service:
    return next(iter(services.values()))


def texts(service: Service, language: str = "fr") -> Iterator[str]:
    yield from (service.title[language], service.treated_by[language], service.next[language])
    yield from (*service.notice[language], *service.bring.get(language, ()))
    yield (service.promise or {}).get(language, "")
    session = FormSession(service.form, language, lambda: TODAY)
    for question in service.form.questions:
        view = session.view(question.index)
        yield from (view.label, view.hint, *(choice.label for choice in view.choices))
        message = question.bind.constraint_message
        if message:
            session.answer(question.index, "x")
            yield session._unmet(question.index).message


def sentences(text: str) -> list[str]:
    return [part for part in re.split(r"(?<=[.?!])\s+", text) if part]


def word_count(sentence: str) -> int:
    return len([word for word in sentence.split() if word not in SIGNS])


def faults(text: str) -> list[str]:
    found = [f"{word_count(s)} words: {s}" for s in sentences(text) if word_count(s) > MOST_WORDS]
    found += [f"says {word}: {text}" for word in NOT_SAID if word in text.lower()]
    found += [f"plain space or apostrophe: {text}" for _ in re.findall(r" [?!:;»]|« |'", text)]
    return found


@pytest.mark.parametrize("language", ["fr", "fr-x-falc"])
def test_every_sentence_is_short_plain_and_typeset(services: dict[str, Service], language: str) -> None:
    said = [text for service in services.values() for text in texts(service, language) if text]
    assert len(said) > 400
    assert [fault for text in said for fault in faults(text)] == []


def test_arabic_has_no_foreign_letter_and_no_foreign_digit(services: dict[str, Service]) -> None:
    said = [text for service in services.values() for text in texts(service, "ar")]
    assert [text for text in said if re.search(r"[A-Za-zÀ-ÿ٠-٩,;?]", text)] == []


def test_spanish_opens_its_questions(services: dict[str, Service]) -> None:
    said = [text for service in services.values() for text in texts(service, "es")]
    assert [text for text in said if text.count("?") != text.count("¿")] == []


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


def drawn() -> set[str]:
    return {path.name.removesuffix("-duotone.svg") for path in (ROOT / "assets/icons/duotone").glob("*.svg")}


def test_every_question_and_choice_has_a_pictogram_of_its_own(services: dict[str, Service]) -> None:
    known = drawn()
    assert {service.icon for service in services.values()} <= known
    assert len({service.icon for service in services.values()}) == len(services)
    for service in services.values():
        session = FormSession(service.form, "fr", lambda: TODAY)
        for index in service.form.asked:
            view = session.view(index)
            assert view.icon in known, view.name
            assert all(choice.icon in known for choice in view.choices), view.name
            assert view.icon not in [choice.icon for choice in view.choices], view.name
            assert len(view.choices) <= MOST_CHOICES, view.name


def test_the_services_in_the_order_of_the_source(services: dict[str, Service]) -> None:
    assert list(services) == list(ORDER)
    assert all(len(title) <= MOST_LETTERS for each in services.values() for title in each.title.values())
    assert all(set(each.languages()) == set(LANGUAGES) for each in services.values())


def test_who_is_followed_up_gives_a_birth_date_and_nobody_else(services: dict[str, Service]) -> None:
    for service in services.values():
        asked = {question.name: question for question in service.form.questions}
        assert ("date_naissance" in asked) is ORDER[service.id], service.id
        births = [name for name, question in asked.items() if "birth-date" in question.appearance]
        assert births == ["date_naissance"] * ORDER[service.id], service.id
        assert (service.id in ANONYMOUS) is not ({"nom", "prenom", "telephone"} <= set(asked))
        assert (service.id in ANONYMOUS) is asked.keys().isdisjoint({"nom", "prenom", "telephone", "contact"})


def test_nothing_is_asked_that_is_nobodys_business(services: dict[str, Service]) -> None:
    for service in services.values():
        session = FormSession(service.form, "fr", lambda: TODAY)
        for view in map(session.view, service.form.asked):
            words = " ".join((view.label, *(choice.label for choice in view.choices))).lower()
            assert [word for word in NEVER_ASKED if word in words] == [], view.name


Asked = tuple[str, str, tuple[object, ...]]


def asked_in(services: dict[str, Service]) -> Iterator[Asked]:
    """Every question as service, name, and what a person and its rules know of it."""
    for service in services.values():
        sessions = [FormSession(service.form, language, lambda: TODAY) for language in LANGUAGES]
        for question in service.form.questions:
            rule = question.constraint.source if question.constraint else ""
            labels = tuple(session.view(question.index).label for session in sessions)
            refusals = tuple(session._unmet(question.index).message for session in sessions)
            yield (
                service.id,
                question.name,
                (labels, question.kind, question.appearance, question.icon, rule, refusals),
            )


def disagreements(every: list[Asked]) -> set[str]:
    """Names that do not mean the same everywhere, and questions that do not have one name."""
    named: dict[str, object] = {}
    called: dict[object, str] = {}
    wrong = {name for _, name, facts in every if named.setdefault(name, facts) != facts}
    # Pages of papers are no questions; some say the same.
    asked = [(name, facts[0]) for _, name, facts in every if facts[1] is not Kind.NOTE]
    return wrong | {name for name, labels in asked if called.setdefault(labels, name) != name}


def test_the_same_question_is_asked_the_same_way_everywhere(services: dict[str, Service]) -> None:
    every = list(asked_in(services))
    assert disagreements(every) == set()
    service, name, (_, *rest) = next(each for each in every if each[1] == "telephone")
    assert disagreements([*every, (service, name, (("Tél.",) * 5, *rest))]) == {"telephone"}
    service, _, facts = next(each for each in every if each[1] == "nom")
    assert disagreements([*every, (service, "nom_famille", facts)]) == {"nom_famille"}


@pytest.mark.parametrize(
    ("where", "name", "good", "bad"),
    [
        ("rendez-vous-identite", "age_enfant", [0, 17], [-1, 18]),
        (
            "rendez-vous-identite",
            "date_naissance",
            ["2026-11-21", "1900-01-01"],
            ["2026-11-22", "1899-12-31"],
        ),
        (
            "rendez-vous-identite",
            "telephone",
            ["0612345678", "0199004567"],
            ["0012345678", "061234567", "06123456789", "06 12 34 56 78"],
        ),
        ("rendez-vous-identite", "nom", ["MARTIN", "L’HÉNORET", "Ö", "D2"], ["123", "-"]),
        ("rendez-vous-identite", "prenom", ["ÉLISE"], ["..."]),
        ("aide-ccas", "personnes", [1, 20], [0, 21, -1]),
        (
            "ecole-cantine",
            "enfant_naissance",
            ["2024-11-22", "2016-05-01", "2013-11-22"],
            ["2024-11-23", "2013-11-21", "2027-01-01"],
        ),
        (
            "carte-transport",
            "code_postal",
            ["01000", "20090", "75001", "97400", "98800"],
            ["00123", "7500", "750011", "99999"],
        ),
        ("probleme-rue", "lieu", ["12 RUE DES LILAS", "سوق"], ["12", "?"]),
        ("reclamation", "date_faits", ["2026-11-22", "2021-11-22"], ["2026-11-23", "2021-11-20"]),
    ],
)
def test_the_rules(
    services: dict[str, Service], where: str, name: str, good: list[object], bad: list[object]
) -> None:
    for language in LANGUAGES:
        session = FormSession(services[where].form, language, lambda: TODAY)
        question = services[where].form.named(name)
        for value in good:
            assert session.answer(question.index, value) is None, value
        for value in bad:
            refusal = session.answer(question.index, value)
            assert refusal is not None, value
            assert refusal.message, language


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


def path(service: Service, **answers: object) -> list[str]:
    """The pages that a person meets who gives these answers and no other."""
    session = FormSession(service.form, "fr", lambda: TODAY)
    for name, value in answers.items():
        assert session.answer(service.form.named(name).index, value) is None, name
    return [service.form.questions[index].name for index in service.form.asked if session.relevant(index)]


VOUS = ["nom", "prenom", "date_naissance"]
CALL = ["telephone", "message"]


def test_who_has_no_telephone_comes_back_with_the_paper(services: dict[str, Service]) -> None:
    for name in ("aide-ccas", "carte-transport", "preparer-dossier", "reclamation"):
        assert path(services[name], contact="telephone")[-2:] == CALL
        assert set(path(services[name], contact="retour")).isdisjoint(CALL)


def test_a_danger_is_for_the_emergency_services_not_for_the_kiosk(services: dict[str, Service]) -> None:
    street = services["probleme-rue"]
    assert (
        path(street, danger="oui")[:2]
        == path(street, danger="ne_sais_pas")[:2]
        == ["danger", "appel_urgence"]
    )
    assert "appel_urgence" not in path(street, danger="non")
    view = FormSession(street.form, "fr", lambda: TODAY).view(street.form.named("appel_urgence").index)
    for number in ("112", "17", "18", "114"):
        assert re.search(rf"\b{number}\b", f"{view.label} {view.hint}")


def test_each_subject_has_its_own_papers(services: dict[str, Service]) -> None:
    form = services["preparer-dossier"].form
    session = FormSession(form, "fr", lambda: TODAY)
    for choice in session.view(form.named("theme").index).choices:
        shown = path(services["preparer-dossier"], theme=choice.name)
        assert [name for name in shown if name.startswith("papiers_")] == [f"papiers_{choice.name}"]
        assert ("aide_revenus" in shown) is (choice.name == "revenus")


def test_the_paths_through_the_other_services(services: dict[str, Service]) -> None:
    assert path(services["aide-ccas"], aide="facture", contact="retour") == [
        "aide",
        "facture",
        *VOUS,
        "contact",
    ]
    school = services["ecole-cantine"]
    assert "jours_cantine" not in path(school, inscriptions=("ecole", "garderie"))
    assert "jours_cantine" in path(school, inscriptions=("cantine",))
    child = ["enfant_prenom", "enfant_naissance", "inscriptions", "jours_cantine", "enfants+"]
    assert path(school, inscriptions=("cantine",)) == [*child, *VOUS, *CALL]
    nameless = path(services["reclamation"], contact="aucune")
    assert nameless == ["sujet_reclamation", "recit", "date_faits", "contact"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_several_children_are_one_request(services: dict[str, Service], language: str) -> None:
    """Each of them goes where they go: one eats at the canteen, another only to school."""
    form = services["ecole-cantine"].form
    session = FormSession(form, language, lambda: TODAY)
    page = form.named("enfants+").index
    given = (("LINA", ("ecole", "cantine"), ("lundi",)), ("TOM", ("ecole",), None))
    assert session.add(page) == 1
    for instance, (name, wanted, days) in enumerate(given):
        values = {"enfant_prenom": name, "inscriptions": wanted, "jours_cantine": days}
        for question, value in values.items():
            place = (form.named(question).index, instance)
            assert session.relevant(place) is (value is not None)
            assert value is None or session.answer(place, value) is None
    read = [(name, said) for name, _, said in read_answers(form, session.answers(), "fr")]
    assert sorted(read) == [
        ("enfant_prenom[1]", "LINA"), ("enfant_prenom[2]", "TOM"), ("inscriptions[1]", "L’école, La cantine"),
        ("inscriptions[2]", "L’école"), ("jours_cantine[1]", "Le lundi"),
    ]  # fmt: skip
    view = session.view(page)
    assert view.label and {choice.icon for choice in view.choices} == {"plus-circle", "check-circle", "trash"}


def test_the_pack_says_nothing_of_one_agency(services: dict[str, Service]) -> None:
    words = " ".join(text for service in services.values() for text in texts(service))
    assert "Saint-Aubin" not in words
    assert not re.search(r"\d\d( ?\d\d){4}", words)


def untranslated(service: Service, languages: tuple[str, ...]) -> set[str]:
    """What the service does not say in each of these languages: its own texts, and those of its form."""
    own = {
        "title": service.title,
        "treated_by": service.treated_by,
        "next": service.next,
        "notice": service.notice,
        # A service may promise nothing and ask for no papers; then it does so in every language.
        **({"promise": service.promise} if service.promise else {}),
        **({"bring": service.bring} if service.bring else {}),
    }
    missing = {f"{name}: {lang}" for name, texts in own.items() for lang in languages if lang not in texts}
    said = service.form.translations.texts
    for key in {key for texts in said.values() for key in texts}:
        # pyxform writes a dash where a translation is empty, and says nothing.
        missing |= {
            f"{key}: {lang}" for lang in languages if said.get(lang, {}).get(key) in (None, (), ("-",))
        }
    return missing


def test_everything_is_said_in_five_languages(services: dict[str, Service]) -> None:
    for service in services.values():
        assert set(service.form.languages) == set(LANGUAGES), service.id
        assert untranslated(service, LANGUAGES) == set(), service.id
    assert {name for name, service in services.items() if service.promise is None} == {
        "probleme-rue",
        "atelier-numerique",
        "satisfaction",
    }


def test_a_language_that_lacks_one_text_is_found(service: Service) -> None:
    title = {language: text for language, text in service.title.items() if language != "ar"}
    assert untranslated(replace(service, title=title), LANGUAGES) == {"title: ar"}
    said = service.form.translations.texts
    first = next(iter(said["es"]))
    poorer = {**said, "es": {key: text for key, text in said["es"].items() if key != first}}
    form = replace(service.form, translations=replace(service.form.translations, texts=poorer))
    assert untranslated(replace(service, form=form), LANGUAGES) == {f"{first}: es"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_answers_travel_from_every_language(services: dict[str, Service], language: str) -> None:
    for service in services.values():
        given = automatic_answers(service.form, language, TODAY)
        assert given == automatic_answers(service.form, "fr", TODAY)
        session = FormSession(service.form, language, lambda: TODAY)
        questions = [q for q in service.form.questions if q.kind is not Kind.NOTE]
        labels = {session.view(question.index).label for question in questions}
        french = FormSession(service.form, "fr", lambda: TODAY)
        assert len(labels) == len(questions)
        if language in ("en", "ar", "es"):
            assert labels.isdisjoint({french.view(question.index).label for question in questions})


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
