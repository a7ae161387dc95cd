"""The caps in front of Django, with an application that notes what reaches it."""

import asyncio
from collections.abc import Iterable

import pytest

from central.asgi import MOST_BYTES, Message, capped
from kiosk.wire.cbor import decode


class Inner:
    def __init__(self) -> None:
        self.body: bytes | None = None

    async def __call__(self, scope: Message, receive: object, send: object) -> None:
        self.body = (await receive())["body"]
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})


def _call(pieces: Iterable[bytes], *, stalls: bool = False) -> tuple[Inner, int | None, bytes]:
    """Send pieces of a body; a caller that stalls never ends it."""
    inner, sent = Inner(), []
    messages = [{"type": "http.request", "body": piece, "more_body": True} for piece in pieces]
    if not stalls:
        messages.append({"type": "http.request", "body": b"", "more_body": False})

    async def receive() -> Message:
        if not messages:
            await asyncio.Event().wait()
        return messages.pop(0)

    async def send(message: Message) -> None:
        sent.append(message)

    asyncio.run(capped(inner, most_s=0.05 if stalls else 20)({"type": "http"}, receive, send))
    return inner, sent[0]["status"] if sent else None, sent[-1]["body"] if sent else b""


def test_a_body_in_pieces_arrives_whole() -> None:
    inner, status, _ = _call([b"ab", b"", b"c"])
    assert (inner.body, status) == (b"abc", 200)


@pytest.mark.parametrize(("size", "status"), [(MOST_BYTES, 200), (MOST_BYTES + 1, 413)])
def test_the_weight_of_a_body(size: int, status: int) -> None:
    inner, answered, body = _call([bytes(size - 1), b"x"])
    assert answered == status
    if status == 413:
        assert (inner.body, decode(body)) == (None, {"error": "too_large"})


def test_who_never_ends_a_body_is_answered_408() -> None:
    inner, status, body = _call([b"ab"], stalls=True)
    assert (inner.body, status, decode(body)) == (None, 408, {"error": "too_slow"})


def test_who_goes_away_meanwhile_is_not_answered() -> None:
    sent: list[Message] = []

    async def gone() -> Message:
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)

    asyncio.run(capped(Inner())({"type": "http"}, gone, send))
    assert sent == []
