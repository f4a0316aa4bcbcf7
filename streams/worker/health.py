"""Health over HTTP: /live, /ready and /metrics on a port of their own."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from streams.worker.watch import Watch


class HealthError(RuntimeError):
    """The port for health can't be used."""


@contextmanager
def serve(host: str, port: int, watch: Watch) -> Iterator[str | None]:
    """Answer on ``host:port`` from a thread of its own while the block runs; yield the address. Port 0: no answers.

    /live is 200 unless a process is silent or a partition stalled, /ready is 200 when every stage can work, both with the
    reason in plain text; /metrics is Prometheus' text format. Raises HealthError when the port is taken.
    """
    if not port:
        yield None
        return

    class Handler(_Handler):
        watched = watch

    try:
        server = ThreadingHTTPServer((host, port), Handler)
    except OSError as why:
        raise HealthError(
            f"health_port is {port} on {host}, which can't be used ({why}); expected a free port, or 0 for none"
        ) from None
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, name="health", daemon=True)
    thread.start()
    try:
        yield f"http://{host}:{port}"
    finally:
        server.shutdown()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    watched: Watch
    timeout = 10
    server_version = "tocsin"
    sys_version = ""

    def do_GET(self) -> None:
        """Answer one request."""
        if self.path == "/metrics":
            self._answer(200, self.watched.metrics.text(), "text/plain; version=0.0.4; charset=utf-8")
        elif self.path == "/live":
            ailments = self.watched.ailments
            self._answer(503 if ailments else 200, "\n".join(ailments or ["live"]).encode())
        elif self.path == "/ready":
            self._answer(*((200, b"ready") if self.watched.ready else (503, b"not ready")))
        else:
            self._answer(404, b"expected /live, /ready or /metrics")

    def _answer(self, status: int, body: bytes, kind: str = "text/plain; charset=utf-8") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: object) -> None:
        """Say nothing: probes come every few seconds."""
