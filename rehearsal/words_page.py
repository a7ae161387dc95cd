"""The words of a service that stand on no question: on paper, on the follow-up page, in the pack itself."""

from collections.abc import Iterator

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter

from kiosk.catalogue.pack import Service, in_language, note_on_phone, papers_to_bring

LAW_DATES = {"registration": "celle de l’enregistrement à la borne", "reception": "celle de la réception"}
INK, SOFT, PAPER = QColor("#1b1b1b"), QColor("#555555"), QColor("#ffffff")
LABEL_PX, TEXT_PX, LEAST_PX = 22, 28, 10
MARGIN, GAP = 40, 12


def words_page(service: Service, language: str, size: tuple[int, int]) -> QImage:
    """Draw them on a page of so many pixels, in smaller letters where there are many. Labels are French."""
    image = QImage(*size, QImage.Format.Format_RGB32)
    scale = 1.0
    while _draw(image, list(_words(service, language)), scale) > size[1] and TEXT_PX * scale > LEAST_PX:
        scale *= 0.9
    return image


def _words(service: Service, language: str) -> Iterator[tuple[str, str]]:
    line, detail = in_language(service.notice, language)
    yield "Titre", in_language(service.title, language)
    yield "Traité par", in_language(service.treated_by, language)
    yield "Délai promis", in_language(service.promise, language) if service.promise else "aucun"
    yield "Ce qui se passe ensuite", in_language(service.next, language)
    yield "À apporter", "\n".join(papers_to_bring(service, language)) or "rien"
    yield "Données personnelles", f"{line}\n{detail}"
    yield "Téléphone", f"{service.phone or 'celui de l’agence'}\n{note_on_phone(service, language)}".strip()
    yield "Gardé après la fin de la demande", f"{service.retention_days} jours"
    yield "Date qui compte", LAW_DATES[service.law_date]
    yield "À reprendre sur papier", f"après {service.max_age_h} h sans réseau"


def _draw(image: QImage, words: list[tuple[str, str]], scale: float) -> int:
    """Draw the words from top to bottom; return where they end."""
    image.fill(PAPER)
    painter = QPainter(image)
    width, top = image.width() - 2 * MARGIN, MARGIN
    flags = Qt.TextFlag.TextWordWrap
    for label, text in words:
        for said, pixels, ink in ((label, LABEL_PX, SOFT), (text, TEXT_PX, INK)):
            font = QFont()
            font.setPixelSize(round(pixels * scale))
            painter.setFont(font)
            painter.setPen(ink)
            place = painter.boundingRect(QRect(MARGIN, top, width, image.height()), flags, said)
            painter.drawText(place, flags, said)
            top += place.height()
        top += round(GAP * scale)
    painter.end()
    return top
