"""Puts what the desk says of a case, a draft and the line into the agent's French."""

from datetime import datetime

from kiosk.desk.case_view import CaseView, ChangeView
from kiosk.desk.counter import DraftCard, DraftLost, Network
from kiosk.texts import Texts
from kiosk.wire.case import CaseStatus
from kiosk.wire.followup import format_code
from ui.properties import Page

# What an agent decides; "received" comes from the central, "read" from reading.
DECISIONS = (CaseStatus.IN_PROGRESS, CaseStatus.PAPERS_MISSING, CaseStatus.DONE)
MOODS = {CaseStatus.DONE: "ok", CaseStatus.PAPERS_MISSING: "warn"}


class Words:
    """The agent's words. texts: the French ones, those of the agent included."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts

    def network(self, network: Network) -> Page:
        """Return {network, calm}: what may be said of the line, with the count of what waits."""
        word = {True: "calm", False: "away", None: "unknown"}[network.reachable]
        said = [self._texts(f"counter.network.{word}")]
        # What somebody must do stands in the place of what only waits: there is room for two sentences.
        alarm = self._count("late", network.late) or self._count("held", network.held)
        waits = self._count("waiting", network.waiting) + self._count("changes", network.changes)
        said = alarm + said if alarm else said + waits
        waiting = network.waiting or network.changes or network.late or network.held
        calm = network.reachable is not False and not waiting
        return {"network": " ".join(said), "calm": calm}

    def draft(self, draft: DraftCard | DraftLost | None, language: str) -> Page:
        """Return what DraftViewModel shows. language: the name of the draft's."""
        match draft:
            case DraftCard():
                saved = self._moment(draft.saved_ms)
                return {"service": draft.service_title, "language": language, "saved": saved, "lost": ""}
            case DraftLost():
                return {"lost": self._texts("counter.draft.lost")}
            case None:
                return {}

    def case(self, view: CaseView, language: str) -> Page:
        """Return what CaseViewModel shows of a case. language: the name of the client's, in French."""
        said = self._texts
        recorded = said("counter.case.recorded", when=self._moment(view.created_ms), station=view.station)
        received = (
            said("counter.case.not_received")
            if view.received_ms is None
            else said("counter.case.received", when=self._moment(view.received_ms))
        )
        known = view.fresh or view.received_ms is None
        return {
            **self._head(view),
            "status": str(view.status),
            "statusLabel": self.status(view),
            "recorded": recorded,
            "received": received,
            "asOf": "" if known else said("counter.case.as_of", when=self._moment(view.as_of_ms)),
            "next": view.next_step,
            "answers": [{"label": label, "shown": shown or "—"} for label, shown in view.answers],
            "trouble": said(f"counter.case.{view.trouble}") if view.trouble else "",
            "treated": said("counter.case.treated", who=view.treated_by) if view.treated_by else "",
            "road": [self._step(step) for step in view.road],
            "statuses": [
                {"word": str(word), "label": said(f"counter.status.{word}"), "chosen": word == view.status}
                for word in (() if view.trouble == "partner" else DECISIONS)
            ],
            "paper": view.trouble not in ("sealed", "partner") and view.code is not None,
            "summary": not view.trouble,
            "language": language,
            "how": "" if view.assistance is None else said(f"counter.how.{view.assistance}"),
        }

    def paper(self, index: int, view: CaseView) -> Page:
        """Return a case as one of the papers that the client showed."""
        state = self._texts(
            "counter.paper.state",
            date=self._texts.date(_local(view.as_of_ms).date()),
            status=self.status(view).lower(),
        )
        return {"index": index, **self._head(view), "state": state, "mood": MOODS.get(view.status, "")}

    def status(self, view: CaseView) -> str:
        """Return where a case stands; « reçue » only when it is proven."""
        untouched = view.status is CaseStatus.RECEIVED and view.received_ms is None
        return self._texts(f"counter.status.{'recorded' if untouched else view.status}")

    def _head(self, view: CaseView) -> Page:
        return {
            "code": "" if view.code is None else format_code(view.code),
            "service": view.service_title or self._texts("counter.case.unknown_service"),
            "icon": view.icon or "file-text",
            "cap": view.cap or "cap-sable",
        }

    def _step(self, step: ChangeView) -> Page:
        what = "counter.case.note" if step.status is None else f"counter.status.{step.status}"
        state = "held" if step.held else step.state
        return {
            "when": self._moment(step.at_ms),
            "what": self._texts(what),
            "message": step.message,
            "state": "" if state == "received" else self._texts(f"counter.case.state.{state}"),
        }

    def _moment(self, ms: int) -> str:
        at = _local(ms)
        return self._texts(
            "counter.moment", date=self._texts.date(at.date()), time=self._texts.time(at.time())
        )

    def _count(self, what: str, count: int) -> list[str]:
        if count == 0:
            return []
        key = f"counter.network.{what}"
        return [self._texts(f"{key}.one") if count == 1 else self._texts(f"{key}.many", count=count)]


def _local(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000).astimezone()
