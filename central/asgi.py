"""The central for an ASGI server, behind a cap on what a request may weigh.

ASGI, because servers of the WSGI kind stop answering when some dozens of slow connections hold their threads.
The cap stands in front of Django, which would first write a large body to a temporary file.
"""

import os
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "central.settings")

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]

MOST_BYTES = 512 * 1024
# CBOR map {"error": "too_large"}
TOO_LARGE = b"\xa1\x65error\x69too_large"


def capped(app: App) -> App:
    """Return the application behind the cap: a heavier body is answered 413 and never passed on."""

    async def guarded(scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        body = bytearray()
        while True:
            message = await receive()
            if message["type"] != "http.request":
                return
            body += message.get("body", b"")
            if len(body) > MOST_BYTES:
                await _refuse(send)
                return
            if not message.get("more_body", False):
                break
        await app(scope, _replay(bytes(body), receive), send)

    return guarded


def _replay(body: bytes, receive: Receive) -> Receive:
    told = False

    async def next_message() -> Message:
        nonlocal told
        if told:
            return await receive()
        told = True
        return {"type": "http.request", "body": body, "more_body": False}

    return next_message


async def _refuse(send: Send) -> None:
    headers = [(b"content-type", b"application/cbor"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": TOO_LARGE})


application = capped(get_asgi_application())
