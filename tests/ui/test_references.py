"""The Qt binding keeps its references: PySide 6.12 on Python 3.11 loses one a void call (PYSIDE-3474)."""

import sys

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal

from ui.app import application

CALLS = 500


class Teller(QObject):
    told = Signal(bool)


def test_void_calls_do_not_lose_none() -> None:
    application()
    timer, teller = QTimer(), Teller()

    def work() -> None:
        timer.start(1000)
        teller.setObjectName("teller")
        QCoreApplication.processEvents()
        teller.told.emit(True)

    work()
    before = sys.getrefcount(None), sys.getrefcount(True)
    for _ in range(CALLS):
        work()
    after = sys.getrefcount(None), sys.getrefcount(True)
    # A lost reference a call would show as 500; a few come and go with the interpreter's own work.
    assert abs(after[0] - before[0]) < CALLS / 5 and abs(after[1] - before[1]) < CALLS / 5
