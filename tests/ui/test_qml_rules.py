"""House rules that no linter knows: what a QML file may import and say."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
QML = ROOT / "ui" / "qml"
FILES = sorted(QML.rglob("*.qml"))
# What the kiosk shows, and what the counter shows its agent.
TEXTS = "".join(
    (ROOT / "assets" / "i18n" / "fr" / f"{name}.po").read_text("utf-8") for name in ("relais", "agent")
)
# What shows or says a text.
SPOKEN = re.compile(
    r"\b(text|words|label|title|happened|advice|before|place|question|answer|hint|sentence|shown|name):\s*(.*)"
)
STRING = re.compile(r'"([^"]*)"')
KEY = re.compile(r'Tr\.(?:s|client)\["([a-z_.]+)"(\s*\+)?|Tr\.f\((?:[\w.]+ \? )?"([a-z_.]+)"(\s*\+)?')
# Words for people: an accent, a capital with small letters, two words in a row. Keys and names have none.
FOR_PEOPLE = re.compile(r"[À-ÿ’«»]|^[A-Z][a-z]|[a-z]{2,} [a-z]{2,}")


def foreign_imports(source: str) -> list[str]:
    return [
        line
        for line in re.findall(r"^import (\S+)", source, re.M)
        if not re.match(r"(QtQuick|Relais)(\.|$)", line)
    ]


def network(source: str) -> list[str]:
    return re.findall(r"XMLHttpRequest|WebSocket|https?://|\bfetch\(|Qt\.openUrl", source)


def literal_texts(source: str) -> list[str]:
    """Strings shown to people that do not come from the catalogue."""
    found = []
    for _, value in SPOKEN.findall(re.sub(r"//.*", "", source)):
        alone = STRING.fullmatch(value.strip())
        if alone and alone.group(1) and not re.fullmatch(r"[a-z][a-z-]*", alone.group(1)):
            found.append(alone.group(1))
        found += [text for text in STRING.findall(value) if FOR_PEOPLE.search(text)]
    return found


def raw_colours(source: str) -> list[str]:
    bare = re.sub(r"//.*", "", source)
    named = re.findall(r'(?:olor|ink|tone|outline)\w*:\s*"(?!transparent)([^"]+)"', bare)
    return named + re.findall(r'"#[0-9A-Fa-f]{3,8}"|Qt\.rgba\([^)]*\)', bare)


def on_properties(source: str) -> list[str]:
    """A property called on… silently becomes a signal handler."""
    return re.findall(r"property \S+ (on[A-Z]\w*)", source)


def unmirrored(source: str) -> list[str]:
    return re.findall(
        r"horizontalAlignment: Text\.AlignRight|layoutDirection: Qt\.RightToLeft\b(?!.*Theme)", source
    )


def cut_texts(source: str) -> list[str]:
    return re.findall(r"elide: (?!Text\.ElideNone)\S+|maximumLineCount\S*", source)


def layer_effects(source: str) -> list[str]:
    return re.findall(r"layer\.\w+|MultiEffect|ShaderEffect|RectangularShadow", source)


RULES: list[tuple[Callable[[str], list[str]], str]] = [
    (foreign_imports, "import QtMultimedia"),
    (network, "let r = new XMLHttpRequest()"),
    (literal_texts, 'Phrase {\n    words: "Bonjour"\n}'),
    (raw_colours, 'color: "#12262B"'),
    (on_properties, "property color onAccent: Theme.ink"),
    (unmirrored, "horizontalAlignment: Text.AlignRight"),
    (cut_texts, "elide: Text.ElideRight"),
    (layer_effects, "layer.enabled: true"),
]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_file_keeps_the_rules(path: Path) -> None:
    source = path.read_text("utf-8")
    fallback = {"Theme.qml": {raw_colours}}
    broken = {rule.__name__: rule(source) for rule, _ in RULES if rule not in fallback.get(path.name, set())}
    assert {name: found for name, found in broken.items() if found} == {}


@pytest.mark.parametrize(("rule", "sin"), RULES, ids=lambda value: getattr(value, "__name__", ""))
def test_each_rule_sees_its_sin(rule: Callable[[str], list[str]], sin: str) -> None:
    assert rule(sin)


def test_every_text_key_exists_and_every_key_is_used() -> None:
    known = set(re.findall(r'^msgid "([^"]+)"', TEXTS, re.M))
    everything = "".join(re.sub(r"//.*", "", path.read_text("utf-8")) for path in FILES)
    used = {(a or b): bool(c or d) for a, c, b, d in KEY.findall(everything)}
    for key, is_prefix in used.items():
        assert any(each.startswith(key) for each in known) if is_prefix else key in known, key
    assert len(used) > 40


def test_nothing_moves_longer_than_allowed() -> None:
    most = json.loads((ROOT / "assets" / "tokens.json").read_text("utf-8"))["motion"]["max"]
    everything = "".join(path.read_text("utf-8") for path in FILES)
    lasting = [int(each) for each in re.findall(r"Theme\.lasting\((\d+)\)", everything)]
    assert lasting and max(lasting) <= most
    # A duration that ignores the switch would move for people who must not see motion.
    assert len(re.findall(r"\bduration:", everything)) == len(lasting)


def test_each_module_lists_its_files() -> None:
    for folder in sorted((QML / "Relais").iterdir()):
        listed = set(re.findall(r"(\w+\.qml)$", (folder / "qmldir").read_text("utf-8"), re.M))
        assert listed == {path.name for path in folder.glob("*.qml")} - ({"Main.qml"} - listed), folder.name
