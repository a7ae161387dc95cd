"""Opens what came from outside in a process of its own, with limits: memory, time, size of files (ADR 0085).

Authoring commands and the central come here; a station does not: it loads only what its publisher signed.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from kiosk.errors import PackHostile, every_problem

ROOT = Path(__file__).resolve().parents[2]
CHILD = "kiosk.catalogue.child"
# What Python and its libraries need to start; nothing of what the parent knows is handed on.
ENVIRONMENT = ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "TMPDIR")
FULL = 75
TOO_LONG = "l’ouvrir prend trop de temps."
TOO_LARGE = "l’ouvrir demande trop de mémoire ou de place."


@dataclass(frozen=True)
class Limits:
    """Of one child. A form of 600 questions takes about 200 MB and 4 s."""

    memory_bytes: int = 1 << 30
    cpu_s: int = 60
    file_bytes: int = 64 << 20
    wait_s: float = 180.0


LIMITS = Limits()


def confined(task: str, limits: Limits | None = LIMITS, **request: str | bool) -> dict[str, Any]:
    """Do a task of the child and return its answer. limits: None only to prove in a test that they hold.

    Raises the Problem that the child met, and PackHostile when it reached a limit. The request needs `path`,
    which the Problem names.
    """
    # -B: a module compiled beside its source under a limit on files would be cut, and break every later run.
    told = {"limits": None if limits is None else asdict(limits), **request}
    process = subprocess.Popen(
        [sys.executable, "-B", "-m", CHILD, task],
        cwd=ROOT, env=_environment(), text=True, start_new_session=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    with process:
        try:
            out, err = process.communicate(json.dumps(told), timeout=limits.wait_s if limits else None)
        except subprocess.TimeoutExpired as fault:
            raise PackHostile(path=str(request["path"]), detail=TOO_LONG) from fault
        finally:
            _end(process)
    return _answer(process.returncode, out, err, str(request["path"]))


def run_confined(module: str, words: Sequence[str], path: str) -> int:
    """Run a module that takes limits on itself, on this terminal, and return its exit code.

    It answers FULL where it had no memory left. Raises PackHostile when it reached a limit; `path` names it.
    """
    done = subprocess.run([sys.executable, "-B", "-m", module, *words], cwd=ROOT, check=False)
    if done.returncode == -signal.SIGXCPU:
        raise PackHostile(path=path, detail=TOO_LONG)
    if done.returncode < 0 or done.returncode == FULL:
        raise PackHostile(path=path, detail=TOO_LARGE)
    return done.returncode


def _environment() -> dict[str, str]:
    return {"PYTHONUTF8": "1"} | {name: os.environ[name] for name in ENVIRONMENT if name in os.environ}


def _end(process: "subprocess.Popen[str]") -> None:
    """End what is left of the child, which is the only one of its group."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)


def _answer(code: int, out: str, err: str, path: str) -> dict[str, Any]:
    if code == -signal.SIGXCPU:
        raise PackHostile(path=path, detail=TOO_LONG)
    if code < 0 or "MemoryError" in err.splitlines()[-1:]:
        # Killed, or a library fell where it was refused memory.
        raise PackHostile(path=path, detail=TOO_LARGE)
    if code:
        raise RuntimeError(f"the child of a pack failed:\n{err}")
    answer: dict[str, Any] = json.loads(out)
    if "problem" in answer:
        raise _problem(answer["problem"], answer["facts"])
    return answer


def _problem(code: str, facts: Mapping[str, str | int]) -> Exception:
    return next(problem(**facts) for problem in every_problem() if problem.code == code)
