"""What a pack says of itself: one description, written as pack.toml and signed as manifest.json.

The two differ in the form only (its .xlsx source, its compiled .xml), in what was left out of it, and in the
digests of the files. An unknown key is refused by name: a misspelt one would silently lose a promise.
"""

import json
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from kiosk.catalogue.pack import AGENCY, Partner
from kiosk.catalogue.situation_tables import read_situations, write_situation
from kiosk.catalogue.situations import Situation
from kiosk.errors import Malformed, PackUnreadable
from kiosk.wire.keys import SealKey

FORMAT = 1
CAPS = ("cap-bleu", "cap-eau", "cap-lilas", "cap-rose", "cap-sable", "cap-vert")
LAW_DATES = ("registration", "reception")
NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
VERSION = re.compile(r"\d{1,6}(?:\.\d{1,6}){0,3}")
CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")
DIGEST = re.compile(r"[0-9a-f]{64}")
MAX_AGE_H = 24 * 60
MAX_RETENTION_DAYS = 3650
# Digits in groups, as they are printed and dialled.
PHONE = re.compile(r"\+?\d+(?:[ \u00a0]\d+)*")
LONGEST_PARTNER = 40
KEY_EXPECTED = "une clé publique X25519, 64 chiffres hexadécimaux en minuscules"
T = TypeVar("T")


@dataclass(frozen=True)
class Description:
    """One service of a manifest; see pack.Service. `form` is a path inside the pack."""

    id: str
    form: str
    title: Mapping[str, str]
    icon: str
    cap: str
    recipient: str
    treated_by: Mapping[str, str]
    promise: Mapping[str, str]
    law_date: str
    max_age_h: int
    notice: Mapping[str, tuple[str, str]]
    bring: Mapping[str, tuple[str, ...]]
    retention_days: int
    next: Mapping[str, str]
    phone: str = ""
    phone_note: Mapping[str, str] = field(default_factory=dict)
    skip_unsupported: bool = False


@dataclass(frozen=True)
class Manifest:
    """A whole manifest. recipients: the partners that its services may be sealed to. files: SHA-256 in hex of
    every other file, by path; empty in a pack.toml.
    """

    id: str
    version: str
    publisher: str
    services: tuple[Description, ...]
    recipients: tuple[Partner, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)
    situations: tuple[Situation, ...] = ()


def read_source(path: Path, recipient_keys: Mapping[str, bytes] | None = None) -> Manifest:
    """Read pack.toml; recipient_keys stand for the keys of these partners. Raises PackUnreadable."""
    try:
        content = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as fault:
        raise PackUnreadable(path=str(path), detail=str(fault)) from fault
    for name, key in (recipient_keys or {}).items():
        _Table(content, path, "").inner("recipient").inner(name).content["key"] = key.hex()
    return _Table(content, path, "").manifest("service", "recipient", signed=False)


def read_manifest(raw: bytes, path: Path) -> Manifest:
    """Read manifest.json, whose signature the caller has verified. Raises PackUnreadable."""
    try:
        content = json.loads(raw)
    except (ValueError, RecursionError) as fault:
        raise PackUnreadable(path=str(path), detail=str(fault)) from fault
    if not isinstance(content, dict):
        raise PackUnreadable(path=str(path), detail="il faut un objet JSON")
    if content.pop("format", None) != FORMAT:
        raise PackUnreadable(path=str(path), detail=f"il faut « format » {FORMAT}")
    return _Table(content, path, "").manifest("services", "recipients", signed=True)


