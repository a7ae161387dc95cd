"""What Écouter and the ears of the question screens read."""

from PySide6.QtQml import QJSValue

from tests.ui.conftest import Open, Visitor

Block = dict[str, object]


def blocks(visitor: Visitor, name: str) -> list[Block]:
    item = visitor.find(name)
    assert item is not None
    value = item.property("blocks")
    found: list[Block] = value.toVariant() if isinstance(value, QJSValue) else value
    return found


def words(visitor: Visitor, name: str) -> list[object]:
    return [block["words"] for block in blocks(visitor, name)]


def test_listen_reads_title_hint_and_the_answers_shown(open_kiosk: Open) -> None:
    visitor = open_kiosk(step=4)
    visitor.open_form()
    assert words(visitor, "listen")[:2] == ["Pour quel sujet venez-vous\u00a0?", "Touchez une seule réponse."]
    shown = list(reversed(visitor.names("choice:")))
    assert [block["id"] for block in blocks(visitor, "listen")[2:]] == shown
    visitor.touch("page-down")
    after = list(reversed(visitor.names("choice:")))
    assert after != shown
    assert [block["id"] for block in blocks(visitor, "listen")[2:]] == after


def test_every_answer_and_service_has_its_ear(open_kiosk: Open) -> None:
    for step in (1, 4):
        visitor = open_kiosk(step=step)
        visitor.at("screen:welcome")
        visitor.touch("start")
        visitor.at("screen:services")
        assert words(visitor, "ear:service-1") == ["Prendre rendez-vous à la mairie"]
        visitor.touch("service:service-1")
        visitor.at("screen:question:sujet")
        for name in visitor.names("choice:"):
            [block] = blocks(visitor, name.replace("choice:", "ear:"))
            assert block["id"] == name and block["words"] == visitor.read_all(name).strip()


def test_what_a_client_writes_is_read_live(open_kiosk: Open) -> None:
    visitor = open_kiosk()
    visitor.open_form()
    visitor.hurry("screen:question:nom")
    [empty] = blocks(visitor, "ear:field")
    assert empty["live"] is False
    visitor.touch("key:A")
    assert blocks(visitor, "ear:field") == [{"id": "field", "words": "A", "live": True, "kind": "text"}]
    visitor.touch("key:erase")
    visitor.hurry("screen:question:naissance")
    visitor.touch("key:0")
    visitor.touch("key:4")
    visitor.touch("key:0")
    [written] = blocks(visitor, "ear:field")
    assert written["live"] is True and written["words"] == "Jour 04. Mois 0"
    visitor.touch("key:erase")
    while not visitor.kiosk.course.question.empty:
        visitor.kiosk.course.question.erase()
    visitor.hurry("screen:question:telephone")
    for key in "0199887766":
        visitor.touch(f"key:{key}")
    [telephone] = blocks(visitor, "ear:field")
    assert telephone["live"] is True and telephone["kind"] == "phone"


def test_a_refusal_has_an_ear_and_stands_for_what_to_do(open_kiosk: Open) -> None:
    visitor = open_kiosk()
    visitor.open_form()
    visitor.touch("continue")
    visitor.wait(lambda: visitor.sees("ear:refusal"), "the refusal's ear")
    assert words(visitor, "ear:refusal") == ["Choisissez une réponse."]
