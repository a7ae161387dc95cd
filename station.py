"""What stands behind the screen of a station: desk, dispatcher and printer, each built on its own thread.

Apart from main.py so that nothing of it is imported before the first page has been seen: importing takes
longer than opening.
"""

import threading
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from kiosk.config import Config
from kiosk.texts import Texts, load_texts

if TYPE_CHECKING:
    from kiosk.desk.counter import Counter
    from kiosk.desk.finder import Finder
    from kiosk.desk.intake import Intake
    from kiosk.desk.office import Office
    from kiosk.device import StickStatus
    from kiosk.store import Member, Store
    from sync.mdns import HubFinder
    from ui.voice.rendering import Rendered

I18N = Path(__file__).resolve().parent / "assets" / "i18n"
# The clips of the voice, in the station's own folder.
CLIPS = "voice"


class Loop(Protocol):
    """Work that goes on until it is stopped."""

    def run(self) -> None:
        """Work until `stop`."""

    def wake(self) -> None:
        """Look for work now; from any thread."""

    def stop(self) -> None:
        """End `run`; from any thread."""


class Background:
    """A loop that is built and run on a thread of its own; stopped before it is built, it never works."""

    def __init__(self, name: str, build: Callable[[], Loop]) -> None:
        self._build = build
        self._loop: Loop | None = None
        self._stopped = False
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._work, name=name)
        self._thread.start()

    def wake(self) -> None:
        """Wake the loop; one that is not built yet looks at its work when it is."""
        with self._lock:
            loop = self._loop
        if loop is not None:
            loop.wake()

    def stop(self) -> None:
        """End the loop and wait for its thread."""
        with self._lock:
            self._stopped, loop = True, self._loop
        if loop is not None:
            loop.stop()
        self._thread.join()

    def _work(self) -> None:
        loop = self._build()
        with self._lock:
            self._loop, stopped = loop, self._stopped
        if not stopped:
            loop.run()


