"""The classes of features that are out of profile, as found in a trace: by what it does, never by name.

Which of them are excluded, and why, is said in tests/forms/exclusions.toml.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from lxml import etree

from kiosk.forms.expression import Expression
from kiosk.forms.functions import FUNCTIONS
from kiosk.forms.nodes import XFORMS, Node, NodeKind
from kiosk.forms.syntax import BadExpression
from kiosk.forms.xml import HTML, JAVAROSA
from kiosk.forms.xpath import Scope

Steps = Sequence[Mapping[str, Any]]

CALL = re.compile(r"([A-Za-z][\w:.-]*)\s*\(")
LITERAL = re.compile(r"'[^']*'|\"[^\"]*\"")
NUMBER = re.compile(r"\[\d+\]")
RULES = ("calculate", "relevant", "required", "readonly", "constraint", "value", "nodeset", "ref")
CONTROLS = tuple(
    f"{{{XFORMS}}}{name}" for name in ("input", "select", "select1", "upload", "range", "trigger")
)
NODE_TYPES = ("node", "text", "comment")
OTHER_TYPES = ("geopoint", "geotrace", "geoshape", "boolean")
INTEGER = re.compile(r"-?\d+")
MAX_INT = 2**31


@lru_cache(maxsize=512)
def _root(xml: str) -> etree._Element:
    return etree.fromstring(xml.encode())


@lru_cache(maxsize=512)
def _types(xml: str) -> Mapping[str, str]:
    """Return the type of each node by path, and by its last name for references that are relative."""
    found: dict[str, str] = {}
    for bind in _root(xml).iter(f"{{{XFORMS}}}bind"):
        path = (bind.get("nodeset") or bind.get("ref") or "").strip()
        found[path] = (bind.get("type") or "string").rpartition(":")[2]
    return found


def _answers(xml: str, steps: Steps) -> Iterator[tuple[str, str]]:
    """Yield the type of each question answered, and the answer as text."""
    for step in steps:
        if step["op"] == "answer":
            arguments = step["args"]
            pointed = isinstance(arguments[0], str) and arguments[0].startswith("/")
            ref, values = (arguments[0], arguments[1:]) if pointed else (step["at"], arguments)
            yield _types(xml).get(NUMBER.sub("", ref), "string"), str(values[0]) if values else ""


def _nested(xml: str, _: Steps) -> bool:
    repeats = _root(xml).iter(f"{{{XFORMS}}}repeat")
    return any(next(repeat.iterancestors(f"{{{XFORMS}}}repeat"), None) is not None for repeat in repeats)


def _external(xml: str, _: Steps) -> bool:
    return any(one.get("src") for one in _root(xml).iter(f"{{{XFORMS}}}instance"))


def _other_type(xml: str, steps: Steps) -> bool:
    return any(kind in OTHER_TYPES for kind, _ in _answers(xml, steps))


def _other_function(xml: str, _: Steps) -> bool:
    """Tell whether a rule outside meta calls a function that the engine has not."""
    for element in _root(xml).iter(f"{{{XFORMS}}}*"):
        if "/meta/" not in (element.get("nodeset") or ""):
            for name in RULES:
                calls = CALL.findall(LITERAL.sub("", element.get(name) or ""))
                if any(call not in FUNCTIONS and call not in (*NODE_TYPES, "jr:itext") for call in calls):
                    return True
    return False


def _edited(xml: str, steps: Steps) -> bool:
    """Tell whether the trace starts with values that neither the form nor one of its rules gives."""
    root = _root(xml)
    given = {unicodedata.normalize("NFC", str(text).strip()) for text in root.itertext()}
    ruled = set()
    for element in root.iter(f"{{{XFORMS}}}setvalue"):
        constant = _constant(element.get("value") or "")
        if constant is None:
            ruled.add(element.get("ref", "").strip())
        else:
            given.add(constant)
    for bind in root.iter(f"{{{XFORMS}}}bind"):
        if bind.get("calculate") or bind.get(f"{{{JAVAROSA}}}preload"):
            ruled.add((bind.get("nodeset") or "").strip())
    return any(
        node.get("value")
        and "meta" not in node["ref"]
        and not str(node["valueType"]).startswith("geo")
        and NUMBER.sub("", node["ref"]) not in ruled
        # A default is cut to what its type holds: 2.5 is the integer 2.
        and not any(text.startswith(unicodedata.normalize("NFC", node["value"])) for text in given)
        for node in steps[0]["state"]["nodes"]
    )


def _constant(source: str) -> str | None:
    """Return the value of an expression that reads no node, None for any other."""
    if "/" in source or not source:
        return None
    here = Node(NodeKind.DOCUMENT)
    try:
        return Expression(source).string(here, Scope(here, FUNCTIONS, lambda: date.min))
    except BadExpression:
        return None


def _preloaded(xml: str, steps: Steps) -> bool:
    """Tell whether the trace starts with what its device filled in: who, on what, at which moment."""
    preloads = {
        bind.get("nodeset"): bind.get(f"{{{JAVAROSA}}}preload")
        for bind in _root(xml).iter(f"{{{XFORMS}}}bind")
    }
    return any(
        preloads.get(NUMBER.sub("", node["ref"])) in ("property", "user") and node.get("value")
        for node in steps[0]["state"]["nodes"]
    )


def _converted(xml: str, steps: Steps) -> bool:
    for kind, text in _answers(xml, steps):
        if kind in ("int", "integer") and text and not INTEGER.fullmatch(text):
            return True
        if kind == "date" and "T" in text:
            return True
    return False


def _long_integer(xml: str, steps: Steps) -> bool:
    return any(
        kind in ("int", "integer")
        and INTEGER.fullmatch(text) is not None
        and not -MAX_INT <= int(text) < MAX_INT
        for kind, text in _answers(xml, steps)
    )


def _random(xml: str, _: Steps) -> bool:
    return any("random()" in (bind.get("calculate") or "") for bind in _root(xml).iter(f"{{{XFORMS}}}bind"))


def _unbound(xml: str, _: Steps) -> bool:
    """Tell whether a control names a node that the form's model has not."""
    root = _root(xml)
    names = {etree.QName(node).localname for node in root.xpath("//*[local-name()='instance']//*")}
    body = root.find(f"{{{HTML}}}body")
    controls = () if body is None else body.iter(f"{{{XFORMS}}}*")
    refs = (NUMBER.sub("", control.get("ref") or "") for control in controls if control.tag in CONTROLS)
    return any(ref.startswith("/") and not names.issuperset(ref.split("/")[1:]) for ref in refs)


CLASSES: dict[str, Callable[[str, Steps], bool]] = {
    "nested repeats": _nested,
    "lists in other files": _external,
    "types that no question of the profile has": _other_type,
    "functions out of profile": _other_function,
    "controls without a node": _unbound,
    "editing what was sent before": _edited,
    "what a device records by itself": _preloaded,
    "answers converted to another type": _converted,
    "integers of 32 bits": _long_integer,
    "values drawn at random": _random,
}
