"""Moments, codes and pictures as the pages show them (DESIGN.md, Writing)."""

import re
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from django import template
from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext as _

from kiosk.wire.followup import format_code

register = template.Library()
ICONS = Path(__file__).resolve().parents[3] / "assets" / "icons" / "duotone"
ICON_NAME = re.compile(r"[a-z0-9-]{1,64}")


@register.filter
def day(ms: int) -> str:
    """Return « 21 novembre 2026 », or words for a clock beyond the calendar."""
    moment = _moment(ms)
    if moment is None:
        return _("date inconnue")
    number = "1er" if moment.day == 1 else str(moment.day)
    return f"{number} {date_format(moment, 'F')} {moment.year}"


@register.filter
def day_and_time(ms: int) -> str:
    """Return « 21 novembre 2026 à 14 h 40 », the time without line breaks inside."""
    moment = _moment(ms)
    if moment is None:
        return _("date inconnue")
    return f"{day(ms)} à {moment.hour}\u00a0h\u00a0{moment.minute:02d}"


@register.filter
def code_line(code: int) -> str:
    """Return « 482 913 507 264 », never broken inside."""
    return format_code(code).replace(" ", "\u00a0")


@register.filter
def code_halves(code: int) -> tuple[str, str]:
    """Return the two lines of two groups on which a code is written where space is short."""
    groups = format_code(code).split(" ")
    return "\u00a0".join(groups[:2]), "\u00a0".join(groups[2:])


@register.filter
def dialled(phone: str) -> str:
    """Return what a telephone dials: digits and a leading +."""
    return re.sub(r"(?!^\+)[^0-9]", "", phone.strip())


@register.filter
def unbroken_hours(text: str) -> str:
    """Return « de 9 h à 17 h » with each hour kept on one line."""
    return re.sub(r"(?<=[0-9]) (?=h\b)|(?<=[0-9] h) (?=[0-9]{2}\b)", "\u00a0", text)


@register.simple_tag
def pictogram(name: str) -> SafeString:
    """Return a Phosphor pictogram as inline SVG, nothing for a name that is not here."""
    return mark_safe(_svg(name)) if ICON_NAME.fullmatch(name) else SafeString()  # noqa: S308 - our own files


@cache
def _svg(name: str) -> str:
    path = ICONS / f"{name}-duotone.svg"
    if not path.is_file():
        return ""
    return path.read_text("utf-8").replace("<svg ", '<svg aria-hidden="true" ', 1)


def _moment(ms: int) -> datetime | None:
    # A station's clock may say anything from 1970 to the year 10889.
    try:
        return datetime.fromtimestamp(ms / 1000, UTC).astimezone(get_current_timezone())
    except (ValueError, OverflowError, OSError):
        return None
