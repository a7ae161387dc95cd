"""The faults that `rehearsal.faults` sows: which check must see each, and what its remedy must name."""

import shutil
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from kiosk.clock import SystemClock
from kiosk.store import open_store
from kiosk.store.agents import LOCKED_AFTER
from kiosk.store.db import DATABASE, KEY, Connection
from printers.sim import Faults
from rehearsal.portal import captive_portal
from rehearsal.ward import Ward
from technician.serving import FACES, FONTS

HOUR_MS = 3600 * 1000
PAGE = 4096


@dataclass(frozen=True)
class Fault:
    """One fault. names: what the remedy must name, with {ward} filled in. sow: spoils the copy of a ward."""

    name: str
    check: str
    names: str
    sow: Callable[[Ward], AbstractContextManager[None]]
    needs_sound: bool = False


def _once(spoil: Callable[[Ward], None]) -> Callable[[Ward], AbstractContextManager[None]]:
    """Make a fault of what is undone with the copy itself."""

    @contextmanager
    def sow(ward: Ward) -> Iterator[None]:
        spoil(ward)
        yield

    return sow


def _replaced(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    if old not in text:
        raise RuntimeError(f"no {old!r} in {path}")
    path.write_text(text.replace(old, new), "utf-8")


def _unknown_key(ward: Ward) -> None:
    _replaced(ward.file, "url =", "urll =")


def _no_phone(ward: Ward) -> None:
    sheet = ward.file.with_name("own-agency.toml")
    shutil.copy(ward.config.agency, sheet)
    _replaced(sheet, "\nphone =", "\n# phone =")
    _replaced(ward.file, "agency =", f'agency = "{sheet.name}" #')


def _full_disk(ward: Ward) -> None:
    ward.machine = ["--disk-free", str(100 << 20)]


def _cut_font(ward: Ward) -> None:
    copy = ward.file.with_name("fonts")
    copy.mkdir()
    for face in FACES:
        shutil.copy(FONTS / face, copy)
    (copy / FACES[2]).write_bytes((FONTS / FACES[2]).read_bytes()[:-PAGE])
    ward.machine = ["--fonts", str(copy)]


def _no_key(ward: Ward) -> None:
    (ward.config.data / KEY).unlink()


def _open_key(ward: Ward) -> None:
    (ward.config.data / KEY).chmod(0o644)


def _other_key(ward: Ward) -> None:
    (ward.config.data / KEY).write_bytes(bytes(32))


def _damaged_page(ward: Ward) -> None:
    path = ward.config.data / DATABASE
    raw = bytearray(path.read_bytes())
    # In the middle of a page in the middle: opening the database does not read it.
    at = len(raw) // PAGE // 2 * PAGE + PAGE // 2
    raw[at] ^= 0xFF
    path.write_bytes(raw)


def _never_enrolled(ward: Ward) -> None:
    shutil.rmtree(ward.config.data)


def _other_role(ward: Ward) -> None:
    _replaced(ward.file, 'role = "counter"', 'role = "kiosk"')


def _own_packs(ward: Ward) -> Path:
    packs = ward.file.with_name("own-packs")
    shutil.copytree(ward.config.packs, packs)
    _replaced(ward.file, "packs =", f'packs = "{packs.name}" #')
    return packs


def _altered_pack(ward: Ward) -> None:
    form = next(path for path in sorted(_own_packs(ward).rglob("*")) if path.suffix == ".xml")
    form.write_bytes(form.read_bytes() + b"<!-- -->")


def _no_pack(ward: Ward) -> None:
    packs = _own_packs(ward)
    shutil.rmtree(packs)
    packs.mkdir()


def _fast_clock(ward: Ward) -> None:
    ward.machine = ["--clock-ahead", "3600"]


def _hub_away(ward: Ward) -> None:
    ward.file.write_text(ward.file.read_text("utf-8") + '\n[hub]\naddress = "127.0.0.1:1"\n', "utf-8")


@contextmanager
def _central_away(ward: Ward) -> Iterator[None]:
    ward.stage.central.stop()
    try:
        yield
    finally:
        ward.stage.central.start()


@contextmanager
def _captive_portal(ward: Ward) -> Iterator[None]:
    with captive_portal() as port:
        _replaced(ward.file, ward.config.central_url, f"http://127.0.0.1:{port}")
        yield


def _edited(*statements: str) -> Callable[[Ward], None]:
    """Change the database behind the back of the program, as nobody should."""

    def spoil(ward: Ward) -> None:
        connection = Connection.open(ward.config.data, durable=True)
        for statement in statements:
            connection.change(statement)
        connection.close()

    return spoil


def _waiting(ward: Ward, *, held: bool, hours: int) -> None:
    with open_store(ward.config.data) as store:
        name = uuid.UUID(int=1).bytes
        created = SystemClock().now_ms() - hours * HOUR_MS
        store.outbox.append(name, "demo", created, lambda _: b"sealed")
        if held:
            store.outbox.hold(name, "too_large")


def _late_request(ward: Ward) -> None:
    _waiting(ward, held=False, hours=72)


def _held_request(ward: Ward) -> None:
    _waiting(ward, held=True, hours=1)


def _locked_agent(ward: Ward) -> None:
    now = SystemClock().now_ms()
    with open_store(ward.config.data) as store:
        agent = store.agents.every()[0].number
        for wrong in range(LOCKED_AFTER):
            # A day between two tries, so that each is looked at.
            store.agents.check(agent, "999999", now + wrong * 24 * HOUR_MS)


def _printer(**faults: bool) -> Callable[[Ward], None]:
    def spoil(ward: Ward) -> None:
        ward.printer.faults = Faults(**faults)  # type: ignore[arg-type]

    return spoil


def _printer_off(ward: Ward) -> None:
    # Nobody listens on a port that no program of this machine may have.
    _replaced(ward.file, f"port = {ward.printer.port}", "port = 1")


def _no_voice(ward: Ward) -> None:
    folder = ward.file.with_name("libraries")
    folder.mkdir()
    (folder / "libespeak-ng.so.1").write_bytes(b"")
    (folder / "libespeak-ng.so").write_bytes(b"")
    ward.environment = {**ward.environment, "LD_LIBRARY_PATH": str(folder)}


def _no_sound(ward: Ward) -> None:
    nowhere = {"PULSE_SERVER": "unix:/nonexistent", "ALSA_CONFIG_PATH": "/dev/null"}
    ward.environment = {**ward.environment, **nowhere, "XDG_RUNTIME_DIR": str(ward.file.parent)}


def _office_gone(ward: Ward) -> None:
    folder = ward.config.office.path if ward.config.office else None
    if folder is None:
        raise RuntimeError("a counter with a folder for its A4 sheets")
    folder.rmdir()
    folder.write_text("", "utf-8")


FAULTS = (
    Fault("un mot inconnu dans station.toml", "config", "central.urll", _once(_unknown_key)),
    Fault("pas de téléphone sur la fiche", "agency", "agency.phone", _once(_no_phone)),
    Fault("disque presque plein", "disk", "df -h {ward.config.data}", _once(_full_disk)),
    Fault("police coupée", "fonts", FACES[2], _once(_cut_font)),
    Fault("clé de la base perdue", "database", KEY, _once(_no_key)),
    Fault("clé lisible par tous", "database", "chmod 600 {ward.config.data}", _once(_open_key)),
    Fault("clé d’une autre base", "database", DATABASE, _once(_other_key)),
    Fault("page abîmée sur le disque", "database", "{ward.config.data}", _once(_damaged_page)),
    Fault("jamais inscrite", "enrolment", "central enrol-code", _once(_never_enrolled)),
    Fault("rôle changé à la main", "enrolment", "guichet", _once(_other_role)),
    Fault(
        "ligne du journal changée", "journal", "ligne 1",
        _once(_edited("DROP TRIGGER journal_is_append_only", "UPDATE journal SET at = at + 1 WHERE n = 1")),
    ),
    Fault("paquet modifié", "packs", "own-packs", _once(_altered_pack)),
    Fault("dossier des paquets vide", "packs", "own-packs", _once(_no_pack)),
    Fault("central éteint", "central", "{ward.stage.central.url}", _central_away),
    Fault("portail captif devant le central", "central", "{ward.config.central_url}", _captive_portal),
    Fault("horloge en avance d’une heure", "clock", "timedatectl", _once(_fast_clock)),
    Fault("poste relais éteint", "hub", "serve = true", _once(_hub_away)),
    Fault("demande qui attend depuis trois jours", "undelivered", "central", _once(_late_request)),
    Fault("demande retenue", "held", uuid.UUID(int=1).hex, _once(_held_request)),
    Fault("imprimante éteinte", "printer", "127.0.0.1:1", _once(_printer_off)),
    Fault("plus de papier", "printer", "rouleau", _once(_printer(paper_out=True))),
    Fault("capot ouvert", "printer", "capot", _once(_printer(cover_open=True))),
    Fault("imprimante muette", "printer", "provision", _once(_printer(silent=True))),
    Fault("aucune voix", "voices", "espeak-ng-data", _once(_no_voice), needs_sound=True),
    Fault("aucune sortie de son", "sound", "pactl", _once(_no_sound), needs_sound=True),
    Fault("aucun agent", "agents", "agent add", _once(_edited("DELETE FROM agents"))),
    Fault("agent bloqué", "agents", "agent unlock", _once(_locked_agent)),
    Fault(
        "clé de l’agence perdue", "agency_key", "recover-key",
        _once(_edited("DROP TRIGGER agency_key_stays", "DELETE FROM agency_key")),
    ),
    Fault(
        "feuille de secours jamais sortie", "recovery_sheet", "--print",
        _once(_edited("UPDATE agency_key SET sheet_at = NULL")),
    ),
    Fault("dossier de l’imprimante A4 perdu", "office", "lpstat", _once(_office_gone)),
)  # fmt: skip
