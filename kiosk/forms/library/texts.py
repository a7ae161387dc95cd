"""Texts: cutting, joining, comparing, and what is made of them."""

import base64
import binascii
import hashlib
import math
import re
import secrets
import string
import uuid

from kiosk.forms.library.arguments import number, own, texts, whole
from kiosk.forms.syntax import BadExpression
from kiosk.forms.values import Value, to_string
from kiosk.forms.xpath import Context, Function

# The white space of XML: a no-break space is a sign like others.
BLANKS = re.compile(r"[ \t\r\n]+")
DIGESTS = {"MD5": "md5", "SHA-1": "sha1", "SHA-256": "sha256", "SHA-384": "sha384", "SHA-512": "sha512"}
TOKEN_SIGNS = string.ascii_letters + string.digits
LONGEST_TOKEN = 1000


def _pattern(pattern: str) -> re.Pattern[str]:
    try:
        return re.compile(pattern)
    except (re.error, OverflowError) as fault:
        # Only re's words: the pattern could hold an answer, and messages are shown and journalled.
        detail = fault.msg if isinstance(fault, re.error) else "un nombre est trop grand"
        raise BadExpression(f"motif illisible, {detail}") from fault


def _regex(_: Context, value: Value, pattern: Value) -> bool:
    return _pattern(to_string(pattern)).fullmatch(to_string(value)) is not None


def _substr(context: Context, value: Value, start: Value, end: Value | None = None) -> str:
    text = to_string(value)
    first = number(context, start)
    last = math.inf if end is None else number(context, end)
    if math.isnan(first) or math.isnan(last):
        return ""
    return text[slice(*(int(max(-len(text), min(edge, len(text)))) for edge in (first, last)))]


def _half_up(value: float) -> float:
    return math.floor(value + 0.5) if math.isfinite(value) else value


def _substring(context: Context, value: Value, start: Value, length: Value | None = None) -> str:
    first = _half_up(number(context, start))
    end = math.inf if length is None else first + _half_up(number(context, length))
    return "".join(char for at, char in enumerate(to_string(value), start=1) if first <= at < end)


def _starts(_: Context, text: Value, start: Value) -> bool:
    return to_string(text).startswith(to_string(start))


def _before(_: Context, text: Value, mark: Value) -> str:
    whole_text, part = to_string(text), to_string(mark)
    return whole_text.partition(part)[0] if part and part in whole_text else ""


def _after(_: Context, text: Value, mark: Value) -> str:
    whole_text, part = to_string(text), to_string(mark)
    return whole_text.partition(part)[2] if part else whole_text


def _translate(_: Context, text: Value, old: Value, new: Value) -> str:
    source, target = to_string(old), to_string(new)
    table: dict[int, str | None] = {}
    for at, char in enumerate(source):
        table.setdefault(ord(char), target[at] if at < len(target) else None)
    return to_string(text).translate(table)


def _spaced(context: Context, *values: Value) -> str:
    return BLANKS.sub(" ", to_string(own(context, values))).strip(" ")


def _algorithm(name: str) -> str:
    if name not in DIGESTS:
        raise BadExpression(f"digest : {name} n’est pas l’un de {', '.join(DIGESTS)}")
    return DIGESTS[name]


def _writing(name: str) -> str:
    if name not in ("hex", "base64"):
        raise BadExpression(f"digest : {name} n’est ni hex ni base64")
    return name


def _digest(_: Context, text: Value, algorithm: Value, writing: Value = "base64") -> str:
    # A fingerprint as the form's author asks for one, not a protection of ours.
    found = hashlib.new(_algorithm(to_string(algorithm)), to_string(text).encode(), usedforsecurity=False)
    if _writing(to_string(writing)) == "hex":
        return found.hexdigest()
    return base64.b64encode(found.digest()).decode()


def _base64_decode(_: Context, text: Value) -> str:
    try:
        return base64.b64decode(to_string(text), validate=True).decode(errors="replace")
    except (binascii.Error, ValueError):
        return ""


def _uuid(context: Context, length: Value | None = None) -> str:
    if length is None:
        return str(uuid.uuid4())
    size = min(whole(context, length) or 0, LONGEST_TOKEN)
    return "".join(secrets.choice(TOKEN_SIGNS) for _ in range(size))


TEXTS: dict[str, Function] = {
    "string": Function(lambda context, *values: to_string(own(context, values)), 0, 1),
    "string-length": Function(lambda context, *values: float(len(to_string(own(context, values)))), 0, 1),
    "normalize-space": Function(_spaced, 0, 1),
    "concat": Function(lambda _, *values: "".join(texts(values)), 0, None),
    "join": Function(lambda _, glue, *values: to_string(glue).join(texts(values)), 1, None),
    "contains": Function(lambda _, text, part: to_string(part) in to_string(text), 2, 2),
    "starts-with": Function(_starts, 2, 2),
    "ends-with": Function(lambda _, text, end: to_string(text).endswith(to_string(end)), 2, 2),
    "substring": Function(_substring, 2, 3),
    "substring-before": Function(_before, 2, 2),
    "substring-after": Function(_after, 2, 2),
    "substr": Function(_substr, 2, 3),
    "translate": Function(_translate, 3, 3),
    "regex": Function(_regex, 2, 2, written={1: _pattern}),
    "digest": Function(_digest, 2, 3, written={1: _algorithm, 2: _writing}),
    "base64-decode": Function(_base64_decode, 1, 1),
    "uuid": Function(_uuid, 0, 1),
    "jr:itext": Function(lambda context, key: context.scope.itext(to_string(key)), 1, 1),
    "jr:choice-name": Function(
        lambda context, name, path: context.scope.choice_name(to_string(name), to_string(path).strip()), 2, 2
    ),
}
