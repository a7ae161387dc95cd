"""Sows faults on a healthy station, one at a time, and asks its doctor: `make doctor-faults`.

Found means that exactly the right check fails and that its remedy names the thing. The doctor runs as a
second process. The last line is {"faults", "found", "false_alarms"}; exit code 0: every one found.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from rehearsal.ailments import FAULTS, Fault
from rehearsal.ward import Ward, open_ward


@dataclass(frozen=True)
class Tally:
    """How it went. missed: names of faults."""

    faults: int
    missed: tuple[str, ...]
    false_alarms: int

    @property
    def flawless(self) -> bool:
        """Tell whether every fault was found and nothing else was."""
        return not self.missed and not self.false_alarms

    def line(self) -> str:
        """Return the last line."""
        found = self.faults - len(self.missed)
        return json.dumps({"faults": self.faults, "found": found, "false_alarms": self.false_alarms})


def sow(ward: Ward, faults: Sequence[Fault], without: str | None = None) -> Tally:
    """Sow faults and count; the healthy station is asked before and after them.

    without: a check that the doctor leaves out, to see that its fault is then missed.
    """
    missed: list[str] = []
    false_alarms = _healthy(ward)
    for fault in faults:
        with ward.patient(), fault.sow(ward):
            if without is not None:
                ward.machine += ["--without", without]
            found = ward.examined()
            failed = [check for check, (ok, _) in found.items() if not ok]
            false_alarms += len([check for check in failed if check != fault.check])
            remedy = found[fault.check][1] if fault.check in failed else ""
            named = fault.names.format(ward=ward)
        good = failed == [fault.check] and named in remedy
        if not good:
            missed.append(fault.name)
        print(f"{'trouvée ' if good else 'MANQUÉE '} {fault.check:<15} {fault.name}", flush=True)
        if not good:
            print(f"          en panne : {failed}, « {named} » dans : {remedy!r}", flush=True)
    return Tally(len(faults), tuple(missed), false_alarms + _healthy(ward))


def _healthy(ward: Ward) -> int:
    """Return how many checks fail on the healthy station."""
    with ward.patient():
        failed = [check for check, (ok, _) in ward.examined().items() if not ok]
    print(f"{'saine   ' if not failed else 'ALARME  '} {', '.join(failed)}".rstrip(), flush=True)
    return len(failed)


def main() -> int:
    """Sow every fault that this machine can have."""
    parser = argparse.ArgumentParser(prog="python -m rehearsal.faults")
    parser.add_argument("--without", help="un contrôle que le médecin ne fait pas (preuve de la preuve)")
    options = parser.parse_args()
    with open_ward() as ward:
        faults = [fault for fault in FAULTS if ward.has_sound or not fault.needs_sound]
        tally = sow(ward, faults, options.without)
    for name in tally.missed:
        print(f"Manquée : {name}")
    print(tally.line())
    return 0 if tally.flawless else 1


if __name__ == "__main__":
    sys.exit(main())
