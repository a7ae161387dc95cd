"""The canary search finds each way of leaving a trace, and only that."""

import sys
from pathlib import Path

import pytest

from rehearsal.canary import at_rest, search, trace_writes

ANSWER = "Q7XKD2MPLW9TZR"
PHONE = "0699153847"
CODE = 482913507264
TOKEN = bytes.fromhex("c3a5f00912bb47d8a1e65d3c7b80ff42")
CANARIES = {"name": ANSWER, "phone": PHONE, "code": CODE, "token": TOKEN}


def run(tmp_path: Path, body: str, **options):
    """Run a program that has the canaries as ANSWER, PHONE, CODE, TOKEN and a folder HERE."""
    head = (
        "import base64, os, socket, subprocess, sys, threading, mmap, shutil\n"
        f"ANSWER, PHONE, CODE, TOKEN, HERE = {ANSWER!r}, {PHONE!r}, {CODE!r}, {TOKEN!r}, {str(tmp_path)!r}\n"
        "def gone(data):\n"
        "    path = HERE + '/temporary'\n"
        "    with open(path, 'wb') as file:\n"
        "        file.write(data)\n"
        "    os.unlink(path)\n"
    )
    program = tmp_path / "program.py"
    program.write_text(head + body)
    report = trace_writes([sys.executable, str(program)], **options)
    assert report.exit_code == 0, report.output
    return report


def found(report):
    return {(finding.canary, finding.encoding) for finding in search(report, CANARIES)}


DELETED = {
    "utf-8": ("gone(ANSWER.encode())", ("name", "utf-8")),
    "lower case": ("gone(ANSWER.lower().encode())", ("name", "utf-8")),
    "utf-16-le": ("gone(ANSWER.encode('utf-16-le'))", ("name", "utf-16-le")),
    "utf-16-be": ("gone(ANSWER.encode('utf-16-be'))", ("name", "utf-16-be")),
    "base64 at 0": ("gone(base64.b64encode(ANSWER.encode()))", ("name", "base64 of utf-8")),
    "base64 at 1": ("gone(base64.b64encode(b'.' + ANSWER.encode() + b'..'))", ("name", "base64 of utf-8")),
    "base64 at 2": ("gone(base64.b64encode(b'..' + ANSWER.encode() + b'.'))", ("name", "base64 of utf-8")),
    "base64 in lines": ("gone(base64.encodebytes(b'.' * 50 + ANSWER.encode()))", ("name", "base64 of utf-8")),
    "base64 of utf-16": (
        "gone(base64.b64encode(ANSWER.encode('utf-16')))",
        ("name", "base64 of utf-16-le"),
    ),
    "urlsafe base64": ("gone(base64.urlsafe_b64encode(b'z' + TOKEN))", ("token", "base64")),
    "hexadecimal": ("gone(ANSWER.encode().hex().encode())", ("name", "hex of utf-8")),
    "pairs of digits": ("gone('06 99\\u202f15\\u00a038.47'.encode())", ("phone", "with separators")),
    "pairs in utf-16": ("gone('06-99-15-38-47'.encode('utf-16'))", ("phone", "with separators")),
    "code as text": ("gone(b'482913507264')", ("code", "utf-8")),
    "code as shown": ("gone(b'482 913 507 264')", ("code", "with separators")),
    "code in binary": ("gone(CODE.to_bytes(6, 'big'))", ("code", "binary number")),
    "token": ("gone(b'-' + TOKEN)", ("token", "raw")),
    "token in the link": (
        "gone(base64.b32encode(TOKEN).rstrip(b'=').lower())",
        ("token", "base32"),
    ),
}


@pytest.mark.parametrize("case", DELETED)
def test_a_temporary_file_that_was_deleted_is_found(tmp_path, case):
    body, expected = DELETED[case]
    report = run(tmp_path, body)
    assert expected in found(report)
    assert not any(str(tmp_path / "temporary") == path for path, _ in existing(report))
    assert {finding.place for finding in at_rest(search(report, CANARIES))} == {str(tmp_path / "temporary")}


def existing(report):
    return [
        (place, data) for kind, place, data in report.contents() if kind == "file" and Path(place).exists()
    ]


