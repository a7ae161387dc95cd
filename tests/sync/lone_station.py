"""A station without its screen, in a process of its own: what stands behind any kiosk or counter."""

import signal
import sys
import threading
from pathlib import Path

from kiosk.config import load_config
from station import Station


def main(config: Path) -> None:
    station = Station(load_config(config))
    ended = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: ended.set())
    station.start(lambda _: None)
    print("station ready", flush=True)
    ended.wait()
    station.stop()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
