"""Runs a command with a PostgreSQL of its own: `python -m ops.postgres command ...`.

The server listens on a free port of the loopback and keeps its data in a temporary folder; both are gone afterwards.
The command finds its address in `DATABASE_URL`. PostgreSQL refuses to run as root, so root hands over to the user
`postgres` that the Debian package makes.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Optional

READY_WITHIN_S = 30.0
USER = "postgres"
# A test server may lose its data with the power; it must not lose time.
FAST = ["-c", "fsync=off", "-c", "full_page_writes=off", "-c", "max_connections=200"]


class NotInstalled(RuntimeError):
    """No PostgreSQL server was found on this machine."""


def binaries() -> Path:
    """The folder of PostgreSQL's programs.

    Raises:
        NotInstalled: when there is none.
    """
    found: Optional[str] = shutil.which("initdb")
    folders = [Path(found).parent] if found else sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    for folder in folders:
        if (folder / "initdb").exists():
            return folder
    raise NotInstalled("PostgreSQL was not found; on Debian or Ubuntu: apt-get install postgresql")


@contextmanager
def running() -> Iterator[str]:
    """The address of a server that runs meanwhile.

    Raises:
        NotInstalled: when there is none on this machine.
    """
    programs = binaries()
    with tempfile.TemporaryDirectory() as folder, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        as_user: list[str] = []
        if os.geteuid() == 0:
            shutil.chown(folder, USER)
            as_user = ["runuser", "-u", USER, "--"]
        data = f"{folder}/data"
        initdb = [str(programs / "initdb"), "-D", data, "-U", USER, "-A", "trust", "-E", "UTF8", "--no-sync"]
        subprocess.run([*as_user, *initdb, "--locale=C"], check=True, stdout=subprocess.DEVNULL, cwd=folder)
        serve = [str(programs / "postgres"), "-D", data, "-p", str(port), "-k", folder, "-h", "127.0.0.1", *FAST]
        with Path(folder, "log").open("wb") as log:
            server = subprocess.Popen([*as_user, *serve], stdout=log, stderr=log, cwd=folder)
        try:
            _wait(port)
            yield f"postgres://{USER}@127.0.0.1:{port}/postgres"
        finally:
            stop = [str(programs / "pg_ctl"), "-D", data, "-m", "immediate", "stop"]
            subprocess.run([*as_user, *stop], check=False, stdout=subprocess.DEVNULL, cwd=folder)
            server.wait()


def _wait(port: int) -> None:
    deadline = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError("PostgreSQL did not start")


def main() -> int:
    """Command line."""
    try:
        with running() as address:
            return subprocess.run(sys.argv[1:], env={**os.environ, "DATABASE_URL": address}, check=False).returncode
    except NotInstalled as problem:
        print(problem, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
