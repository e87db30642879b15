"""What `make run` starts, in production: nothing, as long as something is only good enough for one's own machine."""

from __future__ import annotations

import os
import secrets
import subprocess
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from ops.model import ROOT
from ops.service import free_port
from tests.web.processes import PYTHON

SOUND = {
    "PRODUCTION": "1",
    "ALLOWED_HOSTS": "chat.example",
    "SECRET_KEY": secrets.token_urlsafe(48),
    "CONTACT_KEY": Fernet.generate_key().decode(),
}


def _start(command: list[str], folder: Path, **values: str) -> subprocess.CompletedProcess[str]:
    ports = {name: str(free_port()) for name in ("WEB_PORT", "RASA_PORT", "ACTIONS_PORT")}
    env = {**os.environ, "PYTHONPATH": str(ROOT), "DATA_DIR": str(folder), **ports, **values}
    env = {name: value for name, value in env.items() if value}
    return subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)


@pytest.mark.parametrize("module", ["ops.launcher", "web.serve"])
@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY"),
        ({"SECRET_KEY": "change me"}, "SECRET_KEY"),
        ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS"),
        ({"DEMO_ACCOUNTS": "1"}, "DEMO_ACCOUNTS"),
        ({"CONTACT_KEY": ""}, "CONTACT_KEY"),
    ],
    ids=["no key", "a default key", "no host", "demo accounts wanted", "no key for contacts"],
)
def test_production_does_not_start_with(wrong: dict[str, str], named: str, module: str, tmp_path: Path) -> None:
    done = _start([*PYTHON, module], tmp_path, **{**SOUND, **wrong})
    assert done.returncode != 0 and named in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "secret.key").exists(), "no key is made up"


def test_production_does_not_start_with_the_accounts_of_a_demonstration(tmp_path: Path) -> None:
    for arguments in (["web.migrate"], ["web.accounts", "demo"]):
        made = _start([*PYTHON, *arguments], tmp_path)
        assert made.returncode == 0, made.stderr
    assert "demo-agent" in made.stdout and "make staff" in made.stdout
    shown = subprocess.run(["make", "--dry-run", "run"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert "-m ops.launcher" in shown
    for command in ([*PYTHON, "ops.launcher"], [*PYTHON, "web.serve"]):
        done = _start(command, tmp_path, **SOUND)
        assert done.returncode != 0 and "emonstration accounts" in done.stderr, command
        assert "demo-agent" not in done.stdout and "Starting" not in done.stdout
