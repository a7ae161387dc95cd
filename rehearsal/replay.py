"""Follows a record of system calls and keeps the disk model in step with it.

Whatever could change a file below the root without showing its bytes in the record stops the proof with
`UntraceableError`; `agree` finally compares the model with the real folder, so that a call which this module
overlooks cannot go unnoticed.
"""

import os
from collections.abc import Callable
from pathlib import Path

from rehearsal.disk import Disk, FileNode, FolderNode, Image, Naming, Node, Resize, Write
from rehearsal.trace import (
    NAMES,
    SILENT,
    SIZES,
    SYNCS,
    WRITES,
    Call,
    Handle,
    UntraceableError,
    handle,
    path_of,
    payload,
)

CALLS = (*WRITES, *SYNCS, *NAMES, *SIZES, *SILENT)


def ephemeral(path: str) -> bool:
    """SQLite's index of the log lives in shared memory: it is rebuilt, and never read after a power cut."""
    return path.endswith("-shm")


class Replay:
    """The disk below one folder, empty and durable at the start, driven by recorded calls."""

    def __init__(self, root: Path) -> None:
        self._root = os.path.realpath(root)
        self._cursors: dict[tuple[int, str], int] = {}
        self.disk = Disk()

    def feed(self, call: Call) -> None:
        """Follow one call; raises UntraceableError when its effect below the root cannot be known."""
        step = _STEPS.get(call.name)
        if call.done and step is not None:
            step(self, call)

    def agree(self) -> None:
        """Compare with the real folder after the last call; raises UntraceableError."""
        seen = self.disk.image(self.disk.unsynced)
        real = read_folder(Path(self._root))
        if seen != real:
            differing = sorted(name for name in seen.keys() | real.keys() if seen.get(name) != real.get(name))
            raise UntraceableError(f"the record does not explain {', '.join(differing)}")

    def _inside(self, path: str) -> str | None:
        if path == self._root:
            return ""
        if not path.startswith(self._root + "/") or ephemeral(path):
            return None
        return path[len(self._root) + 1 :]

    def _place(self, path: str) -> tuple[FolderNode, str] | None:
        """Return the folder and the name of a path below the root, or None when it is none of ours."""
        inside = self._inside(path)
        if not inside:
            return None
        node: Node | None = self.disk.top
        *above, name = inside.split("/")
        for part in above:
            node = node.live.get(part) if isinstance(node, FolderNode) else None
        if not isinstance(node, FolderNode):
            raise UntraceableError(f"{inside} lies in a folder that the record never made")
        return node, name

    def _node(self, where: Handle) -> Node | None:
        if where.deleted:
            return None  # no name leads to it, so nothing can be lost in it
        if where.path == self._root:
            return self.disk.top
        place = self._place(where.path)
        if place is None:
            return None
        if place[1] not in place[0].live:
            raise UntraceableError(f"{where.path} was not seen being created")
        return place[0].live[place[1]]

    def _open(self, call: Call) -> None:
        where = call.result_handle
        place = self._place(where.path) if where else None
        if where is None or place is None:
            return
        flags = " ".join(call.args[1:]) + (" O_CREAT O_TRUNC" if call.name == "creat" else "")
        if where.deleted:
            raise UntraceableError(f"{where.path} has no name")
        folder, name = place
        node = folder.live.get(name)
        if node is None and "O_CREAT" in flags:
            self.disk.perform(Naming(folder, call.ended, {name: FileNode()}))
        elif node is None:
            raise UntraceableError(f"{where.path} was not seen being created")
        elif isinstance(node, FileNode) and "O_TRUNC" in flags:
            self.disk.perform(Resize(node, call.ended, 0))
        self._cursors[where.number or 0, where.path] = -1 if "O_APPEND" in flags else 0

    def _write(self, call: Call) -> None:
        where = handle(call.args[0])
        node = self._node(where)
        if not isinstance(node, FileNode):
            return
        data = payload(call)
        offset = int(call.args[3]) if call.name.startswith("p") else -1
        if offset < 0:
            offset = self._advance(where, len(data), len(node.live))
        if data:
            self.disk.perform(Write(node, call.ended, offset, data))

    def _advance(self, where: Handle, length: int, end: int) -> int:
        key = where.number or 0, where.path
        cursor = self._cursors.get(key, 0)
        if cursor < 0:
            return end
        self._cursors[key] = cursor + length
        return cursor

    def _seek(self, call: Call) -> None:
        where = handle(call.args[0])
        key = where.number or 0, where.path
        if call.result is not None and self._cursors.get(key, -1) >= 0:
            self._cursors[key] = call.result

    def _sync(self, call: Call) -> None:
        node = self._node(handle(call.args[0]))
        if node is not None:
            self.disk.sync(node, call.began)

    def _resize(self, call: Call) -> None:
        by_path = call.name == "truncate"
        where = Handle(None, _absolute(call, 0), False) if by_path else handle(call.args[0])
        node = self._node(where)
        if isinstance(node, FileNode):
            self.disk.perform(Resize(node, call.ended, int(call.args[1])))

    def _allocate(self, call: Call) -> None:
        node = self._node(handle(call.args[0]))
        if not isinstance(node, FileNode):
            return
        if call.args[1] != "0":
            raise UntraceableError(f"fallocate {call.args[1]} is not modelled")
        size = int(call.args[2]) + int(call.args[3])
        if size > len(node.live):
            self.disk.perform(Resize(node, call.ended, size))

    def _rename(self, call: Call) -> None:
        old, new = self._place(_absolute(call, 0)), self._place(_absolute(call, 1))
        if old is None and new is None:
            return
        if old is None or new is None or "RENAME_EXCHANGE" in call.args[-1]:
            raise UntraceableError("a rename across the border of the folder, or an exchange")
        node = old[0].live[old[1]]
        if old[0] is new[0]:
            self.disk.perform(Naming(old[0], call.ended, {old[1]: None, new[1]: node}))
            return
        self.disk.perform(Naming(new[0], call.ended, {new[1]: node}))
        self.disk.perform(Naming(old[0], call.ended, {old[1]: None}))

    def _link(self, call: Call) -> None:
        old, new = self._place(_absolute(call, 0)), self._place(_absolute(call, 1))
        if new is None:
            return
        if old is None:
            raise UntraceableError("a link to a file outside the folder")
        self.disk.perform(Naming(new[0], call.ended, {new[1]: old[0].live[old[1]]}))

    def _name(self, call: Call) -> None:
        place = self._place(_absolute(call, 0))
        if place is not None:
            node = FolderNode() if call.name.startswith("mkdir") else None
            self.disk.perform(Naming(place[0], call.ended, {place[1]: node}))

    def _refuse(self, call: Call) -> None:
        if call.name == "mmap" and not ("MAP_SHARED" in call.args[3] and "PROT_WRITE" in call.args[2]):
            return
        at = {"mmap": 4, "copy_file_range": 2, "splice": 2}.get(call.name, 0)
        if call.name == "io_uring_setup" or self._inside(handle(call.args[at]).path) is not None:
            raise UntraceableError(f"{call.name} changes files without showing the bytes")


