"""The product with one mistake: it keeps the answers in a temporary file for a moment."""

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))
import main
from kiosk.desk.intake import Intake

honest = Intake.submit


def careless(self, session, *mode, **others):
    with tempfile.NamedTemporaryFile() as file:
        file.write(repr(session.content_answers()).encode("utf-16"))
        file.writelines(raw for _, raw in session.attached.travelling(session.content_answers())[1])
    return honest(self, session, *mode, **others)


Intake.submit = careless

if __name__ == "__main__":
    sys.exit(main.main())
