"""Colours: every pair reaches its threshold in every theme, and QML uses no colour that a theme lacks."""

import json
import re
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOKENS: dict[str, Any] = json.loads((ROOT / "assets" / "tokens.json").read_text("utf-8"))


def luminance(colour: str) -> float:
    """WCAG 2.2 relative luminance."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def too_weak(tokens: dict[str, Any]) -> list[str]:
    found = []
    for rule in tokens["contrastRules"]:
        for theme, least in rule["min"].items():
            colours = tokens["color"][theme]
            fronts = ["focus-in", "focus-out"] if rule["fg"] == "focus-*" else [rule["fg"]]
            for back in rule["bg"]:
                best = max(contrast(colours[front], colours[back]) for front in fronts)
                # The published ratios are rounded to two places.
                if round(best, 2) < least:
                    found.append(f"{theme}: {rule['fg']} on {back} is {best:.2f}, below {least}")
    return found


def test_contrasts() -> None:
    assert too_weak(TOKENS) == []


@pytest.mark.parametrize("theme", TOKENS["color"])
def test_the_check_sees_a_weak_colour(theme: str) -> None:
    weak = deepcopy(TOKENS)
    weak["color"][theme]["ink"] = weak["color"][theme]["ground"]
    assert any(theme in fault for fault in too_weak(weak))


def test_published_ratios_are_the_real_ones() -> None:
    for theme, ratios in TOKENS["contrast"].items():
        for pair, ratio in ratios.items():
            front, back = pair.split("/")
            if front != "focus-*":
                assert contrast(TOKENS["color"][theme][front], TOKENS["color"][theme][back]) == pytest.approx(
                    ratio, abs=0.06
                )


def test_every_theme_has_every_colour_that_qml_asks_for() -> None:
    source = (ROOT / "ui" / "qml" / "Relais" / "Theme" / "Theme.qml").read_text("utf-8")
    asked = set(re.findall(r'hue\("([^"]+)"\)', source)) | set(re.findall(r'"(cap-\w+)"', source))
    assert len(asked) > 35
    for theme, colours in TOKENS["color"].items():
        assert asked <= set(colours), theme


def test_nothing_is_written_below_the_least_capital_height() -> None:
    # 4.8 mm capitals at 96 dpi, by the formula of DESIGN.md §4.
    least = -(-4.8 / 25.4 * 96 // TOKENS["font"]["latin"]["capRatio"])
    sizes = TOKENS["type"]["sizes"]
    assert all(
        size >= -least
        for step in sizes.values()
        for role, size in step.items()
        if role not in ("name", "capMm")
    )
    for path in (ROOT / "ui" / "qml").rglob("*.qml"):
        for size in re.findall(r"^\s*size: Sizes\.px\((?:[^()]*\? )?(\d+)", path.read_text("utf-8"), re.M):
            # At the counter one sits before a screen: 15 px at least (DESIGN.md §4).
            least_px = TOKENS["type"]["counter"]["min"] if path.parent.name == "counter" else 28
            assert int(size) >= least_px or "Pictogram" in path.read_text("utf-8"), path.name
    counter = TOKENS["type"]["counter"]
    assert min(counter.values()) == counter["min"] == 15 and counter["toSay"] == 28
