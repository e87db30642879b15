import pytest

from tests.web.articles.conftest import turn
from tests.web.processes import until
from web.articles import counts


@pytest.mark.database
def test_old_counts_are_shown_while_new_ones_are_made(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    counts.forget()
    turn("sure", "a/b")
    first = counts.latest()
    turn("sure", "a/b")
    assert counts.latest() is first and first.used["a/b"].answered == 1
    monkeypatch.setattr(counts, "FRESH_S", -1.0)
    monkeypatch.setattr(counts, "SHARE", 0)
    assert counts.latest() is first
    until(lambda: counts.latest().used["a/b"].answered == 2)
    monkeypatch.undo()
    until(lambda: not (counts._making and counts._making.is_alive()))
    counts.forget()
