"""What the client takes away to follow a request: a code of 12 digits and the secret token of the QR.

The code has 11 random digits and one Damm digit, which catches every single error and every swap of
neighbours. Codes are not unique. The token is 16 random bytes and is a secret.
"""

import base64
import os
import re
import secrets

TOKEN_BYTES = 16
CODE_DIGITS = 12
_TOKEN_TEXT = re.compile(r"[a-z2-7]{26}")
# The totally anti-symmetric quasigroup of order 10 from H. M. Damm's thesis (2004).
_DAMM = (
    "0317598642",
    "7092154863",
    "4206871359",
    "1750983426",
    "6123045978",
    "3674209581",
    "5869720134",
    "8945362017",
    "9438617205",
    "2581436790",
)


def check_digit(digits: str) -> int:
    """Return the Damm digit of decimal digits; 0 when the last of them already is the right one."""
    interim = 0
    for digit in digits:
        interim = int(_DAMM[interim][int(digit)])
    return interim


def new_code() -> int:
    """Return a random follow-up code."""
    body = f"{secrets.randbelow(10 ** (CODE_DIGITS - 1)):011d}"
    return int(body + str(check_digit(body)))


def is_code(code: int) -> bool:
    """Return whether a number is a follow-up code: in range, with the right last digit."""
    return 0 <= code < 10**CODE_DIGITS and check_digit(f"{code:012d}") == 0


def format_code(code: int) -> str:
    """Return the code as it is written and spoken: "482 913 507 264"."""
    digits = f"{code:012d}"
    return " ".join(digits[at : at + 3] for at in range(0, CODE_DIGITS, 3))


def parse_code(text: str) -> int | None:
    """Return the code in a text, in the digits of any script, ignoring spaces and punctuation; else None."""
    if any(character.isalpha() for character in text):
        return None
    digits = "".join(str(int(character)) for character in text if character.isdecimal())
    return int(digits) if len(digits) == CODE_DIGITS and check_digit(digits) == 0 else None


def new_token() -> bytes:
    """Return a random token, 16 bytes."""
    return os.urandom(TOKEN_BYTES)


def token_text(token: bytes) -> str:
    """Return a token as 26 lower-case base32 characters."""
    if len(token) != TOKEN_BYTES:
        raise ValueError("a token has 16 bytes")
    return base64.b32encode(token).decode("ascii").rstrip("=").lower()


def parse_token(text: str) -> bytes | None:
    """Return the 16 bytes of a token text, in either case, or None when it is not one."""
    if not text.isascii() or not _TOKEN_TEXT.fullmatch(text.lower()):
        return None
    token = base64.b32decode(text.upper() + "======")
    # The last character carries two spare bits: one token, one text.
    return token if token_text(token) == text.lower() else None


def followup_url(host: str, station: int, token: bytes) -> str:
    """Return the address of the short QR. host: "https://name" without a path."""
    return f"{host.rstrip('/')}/s/{station}-{token_text(token)}"
