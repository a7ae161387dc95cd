"""From the text of an expression to its tree (XPath 1.0, https://www.w3.org/TR/1999/REC-xpath-19991116/)."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal as OneOf

Axis = OneOf[
    "child",
    "descendant",
    "descendant-or-self",
    "parent",
    "ancestor",
    "ancestor-or-self",
    "self",
    "attribute",
    "following-sibling",
    "preceding-sibling",
    "following",
    "preceding",
]
AXES: dict[str, Axis] = {
    "child": "child",
    "descendant": "descendant",
    "descendant-or-self": "descendant-or-self",
    "parent": "parent",
    "ancestor": "ancestor",
    "ancestor-or-self": "ancestor-or-self",
    "self": "self",
    "attribute": "attribute",
    "following-sibling": "following-sibling",
    "preceding-sibling": "preceding-sibling",
    "following": "following",
    "preceding": "preceding",
}
NODE_TYPES = ("node", "text", "comment", "processing-instruction")


class BadExpression(Exception):
    """An expression that cannot be read or run: `detail` says what, `at` the character (from 0, or -1)."""

    def __init__(self, detail: str, at: int = -1) -> None:
        super().__init__(detail, at)
        self.detail = detail
        self.at = at


@dataclass(frozen=True)
class Literal:
    """A string or a number."""

    value: str | float


@dataclass(frozen=True)
class Call:
    """A function call."""

    name: str
    arguments: tuple["Tree", ...]
    at: int


@dataclass(frozen=True)
class Binary:
    """Two operands; `operator` is one of or and = != < <= > >= + - * div mod |."""

    operator: str
    left: "Tree"
    right: "Tree"


@dataclass(frozen=True)
class Negate:
    """Unary minus."""

    operand: "Tree"


@dataclass(frozen=True)
class Step:
    """One step of a path; `test` is a name, `prefix:*`, `*`, or a node type with parentheses (`text()`)."""

    axis: Axis
    test: str
    predicates: tuple["Tree", ...] = ()


@dataclass(frozen=True)
class Path:
    """Steps from the document (`absolute`), from the context, or from the nodes of `start`."""

    start: "Tree | None"
    absolute: bool
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Filter:
    """A primary expression with predicates."""

    primary: "Tree"
    predicates: tuple["Tree", ...]


Tree = Literal | Call | Binary | Negate | Path | Filter

TOKEN = re.compile(
    r"""\s*(?:
      (?P<number>(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)
    | (?P<string>"[^"]*"|'[^']*')
    | (?P<operator>//|::|\.\.|!=|<=|>=|[()\[\].@,/|+\-=<>*])
    | (?P<name>[^\W\d][\w.\-]*(?::(?!:)(?:[^\W\d][\w.\-]*|\*))?)
    )""",
    re.VERBOSE,
)
WORD_OPERATORS = ("and", "or", "div", "mod")
# Forms write `1 div2` too: where an operator must stand, one may be glued to the number after it.
GLUED = re.compile(r"(?:and|or|div|mod)(?=\d)")
# What stands before an operand: after any of these, or at the start, a name or * is no operator (XPath 3.7).
OPENERS = ("(", "[", ",", "@", "::", "//", "/", "|", "+", "-", "=", "!=", "<", "<=", ">", ">=", "*")
STRENGTHS = {"or": 1, "and": 2, "=": 3, "!=": 3, "<": 4, "<=": 4, ">": 4, ">=": 4, "+": 5, "-": 5}
STRENGTHS |= {"*": 6, "div": 6, "mod": 6}
# Far deeper than any form, and far from Python's own limit: each level costs about ten frames.
DEEPEST = 50
# Those who read a tree go down its left side; the longest known form, who-va, has 19 operators in a rule.
LONGEST = 400


@dataclass(frozen=True)
class Token:
    """A word of the expression; `kind` is number, string, name, operator or end."""

    kind: str
    text: str
    at: int


def tokens(source: str) -> list[Token]:
    """Split into tokens; settle whether `*`, `and`, `or`, … are operators. Raises BadExpression."""
    found: list[Token] = []
    at = 0
    while source[at:].strip():
        match = TOKEN.match(source, at)
        if match is None:
            start = at + len(source[at:]) - len(source[at:].lstrip())
            raise BadExpression(f"caractère inattendu {source[start]}", start)
        kind = str(match.lastgroup)
        text = match.group(kind)
        before = found[-1] if found else None
        opened = before is None or before.kind == "word-operator"
        opened = opened or (before is not None and before.kind == "operator" and before.text in OPENERS)
        if kind == "name" and not opened:
            glued = GLUED.match(text)
            text = glued[0] if glued else text
            kind = "word-operator" if text in WORD_OPERATORS else kind
        if text == "*" and opened:
            kind = "name"
        start = match.start(match.lastgroup or 0)
        found.append(Token(kind, text, start))
        at = start + len(text)
    found.append(Token("end", "", len(source)))
    return found


@lru_cache(maxsize=4096)
def parse(source: str) -> Tree:
    """Parse a whole expression; forms repeat many of theirs. Raises BadExpression with the place."""
    parser = _Parser(tokens(source))
    tree = parser.expression()
    parser.expect_end()
    return tree


class _Parser:
    """Recursive descent over the tokens."""

    def __init__(self, words: list[Token]) -> None:
        self.words = words
        self.index = 0
        self.depth = 0
        self.operators = 0

    @property
    def word(self) -> Token:
        return self.words[self.index]

    def found(self) -> str:
        return f"« {self.word.text} »" if self.word.text else "la fin"

    def take(self) -> Token:
        token = self.word
        self.index += 1
        return token

    def sees(self, *texts: str) -> bool:
        return self.word.kind in ("operator", "word-operator") and self.word.text in texts

    def accept(self, text: str) -> bool:
        if self.sees(text):
            self.index += 1
            return True
        return False

    def expect(self, text: str) -> None:
        if not self.accept(text):
            raise BadExpression(f"« {text} » attendu, {self.found()} trouvé", self.word.at)

    def expect_end(self) -> None:
        if self.word.kind != "end":
            raise BadExpression(f"{self.found()} inattendu", self.word.at)

    def expression(self, weakest: int = 1) -> Tree:
        """Read operands joined by operators that bind at least as strongly as `weakest`."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise BadExpression("trop de parenthèses", self.word.at)
        left = self.unary()
        while (strength := self.strength()) >= weakest:
            self.count_operator()
            operator = self.take().text
            left = Binary(operator, left, self.expression(strength + 1))
        self.depth -= 1
        return left

    def count_operator(self) -> None:
        self.operators += 1
        if self.operators > LONGEST:
            raise BadExpression("trop d’opérateurs", self.word.at)

    def strength(self) -> int:
        """Return how strongly the operator here binds, 0 where there is none."""
        return STRENGTHS.get(self.word.text, 0) if self.word.kind in ("operator", "word-operator") else 0

    def unary(self) -> Tree:
        if self.accept("-"):
            self.depth += 1
            if self.depth > DEEPEST:
                raise BadExpression("trop de signes", self.word.at)
            negated = Negate(self.unary())
            self.depth -= 1
            return negated
        left = self.path()
        while self.accept("|"):
            self.count_operator()
            left = Binary("|", left, self.path())
        return left

    def path(self) -> Tree:
        if self.sees("/", "//"):
            double = self.take().text == "//"
            if not double and not self.starts_step():
                return Path(None, True, ())
            return Path(None, True, self.steps(double))
        if self.starts_primary():
            primary = self.primary()
            predicates = self.predicates()
            start: Tree = Filter(primary, predicates) if predicates else primary
            if self.sees("/", "//"):
                double = self.take().text == "//"
                return Path(start, False, self.steps(double))
            return start
        return Path(None, False, self.steps(False))

    def starts_step(self) -> bool:
        return self.word.kind == "name" or self.sees(".", "..", "@")

    def starts_primary(self) -> bool:
        if self.word.kind in ("number", "string") or self.sees("("):
            return True
        after = self.words[self.index + 1] if self.word.kind == "name" else None
        return after is not None and after.text == "(" and self.word.text not in NODE_TYPES

    def primary(self) -> Tree:
        token = self.take()
        if token.kind == "number":
            return Literal(float(token.text))
        if token.kind == "string":
            return Literal(token.text[1:-1])
        if token.text == "(":
            inner = self.expression()
            self.expect(")")
            return inner
        self.expect("(")
        arguments: list[Tree] = []
        if not self.sees(")"):
            arguments.append(self.expression())
            while self.accept(","):
                arguments.append(self.expression())
        self.expect(")")
        return Call(token.text, tuple(arguments), token.at)

    def steps(self, double: bool) -> tuple[Step, ...]:
        found: list[Step] = []
        while True:
            if double:
                found.append(Step("descendant-or-self", "node()"))
            found.append(self.step())
            if not self.sees("/", "//"):
                return tuple(found)
            double = self.take().text == "//"

    def step(self) -> Step:
        if self.accept("."):
            return Step("self", "node()", self.predicates())
        if self.accept(".."):
            return Step("parent", "node()", self.predicates())
        axis: Axis = "child"
        if self.accept("@"):
            axis = "attribute"
        elif self.word.kind == "name" and self.words[self.index + 1].text == "::":
            named = self.take()
            if named.text not in AXES:
                raise BadExpression(f"axe inconnu {named.text}::", named.at)
            axis = AXES[named.text]
            self.expect("::")
        return Step(axis, self.node_test(), self.predicates())

    def node_test(self) -> str:
        if self.word.kind != "name":
            raise BadExpression(f"un nom attendu, {self.found()} trouvé", self.word.at)
        token = self.take()
        if token.text in NODE_TYPES and self.accept("("):
            # processing-instruction('x') carries a literal; forms hold none, so the name is not kept.
            if self.word.kind == "string":
                self.take()
            self.expect(")")
            return f"{token.text}()"
        return token.text

    def predicates(self) -> tuple[Tree, ...]:
        found: list[Tree] = []
        while self.accept("["):
            found.append(self.expression())
            self.expect("]")
        return tuple(found)
