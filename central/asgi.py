"""The central for an ASGI server, behind a cap on what a request may weigh.

ASGI, because servers of the WSGI kind stop answering when some dozens of slow connections hold their threads.
The cap stands in front of Django, which would first write a large body to a temporary file. So does the time
limit: who sends a byte now and then would else hold a place for as long as it likes.
"""

import asyncio
import logging
import os
import sys
import traceback
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from django.core.asgi import get_asgi_application
from django.core.signals import got_request_exception

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "central.settings")

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]

MOST_BYTES = 512 * 1024
MOST_S = 20.0
# CBOR maps {"error": "too_large"}, {"error": "too_slow"}
TOO_LARGE = b"\xa1\x65error\x69too_large"
TOO_SLOW = b"\xa1\x65error\x68too_slow"


class _TooLargeError(Exception):
    pass


def capped(app: App, most_s: float = MOST_S) -> App:
    """Return the application behind the caps: a body that is too heavy is answered 413, too slow 408."""

    async def guarded(scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        try:
            async with asyncio.timeout(most_s):
                body = await _body(receive)
        except _TooLargeError:
            await _refuse(send, 413, TOO_LARGE)
        except TimeoutError:
            await _refuse(send, 408, TOO_SLOW)
        else:
            if body is not None:
                await app(scope, _replay(body, receive), send)

    return guarded


async def _body(receive: Receive) -> bytes | None:
    """Return the whole body, None when the caller went away."""
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return None
        body += message.get("body", b"")
        if len(body) > MOST_BYTES:
            raise _TooLargeError
        if not message.get("more_body", False):
            return bytes(body)


def _replay(body: bytes, receive: Receive) -> Receive:
    told = False

    async def next_message() -> Message:
        nonlocal told
        if told:
            return await receive()
        told = True
        return {"type": "http.request", "body": body, "more_body": False}

    return next_message


async def _refuse(send: Send, status: int, body: bytes) -> None:
    headers = [(b"content-type", b"application/cbor"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _tell_bug(**_: object) -> None:
    """Log where a bug is: no path, which may hold a token, and no message, which may hold an answer."""
    kind, _message, trace = sys.exc_info()
    where = "".join(traceback.format_tb(trace))
    logging.getLogger("central").error("bug: %s\n%s", kind.__name__ if kind else "unknown", where)


got_request_exception.connect(_tell_bug)
application = capped(get_asgi_application())
