"""Starts a web process: `python -m web.serve` (address and number of processes from the environment)."""

from __future__ import annotations

import multiprocessing
import os
import sys

import uvicorn

from ops.service import die_with_parent
from web import accounts
from web.environment import Environment, SettingError
from web.notices.environment import NoticeEnvironment

HOST = "127.0.0.1"
PORT = 8000
END_WITHIN_S = 5  # streams end at once; requests that are being answered get so long


def end_with_parent() -> None:
    """Has one of several web processes end when the one that started them is killed, or it would keep the port."""
    if multiprocessing.parent_process() is not None:
        die_with_parent()


def main() -> int:
    """Command line."""
    try:
        NoticeEnvironment.read(Environment.read())
    except SettingError as problem:
        print(problem, file=sys.stderr)
        return 2
    if accounts.main(["check"]):
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