def write_manifest(manifest: Manifest) -> bytes:
    """Return manifest.json, in the order of pack.toml, which is that of the cards on the screen.

    The same source is the same bytes: nothing in it depends on where or when it was built.
    """
    content: dict[str, object] = {
        "format": FORMAT,
        "id": manifest.id,
        "version": manifest.version,
        "publisher": manifest.publisher,
        "services": {service.id: _as_json(service) for service in manifest.services},
        "files": dict(manifest.files),
    }
    if manifest.recipients:
        content["recipients"] = {
            partner.id: {"key": partner.key.raw.hex(), "name": dict(partner.name)}
            for partner in manifest.recipients
        }
    if manifest.situations:
        content["situations"] = [write_situation(situation) for situation in manifest.situations]
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def _as_json(service: Description) -> dict[str, object]:
    notice = {
        language: {"line": line, "detail": detail} for language, (line, detail) in service.notice.items()
    }
    content: dict[str, object] = {
        "form": service.form,
        "title": dict(service.title),
        "icon": service.icon,
        "cap": service.cap,
        "recipient": service.recipient,
        "treated_by": dict(service.treated_by),
        "law_date": service.law_date,
        "max_age_h": service.max_age_h,
        "notice": notice,
        "retention_days": service.retention_days,
        "next": dict(service.next),
    }
    if service.promise:
        content["promise"] = dict(service.promise)
    if service.bring:
        content["bring"] = {language: list(papers) for language, papers in service.bring.items()}
    if service.phone:
        content["phone"] = service.phone
    if service.phone_note:
        content["phone_note"] = dict(service.phone_note)
    if service.skip_unsupported:
        content["skip_unsupported"] = True
    return content


