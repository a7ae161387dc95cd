"""What a disk may hold after a power cut.

The model is stricter than ext4, which makes a new file's name durable together with its content and keeps the
order of names. Here nothing is given away:

- bytes and the length of a file are durable once an fsync or fdatasync of that file has returned that began
  after the write had returned;
- a name (created, renamed, removed, linked) is durable only after an fsync of its folder: an fsynced file may
  have no name, and a removed one may be back;
- what is not durable survives in any part: not at all, in order up to a point, or sector by sector at random;
- a sector of 512 bytes is written whole or not at all, and its neighbours stay as they are (what SQLite calls
  powersafe overwrite and assumes by default; a disk that tears inside a sector is outside the proof).
"""

import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

SECTOR = 512
Image = dict[str, bytes | None]  # path below the root -> content; None for a folder


@dataclass(eq=False)
class FileNode:
    """A file without its name: what is surely on the disk, and what the process sees."""

    durable: bytearray = field(default_factory=bytearray)
    live: bytearray = field(default_factory=bytearray)


@dataclass(eq=False)
class FolderNode:
    """Names: those surely on the disk, and those that the process sees."""

    durable: dict[str, "Node"] = field(default_factory=dict)
    live: dict[str, "Node"] = field(default_factory=dict)


Node = FileNode | FolderNode


@dataclass(frozen=True, eq=False)
class Write:
    """Bytes at an offset."""

    node: FileNode
    ended: int
    offset: int
    data: bytes

    def apply(self, content: bytearray) -> None:
        """Change a file's content."""
        content.extend(bytes(max(0, self.offset - len(content))))
        content[self.offset : self.offset + len(self.data)] = self.data


@dataclass(frozen=True, eq=False)
class Resize:
    """A file cut or lengthened with zeros."""

    node: FileNode
    ended: int
    size: int

    def apply(self, content: bytearray) -> None:
        """Change a file's content."""
        del content[self.size :]
        content.extend(bytes(self.size - len(content)))


@dataclass(frozen=True, eq=False)
class Naming:
    """Names of one folder that change together (None = removed)."""

    node: FolderNode
    ended: int
    names: dict[str, Node | None]

    def apply(self, entries: dict[str, Node]) -> None:
        """Change a folder's names."""
        for name, node in self.names.items():
            if node is None:
                entries.pop(name, None)
            else:
                entries[name] = node


Change = Write | Resize | Naming


class Disk:
    """Nodes below one root folder, with the changes that no sync has made durable yet, in their order."""

    def __init__(self) -> None:
        self.top = FolderNode()
        self.unsynced: list[Change] = []
        self.version = 0  # grows when the durable state changes

    def perform(self, change: Change) -> None:
        """Let a change be seen by the process, not yet durable."""
        if isinstance(change, Naming):
            change.apply(change.node.live)
        else:
            change.apply(change.node.live)
        self.unsynced.append(change)

    def sync(self, node: Node, began: int) -> None:
        """Make durable what had happened to a node before the sync began."""
        kept: list[Change] = []
        for change in self.unsynced:
            if change.node is not node or change.ended >= began:
                kept.append(change)
            elif isinstance(change, Naming):
                change.apply(change.node.durable)
            else:
                change.apply(change.node.durable)
        if len(kept) < len(self.unsynced):
            self.unsynced = kept
            self.version += 1

    def image(self, survivors: Iterable[Change] = ()) -> Image:
        """Return what a power cut leaves that spares the durable state and these unsynced changes."""
        contents: dict[FileNode, bytearray] = {}
        entries: dict[FolderNode, dict[str, Node]] = {}
        for change in survivors:
            if isinstance(change, Naming):
                change.apply(entries.setdefault(change.node, dict(change.node.durable)))
            else:
                change.apply(contents.setdefault(change.node, bytearray(change.node.durable)))
        found: Image = {}
        waiting: list[tuple[str, FolderNode]] = [("", self.top)]
        while waiting:
            prefix, folder = waiting.pop()
            for name, node in entries.get(folder, folder.durable).items():
                if isinstance(node, FolderNode):
                    found[prefix + name] = None
                    waiting.append((f"{prefix}{name}/", node))
                else:
                    found[prefix + name] = bytes(contents.get(node, node.durable))
        return found


def sectors(write: Write) -> list[Write]:
    """Cut a write at the sector borders of its file."""
    parts: list[Write] = []
    at = 0
    while at < len(write.data):
        length = SECTOR - (write.offset + at) % SECTOR
        parts.append(Write(write.node, write.ended, write.offset + at, write.data[at : at + length]))
        at += length
    return parts


def only_names(unsynced: Sequence[Change], _chance: random.Random) -> list[Change]:
    """The names survived and the bytes did not: a file renamed before it was synced is empty."""
    return [change for change in unsynced if isinstance(change, Naming)]


def everything(unsynced: Sequence[Change], _chance: random.Random) -> list[Change]:
    """All survived, as when only the process is killed."""
    return list(unsynced)


def torn_prefix(unsynced: Sequence[Change], chance: random.Random) -> list[Change]:
    """The changes survived in order up to one, which is torn at a sector border."""
    if not unsynced:
        return []
    length = chance.randrange(len(unsynced)) + 1
    kept = list(unsynced[:length])
    if isinstance(last := kept[-1], Write):
        parts = sectors(last)
        kept[-1:] = parts[: chance.randrange(len(parts))]
    return kept


def scattered(unsynced: Sequence[Change], chance: random.Random) -> list[Change]:
    """Each name and each sector survived or not, by chance."""
    kept: list[Change] = []
    for change in unsynced:
        parts = sectors(change) if isinstance(change, Write) else [change]
        kept += [part for part in parts if chance.random() < 0.5]
    return kept


def only_newest(unsynced: Sequence[Change], _chance: random.Random) -> list[Change]:
    """The last change survived and none before it: shows an order that no sync enforces."""
    return list(unsynced[-1:])


Survival = Callable[[Sequence[Change], random.Random], list[Change]]
SURVIVALS: tuple[Survival, ...] = (only_names, everything, torn_prefix, scattered, only_newest)
