"""What the settings of notices allow, and what they refuse."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from tests.web.test_environment import PRODUCTION
from web.environment import Environment, SettingError
from web.notices.environment import NoticeEnvironment

KEY = Fernet.generate_key().decode()


def _read(folder: Path, **values: str) -> NoticeEnvironment:
    values = {"DATA_DIR": str(folder), **values}
    return NoticeEnvironment.read(Environment.read(values), values)


def test_without_settings_nothing_is_sent_and_a_key_is_made_once(tmp_path: Path) -> None:
    first, second = _read(tmp_path), _read(tmp_path)
    assert first.channels == () and first.keys == second.keys
    assert stat.S_IMODE((tmp_path / "contact.key").stat().st_mode) == 0o600
    assert len(list(tmp_path.iterdir())) == 2, "nothing half written is left"


def test_production_needs_a_key_of_its_own(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="CONTACT_KEY"):
        _read(tmp_path, **PRODUCTION)
    assert _read(tmp_path, **PRODUCTION, CONTACT_KEY=KEY).keys == (KEY,)
    (made,) = _read(tmp_path).keys
    with pytest.raises(SettingError, match="CONTACT_KEY"):
        _read(tmp_path, **PRODUCTION, CONTACT_KEY=made)


@pytest.mark.parametrize(
    "wrong",
    [
        {"CONTACT_KEY": "short"}, {"CONTACT_DAYS": "0"}, {"NOTICE_LANGUAGE": "fr"}, {"NOTICE_MAIL_TO": "desk"},
        {"WEBHOOK_URL": "http://chat.example.org/x"}, {"WEBHOOK_URL": "ftp://x"}, {"MAIL_FROM": "", "SMTP_HOST": "mail"},
        {"SMTP_PORT": "0", "SMTP_HOST": "mail"}, {"SMTP_SECURITY": "maybe", "SMTP_HOST": "mail"},
        {"SMTP_SECURITY": "none", "SMTP_HOST": "mail", "SMTP_PASSWORD": "p", "MAIL_FROM": "a@b.org"},
    ],
)  # fmt: skip
def test_malformed_settings_are_named(wrong: dict[str, str], tmp_path: Path) -> None:
    with pytest.raises(SettingError, match=next(iter(wrong))):
        _read(tmp_path, **wrong)


def test_secrets_do_not_show(tmp_path: Path) -> None:
    read = _read(
        tmp_path, SMTP_HOST="mail.example.org", SMTP_PASSWORD="hush", MAIL_FROM="a@b.org", WEBHOOK_URL="https://x/hush"
    )
    assert read.channels == ("mail", "webhook") and read.mail and read.mail.security == "starttls"
    assert "hush" not in repr(read) and read.keys[0] not in repr(read)


@pytest.mark.parametrize(
    ("values", "url"),
    [
        ({}, "http://127.0.0.1:8000"), ({"WEB_PORT": "9000"}, "http://127.0.0.1:9000"), (PRODUCTION, "https://chat.example"),
        ({"PUBLIC_URL": "https://chat.example.org/"}, "https://chat.example.org"),
    ],
)  # fmt: skip
def test_links_lead_to_where_browsers_reach_us(values: dict[str, str], url: str, tmp_path: Path) -> None:
    assert Environment.read({**values, "DATA_DIR": str(tmp_path)}).public_url == url
    with pytest.raises(SettingError, match="PUBLIC_URL"):
        Environment.read({"PUBLIC_URL": "chat.example.org/x", "DATA_DIR": str(tmp_path)})
