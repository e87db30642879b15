"""Starts a web process: `python -m web.serve` (address and number of processes from the environment)."""

from __future__ import annotations

import os
import sys

import uvicorn

from web.environment import Environment, SettingError

HOST = "127.0.0.1"
PORT = 8000
END_WITHIN_S = 5  # streams end at once; requests that are being answered get so long


def main() -> int:
    """Command line."""
    try:
        Environment.read()
    except SettingError as problem:
        print(problem, file=sys.stderr)
        return 2
    uvicorn.run(
        "web.asgi:application",
        host=os.environ.get("WEB_HOST") or HOST,
        port=int(os.environ.get("WEB_PORT") or PORT),
        workers=int(os.environ.get("WEB_PROCESSES") or 1),
        proxy_headers=False,  # web.addresses decides whom to believe
        server_header=False,
        access_log=False,
        log_config=None,
        lifespan="on",
        ws="none",
        timeout_graceful_shutdown=END_WITHIN_S,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
