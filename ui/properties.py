"""Properties of view models, in the types that QML understands."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Property, Signal

Page = dict[str, Any]


def page_property(shown: Callable[[Any], Page], notify: Signal) -> Property:
    """Return a property that QML reads as an object with members."""
    return Property("QVariantMap", shown, notify=notify)  # type: ignore[arg-type]  # PySide takes names of Qt types


def names_property(names: Callable[[Any], list[str]], notify: Signal) -> Property:
    """Return a property that QML reads as a list of texts."""
    return Property("QStringList", names, notify=notify)  # type: ignore[arg-type]  # as above
