"""The XForms instance of a case: what OpenRosa servers take, and read back into answers.

Elements of the XForms namespace are written without one, as the field's own clients do: servers look for
`meta` and `instanceID` by these very names.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from uuid import UUID

from lxml import etree

from kiosk.errors import FormBroken, Malformed
from kiosk.forms.kinds import Kind, from_text, to_plain
from kiosk.forms.model import Form, Question
from kiosk.forms.nodes import XFORMS, Node
from kiosk.forms.session import FormSession
from kiosk.forms.xml import JAVAROSA, parse_xml
from kiosk.wire.compact import Index, Plain

INSTANCE_ID = "instanceID"


def write_submission(
    form: Form, answers: Mapping[Index, Plain], *, instance_id: bytes, language: str, created: datetime
) -> bytes:
    """Return the instance with its calculated values, without what does not count.

    instance_id: 16 bytes of a UUID. created: the moment that the form's today() and now() stand for. The same
    arguments give the same bytes. Raises Malformed, naming the questions, when the form would not hold these
    very answers, and FormBroken when a rule cannot be computed.
    """
    session = FormSession(form, language, created.date, lambda: created)
    if lost := {_name(form, index) for index in _fill(session, answers)}:
        raise Malformed(detail=", ".join(sorted(lost)))
    element = _element(next(session.tree().elements()))
    _give_id(element, f"uuid:{UUID(bytes=instance_id)}")
    etree.cleanup_namespaces(element, top_nsmap=dict(form.namespaces))
    return etree.tostring(element, encoding="UTF-8", xml_declaration=True)


def read_submission(form: Form, xml: bytes) -> dict[Index, Plain]:
    """Return the answers that an instance of this form holds.

    Raises Malformed for what is no XML, another form's instance, or a value that is not of its kind.
    """
    try:
        root = parse_xml(xml, "submission")
    except FormBroken as fault:
        raise Malformed(detail=str(fault.facts["detail"])) from fault
    own = form_identity(form)
    if (root.get("id", ""), root.get("version", "")) != own:
        raise Malformed(detail=f"form {root.get('id')} {root.get('version')}, not {own[0]} {own[1]}")
    found: dict[Index, Plain] = {}
    for question in form.questions:
        # The page « another one? » is no part of an instance.
        leaf = question.asked and question.kind is not Kind.ANOTHER
        for index, text in _texts(root, question) if leaf else ():
            plain = _read(question, text)
            if plain is not None:
                found[index] = plain
    return found


def form_identity(form: Form) -> tuple[str, str]:
    """Return the form's id and version, by which a server knows it."""
    root = next(form.template.elements())
    told = {attribute.local: attribute.text for attribute in root.attributes}
    return told.get("id", ""), told.get("version", "")


def _fill(session: FormSession, answers: Mapping[Index, Plain]) -> frozenset[Index]:
    """Give a session these answers and no others; return the questions where it holds something else."""
    refused = session.restore(answers)
    for index in session.answers().keys() - answers.keys():
        # A default that the person took away.
        session.answer(index, None)
    held = session.answers()
    return refused | {
        index for index in held.keys() | answers.keys() if held.get(index) != answers.get(index)
    }


def _element(node: Node) -> etree._Element:
    element = etree.Element(_tag(node))
    for attribute in node.attributes:
        if attribute.namespace != JAVAROSA:
            element.set(_tag(attribute), attribute.text)
    inner = list(node.elements())
    element.extend(_element(child) for child in inner if not child.hidden)
    if not inner:
        element.text = node.value() or None
    return element


def _tag(node: Node) -> str:
    bare = node.namespace in (None, "", XFORMS)
    return node.local if bare else f"{{{node.namespace}}}{node.local}"


def _give_id(root: etree._Element, instance_id: str) -> None:
    for element in root.iter():
        if etree.QName(element).localname == INSTANCE_ID:
            element.text = instance_id
            return
    etree.SubElement(etree.SubElement(root, "meta"), INSTANCE_ID).text = instance_id


def _texts(root: etree._Element, question: Question) -> Iterator[tuple[Index, str]]:
    repeat = question.repeat
    if not repeat:
        yield from ((question.index, leaf.text or "") for leaf in _reached([root], question.path)[:1])
        return
    for instance, element in enumerate(_reached([root], repeat)):
        below = f"/{repeat.rpartition('/')[2]}{question.path.removeprefix(repeat)}"
        for leaf in _reached([element], below)[:1]:
            yield (question.index, instance), leaf.text or ""


def _reached(start: list[etree._Element], path: str) -> list[etree._Element]:
    """Return the elements at a path of local names; its first name is that of `start`."""
    elements = start
    for name in path.split("/")[2:]:
        elements = [child for above in elements for child in above if etree.QName(child).localname == name]
    return elements


def _read(question: Question, text: str) -> Plain | None:
    names = [text] if question.kind is Kind.SELECT_ONE else text.split()
    value = from_text(question.kind, text, names)
    if value is None:
        if text.strip() and question.kind is not Kind.NOTE:
            raise Malformed(detail=question.name)
        return None
    return to_plain(value)


def _name(form: Form, index: Index) -> str:
    number = index[0] if isinstance(index, tuple) else index
    return form.questions[number].name if 0 <= number < len(form.questions) else str(number)
