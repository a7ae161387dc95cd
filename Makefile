# Two commands on a fresh Debian 12: `make demo` and `make test`. They install what they need and ask for nothing.
SHELL := /bin/bash
PY := .venv/bin/python
OUT ?= out/journey
# `make demo ROLE=counter` opens the counter of the demo: beside its kiosk, or with what the last one left.
ROLE ?= kiosk

.PHONY: demo test test-long check journey powercut kill blind canary doctor-faults bench lock

demo:
	@since=$$(date +%s); .ci/setup demo && exec $(PY) main.py demo --role $(ROLE) --since $$since

journey:
	@.ci/setup demo
	@$(PY) main.py journey --role $(ROLE) --out "$(OUT)"

test:
	@.ci/setup test
	@$(MAKE) --no-print-directory check
	@$(PY) -m pytest -n 4 --ignore=tests/ui/test_wiped.py
# In a process of its own: it collects garbage, and a window that an earlier test closed may still be a cycle of
# Python objects (tests/conftest.py).
	@$(PY) -m pytest tests/ui/test_wiped.py

# The rest of the matrices: further languages, sizes of the text, screens. `make test` runs a part of each.
test-long:
	@.ci/setup test
	@$(PY) -m pytest -n 4 -m long

check:
	@echo "== ruff"; .venv/bin/ruff check . && .venv/bin/ruff format --check .
	@echo "== mypy"; .venv/bin/mypy
	@echo "== import-linter"; .venv/bin/lint-imports
	@echo "== qmllint"; .venv/bin/pyside6-qmllint -I ui/qml $$(git ls-files '*.qml')

powercut:
	@.ci/setup test
	@$(PY) -m rehearsal.powercut
	@$(PY) -m rehearsal.stickcut

# Needs `uv`; the locks hold exact versions and hashes, and no index address.
lock:
	uv pip compile -q --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate -o requirements.lock requirements.in
	uv pip compile -q --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate -o requirements-test.lock requirements-test.in

# The long proofs; short versions run in the tests. They need leave to trace processes (strace).
kill:
	@.ci/setup test
	@$(PY) -m rehearsal.kill

doctor-faults:
	@.ci/setup test
	@$(PY) -m rehearsal.faults

blind:
	@.ci/setup test
	@$(PY) -m rehearsal.blind

canary:
	@.ci/setup test
	@$(PY) -m rehearsal.leaks
	@$(PY) -m rehearsal.counter_leaks
	@$(PY) -m rehearsal.picture_leaks

# One claim, measured beside what it is compared with: `make bench B=ui`. The last line is JSON.
bench:
	@.ci/setup test
# The peer of B=sync is a program of Node; nothing else here needs one.
	@[ "$(B)" != sync ] || [ -d benchmarks/pouch/node_modules ] || npm ci --prefix benchmarks/pouch --silent \
	  || { echo "Il faut Node.js : apt-get install nodejs npm" >&2; exit 1; }
	@$(PY) -m benchmarks.$(B)
