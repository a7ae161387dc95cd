"""The process that opens packs from outside: `python -m kiosk.catalogue.child TASK`, JSON in, JSON out.

It takes its limits before it imports a parser, and ends with one answer or with the limit that it reached.
"""

import errno
import json
import resource
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kiosk.catalogue.confined import TOO_LARGE, Limits
from kiosk.errors import PackHostile, PackUnreadable, Problem


def main() -> None:
    """Read a request, do the task, write the answer or the Problem."""
    request = json.load(sys.stdin)
    if request["limits"] is not None:
        take_limits(Limits(**request["limits"]))
    try:
        answer = TASKS[sys.argv[1]](request)
    except Problem as problem:
        answer = _told(problem)
    except (MemoryError, RecursionError):
        answer = _told(PackHostile(path=request["path"], detail=TOO_LARGE))
    except OSError as fault:
        limit = fault.errno in (errno.EFBIG, errno.ENOMEM)
        path = str(fault.filename or request["path"])
        answer = _told(
            PackHostile(path=request["path"], detail=TOO_LARGE)
            if limit
            else PackUnreadable(path=path, detail=str(fault.strerror))
        )
    json.dump(answer, sys.stdout)


def take_limits(limits: Limits) -> None:
    """Hold this process to these limits, until its end."""
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
    # The first limit says so by a signal, the second one kills.
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu_s, limits.cpu_s + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (limits.file_bytes, limits.file_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _told(problem: Problem) -> dict[str, Any]:
    return {"problem": problem.code, "facts": problem.facts}


def _build(request: dict[str, Any]) -> dict[str, Any]:
    """Compile a source and write it, unsigned: no key comes into this process."""
    from kiosk.catalogue.build import compile_source, write_pack
    from kiosk.catalogue.open_form import opened

    compiled = compile_source(Path(request["path"]))
    if request["opened"]:
        compiled = opened(compiled)
    folder = write_pack(Path(request["target"]), compiled, None)
    return {"folder": str(folder)}


def _check(request: dict[str, Any]) -> dict[str, Any]:
    """Load a built pack as a station would, and tell what it says. publisher: hex, "" for any."""
    from kiosk.catalogue.about import about_pack

    return about_pack(Path(request["path"]), request["publisher"])


TASKS: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {"build": _build, "check": _check}


if __name__ == "__main__":
    main()
