"""A small form without a fault, and ways to spoil it cell by cell."""

import re
from collections.abc import Mapping

from kiosk.forms.lint.check import check_tables
from kiosk.forms.lint.finding import Finding, column_number
from kiosk.forms.lint.tables import read_tables

Sheets = dict[str, list[list[str]]]
LANGUAGES = ("Français (fr)", "Français facile (fr-x-falc)", "English (en)")
LABELS = [f"label::{language}" for language in LANGUAGES]
PICTOGRAMS = ("check-circle", "x-circle", "calendar-blank", "sun", "question")
# A: type, B: name, C to E: labels, F: relevant, G: constraint, H: calculation, I: required, J: appearance,
# K: choice_filter, L: icon
SURVEY = [
    ["type", "name", *LABELS, "relevant", "constraint", "calculation", "required", "appearance",
     "choice_filter", "bind::icon"],
    ["begin_group", "vous", "Vous", "Vous", "You", "", "", "", "", "", "", ""],
    ["select_one ouinon", "logement", "Avez-vous un logement ?", "Vous avez un logement ?", "Do you?", "", "",
     "", "yes", "", "", "question"],
    ["select_multiple jours", "jours", "Quels jours ?", "Quels jours ?", "Which days?", "${logement} = 'oui'",
     "", "", "", "", "", ""],
    ["text", "nom", "Quel est votre nom ?", "Votre nom ?", "Your name?", "selected(${jours}, 'lundi')",
     "regex(., '[A-Z].*')", "", "", "", "", ""],
    ["integer", "age", "Quel âge avez-vous ?", "Votre âge ?", "Your age?", "", ". < 130", "", "", "", "", ""],
    ["calculate", "double", "", "", "", "", "", "${age} * 2", "", "", "", ""],
    ["end_group", "", "", "", "", "", "", "", "", "", "", ""],
]  # fmt: skip
CHOICES = [
    ["list_name", "name", *LABELS, "icon"],
    ["ouinon", "oui", "Oui", "Oui", "Yes", "check-circle"],
    ["ouinon", "non", "Non", "Non", "No", "x-circle"],
    ["jours", "lundi", "Le lundi", "Le lundi", "Monday", "calendar-blank"],
    ["jours", "mardi", "Le mardi", "Le mardi", "Tuesday", "calendar-blank"],
]
SETTINGS = [["form_title", "default_language"], ["Essai", LANGUAGES[0]]]
CELL = re.compile(r"(\w+)!([A-Z]+)(\d+)")


def fine() -> Sheets:
    """The form, to be spoilt."""
    sheets = {"survey": SURVEY, "choices": CHOICES, "settings": SETTINGS}
    return {name: [list(row) for row in rows] for name, rows in sheets.items()}


def written(sheets: Sheets, edits: Mapping[str, str]) -> Sheets:
    """The sheets with these cells changed; rows and columns grow as they are needed."""
    for address, text in edits.items():
        found = CELL.fullmatch(address)
        assert found, address
        rows = sheets.setdefault(found[1], [])
        row, column = int(found[3]), column_number(found[2])
        rows.extend([] for _ in range(row - len(rows)))
        rows[row - 1].extend("" for _ in range(column - len(rows[row - 1])))
        rows[row - 1][column - 1] = text
    return sheets


def spoilt(edits: Mapping[str, str]) -> Sheets:
    return written(fine(), edits)


def found_in(sheets: Sheets) -> tuple[Finding, ...]:
    return check_tables(read_tables(sheets), pictograms=PICTOGRAMS)


def codes_in(sheets: Sheets) -> list[str]:
    return [finding.code for finding in found_in(sheets)]
