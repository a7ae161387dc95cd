"""What a hotel or a town hall puts between its guests and the network: one page, whatever is asked."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class _Portal(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        """Answer anything with a page that asks for a password."""
        body = b"<html>Mot de passe&nbsp;?</html>"
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def captive_portal() -> Iterator[int]:
    """Serve it on loopback; yield its port."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Portal) as portal:
        thread = threading.Thread(target=portal.serve_forever)
        thread.start()
        try:
            yield portal.server_port
        finally:
            portal.shutdown()
            thread.join()
