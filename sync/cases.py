"""The central as a counter's source of cases."""

from pathlib import Path

from kiosk.clock import Clock
from kiosk.desk.finder import Wanted, WantedCode, WantedToken
from kiosk.errors import Malformed, WireProblem
from kiosk.store import Identity
from kiosk.wire.case import CaseTold, read_cases
from kiosk.wire.envelope import parse_envelope
from sync.inquiry import Inquiry

PATH = "/d/v1/cases"


class CentralCases:
    """Finds the cases of this counter's agency at the central; a CaseSource of kiosk.desk.finder.

    Code and token travel in the body, sealed by TLS alone, and stand in no address.
    """

    def __init__(self, central_url: str, identity: Identity, clock: Clock, ca: Path | None = None) -> None:
        """Take the central's address and its own certificate authority, if any; raise ConfigBadValue."""
        self._inquiry = Inquiry(central_url, identity, clock, ca)
        self._agency = identity.agency

    def find(self, wanted: Wanted) -> tuple[CaseTold, ...]:
        """Return the cases that the central knows under this code or token; raise a CentralProblem."""
        try:
            match self._inquiry.ask(PATH, _question(wanted)):
                case {"cases": told, **others} if not others:
                    return tuple(case for case in read_cases(told) if self._is_meant(case, wanted))
        except WireProblem as problem:
            raise self._inquiry.nonsense(problem.code) from problem
        finally:
            # An agent may look for the next one in an hour, on a line closed long ago.
            self._inquiry.close()
        raise self._inquiry.nonsense("not an answer about cases")

    def close(self) -> None:
        """Let go of the line; `find` does it by itself."""
        self._inquiry.close()

    def _is_meant(self, case: CaseTold, wanted: Wanted) -> bool:
        """Tell whether a case is of the station that the paper names; raise Malformed for a false one.

        A case too large for one answer comes without its envelope.
        """
        if case.raw:
            envelope = parse_envelope(case.raw)
            said = (self._agency, case.station, case.envelope_id)
            if (envelope.agency, envelope.station, envelope.id) != said:
                raise Malformed(detail="case of another envelope")
        return not isinstance(wanted, WantedToken) or case.station == wanted.station


def _question(wanted: Wanted) -> dict[str, int | bytes]:
    match wanted:
        case WantedCode(code):
            return {"code": code}
        case WantedToken(token=token):
            return {"token": token}
