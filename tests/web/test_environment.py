import stat
from pathlib import Path

import pytest

from web.environment import Environment, SettingError

PRODUCTION = {"PRODUCTION": "1", "SECRET_KEY": "qwert" * 10, "ALLOWED_HOSTS": "chat.example"}


def test_development_needs_nothing_and_makes_its_key_once(tmp_path: Path) -> None:
    values = {"DATA_DIR": str(tmp_path / "data")}
    first, second = Environment.read(values), Environment.read(values)
    assert first.secret_key == second.secret_key and len(first.secret_key) > 50
    assert stat.S_IMODE((tmp_path / "data" / "secret.key").stat().st_mode) == 0o600
    assert not first.production and first.database_url is None and first.embedding_origins == ()


@pytest.mark.parametrize("missing", ["SECRET_KEY", "ALLOWED_HOSTS"])
def test_production_refuses_to_start_without(missing: str, tmp_path: Path) -> None:
    values = {**PRODUCTION, "DATA_DIR": str(tmp_path)}
    assert Environment.read(values).production
    del values[missing]
    with pytest.raises(SettingError, match=missing):
        Environment.read(values)
    assert list(tmp_path.iterdir()) == [], "no key may be made up in production"


@pytest.mark.parametrize("key", ["change me", "k" * 60, "django-insecure-" + "qwert" * 10])
def test_production_refuses_keys_that_can_be_guessed(key: str, tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="SECRET_KEY"):
        Environment.read({**PRODUCTION, "DATA_DIR": str(tmp_path), "SECRET_KEY": key})


@pytest.mark.parametrize(
    "wrong",
    [
        {"RETENTION_DAYS": "0"}, {"RETENTION_DAYS": "many"}, {"EMBEDDING_ORIGINS": "www.example.org"},
        {"EMBEDDING_ORIGINS": "https://www.example.org/page"},
    ],
)  # fmt: skip
def test_malformed_settings_are_named(wrong: dict[str, str], tmp_path: Path) -> None:
    with pytest.raises(SettingError, match=next(iter(wrong))):
        Environment.read({"DATA_DIR": str(tmp_path), **wrong})


def test_lists_are_read(tmp_path: Path) -> None:
    values = {
        "DATA_DIR": str(tmp_path),
        "EMBEDDING_ORIGINS": "https://a.example, https://b.example:8443",
        "RASA_PORT": "6005",
    }
    read = Environment.read(values)
    assert read.embedding_origins == ("https://a.example", "https://b.example:8443")
    assert read.rasa_url == "http://127.0.0.1:6005"
