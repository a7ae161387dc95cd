"""Makes Django ready before any module of these tests imports a model.

pytest-django would load the settings before tests/conftest.py could name their folder.
"""

import django

django.setup()
