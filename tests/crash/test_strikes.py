"""The kill proof can fail: a toy kiosk that is wrong in each known way is caught, a right one is not."""

import pytest

from rehearsal.strikes import KillPoint, Strike, plan_points, prove, strike
from tests.crash.toy_kiosk import ToyRig


def struck(tmp_path, flavour, points):
    rig = ToyRig(tmp_path, flavour)
    return [strike(rig, point, tmp_path) for point in points]


def test_a_right_kiosk_survives_each_point(tmp_path):
    strikes = prove(ToyRig(tmp_path, "right"), 20, tmp_path)
    assert [fault for one in strikes for fault in one.faults()] == []
    assert sum(one.killed for one in strikes) == 20
    killed = {(one.point.thread, one.point.call) for one in strikes if one.killed}
    assert {(0, "pwrite64"), (0, "fdatasync"), (0, "write"), (1, "fsync"), (1, "fdatasync")} <= killed
    # The points lie before and after the commit, and before and after the screen.
    assert {len(one.recorded) for one in strikes} == {0, 1}
    assert {"SCREEN screen:done" in one.seen for one in strikes} == {False, True}


def test_the_call_at_the_point_is_not_carried_out(tmp_path):
    before, after = struck(tmp_path, "right", [KillPoint(0, "write", 1), KillPoint(0, "write", 2)])
    assert (before.seen, after.seen) == (("READY",), ("READY", "SCREEN screen:done"))
    assert before.killed
    assert after.killed
    assert before.again[0] == "SCREEN screen:done"


def test_a_point_that_is_never_reached_is_told_apart(tmp_path):
    (one,) = struck(tmp_path, "right", [KillPoint(0, "write", 500)])
    assert not one.killed
    assert one.seen[-1] == "SCREEN screen:welcome"
    assert one.faults() == []


@pytest.mark.parametrize(
    ("flavour", "point", "fault"),
    [
        ("hasty", KillPoint(0, "pwrite64", 1), "confirmed on the screen, not kept"),
        ("forgetful", KillPoint(1, "fsync", 1), "the code is not shown again"),
        # The central has it, and the other thread has not noted so.
        ("twice", KillPoint(1, "pwrite64", 1), "delivered more than once"),
        ("paperless", KillPoint(0, "write", 2), "a print job is lost"),
        # The paper is out, and nobody has noted so.
        ("reprinting", KillPoint(1, "pwrite64", 5), "printed twice"),
        ("stubborn", KillPoint(1, "write", 4), "a print job never ends"),
        ("boastful", KillPoint(1, "write", 2), "« reçue » before delivery"),
    ],
)
def test_a_wrong_kiosk_is_caught(tmp_path, flavour, point, fault):
    (found,) = struck(tmp_path, flavour, [point])
    assert found.killed
    assert fault in found.faults()


NOTHING = {"recorded": (), "delivered": (), "jobs": (), "papers": 0}


def one(**changes):
    facts = {
        "point": KillPoint(0, "write", 1),
        "exit_code": -9,
        "seen": ("READY", "SCREEN screen:done", "CODE 482913507264"),
        "again": ("SCREEN screen:done", "CODE 482913507264", "STATE reçue"),
        "recorded": ("a",),
        "delivered_at_death": (),
        "delivered": ("a",),
        "restart_s": 5.0,
        "jobs": ("confirmed",),
        "papers": 1,
    }
    return Strike(**{**facts, **changes}).faults()


@pytest.mark.parametrize(
    ("changes", "faults"),
    [
        ({}, []),
        ({"seen": ("READY",), "again": ("SCREEN screen:welcome",), **NOTHING}, []),
        ({"seen": ("READY",)}, []),
        (
            {"recorded": ("a", "b"), "delivered": ("a", "b"), "jobs": ("confirmed", "failed")},
            ["kept more than once", "delivered more than once"],
        ),
        ({"delivered": (), "again": ("CODE 482913507264",)}, ["kept, not delivered"]),
        ({"delivered": ("a", "a")}, ["delivered more than once"]),
        ({"delivered": ("a", "b")}, ["delivered more than once", "delivered, not kept"]),
        ({"again": ("SCREEN screen:welcome",)}, ["the code is not shown again"]),
        ({"again": ("CODE 111111111111",)}, ["another code is shown"]),
        (
            {"seen": ("READY",), "again": ("CODE 482913507264",), **NOTHING},
            ["a code is shown for nothing"],
        ),
        (
            {"delivered": (), "again": ("CODE 482913507264", "STATE reçue")},
            ["kept, not delivered", "« reçue » without delivery"],
        ),
        (
            {"seen": ("SCREEN screen:done", "CODE 482913507264", "STATE reçue")},
            ["« reçue » before delivery"],
        ),
        ({"exit_code": 1}, ["the kiosk or its automaton failed by itself"]),
        ({"restart_s": 61.0}, ["restarted too late to tell"]),
        *(({"jobs": (state,), "papers": papers}, []) for state in ("unknown", "failed") for papers in (0, 1)),
        ({"jobs": (), "papers": 0}, ["a print job is lost"]),
        ({"jobs": ("unknown", "confirmed")}, ["a print job too many"]),
        *(({"jobs": (state,), "papers": 0}, ["a print job never ends"]) for state in ("queued", "sending")),
        ({"papers": 2}, ["printed twice"]),
        ({"papers": 0}, ["confirmed without a paper"]),
        ({**NOTHING, "seen": ("READY",), "again": (), "papers": 1}, ["a paper for nothing"]),
    ],
)
def test_each_fault_has_its_name(changes, faults):
    assert one(**changes) == faults


def test_points_are_spread_over_all_threads_and_calls_and_each_to_its_end():
    points = plan_points({(0, "pwrite64"): 40, (0, "fdatasync"): 3, (1, "pwrite64"): 30, (1, "write"): 9}, 18)
    assert len(points) == len(set(points)) == 18
    whens = {}
    for point in points:
        whens.setdefault((point.thread, point.call), []).append(point.when)
    assert whens[0, "fdatasync"] == [1, 2, 3]
    assert (whens[0, "pwrite64"][0], whens[0, "pwrite64"][-1]) == (1, 40)
    assert (whens[1, "pwrite64"][0], whens[1, "pwrite64"][-1]) == (1, 30)
    # Writes of the store count for more than other writes.
    assert len(whens[1, "pwrite64"]) > len(whens[1, "write"]) > 1
    assert plan_points({(0, "write"): 2}, 12) == [KillPoint(0, "write", 1), KillPoint(0, "write", 2)]
