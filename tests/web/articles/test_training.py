"""Publishing an answer leaves the model as it is; only what the model learns from asks for training."""

from pathlib import Path

import pytest

from ops.model import fingerprint
from tests.editing import HUB, edit


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        ("has 120 member companies", "has 121 member companies", True),
        ("as_of: 2022-03-31", "as_of: 2023-03-31", True),
        ("- Example Hub members count", "- Example Hub members in numbers", False),
        ("en: Number of members of Example Hub", "en: Members", False),
    ],
)
def test_the_model_depends_on_titles_and_questions_only(
    old: str, new: str, same: bool, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KNOWLEDGE_DIR", str(folder))
    before = fingerprint()
    edit(folder / HUB, old, new)
    assert (fingerprint() == before) is same