class _Table:
    """One table of a manifest; every refusal names the key and what it should be."""

    def __init__(self, content: dict[str, object], path: Path, where: str) -> None:
        self.content = content
        self.path = path
        self.where = where

    def manifest(self, services: str, recipients: str, *, signed: bool) -> Manifest:
        situations, files = ("situations", ["files"]) if signed else ("situation", [])
        self.know("id", "version", "publisher", services, recipients, situations, *files)
        tables = self.inner(services)
        partners = self.partners(recipients)
        known = (AGENCY, *(partner.id for partner in partners))
        if not tables.content:
            raise self.bad(services, "au moins un service")
        return Manifest(
            id=self.matching("id", NAME, "un nom en minuscules et tirets"),
            version=self.matching("version", VERSION, "des nombres et des points"),
            publisher=self.text("publisher"),
            services=tuple(tables.inner(name).service(name, known, signed=signed) for name in tables.content),
            recipients=partners,
            files=self.inner("files").digests() if signed else {},
            situations=read_situations(
                self.content.get(situations, []), tables.content.keys(), CAPS, _text, self.bad
            ),
        )

    def partners(self, key: str) -> tuple[Partner, ...]:
        if key not in self.content:
            return ()
        tables = self.inner(key)
        found = tuple(tables.inner(name).partner(name) for name in tables.content)
        if len({partner.key.raw for partner in found}) != len(found):
            raise self.bad(key, "une clé pour chaque destinataire")
        return found

    def partner(self, name: str) -> Partner:
        self.know("key", "name")
        if name == AGENCY or not NAME.fullmatch(name) or len(name) > LONGEST_PARTNER:
            raise self.bad("", f"un nom de partenaire en minuscules et tirets, autre que « {AGENCY} »")
        return Partner(id=name, key=self.seal_key("key"), name=self.by_language("name", _text))

    def service(self, name: str, recipients: tuple[str, ...], *, signed: bool) -> Description:
        self.know(
            "form", "title", "icon", "cap", "recipient", "treated_by", "promise", "law_date", "max_age_h",
            "notice", "bring", "retention_days", "next", "phone", "phone_note",
            *(["skip_unsupported"] if signed else []),
        )  # fmt: skip
        if not NAME.fullmatch(name):
            raise self.bad("", "un nom de service en minuscules et tirets")
        return Description(
            id=name,
            form=self.text("form"),
            title=self.by_language("title", _text),
            icon=self.matching("icon", NAME, "le nom d’un pictogramme"),
            cap=self.one_of("cap", CAPS),
            recipient=self.one_of("recipient", recipients),
            treated_by=self.by_language("treated_by", _text),
            promise=self.by_language("promise", _text) if "promise" in self.content else {},
            law_date=self.one_of("law_date", LAW_DATES),
            max_age_h=self.number("max_age_h", MAX_AGE_H, "d’heures"),
            notice=self.by_language("notice", _notice),
            bring=self.by_language("bring", _texts) if "bring" in self.content else {},
            retention_days=self.number("retention_days", MAX_RETENTION_DAYS, "de jours"),
            next=self.by_language("next", _text),
            phone=self.matching("phone", PHONE, "un numéro de téléphone") if "phone" in self.content else "",
            phone_note=self.by_language("phone_note", _text) if "phone_note" in self.content else {},
            skip_unsupported=self.content.get("skip_unsupported") is True,
        )

    def bad(self, key: str, expected: str) -> PackUnreadable:
        return PackUnreadable(path=str(self.path), detail=f"« {self.place(key)} » : il faut {expected}")

    def place(self, key: str) -> str:
        return ".".join(part for part in (self.where, key) if part)

    def know(self, *keys: str) -> None:
        for key in self.content:
            if key not in keys:
                raise PackUnreadable(path=str(self.path), detail=f"mot inconnu : « {self.place(key)} »")

    def inner(self, key: str) -> "_Table":
        value = self.content.get(key)
        if not isinstance(value, dict):
            raise self.bad(key, "un tableau")
        return _Table(value, self.path, self.place(key))

    def text(self, key: str) -> str:
        found = _text(self.content.get(key))
        if found is None:
            raise self.bad(key, "un texte")
        return found

    def matching(self, key: str, pattern: re.Pattern[str], expected: str) -> str:
        found = self.text(key)
        if not pattern.fullmatch(found):
            raise self.bad(key, expected)
        return found

    def seal_key(self, key: str) -> SealKey:
        try:
            # Digits of other scripts and spaces between pairs would also pass for hexadecimal.
            return SealKey(bytes.fromhex(self.matching(key, DIGEST, KEY_EXPECTED)))
        except Malformed:
            raise self.bad(key, KEY_EXPECTED) from None

    def one_of(self, key: str, words: tuple[str, ...]) -> str:
        found = self.text(key)
        if found not in words:
            raise self.bad(key, " ou ".join(f"« {word} »" for word in words))
        return found

    def number(self, key: str, most: int, unit: str) -> int:
        value = self.content.get(key)
        if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= most:
            raise self.bad(key, f"un nombre {unit}, de 1 à {most}")
        return value

    def by_language(self, key: str, read: Callable[[object], T | None]) -> dict[str, T]:
        table = self.inner(key)
        found = {language: read(value) for language, value in table.content.items()}
        kept = {language: value for language, value in found.items() if value is not None}
        if not kept or len(kept) != len(found):
            raise self.bad(key, "un texte pour chaque langue")
        return kept

    def digests(self) -> dict[str, str]:
        found = {name: value for name, value in self.content.items() if isinstance(value, str)}
        if len(found) != len(self.content) or not all(map(DIGEST.fullmatch, found.values())):
            raise self.bad("", "des empreintes SHA-256")
        return found


def _text(value: object) -> str | None:
    """Return a text that says something; one with control characters could rewrite a terminal or a paper."""
    if not isinstance(value, str) or not value.strip() or CONTROL.search(value):
        return None
    return value.strip()


def _texts(value: object) -> tuple[str, ...] | None:
    texts = tuple(map(_text, value)) if isinstance(value, list) else ()
    kept = tuple(text for text in texts if text is not None)
    return kept if kept and len(kept) == len(texts) else None


def _notice(value: object) -> tuple[str, str] | None:
    if not isinstance(value, dict) or set(value) != {"line", "detail"}:
        return None
    line, detail = _text(value["line"]), _text(value["detail"])
    return (line, detail) if line and detail else None
