"""The central's settings read their folder from the environment, before Django loads: give the tests their own."""

import os
import tempfile

os.environ["RELAIS_CENTRAL_DATA"] = tempfile.mkdtemp(prefix="relais-central-")
os.environ["RELAIS_CENTRAL_URL"] = "http://127.0.0.1:8000"
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
