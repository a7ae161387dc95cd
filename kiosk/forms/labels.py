"""What a form says: texts by language, with the answers that they quote."""

import re
from collections.abc import Callable, Iterator, Mapping
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
Here = Callable[[Expression, Node], Expression]

# What pyxform writes for a cell that has not been translated.
DASH: Template = ("-",)
# Texts of a question are named /form/question:label, :hint, :jr:constraintMsg; those of a choice, list-0.
LABEL = ":label"
CODE = re.compile(r"\(([A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*)\)\s*$")
MEDIA_FORMS = ("image", "audio", "video")
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
class Media:
    """The files that go with a text, by name, each "" without one."""

    image: str = ""
    audio: str = ""
    video: str = ""


NO_MEDIA = Media()


@dataclass(frozen=True)
class Translations:
    """The texts of all languages by key; languages are codes, and there are none in a form without itext.

    `files`: by language and key, the media that go with a text.
    """

    texts: Mapping[str, Mapping[str, Template]] = field(default_factory=dict)
    default: str = ""
    files: Mapping[str, Mapping[str, Media]] = field(default_factory=dict)

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

    def media(self, key: str, language: str) -> Media:
        """Return the files that go with a text in a language, else in the default one."""
        for code in (language, self.default):
            found = self.files.get(code, {}).get(key)
            if found is not None:
                return found
        return NO_MEDIA


def read_translations(model: etree._Element) -> Translations:
    """Read <itext>. Raises BadExpression for a broken output."""
    texts: dict[str, dict[str, Template]] = {}
    files: dict[str, dict[str, Media]] = {}
    default = ""
    for translation in find_all(model, "f:itext/f:translation"):
        code = language_code(translation.get("lang", ""))
        if not default or translation.get("default", "false()") != "false()":
            default = code
        entries = texts.setdefault(code, {})
        for text in find_all(translation, "f:text"):
            named: dict[str, str] = {}
            for value in find_all(text, "f:value"):
                form = value.get("form")
                if form is None:
                    entries[text.get("id", "")] = template(value)
                elif form in MEDIA_FORMS:
                    named[form] = (value.text or "").strip().rpartition("/")[2]
            if named:
                files.setdefault(code, {})[text.get("id", "")] = Media(**named)
    return Translations(texts, default, files)


@dataclass(frozen=True)
class Phrase:
    """A label, hint or message: words of its own, the key of a text, or an expression that gives either."""

    own: Template = ()
    key: str = ""
    reference: Expression | None = None

    def render(
        self, language: str, translations: Translations, node: Node, scope: Scope, here: Here | None = None
    ) -> str:
        """Return the words in a language, with the answers they quote. Raises BadExpression.

        `here` returns an expression as it reads at a node; without it, they are the same everywhere.
        """
        key = self._key(node, scope)
        if key is None and self.reference is not None:
            reference = here(self.reference, node) if here else self.reference
            return typeset(plain_text(reference.string(node, scope)), language)
        parts = translations.template(key, language) if key else self.own
        written = (
            part if isinstance(part, str) else (here(part, node) if here else part).string(node, scope)
            for part in parts
        )
        return typeset(plain_text("".join(written)), language)

    def media(self, language: str, translations: Translations, node: Node, scope: Scope) -> Media:
        """Return the files that go with the words in a language. Raises BadExpression."""
        key = self._key(node, scope) if translations.files else None
        return translations.media(key, language) if key else NO_MEDIA

    def _key(self, node: Node, scope: Scope) -> str | None:
        return self.key if self.reference is None else itext_key(self.reference, node, scope)

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
