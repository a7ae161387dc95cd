"""The technician's words: each is used, each that is used is there, and French typography holds."""

import re
from pathlib import Path
from string import Formatter

from kiosk.errors import every_problem
from kiosk.texts import Texts, load_texts
from technician.checks import CHECKS
from technician.command import DOMAIN, I18N
from technician.doctor import COMMAND

ROOT = Path(__file__).resolve().parents[2]
CODE = [*sorted((ROOT / "technician").rglob("*.py"))]


def own_texts() -> dict[str, str]:
    shared = load_texts(I18N, "fr").all()
    return {key: text for key, text in load_texts(I18N, "fr", DOMAIN).all().items() if key not in shared}


def prose(text: str) -> str:
    """The words without the commands, which are written for a shell."""
    lines = [found[1] if (found := COMMAND.fullmatch(line)) else line for line in text.split("\n")]
    return "".join(literal for literal, *_ in Formatter().parse("\n".join(lines)))


def wrong_typography(text: str) -> list[str]:
    bare = prose(text)
    found = re.findall(r"(?: [?!;»]| :(?!//)|« |[a-zà]'|\")", bare)
    return found + re.findall(r"(?<![\s\u00a0«!?.…(])[?!](?![?!])", bare)


def test_french_typography() -> None:
    wrong = {key: bad for key, text in own_texts().items() if (bad := wrong_typography(text))}
    assert wrong == {}
    assert wrong_typography("Où ?") and wrong_typography("l'eau") and wrong_typography("Où?")


def test_no_command_holds_a_space_that_a_shell_does_not_know() -> None:
    commands = [
        found[2]
        for text in own_texts().values()
        for line in text.split("\n")
        if (found := COMMAND.fullmatch(line))
    ]
    assert len(commands) > 20
    assert [command for command in commands if re.search("[\u00a0«»’]", command)] == []


def test_every_text_is_used() -> None:
    code = "\n".join(path.read_text("utf-8") for path in CODE)
    used = set(re.findall(r'["\']([a-z_]+(?:\.[a-z_0-9]+)+)["\']', code))
    used |= set(re.findall(r'(?:good|bad)\(\s*"([a-z_]+)"', code))
    bases = {f"doctor.{key}" for key in used} | used
    starts = set(re.findall(r'f"([a-z_]+\.[a-z_.]*)\{', code)) - {"doctor.", "doctor.problem."}
    made = starts | {f"doctor.{start}" for start in starts}
    codes = {f"doctor.problem.{problem.code}" for problem in every_problem()}
    unused = [
        key
        for key in own_texts()
        if key not in bases | codes
        and key.removesuffix(".what").removesuffix(".do") not in bases
        and not key.startswith(tuple(made))
        and not re.fullmatch(rf"doctor\.({'|'.join(check.id for check in CHECKS)})\.name", key)
    ]
    assert unused == []


def test_every_check_has_a_name(texts: Texts) -> None:
    assert len(CHECKS) >= 14
    assert all(texts(f"doctor.{check.id}.name") for check in CHECKS)


def test_everything_broken_says_what_to_do(texts: Texts) -> None:
    every = texts.all()
    broken = [key.removesuffix(".what") for key in every if re.fullmatch(r"doctor\..*\.what", key)]
    assert len(broken) > 20
    assert [key for key in broken if not every.get(f"{key}.do", "").strip()] == []
