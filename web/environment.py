"""What the environment variables say. Every variable of the web processes is read here and listed in the README."""

from __future__ import annotations

import contextlib
import os
import secrets
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Optional

from knowledge.loading import folder_in_use

ROOT = Path(__file__).resolve().parent.parent
TRUE = frozenset({"1", "true", "yes", "on"})


class SettingError(ValueError):
    """A setting is missing or malformed; the text says which and what to do."""


@dataclass(frozen=True)
class Environment:
    """The settings of the web processes.

    Attributes:
        production: refuse whatever is only good enough for one's own machine.
        data_dir: where the embedded database and the key of development stand.
        database_url: of PostgreSQL; None for the embedded SQLite.
        redis_url: for pushes between several web processes; None to let them look into the database.
        secret_key: of Django.
        allowed_hosts: names under which the chat is reached.
        embedding_origins: web sites that may show the chat (`https://www.example.org`).
        trusted_proxies: addresses or networks whose `X-Forwarded-For` and `X-Forwarded-Proto` count.
        rasa_url: of Rasa, up to the port.
        rasa_file: where the launcher says which Rasa answers and with which model (`ops.serving`); None without one.
        gateway_secret: what Rasa knows the gateway by.
        retention_days: how long a conversation is kept after its last message.
        public_url: where browsers reach us, without a slash at the end; stands in notices and links.
        knowledge_dir: the folder of the articles, which the desk edits and the action server reads.
        models_dir: the folder of the trained models.
    """

    production: bool
    data_dir: Path
    database_url: Optional[str]
    redis_url: Optional[str]
    secret_key: str
    allowed_hosts: tuple[str, ...]
    embedding_origins: tuple[str, ...]
    trusted_proxies: tuple[str, ...]
    rasa_url: str
    rasa_file: Optional[Path]
    gateway_secret: str
    retention_days: int
    public_url: str
    knowledge_dir: Path
    models_dir: Path

    @classmethod
    def read(cls, values: Mapping[str, str] = os.environ) -> Environment:
        """Reads the variables.

        Raises:
            SettingError: when one is malformed, or production lacks one.
        """
        production = values.get("PRODUCTION", "").strip().lower() in TRUE
        data_dir = Path(values.get("DATA_DIR") or ROOT / "var" / "data").resolve()
        hosts = several(values, "ALLOWED_HOSTS") or (() if production else ("127.0.0.1", "localhost", "[::1]"))
        if not hosts:
            raise SettingError("PRODUCTION needs ALLOWED_HOSTS, the names under which the chat is reached.")
        origins = several(values, "EMBEDDING_ORIGINS")
        if malformed := [o for o in origins if not o.startswith(("http://", "https://")) or o.count("/") != 2]:
            raise SettingError(f"EMBEDDING_ORIGINS: {malformed[0]} is no origin such as https://www.example.org")
        key = values.get("SECRET_KEY") or _own_key(data_dir, production)
        # As Django's own check of a deployment has it (security.W009).
        weak = len(key) < 50 or len(set(key)) < 5 or key.startswith("django-insecure-")
        if production and (weak or _made_here(data_dir, key)):
            raise SettingError("PRODUCTION needs a SECRET_KEY of its own: at least 50 random characters.")
        return cls(
            production=production,
            data_dir=data_dir,
            database_url=values.get("DATABASE_URL") or None,
            redis_url=values.get("REDIS_URL") or None,
            secret_key=key,
            allowed_hosts=hosts,
            embedding_origins=origins,
            trusted_proxies=several(values, "TRUSTED_PROXIES"),
            rasa_url=values.get("RASA_URL") or f"http://127.0.0.1:{values.get('RASA_PORT') or 5005}",
            rasa_file=Path(values["RASA_FILE"]).resolve() if values.get("RASA_FILE") else None,
            gateway_secret=values.get("GATEWAY_SECRET", ""),
            retention_days=whole_number(values, "RETENTION_DAYS", 30, 3650, "number of days"),
            public_url=_public_url(values, hosts[0] if production else ""),
            knowledge_dir=folder_in_use(values),
            models_dir=Path(values.get("MODELS_DIR") or ROOT / "models").resolve(),
        )


def started() -> bool:
    """Makes Django ready for a command; False where a setting is wrong, and what is wrong has been printed."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "web.settings")
    try:
        django.setup()
    except SettingError as problem:
        print(problem, file=sys.stderr)
        return False
    return True


def several(values: Mapping[str, str], name: str) -> tuple[str, ...]:
    """The parts of a variable that are separated by commas."""
    return tuple(part.strip() for part in values.get(name, "").split(",") if part.strip())


def whole_number(values: Mapping[str, str], name: str, default: int, most: int, what: str = "number") -> int:
    """A whole number from 1 on.

    Args:
        values: the variables.
        name: of the one that is read.
        default: where it is missing or empty.
        most: the greatest it may be.
        what: it is, for the message.

    Raises:
        SettingError: when it is anything else.
    """
    text = values.get(name) or str(default)
    if not text.isdecimal() or not 1 <= int(text) <= most:
        raise SettingError(f"{name} must be a {what}, 1 to {most}.")
    return int(text)


def _made_here(data_dir: Path, key: str) -> bool:
    path = data_dir / "secret.key"
    return path.is_file() and path.read_text(encoding="ascii") == key


def _public_url(values: Mapping[str, str], host: str) -> str:
    ours = f"https://{host}" if host else f"http://127.0.0.1:{values.get('WEB_PORT') or 8000}"
    url = (values.get("PUBLIC_URL") or ours).rstrip("/")
    if not url.startswith(("http://", "https://")) or url.count("/") != 2:
        raise SettingError(f"PUBLIC_URL: {url} is no address such as https://chat.example.org")
    return url


def _own_key(data_dir: Path, production: bool) -> str:
    """The key of development."""
    if production:
        raise SettingError("PRODUCTION needs SECRET_KEY, at least 50 random characters.")
    return own_secret(data_dir / "secret.key", lambda: secrets.token_urlsafe(48))


def own_secret(path: Path, make: Callable[[], str]) -> str:
    """A secret of development: made once, beside the data, readable by its owner only.

    Args:
        path: of its file, which appears complete or not at all: several processes may start at once.
        make: gives a new one.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent)  # of mode 600
        with os.fdopen(handle, "w") as file:
            file.write(make())
        with contextlib.suppress(FileExistsError):
            os.link(name, path)
        Path(name).unlink()
    return path.read_text(encoding="ascii")
