"""Django's settings, made from the environment (`web.environment`)."""

from __future__ import annotations

import datetime
from typing import Any

import dj_database_url

from web.desk.environment import DeskEnvironment
from web.environment import Environment
from web.notices.environment import NoticeEnvironment
from web.review.environment import ReviewEnvironment

ENVIRONMENT = Environment.read()
DESK = DeskEnvironment.read()
NOTICES = NoticeEnvironment.read(ENVIRONMENT)
REVIEW = ReviewEnvironment.read()
LOCK_WAIT_S = 3  # a visitor gets the apology within 10 s even when the database is locked

SECRET_KEY = ENVIRONMENT.secret_key
DEBUG = False  # error pages of Django would show what visitors wrote
ALLOWED_HOSTS = list(ENVIRONMENT.allowed_hosts)
ROOT_URLCONF = "web.urls"
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "web.notices",
    "web.chat",
    "web.contacts",
    "web.demo",
    "web.desk",
    "web.articles",
    "web.reports",
    "web.review",
    "web.trials",
    "web.training",
]
# What all responses need stands before Django, where event streams pass too; the desk adds its own (web.desk.access).
MIDDLEWARE: list[str] = []
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    }
]
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

# Staff members (web.desk); visitors have neither accounts nor cookies.
AUTH_USER_MODEL = "desk.StaffMember"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
_VALIDATION = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {"NAME": f"{_VALIDATION}.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": f"{_VALIDATION}.CommonPasswordValidator"},
    {"NAME": f"{_VALIDATION}.UserAttributeSimilarityValidator", "OPTIONS": {"user_attributes": ["username"]}},
]
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "desk_session", "desk_csrf"
SESSION_COOKIE_PATH = CSRF_COOKIE_PATH = "/desk/"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"  # a link in an e-mail opens the desk signed in
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ENVIRONMENT.production
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_AGE = DESK.session_hours * 3600
CSRF_FAILURE_VIEW = "web.desk.pages.csrf_failure"
AXES_FAILURE_LIMIT, AXES_COOLOFF_TIME = 5, datetime.timedelta(minutes=15)
# The name together with the address: a stranger who knows a name must not be able to lock its owner out.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_CLIENT_IP_CALLABLE = "web.desk.addresses.address_of"
AXES_RESET_ON_SUCCESS, AXES_DISABLE_ACCESS_LOG, AXES_VERBOSE = True, True, False
SILENCED_SYSTEM_CHECKS = ["axes.W002"]  # its middleware only words the refusal, which the sign-in page does
OTP_TOTP_ISSUER = "Yokohama Startup Desk"

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