class Station:
    """The parts of one station, made from its configuration."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._threads: dict[str, Background] = {}
        # By service, once a desk was opened: a hub without a screen offers none.
        self._most_ms: dict[str, int] = {}
        # Written by the thread of the sticks, read by the desk's: one immutable value.
        self._stick: StickStatus | None = None
        self._finder: HubFinder | None = None
        self._lock = threading.Lock()

    def open_desk(self) -> "Intake":
        """Open the client's desk. Raises the Problems of store, packs and agency, DiskFull, FontsMissing."""
        return self._intake(self._open_checked_store())

    def open_counter(self) -> "Counter":
        """Open the agent's desk. Raises the same."""
        from kiosk.clock import SystemClock
        from kiosk.desk.counter import Counter

        store = self._open_checked_store()
        return Counter(
            store,
            self._catalogue,
            self._agency,
            SystemClock(),
            intake=self._intake(store),
            office=self._office(),
            texts=_agent_texts(),
            wake_sync=lambda: self._wake("sync"),
        )

    def open_finder(self) -> "Finder":
        """Open the agent's way to the cases at the central; used on a thread of its own."""
        from kiosk.clock import SystemClock
        from kiosk.desk.finder import Finder
        from sync.cases import CentralCases

        config = self._config
        with self._open_store() as store:
            identity = store.identity
        return Finder(lambda: CentralCases(config.central_url, identity, SystemClock(), config.central_ca))

    def _office(self) -> "Office | None":
        if self._config.office is None:
            return None
        # It draws with Qt: a counter without a printer for A4 opens sooner.
        from printers.office import make_office

        return make_office(self._config.office)

    def _intake(self, store: "Store") -> "Intake":
        from kiosk.clock import SystemClock
        from kiosk.desk.intake import Intake
        from kiosk.device import NoStick

        return Intake(
            store,
            self._catalogue,
            self._agency,
            SystemClock(),
            printing=self._config.printer is not None,
            wake=lambda: self._wake("print"),
            stick=lambda: self._stick or NoStick(),
        )

    def _open_checked_store(self) -> "Store":
        from kiosk.catalogue.agency import load_agency
        from kiosk.catalogue.catalogue import load_catalogue
        from kiosk.clock import SystemClock
        from printers.profiles import load_profile
        from technician.serving import check_serving

        config = self._config
        check_serving(config)
        self._agency = load_agency(config.agency)
        if config.printer is not None:
            # Its thread loads it again; here a wrong one is still a Problem that the screen can tell.
            load_profile(config.printer.profile, config.printer.dots)
        store = self._open_store()
        try:
            packs = load_catalogue(config.packs, store.identity.publisher)
            offered = packs.offered_by(self._agency)
            self._catalogue = offered if config.camera is not None else offered.without_camera()
            self._most_ms = self._catalogue.most_ms
            # Before the printer's thread exists: what a stopped station left must not print for a stranger.
            store.spool.recover(SystemClock().now_ms())
        except BaseException:
            store.close()
            raise
        return store

    def check_hub(self) -> None:
        """Raise what keeps this station from being a hub: NotEnrolled, or a StoreProblem."""
        self._read_member()

    def start(
        self, notify: Callable[[str], None], tell_hub: Callable[[int | None], None] = lambda _: None
    ) -> None:
        """Start what carries, what asks for changes and, where there are any, the printer and the hub.

        tell_hub: given the hub's port when it listens, None when the port is taken.
        """
        self._threads["sync"] = Background("sync", lambda: self._dispatcher(notify))
        self._threads["attachments"] = Background("attachments", lambda: self._attachments(notify))
        self._threads["changes"] = Background("changes", lambda: self._changes(notify))
        if self._config.printer is not None:
            self._threads["print"] = Background("print", lambda: self._printer(notify))
        if self._config.usb_folders:
            self._threads["stick"] = Background("stick", lambda: self._sticks(notify))
        if self._config.hub.serve:
            self._threads["hub"] = Background("hub", lambda: self._hub(tell_hub))

    def stop(self) -> None:
        """End the threads."""
        for thread in self._threads.values():
            thread.stop()
        if self._finder is not None:
            self._finder.close()

    def _wake(self, thread: str) -> None:
        if thread in self._threads:
            self._threads[thread].wake()

    def _dispatcher(self, notify: Callable[[str], None]) -> Loop:
        from kiosk.clock import SystemClock
        from sync.couriers import KINDS
        from sync.dispatcher import Dispatcher

        config, clock = self._config, SystemClock()
        with self._open_store() as store:
            identity = store.identity
        https = KINDS["https"](config.central_url, identity, clock, config.central_ca)
        if config.hub.serve:
            # A hub has nobody to hand its envelopes to; it forwards its own and the others' by itself.
            return Dispatcher(self._open_store, [https], clock, notify, relaying=[https])
        hub = KINDS["hub"](self._find_hubs, self._read_member, clock)
        # What a stick brought while the central was away is kept here.
        return Dispatcher(self._open_store, [https, hub], clock, notify, relaying=[https])

    def _sticks(self, notify: Callable[[str], None]) -> Loop:
        from kiosk.clock import SystemClock
        from sync.couriers import KINDS
        from sync.sticks import TOPIC, Sticks

        config, clock = self._config, SystemClock()

        def tell(status: "StickStatus") -> None:
            self._stick = status
            notify(TOPIC)

        return Sticks(
            self._open_store,
            lambda store: KINDS["https"](config.central_url, store.identity, clock, config.central_ca),
            config.usb_folders,
            clock,
            tell,
        )

    def _attachments(self, notify: Callable[[str], None]) -> Loop:
        from kiosk.clock import SystemClock
        from sync.attachments import AttachmentDispatcher
        from sync.couriers import KINDS

        config, clock = self._config, SystemClock()
        with self._open_store() as store:
            identity = store.identity
        # A connection of its own: on the one for envelopes these would wait for a photograph to pass.
        courier = KINDS["https"](config.central_url, identity, clock, config.central_ca)
        return AttachmentDispatcher(self._open_store, courier, clock, notify)

    def _changes(self, notify: Callable[[str], None]) -> Loop:
        from kiosk.clock import SystemClock
        from sync.changes import Changes

        config = self._config
        return Changes(
            self._open_store,
            config.central_url,
            SystemClock(),
            notify,
            role=config.role,
            ca=config.central_ca,
            printing=config.printer is not None,
            find_hubs=tuple if config.hub.serve else self._find_hubs,
            most_ms=self._most_ms,
        )

    def _printer(self, notify: Callable[[str], None]) -> Loop:
        from kiosk.desk.paper import job_paper
        from printers.printer import make_printer

        if self._config.printer is None:
            raise RuntimeError("this station has no printer")
        write = partial(
            job_paper,
            catalogue=self._catalogue,
            agency=self._agency,
            texts=_texts,
            agent_texts=_agent_texts,
        )
        return make_printer(self._config.printer, self._open_store, write, notify)

    def _find_hubs(self) -> tuple[str, ...]:
        """Return where hubs of this agency are, from any thread."""
        from kiosk.clock import SystemClock
        from sync.mdns import HubFinder

        if self._config.hub.address:
            return (self._config.hub.address,)
        with self._lock:
            if self._finder is None:
                self._finder = HubFinder(self._read_member().agency, SystemClock())
        return self._finder.find()

    def _read_member(self) -> "Member":
        with self._open_store() as store:
            return store.member

    def _hub(self, tell: Callable[[int | None], None]) -> Loop:
        from kiosk.clock import SystemClock
        from sync.hub.hub import Hub
        from technician.serving import room

        config = self._config
        return Hub(
            config.hub.port,
            self._open_store,
            SystemClock(),
            forward=lambda: self._wake("sync"),
            room=lambda: room(config.data),
            tell=tell,
        )

    def _open_store(self) -> "Store":
        from kiosk.store import open_store

        return open_store(self._config.data)


@cache
def _texts(language: str) -> Texts:
    return load_texts(I18N, language)


@cache
def _agent_texts() -> Texts:
    return load_texts(I18N, "fr", "agent")


def render_voice(
    config: Config, tell: Callable[[int, int], None], stopped: Callable[[], bool] = lambda: False
) -> "Rendered":
    """Make the clips that this station lacks, and tell (done, total); what has none is spoken live.

    Raises the Problems of store, packs and agency, and VoiceMissing where nothing can speak.
    """
    from kiosk.catalogue.agency import load_agency
    from kiosk.catalogue.catalogue import load_catalogue
    from kiosk.errors import VoiceMissing
    from kiosk.store import open_store
    from ui.voice.engine import NoVoice
    from ui.voice.rendering import render, sayings

    with open_store(config.data) as store:
        publisher = store.identity.publisher
    catalogue = load_catalogue(config.packs, publisher).offered_by(load_agency(config.agency))
    services, situations = catalogue.services, catalogue.situations
    spoken = {language for service in services for language in service.languages()}
    catalogues = [_texts(folder.name) for folder in sorted(I18N.iterdir()) if folder.name in spoken]
    try:
        return render(config.data / CLIPS, sayings(catalogues, services, situations), tell, stopped=stopped)
    except NoVoice as reason:
        raise VoiceMissing from reason
