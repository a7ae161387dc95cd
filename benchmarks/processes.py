"""What a program and its children take of the machine, as Linux counts it."""

import os
from dataclasses import dataclass
from pathlib import Path

_TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")
KIB_PER_MIB = 1024


@dataclass(frozen=True)
class _Process:
    pid: int
    parent: int
    session: int
    ticks: int


def family(root: int) -> list[int]:
    """Return the ids of a process, its descendants, and its session: a child may lose its parent."""
    every = list(_every())
    known = {root}
    grown = True
    while grown:
        new = {one.pid for one in every if one.parent in known or one.session == root} - known
        known |= new
        grown = bool(new)
    return sorted(known)


def memory_mib(root: int) -> float:
    """Return the proportional set size of a family: a shared page counts once, divided among its users."""
    return sum(_pss_kib(pid) for pid in family(root)) / KIB_PER_MIB


def cpu_seconds(root: int) -> float:
    """Return the processor time that a whole family has used so far."""
    members = set(family(root))
    return sum(one.ticks for one in _every() if one.pid in members) / _TICKS_A_SECOND


def _every() -> list[_Process]:
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                text = (folder / "stat").read_text()
            except (FileNotFoundError, ProcessLookupError):
                continue  # it ended while we looked
            # The name in brackets may hold spaces: fields are counted from behind it.
            fields = text.rpartition(")")[2].split()
            found.append(
                _Process(int(folder.name), int(fields[1]), int(fields[3]), int(fields[11]) + int(fields[12]))
            )
    return found


def _pss_kib(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return 0  # it ended while we looked
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
