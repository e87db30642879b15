"""The documents are true: every setting is read, and every setting that is read is documented."""

import re

import pytest
from django.conf import settings

from ops.model import ROOT

FILES = [
    "web/environment.py",
    "web/desk/environment.py",
    "web/chat/opening.py",
    "web/notices/environment.py",
    "web/review/environment.py",
    "web/serve.py",
    "ops/launcher.py",
    "knowledge/loading.py",
]


@pytest.mark.parametrize("readme", ["README.md", "README.ja.md"])
def test_every_setting_is_documented_and_every_documented_one_is_read(readme: str) -> None:
    code = "\n".join((ROOT / name).read_text(encoding="utf-8") for name in FILES)
    read = set(re.findall(r'(?:get\(|(?:several|whole_number)\(values, |environ\.get\()"([A-Z][A-Z_]+)"', code)) | set(
        re.findall(r"get\('([A-Z_]+)'\)", code)
    )
    rows = re.findall(
        r"^\| (`[A-Z_]+`(?:[,、]\s*`[A-Z_]+`)*) \|", (ROOT / readme).read_text(encoding="utf-8"), re.MULTILINE
    )
    documented = {name for row in rows for name in re.findall(r"`([A-Z_]+)`", row)}
    assert documented == read


def test_visitors_texts_cannot_be_shown_by_an_error_page() -> None:
    assert settings.DEBUG is False and settings.MIDDLEWARE == []
