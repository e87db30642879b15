"""Django's settings, made from the environment (`web.environment`)."""

from __future__ import annotations

from typing import Any

import dj_database_url

from web.environment import Environment

ENVIRONMENT = Environment.read()
LOCK_WAIT_S = 3  # a visitor gets the apology within 10 s even when the database is locked

SECRET_KEY = ENVIRONMENT.secret_key
DEBUG = False  # error pages of Django would show what visitors wrote
ALLOWED_HOSTS = list(ENVIRONMENT.allowed_hosts)
ROOT_URLCONF = "web.urls"
INSTALLED_APPS = ["web.chat", "web.demo"]
MIDDLEWARE: list[str] = []  # what all responses need stands before Django, where the event streams pass too
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = False  # texts come from the one catalogue, knowledge/messages.yml
SECURE_SSL_REDIRECT = False
DATA_UPLOAD_MAX_MEMORY_SIZE = None  # web.guards refuses large bodies before they are read


def _database() -> dict[str, Any]:
    """PostgreSQL where an address is given, else SQLite in the data folder."""
    if ENVIRONMENT.database_url:
        database: dict[str, Any] = dict(dj_database_url.parse(ENVIRONMENT.database_url))
        waits = f"-c lock_timeout={LOCK_WAIT_S}s -c statement_timeout={2 * LOCK_WAIT_S}s"
        database["OPTIONS"] = {**database.get("OPTIONS", {}), "options": waits, "connect_timeout": LOCK_WAIT_S}
    else:
        ENVIRONMENT.data_dir.mkdir(parents=True, exist_ok=True)
        database = {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(ENVIRONMENT.data_dir / "chat.sqlite3"),
            "OPTIONS": {
                "timeout": LOCK_WAIT_S,
                "transaction_mode": "IMMEDIATE",  # a transaction that reads first could not write when another did
                # What is acknowledged to a visitor is written with FULL (web.chat.database.on_disk).
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA secure_delete=ON;",
            },
            "TEST": {"NAME": str(ENVIRONMENT.data_dir / "test.sqlite3")},
        }
    return {**database, "CONN_MAX_AGE": None}


DATABASES = {"default": _database()}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["no_texts"]}},
    "filters": {"no_texts": {"()": "language.logs.NoTexts"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        # httpx names every address it calls; Django warns of every refusal.
        **{name: {"level": "WARNING"} for name in ("httpx", "httpcore", "asyncio", "django")},
        "django.request": {"level": "ERROR"},
    },
}
