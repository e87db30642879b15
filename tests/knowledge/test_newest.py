import time
from pathlib import Path

import pytest

from knowledge.loading import KnowledgeBase, load
from knowledge.newest import Newest
from tests.editing import HUB, edit


def test_a_watched_folder_is_read_again_while_nobody_asks(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("knowledge.newest.LOOK_EVERY_S", 0.02)
    made: list[KnowledgeBase] = []

    def make(changed: Path) -> KnowledgeBase:
        made.append(load(changed))
        return made[-1]

    newest = Newest(folder, make)
    newest.now()
    newest.watch()
    newest.watch()
    edit(folder / HUB, "has 120 member companies", "has 121 member companies")
    deadline = time.monotonic() + 20
    while len(made) < 2:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    assert "121" in made[-1].articles["example-hub/members"].answer.en
