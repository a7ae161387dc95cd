"""Expected failures, each with a stable code and a text in every language.

Problem
├── ConfigProblem      config.*   station.toml or agency.toml cannot be used
├── StoreProblem       store.*    the database or its key cannot be used
├── PackProblem        pack.*     a service pack cannot be trusted or read
├── FormProblem        form.*     a form cannot be run
├── EnrolmentProblem   enrol.*    this station is not accepted by a central
├── CentralProblem     central.*  the central cannot be reached or understood
├── OfficeProblem      office.*   a document for the agent cannot be printed
├── PinProblem         agent.*    a PIN that an agent may not choose
├── StickProblem       stick.*    a stick cannot be used, or only in part
└── WireProblem        wire.*     bytes that are not what they claim to be

The text of a Problem stands in assets/i18n under `problem.<code>.what` and `problem.<code>.do`.
"""

from typing import ClassVar

Fact = str | int


class Problem(Exception):
    """An environment failure, never a bug: `code` names it, `facts` fill its text (no answers in them)."""

    code: ClassVar[str]

    def __init__(self, **facts: Fact) -> None:
        super().__init__(self.code, facts)
        self.facts: dict[str, Fact] = facts


class ConfigProblem(Problem):
    """The configuration cannot be used."""


class ConfigMissing(ConfigProblem):
    """Facts: path."""

    code = "config.missing"


class ConfigUnreadable(ConfigProblem):
    """Facts: path, detail."""

    code = "config.unreadable"


class ConfigUnknownKey(ConfigProblem):
    """Facts: path, key."""

    code = "config.unknown_key"


class ConfigBadValue(ConfigProblem):
    """Facts: path, key, expected."""

    code = "config.bad_value"


class StoreProblem(Problem):
    """The database or its key cannot be used."""


class StoreKeyMissing(StoreProblem):
    """Facts: path."""

    code = "store.key_missing"


class StoreWrongKey(StoreProblem):
    """Facts: path."""

    code = "store.wrong_key"


class StoreNewer(StoreProblem):
    """Facts: path, found, known (schema versions)."""

    code = "store.newer"


class StoreOlder(StoreProblem):
    """Facts: path, found, known (schema versions). Only for those who look: a start brings it up to date."""

    code = "store.older"


class StoreUnwritable(StoreProblem):
    """Facts: path, detail. The disk is full, read-only, or the folder cannot be written."""

    code = "store.unwritable"


class StoreDamaged(StoreProblem):
    """Facts: path, detail."""

    code = "store.damaged"


class StoreBusy(StoreProblem):
    """Facts: path. Another process holds the database."""

    code = "store.busy"


class DiskFull(Problem):
    """Facts: path, megabytes (left)."""

    code = "disk.full"


class FontsMissing(Problem):
    """Facts: path. A font of the interface is absent or damaged."""

    code = "fonts.missing"


class AttachmentsFull(Problem):
    """Facts: none. This station keeps as many photographs and documents as it may."""

    code = "attachments.full"


class CameraProblem(Problem):
    """No picture can be taken now; the request goes on without."""


class CameraAway(CameraProblem):
    """Facts: none. The camera, or the folder of the scanner, does not answer."""

    code = "camera.away"


class PictureMissing(CameraProblem):
    """Facts: none. Nothing has come from the scanner yet."""

    code = "camera.nothing"


class PictureUnreadable(CameraProblem):
    """Facts: none. What came is no picture, or too large."""

    code = "camera.unreadable"


class PackProblem(Problem):
    """A service pack cannot be used."""


class PackMissing(PackProblem):
    """Facts: path."""

    code = "pack.missing"


class PackUnreadable(PackProblem):
    """Facts: path, detail."""

    code = "pack.unreadable"


class PackUntrusted(PackProblem):
    """Facts: path. The signature is absent, or not by the publisher that the central named."""

    code = "pack.untrusted"


class PackAltered(PackProblem):
    """Facts: path, file. A file differs from the digest in the signed manifest."""

    code = "pack.altered"


class PackHostile(PackProblem):
    """Facts: path, detail. It holds what no pack needs and what could do harm; it was not opened further."""

    code = "pack.hostile"


class FormProblem(Problem):
    """A form cannot be run."""


class FormBroken(FormProblem):
    """Facts: path, detail."""

    code = "form.broken"


