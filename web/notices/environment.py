"""What the environment variables say about notices and contact data. All are listed in the README."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Optional

from cryptography.fernet import Fernet
from email_validator import EmailNotValidError, validate_email

from knowledge.schema import LANGUAGES
from web.environment import TRUE, Environment, SettingError, own_secret, several, whole_number

SECURITY = ("starttls", "tls", "none")
LOCAL = ("127.0.0.1", "localhost", "::1")  # where a password may pass unencrypted


@dataclass(frozen=True)
class MailServer:
    """The server that takes our e-mail (SMTP).

    Attributes:
        security: `starttls`, `tls` from the first byte, or `none`.
        sender: the address mails come from.
    """

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    security: str
    sender: str


@dataclass(frozen=True)
class NoticeEnvironment:
    """The settings of notices.

    Attributes:
        mail: None while no e-mail can be sent.
        mail_to: addresses that hear of handoffs beside the staff members' own.
        webhook_url: gets notices as JSON; empty for none. Whoever knows it can write there: a secret.
        webhook_private: the webhook may be at a private or loopback address.
        language: of notices to `mail_to` and the webhook.
        keys: encrypt addresses and notices (Fernet); the first one encrypts, all decrypt.
        contact_days: how long an address is kept after its handoff was closed, and how long a return link leads back.
    """

    mail: Optional[MailServer]
    mail_to: tuple[str, ...]
    webhook_url: str = field(repr=False)
    webhook_private: bool
    language: str
    keys: tuple[str, ...] = field(repr=False)
    contact_days: int

    @classmethod
    def read(cls, environment: Environment, values: Mapping[str, str] = os.environ) -> NoticeEnvironment:
        """Reads the variables.

        Args:
            environment: what they say of the whole.
            values: the variables.

        Raises:
            SettingError: when one is malformed, or production lacks one.
        """
        private = values.get("WEBHOOK_PRIVATE", "").strip().lower() in TRUE
        url = values.get("WEBHOOK_URL", "").strip()
        if url and not url.startswith(("https://", "http://") if private else ("https://",)):
            raise SettingError("WEBHOOK_URL must begin with https:// (http:// only with WEBHOOK_PRIVATE=1).")
        language = values.get("NOTICE_LANGUAGE") or "ja"
        if language not in LANGUAGES:
            raise SettingError(f"NOTICE_LANGUAGE must be one of {', '.join(LANGUAGES)}.")
        return cls(
            mail=_mail(values),
            mail_to=tuple(_address("NOTICE_MAIL_TO", one) for one in several(values, "NOTICE_MAIL_TO")),
            webhook_url=url,
            webhook_private=private,
            language=language,
            keys=_keys(environment, values),
            contact_days=whole_number(values, "CONTACT_DAYS", 14, 365, "number of days"),
        )

    @property
    def channels(self) -> tuple[str, ...]:
        """What notices can be sent by."""
        return (*(("mail",) if self.mail else ()), *(("webhook",) if self.webhook_url else ()))


def _mail(values: Mapping[str, str]) -> Optional[MailServer]:
    host = values.get("SMTP_HOST", "").strip()
    if not host:
        return None
    port = whole_number(values, "SMTP_PORT", 587, 65535, "port")
    security = (values.get("SMTP_SECURITY") or "starttls").strip().lower()
    if security not in SECURITY:
        raise SettingError(f"SMTP_SECURITY must be one of {', '.join(SECURITY)}.")
    user, password = values.get("SMTP_USER", ""), values.get("SMTP_PASSWORD", "")
    if security == "none" and password and host not in LOCAL:
        raise SettingError("SMTP_SECURITY=none would send SMTP_PASSWORD in the clear; use starttls or tls.")
    return MailServer(host, port, user, password, security, _address("MAIL_FROM", values.get("MAIL_FROM", "")))


def address(text: str) -> str:
    """An e-mail address in its usual form.

    No name server is asked: nobody must wait for one, and none must learn of it.

    Raises:
        EmailNotValidError: when it is none (RFC 5321 and 5322), or its first part is not ASCII.
    """
    return str(validate_email(text.strip(), check_deliverability=False, allow_smtputf8=False).ascii_email)


def _address(name: str, text: str) -> str:
    try:
        return address(text)
    except EmailNotValidError:
        raise SettingError(f"{name}: {text or 'it'} is no e-mail address such as desk@example.org.") from None


def _keys(environment: Environment, values: Mapping[str, str]) -> tuple[str, ...]:
    keys = several(values, "CONTACT_KEY")
    path = environment.data_dir / "contact.key"
    if environment.production:
        if not keys or (path.is_file() and path.read_text(encoding="ascii") in keys):
            raise SettingError(f"PRODUCTION needs a CONTACT_KEY of its own. Make one with: {MAKE_KEY}")
    elif not keys:
        keys = (own_secret(path, lambda: Fernet.generate_key().decode("ascii")),)
    for key in keys:
        try:
            Fernet(key)
        except ValueError:
            raise SettingError(f"CONTACT_KEY is malformed. Make one with: {MAKE_KEY}") from None
    return keys


MAKE_KEY = 'python -c "from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())"'