def _absolute(call: Call, which: int) -> str:
    """Return the which-th path of a call, absolute, with the links in its folder resolved."""
    if call.name in {"renameat", "renameat2", "linkat"}:
        folder, path = handle(call.args[2 * which]).path, path_of(call.args[2 * which + 1])
    elif call.name.endswith("at"):
        folder, path = handle(call.args[0]).path, path_of(call.args[1])
    else:
        folder, path = "", path_of(call.args[which])
    whole = os.path.join(folder, path)  # noqa: PTH118  pathlib would fold "a/../b" before links are resolved
    if not whole.startswith("/"):
        raise UntraceableError(f"{call.name} of the relative path {path}: from where?")
    above, name = os.path.split(whole)
    return f"{os.path.realpath(above)}/{name}"


def read_folder(root: Path) -> Image:
    """Return the files really below a folder, without those that never outlive a power cut."""
    found: Image = {}
    for path in sorted(root.rglob("*")):
        if not ephemeral(path.name):
            found[str(path.relative_to(root))] = None if path.is_dir() else path.read_bytes()
    return found


_STEPS: dict[str, Callable[[Replay, Call], None]] = {
    **dict.fromkeys(("open", "openat", "openat2", "creat"), Replay._open),
    **dict.fromkeys(("write", "pwrite64", "writev", "pwritev", "pwritev2"), Replay._write),
    **dict.fromkeys(("fsync", "fdatasync"), Replay._sync),
    **dict.fromkeys(("truncate", "ftruncate"), Replay._resize),
    **dict.fromkeys(("rename", "renameat", "renameat2"), Replay._rename),
    **dict.fromkeys(("link", "linkat"), Replay._link),
    **dict.fromkeys(("mkdir", "mkdirat", "unlink", "unlinkat", "rmdir"), Replay._name),
    **dict.fromkeys(("mmap", "sendfile", "copy_file_range", "splice", "io_uring_setup"), Replay._refuse),
    "fallocate": Replay._allocate,
    "lseek": Replay._seek,
}
