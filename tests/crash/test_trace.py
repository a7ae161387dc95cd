"""The record of system calls is read completely, or refused."""

import subprocess
import sys
from pathlib import Path

import pytest

from rehearsal.trace import (
    WRITES,
    Attached,
    UntraceableError,
    calls_of,
    handle,
    payload,
    quoted,
    read_record,
    run_traced,
    split_arguments,
)


def test_threads_that_interrupt_each_other_are_put_together():
    calls = list(
        read_record(
            [
                '7  pwrite64(3<\\x2f\\x61>, "\\x61\\x62", 2, 10 <unfinished ...>\n',
                "8  fsync(3<\\x2f\\x61>) = 0\n",
                "7  <... pwrite64 resumed>) = 2\n",
                "8  --- SIGCHLD {si_signo=SIGCHLD} ---\n",
                '8  write(4<\\x2f\\x62>(deleted), "\\x7a", 1 <unfinished ...>\n',
                "8  +++ killed by SIGKILL +++\n",
            ]
        )
    )
    assert [(call.name, call.began, call.ended, call.result) for call in calls] == [
        ("fsync", 1, 1, 0),
        ("pwrite64", 0, 2, 2),
        ("write", 4, 5, None),
    ]
    assert payload(calls[1]) == b"ab"
    assert handle(calls[2].args[0]).path == "/b"
    assert handle(calls[2].args[0]).deleted


def test_only_what_the_kernel_took_counts():
    (call,) = read_record(['7  write(3<\\x2f\\x61>, "\\x61\\x62\\x63", 3) = 2\n'])
    assert payload(call) == b"ab"


def test_vectors_and_nested_arguments():
    text = '3<\\x61>, [{iov_base="\\x61", iov_len=1}, {iov_base="\\x62\\x63", iov_len=2}], 2, 10'
    assert len(split_arguments(text)) == 4
    assert quoted(split_arguments(text)[1]) == [b"a", b"bc"]
    assert split_arguments("") == ()


@pytest.mark.parametrize("line", ["nonsense\n", "7  what is this\n"])
def test_a_line_of_another_shape_is_refused(line):
    with pytest.raises(UntraceableError):
        list(read_record([line]))


def test_a_string_cut_short_is_refused():
    (call,) = read_record(['7  write(3<\\x2f\\x61>, "\\x61"..., 300) = 300\n'])
    with pytest.raises(UntraceableError, match="cut short"):
        payload(call)


def test_every_byte_of_a_real_program_is_in_the_record(tmp_path):
    path = tmp_path / 'été, ["odd"] (name)'
    body = f"import os\nf = os.open({str(path)!r}, os.O_WRONLY | os.O_CREAT)\n"
    body += "os.write(f, bytes(range(256)) * 9000)\n"
    done = run_traced([sys.executable, "-c", body], (*WRITES, "openat"), tmp_path / "record")
    assert done.returncode == 0, done.stderr
    written = [call for call in calls_of(tmp_path / "record") if call.name == "write"]
    assert [payload(call) for call in written] == [bytes(range(256)) * 9000]
    assert handle(written[0].args[0]).path == str(path)


def test_attaching_misses_nothing_after_the_word_is_given(tmp_path):
    body = "import os, sys\nos.write(1, b'ready'); sys.stdin.readline()\n"
    body += "for n in range(50): os.write(2, b'%d ' % n)"
    child = subprocess.Popen(
        [sys.executable, "-c", body], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert child.stdout.read(5) == b"ready"
    with Attached(child.pid, WRITES, tmp_path / "record") as attached:
        child.stdin.write(b"go\n")
        child.stdin.flush()
        attached.wait(60)
    child.communicate()
    seen = b"".join(payload(call) for call in calls_of(tmp_path / "record"))
    assert seen == b"".join(b"%d " % n for n in range(50))


def test_a_process_that_is_gone_cannot_be_attached_to(tmp_path):
    child = subprocess.Popen(["true"])
    child.wait()
    with (
        pytest.raises(UntraceableError, match="cannot attach"),
        Attached(child.pid, WRITES, tmp_path / "record"),
    ):
        pass


def test_strace_missing_is_said_with_the_line_that_installs_it(monkeypatch):
    monkeypatch.setenv("PATH", str(Path("/nowhere")))
    with pytest.raises(UntraceableError, match="apt-get install strace"):
        run_traced(["true"], WRITES, Path("/nowhere/record"))