class FormUnsupported(FormProblem):
    """Facts: path, names (comma-separated question names with their kind)."""

    code = "form.unsupported"


class EnrolmentProblem(Problem):
    """This station is not accepted by a central."""


class NotEnrolled(EnrolmentProblem):
    """Facts: none."""

    code = "enrol.not_enrolled"


class CodeRefused(EnrolmentProblem):
    """Facts: none. The code is wrong or was used by another key."""

    code = "enrol.code_refused"


class CodeExpired(EnrolmentProblem):
    """Facts: none."""

    code = "enrol.code_expired"


class TooManyTries(EnrolmentProblem):
    """Facts: minutes."""

    code = "enrol.too_many_tries"


class CentralProblem(Problem):
    """The central cannot be reached or understood."""


class CentralUnreachable(CentralProblem):
    """Facts: address."""

    code = "central.unreachable"


class CentralNonsense(CentralProblem):
    """Facts: address, detail. The peer answered something that is not the protocol."""

    code = "central.nonsense"


class CentralBusy(CentralProblem):
    """Facts: address, seconds (how long it asked us to wait)."""

    code = "central.busy"


class CentralBrokeOff(CentralProblem):
    """Facts: address. The connection was made, and cut or silent before the whole answer came."""

    code = "central.broke_off"


class CentralUntrusted(CentralProblem):
    """Facts: address. The certificate of the peer is not the central's, or not valid at this clock."""

    code = "central.untrusted"


class CentralRefused(CentralProblem):
    """Facts: address, reason. The central understands us and turns the whole request away."""

    code = "central.refused"


class StationRevoked(CentralProblem):
    """Facts: address."""

    code = "central.revoked"


class ClockSkew(CentralProblem):
    """Facts: address, seconds. The central refuses our clock; its signed time is kept as an offset."""

    code = "central.clock_skew"


class VoiceMissing(Problem):
    """Facts: none. Nothing on this machine can speak."""

    code = "voice.missing"


class OfficeProblem(Problem):
    """A document for the agent cannot be printed."""


class OfficeMissing(OfficeProblem):
    """Facts: none. This station has no office printer, or the one it names does not exist."""

    code = "office.missing"


class OfficeRefused(OfficeProblem):
    """Facts: detail. The office printer took nothing, or nobody knows whether it did."""

    code = "office.refused"


class PinProblem(Problem):
    """A PIN that an agent may not choose."""


class PinMalformed(PinProblem):
    """Facts: none. Not 4 to 12 digits."""

    code = "agent.pin_malformed"


class PinTooSimple(PinProblem):
    """Facts: none. One of those that people would try first."""

    code = "agent.pin_too_simple"


class StickProblem(Problem):
    """A stick cannot be used, or only in part."""


class StickUnprepared(StickProblem):
    """Facts: path. Nothing there says that it is a stick of Relais."""

    code = "stick.unprepared"


class StickForeign(StickProblem):
    """Facts: path. Prepared for another agency, or by a station that is not known here."""

    code = "stick.foreign"


class StickFull(StickProblem):
    """Facts: path. What it already holds is whole."""

    code = "stick.full"


class StickReadOnly(StickProblem):
    """Facts: path."""

    code = "stick.read_only"


class StickGone(StickProblem):
    """Facts: path, detail. Pulled out, or it answers no more."""

    code = "stick.gone"


class StickBusy(StickProblem):
    """Facts: path. Another program of this machine is using it."""

    code = "stick.busy"


class WireProblem(Problem):
    """Bytes that are not what they claim to be."""


class Malformed(WireProblem):
    """Facts: detail."""

    code = "wire.malformed"


class BadSignature(WireProblem):
    """Facts: none."""

    code = "wire.bad_signature"


class CannotOpen(WireProblem):
    """Facts: none. The seal does not open with this key, or was made for another context."""

    code = "wire.cannot_open"


class RecoveryWrong(Problem):
    """Facts: none. What was typed is not a recovery sheet of an agency's key."""

    code = "key.recovery_wrong"


def every_problem(root: type[Problem] = Problem) -> list[type[Problem]]:
    """Return each concrete Problem class, for the proof that all of them have a text."""
    found: list[type[Problem]] = []
    for child in root.__subclasses__():
        below = every_problem(child)
        found += below if below else [child]
    return found
