"""Whatever somebody did to a stick in between: no crash, nothing false settled, nothing blocked."""

import random

from tests.stick.conftest import Town

ROUNDS = 30


def spoil(town: Town, chance: random.Random) -> None:
    """Do one thing to the stick that a person, a worn-out medium or another system might do."""
    top = town.stick / "RELAIS"
    files = sorted(path for path in top.rglob("*.cbor") if path.is_file())
    victim = chance.choice(files)
    raw = victim.read_bytes() or b"empty"
    match chance.randrange(9):
        case 0:
            at = chance.randrange(len(raw))
            victim.write_bytes(raw[:at] + bytes([raw[at] ^ (1 << chance.randrange(8))]) + raw[at + 1 :])
        case 1:
            victim.write_bytes(raw[: chance.randrange(len(raw))])
        case 2:
            victim.write_bytes(raw + chance.randbytes(chance.randrange(1, 40)))
        case 3:
            victim.unlink()
        case 4:
            # Swapped: each under the other's name.
            other = chance.choice(files)
            theirs = other.read_bytes()
            victim.write_bytes(theirs)
            other.write_bytes(raw)
        case 5:
            victim.rename(victim.with_name(victim.name.upper()))
        case 6:
            victim.with_name("99999999" + victim.name[8:]).write_bytes(raw)
        case 7:
            there = top / "envelopes" / str(chance.choice([3, 4, 5, 4294967295]))
            there.mkdir(parents=True, exist_ok=True)
            (there / victim.name).write_bytes(raw)
        case _:
            victim.with_name(victim.name + ".new").write_bytes(chance.randbytes(20))


def test_spoilt_sticks_settle_nothing_false_and_block_nothing(town: Town):
    chance = random.Random(6)
    marker = (town.stick / "RELAIS" / "stick.cbor").read_bytes()
    genuine = set()
    for _ in range(ROUNDS):
        town.kiosk.record()
        genuine = {row.raw for row in town.kiosk.store.outbox.every()}
        for post, forward in ((town.kiosk, town.nobody), (town.counter, town.https)):
            post.visit(town.stick, forward=forward)
            spoil(town, chance)
            (town.stick / "RELAIS" / "stick.cbor").write_bytes(marker)
        assert set(town.central.kept.values()) <= genuine
        settled = {row.raw for row in town.kiosk.store.outbox.every() if row.state == "acknowledged"}
        assert settled <= set(town.central.kept.values())
    assert town.central.new_rows > ROUNDS / 3, "most sticks were unreadable: the proof saw nothing"
    # One honest round trip with whatever is left lying there.
    town.kiosk.visit(town.stick)
    found = town.counter.visit(town.stick, forward=town.https)
    town.kiosk.visit(town.stick)
    assert town.kiosk.states() == ["acknowledged"] * ROUNDS
    assert set(town.central.kept.values()) == genuine and town.central.new_rows == ROUNDS
    assert found.refused, "what is altered is named to the end"


def test_folders_in_the_place_of_files_stop_nothing(town: Town):
    top = town.stick / "RELAIS"
    for name in (
        "envelopes/3/00000001-" + "0" * 32 + ".cbor",
        "envelopes/3/00000002-" + "0" * 32 + ".cbor.new",
        "acknowledgements/3/00000003-" + "0" * 32 + ".cbor",
        "envelopes/5/00000001-" + "0" * 32 + ".cbor",
    ):
        (top / name).mkdir(parents=True)
    town.kiosk.record()
    assert town.kiosk.visit(town.stick).safe
    assert town.counter.visit(town.stick, forward=town.https).delivered == 1
    back = town.kiosk.visit(town.stick)
    assert (back.settled, back.trouble, back.safe) == (1, None, True)
    assert town.kiosk.states() == ["acknowledged"]
    (top / "stick.cbor").unlink()
    (top / "stick.cbor").mkdir()
    assert town.kiosk.visit(town.stick).trouble.code == "stick.unprepared"


def test_a_stick_full_of_strange_files_is_named_in_part(town: Town):
    folder = town.stick / "RELAIS" / "envelopes" / "9"
    folder.mkdir(parents=True)
    for number in range(150):
        (folder / f"{number}.jpg").write_bytes(b"")
    found = town.counter.visit(town.stick, forward=town.https)
    assert found.safe and len(found.refused) == 100
