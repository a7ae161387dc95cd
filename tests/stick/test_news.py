"""Where cases stand, carried by sticks: from a station that was told to one that has no network."""

from kiosk.stick import RefusedFile
from kiosk.wire.case import CaseStatus
from kiosk.wire.keys import SigningKey
from kiosk.wire.published import (
    Page,
    Standing,
    handle_of,
    open_standing,
    read_page,
    seal_standing,
    sign_page,
)
from tests.stick.conftest import AGENCY, Post, Town

TOKENS = [bytes(15) + bytes([n]) for n in range(4)]


def page(town: Town, after: int, status: CaseStatus, at_ms: int, *, signer=None, agency=AGENCY) -> bytes:
    """One page: the case of token `after` now stands like this."""
    entry = seal_standing(TOKENS[after], Standing(status, at_ms))
    return sign_page(Page(agency, after, after + 1, at_ms, False, (entry,)), signer or town.keys.central)


def told(town: Town, post: Post, *raws: bytes) -> None:
    """What the central told a station that has a network."""
    for raw in raws:
        read = read_page(raw, post.identity.keys_by_id)
        assert post.store.published.take(read, raw, post.clock.now_ms())


def standing(post: Post, token: bytes) -> CaseStatus | None:
    sealed = post.store.published.find(handle_of(token))
    return None if sealed is None else open_standing(token, sealed).status


def news(town: Town) -> list[str]:
    return [name for name in town.files if name.startswith("published/")]


def test_a_kiosk_without_a_network_learns_where_cases_stand(town: Town):
    told(town, town.counter, page(town, 0, CaseStatus.RECEIVED, 1000), page(town, 1, CaseStatus.READ, 2000))
    town.counter.visit(town.stick)
    town.kiosk.visit(town.stick)
    assert [standing(town.kiosk, token) for token in TOKENS[:3]] == [
        CaseStatus.RECEIVED, CaseStatus.READ, None,
    ]  # fmt: skip
    assert town.kiosk.store.published.as_of() == 2000
    # And on: the kiosk is a station like another for the next stick.
    before = news(town)
    town.kiosk.visit(town.stick)
    assert news(town) == before and len(before) == 1


def test_only_what_is_new_is_added_and_what_was_replaced_goes(town: Town):
    told(town, town.counter, page(town, 0, CaseStatus.RECEIVED, 1000))
    town.counter.visit(town.stick)
    told(town, town.counter, page(town, 1, CaseStatus.READ, 2000))
    town.counter.visit(town.stick)
    assert len(news(town)) == 2
    # The list anew, in one piece: a central that was restored.
    told(town, town.counter, page(town, 0, CaseStatus.DONE, 3000))
    town.counter.visit(town.stick)
    assert len(news(town)) == 1
    town.kiosk.visit(town.stick)
    assert standing(town.kiosk, TOKENS[0]) == CaseStatus.DONE


def test_an_old_stick_takes_nothing_back_and_learns(town: Town, tmp_path):
    import shutil

    told(town, town.counter, page(town, 0, CaseStatus.RECEIVED, 1000))
    town.counter.visit(town.stick)
    shutil.copytree(town.stick, tmp_path / "old")
    told(town, town.counter, page(town, 1, CaseStatus.DONE, 2000))
    town.counter.visit(town.stick)
    town.kiosk.visit(town.stick)
    town.stick = tmp_path / "old"
    town.kiosk.visit(town.stick)
    assert standing(town.kiosk, TOKENS[1]) == CaseStatus.DONE
    assert len(news(town)) == 2


def test_what_the_central_did_not_sign_for_us_changes_nothing_and_altered_files_are_named(town: Town):
    for bad in (
        page(town, 0, CaseStatus.DONE, 1000, signer=SigningKey.generate()),
        page(town, 0, CaseStatus.DONE, 1000, agency=AGENCY + 1),
        b"junk",
    ):
        from kiosk.stick import open_stick

        with open_stick(town.stick, lambda _: None) as stick:
            stick.write_news([bad])
    file = town.stick / "RELAIS" / news(town)[0]
    file.write_bytes(file.read_bytes() + b"x")
    found = town.kiosk.visit(town.stick)
    assert found.refused == (RefusedFile(f"published/{file.name}", "altered"),)
    assert (found.trouble, found.safe) == (None, True)
    assert standing(town.kiosk, TOKENS[0]) is None and town.kiosk.store.published.as_of() is None