OTHER_WAYS = {
    "cut between two writes": (
        "f = os.open(HERE + '/a', os.O_WRONLY | os.O_CREAT)\n"
        "os.write(f, ANSWER[:5].encode()); os.write(f, ANSWER[5:].encode())\n"
        "os.close(f); os.unlink(HERE + '/a')",
        ("name", "utf-8"),
    ),
    "cut between positions, in reverse": (
        "f = os.open(HERE + '/a', os.O_WRONLY | os.O_CREAT)\n"
        "os.pwrite(f, ANSWER[5:].encode(), 105); os.pwrite(f, b'between', 900)\n"
        "os.pwrite(f, ANSWER[:5].encode(), 100); os.close(f); os.unlink(HERE + '/a')",
        ("name", "utf-8"),
    ),
    "vector": (
        "f = os.open(HERE + '/a', os.O_WRONLY | os.O_CREAT)\n"
        "os.writev(f, [b'x', ANSWER[:5].encode(), ANSWER[5:].encode()]); os.unlink(HERE + '/a')",
        ("name", "utf-8"),
    ),
    "by a child in a thread": (
        "t = threading.Thread(target=lambda: subprocess.run(\n"
        "    ['sh', '-c', 'cat > $0/a; rm $0/a', HERE], input=ANSWER.encode(), check=True))\n"
        "t.start(); t.join()",
        ("name", "utf-8"),
    ),
    "file without a name": (
        "f = os.open(HERE, os.O_TMPFILE | os.O_RDWR); os.write(f, ANSWER.encode())",
        ("name", "utf-8"),
    ),
    "name of a file": ("os.mkdir(HERE + '/' + ANSWER)", ("name", "utf-8")),
    "renamed to": (
        "open(HERE + '/a', 'w').close(); os.rename(HERE + '/a', HERE + '/' + PHONE)",
        ("phone", "utf-8"),
    ),
    "link's target": ("os.symlink(ANSWER, HERE + '/a')", ("name", "utf-8")),
    "standard error": ("print('trouble with', ANSWER, file=sys.stderr)", ("name", "utf-8")),
    "socket": (
        "a, b = socket.socketpair(); a.sendall(b'POST ' + ANSWER.encode())",
        ("name", "utf-8"),
    ),
    "pipe": ("r, w = os.pipe(); os.write(w, ANSWER.encode())", ("name", "utf-8")),
    "mapped file that stays": (
        "f = os.open(HERE + '/a', os.O_RDWR | os.O_CREAT); os.ftruncate(f, 4096)\n"
        "m = mmap.mmap(f, 4096); m[100:100 + len(ANSWER)] = ANSWER.encode(); m.close()",
        ("name", "utf-8"),
    ),
    "command line": ("subprocess.run(['true', ANSWER], check=True)", ("name", "utf-8")),
    "killed with the program": (
        "if os.fork() == 0:\n"
        "    f = os.open(HERE + '/a', os.O_WRONLY | os.O_CREAT)\n"
        "    os.write(f, ANSWER.encode()); os.kill(os.getpid(), 9)\n"
        "os.wait(); os.unlink(HERE + '/a')",
        ("name", "utf-8"),
    ),
}


@pytest.mark.parametrize("case", OTHER_WAYS)
def test_other_ways_of_leaving_a_trace_are_found(tmp_path, case):
    body, expected = OTHER_WAYS[case]
    assert expected in found(run(tmp_path, body))


def test_kinds_of_places_are_told_apart(tmp_path):
    report = run(tmp_path, "a, b = socket.socketpair(); a.sendall(ANSWER.encode())\ngone(PHONE.encode())")
    kinds = {finding.canary: finding.kind for finding in search(report, CANARIES)}
    assert kinds == {"name": "socket", "phone": "file"}
    assert {finding.canary for finding in at_rest(search(report, CANARIES))} == {"phone"}


def test_a_clean_program_has_no_finding(tmp_path):
    report = run(tmp_path, "import random\ngone(random.Random(5).randbytes(3_000_000) + b'482 913 507 265')")
    assert found(report) == set()
    assert sum(report.bytes_by_kind().values()) > 3_000_000


def test_what_cannot_be_searched_is_said(tmp_path):
    report = run(
        tmp_path,
        "import gzip\n"
        "gone(gzip.compress(ANSWER.encode()))\n"
        "f = os.open(HERE + '/map', os.O_RDWR | os.O_CREAT); os.ftruncate(f, 4096)\n"
        "m = mmap.mmap(f, 4096); m[0:5] = b'hello'; m.close(); os.unlink(HERE + '/map')\n"
        "open(HERE + '/from', 'w').close(); shutil.copyfile(HERE + '/from', HERE + '/to')\n",
    )
    assert report.opaque == (str(tmp_path / "temporary"),)
    assert report.unseen == (str(tmp_path / "map"),)


def test_left_out_programs_and_folders_are_left_out_and_nothing_else(tmp_path):
    other = tmp_path / "other"
    other.mkdir()
    (tmp_path / "central.py").write_text(
        "import os, pathlib, subprocess, sys\n"
        f"pathlib.Path(sys.argv[1], 'by-central').write_text({PHONE!r})\n"
        f"subprocess.run(['sh', '-c', 'echo {PHONE} > {tmp_path}/by-its-child'], check=True)\n"
    )
    report = run(
        tmp_path,
        "subprocess.run([sys.executable, HERE + '/central.py', HERE], check=True)\n"
        "open(HERE + '/other/evidence', 'w').write(ANSWER)\n"
        "gone(str(CODE).encode())\n",
        folders_left_out=[other],
        programs_left_out=[(str(tmp_path / "central.py"),)],
    )
    assert (other / "evidence").read_text() == ANSWER
    assert (tmp_path / "by-its-child").read_text().strip() == PHONE
    assert {finding.canary for finding in search(report, CANARIES)} == {"code"}
    assert report.left_out == (str(other), str(tmp_path / "central.py"))


def test_a_canary_that_could_appear_by_chance_is_refused(tmp_path):
    report = run(tmp_path, "")
    with pytest.raises(ValueError, match="short"):
        search(report, {"short": "Dupont"})
