"""Summaries to draw, and a real reader of what was drawn."""

import subprocess
from dataclasses import replace

from kiosk.summary import Step, Summary

SUMMARY = Summary(
    notice="Résumé, contient des informations personnelles",
    agency="Mairie de Saint-Aubin",
    reach=("01 99 00 12 34.", "Prix d’un appel local.", "Du lundi au vendredi, de 9 h à 17 h."),
    title="Préparer mon dossier d’aide au logement",
    code_label="Code de la demande",
    code="482 913 507 264",
    facts=(("Où elle en est", "Il manque un papier"), ("État connu", "le 21 novembre 2026, 16 h 30")),
    answers_title="Les réponses",
    answers=(
        ("Quel est votre nom ?", "Aïcha Durand-Lefèvre"),
        ("Avec qui vivez-vous aujourd’hui ?", "Avec mes enfants"),
        ("Que voulez-vous nous dire ?", "À l’école.\nÇa va."),
    ),
    no_answers="Ce guichet ne peut pas lire les réponses.",
    road_title="Le chemin de la demande",
    road=(
        Step("le 20 novembre 2026, 9 h 00", "Enregistrée au poste 3", "", ""),
        Step("le 21 novembre 2026, 15 h 00", "Il manque un papier", "", "Apportez votre avis d’impôt."),
        Step("le 21 novembre 2026, 16 h 00", "Un mot", "Enregistré ici, pas encore reçu.", "Madame Roy."),
    ),
    foot="Résumé imprimé le 22 novembre 2026, 8 h 05",
    page="Page {page} sur {count}",
)


def long_summary(count: int) -> Summary:
    """With so many answers besides."""
    more = tuple((f"Question {n} ?", f"Réponse {n}") for n in range(1, count + 1))
    return replace(SUMMARY, answers=(*SUMMARY.answers, *more))


def tool(*words: str, pdf: bytes) -> str:
    """Ask a poppler program about a document."""
    done = subprocess.run(words, input=pdf, capture_output=True, check=True)
    assert not done.stderr, done.stderr
    return done.stdout.decode("utf-8")


def pages_of(pdf: bytes) -> list[str]:
    """The text of each page as a reader would copy it, lines one below the other."""
    return tool("pdftotext", "-layout", "-", "-", pdf=pdf).split("\f")[:-1]


def text_of(pdf: bytes) -> str:
    """All words of a document, with one space between them."""
    return " ".join("\n".join(pages_of(pdf)).split())
