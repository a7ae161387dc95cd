"""The model of a disk forgets what no sync covered, and only that."""

import random
import sys

import pytest

from rehearsal.disk import (
    Disk,
    FileNode,
    FolderNode,
    Naming,
    Resize,
    Write,
    everything,
    only_names,
    only_newest,
    scattered,
    sectors,
    torn_prefix,
)
from rehearsal.replay import CALLS, Replay
from rehearsal.trace import UntraceableError, calls_of, run_traced


def disk_with_file(*names):
    disk = Disk()
    nodes = [FileNode() for _ in names]
    for node, name in zip(nodes, names, strict=True):
        disk.perform(Naming(disk.top, 0, {name: node}))
    return disk, *nodes


def test_a_name_needs_a_sync_of_its_folder_and_bytes_one_of_the_file():
    disk, node = disk_with_file("a")
    disk.perform(Write(node, 1, 0, b"hello"))
    assert disk.image() == {}
    disk.sync(node, 2)
    assert disk.image() == {}
    disk.sync(disk.top, 3)
    assert disk.image() == {"a": b"hello"}


def test_a_rename_before_the_sync_may_leave_an_empty_file():
    disk, old, new = disk_with_file("a", "a.new")
    disk.perform(Write(old, 1, 0, b"old"))
    disk.sync(old, 2)
    disk.sync(disk.top, 3)
    disk.perform(Write(new, 4, 0, b"new"))
    disk.perform(Naming(disk.top, 5, {"a.new": None, "a": new}))
    assert disk.image() == {"a": b"old", "a.new": b""}
    assert disk.image(only_names(disk.unsynced, random.Random(1))) == {"a": b""}
    assert disk.image(everything(disk.unsynced, random.Random(1))) == {"a": b"new"}


def test_a_removed_file_is_back_until_the_folder_is_synced():
    disk, node = disk_with_file("a")
    disk.sync(disk.top, 1)
    disk.perform(Naming(disk.top, 2, {"a": None}))
    assert disk.image() == {"a": b""}
    disk.sync(disk.top, 3)
    assert disk.image() == {}
    assert node.durable == b""


def test_a_write_that_was_under_way_when_the_sync_began_is_not_covered():
    disk, node = disk_with_file("a")
    disk.sync(disk.top, 1)
    disk.perform(Write(node, 5, 0, b"late"))
    disk.sync(node, 5)
    assert disk.image() == {"a": b""}
    disk.sync(node, 6)
    assert disk.image() == {"a": b"late"}


def test_writes_behind_the_end_leave_zeros_and_lengths_change():
    disk, node = disk_with_file("a")
    disk.perform(Write(node, 1, 4, b"xy"))
    disk.perform(Resize(node, 2, 5))
    disk.perform(Resize(node, 3, 7))
    assert disk.image(disk.unsynced) == {"a": b"\0\0\0\0x\0\0"}


def test_sectors_are_cut_at_the_borders_of_the_file_not_of_the_write():
    parts = sectors(Write(FileNode(), 0, 1000, bytes(100)))
    assert [(part.offset, len(part.data)) for part in parts] == [(1000, 24), (1024, 76)]


def test_torn_and_scattered_survivals_differ_and_stay_within_what_was_written():
    disk, node = disk_with_file("a")
    disk.sync(disk.top, 1)
    for turn in range(4):
        disk.perform(Write(node, 2 + turn, turn * 1024, bytes([65 + turn]) * 1024))
    whole = disk.image(disk.unsynced)["a"]
    for survival in (torn_prefix, scattered):
        chance = random.Random(3)
        images = {disk.image(survival(disk.unsynced, chance))["a"] for _ in range(40)}
        assert len(images) > 6
        assert all(set(image) <= {0, *whole} for image in images)
    torn = {len(disk.image(torn_prefix(disk.unsynced, random.Random(n)))["a"]) for n in range(60)}
    assert {length % 1024 for length in torn} == {0, 512}
    assert disk.image(only_newest(disk.unsynced, random.Random(1)))["a"] == bytes(3072) + b"D" * 1024


def replayed(tmp_path, body):
    root = tmp_path / "root"
    root.mkdir()
    head = f"import os, mmap, shutil\nHERE = {str(root)!r}\nos.chdir(HERE)\n"
    done = run_traced([sys.executable, "-c", head + body], CALLS, tmp_path / "record")
    assert done.returncode == 0, done.stderr
    replay = Replay(root)
    for call in calls_of(tmp_path / "record"):
        replay.feed(call)
    return replay


def test_the_record_of_a_real_program_explains_the_real_folder(tmp_path):
    replay = replayed(
        tmp_path,
        """
os.makedirs(HERE + '/b/c')
with open('b/c/text', 'w') as file:
    file.write('été'); file.flush(); file.write('!'); os.fsync(file.fileno())
with open('b/c/text', 'a') as file:
    file.write(' more')
os.rename(HERE + '/b/c/text', HERE + '/b/moved')
f = os.open('raw', os.O_RDWR | os.O_CREAT)
os.pwrite(f, b'1234567890', 600); os.lseek(f, 603, 0); os.write(f, b'abc'); os.ftruncate(f, 608)
os.posix_fallocate(f, 0, 700); os.writev(f, [b'v', b'w']); os.pwritev(f, [b'p', b'q'], 2)
os.link('raw', 'linked', src_dir_fd=os.open('.', os.O_RDONLY), dst_dir_fd=os.open('.', os.O_RDONLY))
open('short', 'w').write('long text'); open('short', 'w').write('new')
open('gone', 'w').write('x'); os.unlink(HERE + '/gone'); os.mkdir(HERE + '/d'); os.rmdir(HERE + '/d')
open('index-shm', 'w').write('never on a disk')
""",
    )
    replay.agree()
    assert replay.disk.image() == {}
    seen = replay.disk.image(replay.disk.unsynced)
    assert seen["b/moved"] == "été! more".encode()
    assert seen["short"] == b"new"
    assert seen["linked"] == seen["raw"]
    assert "index-shm" not in seen


@pytest.mark.parametrize(
    "body",
    [
        "f = os.open('a', os.O_RDWR | os.O_CREAT); os.ftruncate(f, 4096); mmap.mmap(f, 4096)[0:1] = b'x'",
        "open('a', 'w').write('x'); shutil.copyfile('a', 'b')",
        "os.open('.', os.O_TMPFILE | os.O_RDWR)",
        "open('../outside', 'w').close(); os.rename(HERE + '/../outside', HERE + '/a')",
        "open('a', 'w').close(); os.rename('a', 'b')",
    ],
    ids=["mapped", "copied in the kernel", "without a name", "brought from outside", "relative rename"],
)
def test_what_shows_no_bytes_stops_the_proof(tmp_path, body):
    with pytest.raises(UntraceableError):
        replayed(tmp_path, body)


def test_a_change_that_the_record_does_not_show_is_noticed(tmp_path):
    replay = replayed(tmp_path, "open('a', 'w').write('x')")
    (tmp_path / "root" / "a").write_text("y")
    with pytest.raises(UntraceableError, match="does not explain a"):
        replay.agree()


def test_folders_are_lost_with_their_names():
    disk = Disk()
    folder, node = FolderNode(), FileNode()
    disk.perform(Naming(disk.top, 0, {"d": folder}))
    disk.perform(Naming(folder, 1, {"a": node}))
    disk.sync(folder, 2)
    assert disk.image() == {}
    disk.sync(disk.top, 3)
    assert disk.image() == {"d": None, "d/a": b""}
