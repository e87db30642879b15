"""A process that stands in for Rasa: `python -m tests.ops.fake_rasa MODEL PORT`.

What the model's file says is how it behaves: `fine`, `ends` (at once), `hangs` (never listens), `other` (has loaded another
model), `dumb` (apologises for every turn), `dies` (soon after it has answered its first turn).
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

MODEL, PORT = Path(sys.argv[1]), int(sys.argv[2])
KIND = MODEL.read_text() if MODEL.exists() else "other"


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        name = "other.tar.gz" if KIND == "other" else MODEL.name
        self._say({"model": name} if self.path.endswith("/model") else {"status": "ok"})

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path.endswith("/forget"):
            with (MODEL.parent / "forgotten").open("a") as file:
                file.write("".join(f"{PORT} {one}\n" for one in asked))
            self._say({})
            return
        outcome = "apology" if KIND == "dumb" else "sure"
        self._say([{"text": f"by {MODEL.name} at {PORT}"}, {"custom": {"understood": {"outcome": outcome}}}])
        if KIND == "dies":
            threading.Timer(0.3, lambda: os._exit(3)).start()

    def _say(self, body: object) -> None:
        text = json.dumps(body).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_: object) -> None:
        """Says nothing."""


if __name__ == "__main__":
    if KIND == "ends":
        sys.exit(1)
    while KIND == "hangs":
        time.sleep(1)
    ThreadingHTTPServer(("127.0.0.1", PORT), Handler).serve_forever()
