"""What a form says: texts by language, with the answers that they quote."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from babel.core import Locale
from lxml import etree

from kiosk.forms.expression import Expression
from kiosk.forms.nodes import XFORMS, Node
from kiosk.forms.syntax import Call
from kiosk.forms.values import to_string
from kiosk.forms.xml import find_all
from kiosk.forms.xpath import Context, Scope, evaluate

Template = tuple[str | Expression, ...]

# What pyxform writes for a cell that has not been translated.
DASH: Template = ("-",)
# Texts of a question are named /form/question:label, :hint, :jr:constraintMsg; those of a choice, list-0.
LABEL = ":label"
CODE = re.compile(r"\(([A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*)\)\s*$")
LINK = re.compile(r"\[([^\]]*)\]\([^)\s]*\)")
TAG = re.compile(r"</?(?:span|b|i|u|em|strong|p|br|a|div|h[1-6])(?:\s[^<>]*)?/?>", re.IGNORECASE)
EMPHASIS = re.compile(r"(\*\*|__|(?<![\w*_])[*_](?=\S))(.+?)(?:(?<=\S)\1(?![\w]))", re.DOTALL)
ITEXT = re.compile(r"""jr:itext\(\s*(['"])([^'"]*)\1\s*\)""")
APOSTROPHE = re.compile(r"(?<=\w)'(?=\w)")
FRENCH_SPACE = re.compile(r"(?<=\S) (?=[?!:;»])|(?<=«) (?=\S)")
HEADING = re.compile(r"^#{1,6}\s+", re.MULTILINE)


def plain_text(text: str) -> str:
    """Drop the Markdown and HTML that XLSForm allows in labels: one face and one weight are shown here."""
    text = TAG.sub("", LINK.sub(r"\1", text))
    return HEADING.sub("", EMPHASIS.sub(r"\2", text)).strip()


def typeset(text: str, language: str) -> str:
    """Put back the typographic signs: pyxform turns ’ into ', and no-break spaces into plain ones."""
    text = APOSTROPHE.sub("’", text)
    return FRENCH_SPACE.sub("\u00a0", text) if language.partition("-")[0] == "fr" else text


def is_label(key: str) -> bool:
    """Tell whether the text of a key is a question's label or a choice, and not a hint or a message."""
    return key.endswith(LABEL) or not key.startswith("/")


def template(element: etree._Element) -> Template:
    """Read the text of a label or itext value, with its <output/> elements. Raises BadExpression."""
    parts: list[str | Expression] = [element.text or ""]
    for child in element:
        source = child.get("value") or child.get("ref")
        if etree.QName(child).localname == "output" and source:
            parts.append(Expression(source))
        parts.append(child.tail or "")
    return tuple(part for part in parts if part)


@lru_cache(maxsize=256)
def language_code(name: str) -> str:
    """Return the code in `Français (fr)`, or of a name in English or French; else the name itself."""
    found = CODE.search(name)
    if found:
        return found[1].lower()
    for customs in (Locale("en"), Locale("fr")):
        for code, known in customs.languages.items():
            if known.casefold() == name.casefold():
                return str(code)
    return name


@dataclass(frozen=True)
class Translations:
    """The texts of all languages by key; languages are codes, and there are none in a form without itext."""

    texts: Mapping[str, Mapping[str, Template]] = field(default_factory=dict)
    default: str = ""

    @property
    def languages(self) -> tuple[str, ...]:
        """Return the codes, the default first."""
        return tuple(sorted(self.texts, key=lambda code: code != self.default))

    @property
    def complete(self) -> tuple[str, ...]:
        """Return the languages in which every label and choice has words, the default first.

        Hints and messages may be missing: they then appear in the default language.
        """
        needed = {key for entries in self.texts.values() for key in filter(is_label, entries) if entries[key]}
        untranslated: tuple[Template, ...] = ((), DASH)
        return tuple(
            code
            for code in self.languages
            if all(self.texts[code].get(key, ()) not in untranslated for key in needed)
        )

    def expressions(self, key: str) -> Iterator[Expression]:
        """Yield the expressions inside a text, in every language."""
        for entries in self.texts.values():
            yield from (part for part in entries.get(key, ()) if isinstance(part, Expression))

    def template(self, key: str, language: str) -> Template:
        """Return a text in a language, else in the default one, else nothing."""
        for code in (language, self.default):
            found = self.texts.get(code, {}).get(key)
            if found is not None and found != DASH:
                return found
        return ()


def read_translations(model: etree._Element) -> Translations:
    """Read <itext>. Raises BadExpression for a broken output."""
    texts: dict[str, dict[str, Template]] = {}
    default = ""
    for translation in find_all(model, "f:itext/f:translation"):
        code = language_code(translation.get("lang", ""))
        if not default or translation.get("default") == "true()":
            default = code
        entries = texts.setdefault(code, {})
        for text in find_all(translation, "f:text"):
            for value in find_all(text, "f:value"):
                if value.get("form") is None:
                    entries[text.get("id", "")] = template(value)
    return Translations(texts, default)


@dataclass(frozen=True)
class Phrase:
    """A label, hint or message: words of its own, the key of a text, or an expression that gives either."""

    own: Template = ()
    key: str = ""
    reference: Expression | None = None

    def render(self, language: str, translations: Translations, node: Node, scope: Scope) -> str:
        """Return the words in a language, with the answers they quote. Raises BadExpression."""
        parts = translations.template(self.key, language) if self.key else self.own
        if self.reference is not None:
            key = itext_key(self.reference, node, scope)
            if key is None:
                return typeset(plain_text(self.reference.string(node, scope)), language)
            parts = translations.template(key, language)
        written = (part if isinstance(part, str) else part.string(node, scope) for part in parts)
        return typeset(plain_text("".join(written)), language)

    def expressions(self) -> tuple[Expression, ...]:
        """Return the expressions inside."""
        inner = tuple(part for part in self.own if isinstance(part, Expression))
        return inner if self.reference is None else (*inner, self.reference)


def itext_key(reference: Expression, node: Node, scope: Scope) -> str | None:
    """Return the computed key of `jr:itext(…)`, None for any other expression."""
    tree = reference.tree
    if not isinstance(tree, Call) or tree.name != "jr:itext":
        return None
    return to_string(evaluate(tree.arguments[0], Context(node, scope, node)))


def referred(source: str) -> Phrase:
    """Return the phrase that a reference names. Raises BadExpression."""
    known = ITEXT.fullmatch(source.strip())
    return Phrase(key=known[2]) if known else Phrase(reference=Expression(source))


def find_phrase(control: etree._Element, name: str) -> Phrase | None:
    """Read a child <label> or <hint>; None when it says nothing. Raises BadExpression."""
    element = control.find(f"{{{XFORMS}}}{name}")
    if element is None:
        return None
    source = element.get("ref")
    if source:
        return referred(source)
    own = template(element)
    return Phrase(own) if own else None
