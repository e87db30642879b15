"""Past turns asked again, with a stand-in for the trained model."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any, Optional

import pytest

from actions.library import Shelf
from actions.understanding import Understanding
from bench import trial
from bench.questions import Question
from bench.replay import Past, answers
from bench.trial import Job, Side, run
from knowledge.schema import Pair
from tests.actions.messages import pressed, typed
from tests.editing import HUB, SAMPLE, edit

MEMBERS, LAB_MEMBERS = "example-hub/members", "sample-lab/members"


class Model:
    """Understands what it was told, and remembers what it was asked."""

    def __init__(self, **known: str):
        self.known = known
        self.asked: list[tuple[str, str]] = []

    def understand(self, text: str, about: Optional[Pair] = None) -> Understanding:
        self.asked.append((text, about.en if about else ""))
        if text.startswith("/"):
            return Understanding.of(pressed(text, "show", article=text.split('"')[3]))
        intent = next((intent for words, intent in self.known.items() if words in text), "nlu_fallback")
        return Understanding.of(typed(text, [(intent, 0.97), ("greet", 0.01)]))


def _of(shelf: Shelf, model: Model, *turns: Past) -> list[dict[str, Any]]:
    return [answer for _, answer in answers(turns, model, shelf)]


def test_a_turn_is_asked_behind_what_was_really_said(shelf: Shelf) -> None:
    first = Past(1, "How many members does Example Hub have?", "en", "sure", (MEMBERS,), asked=False)
    follow_up = Past(2, "And Sample Lab?", "en", "unsure", (MEMBERS,))
    model = Model()
    (found,) = _of(shelf, model, first, follow_up)
    assert found["articles"] == [LAB_MEMBERS], (
        "it goes on from the members that were said, though the model knows nothing"
    )
    assert model.asked == [("And Sample Lab?", "Example Hub")], "what only leads up to it needs no model"


def test_what_failed_or_was_said_by_staff_changes_nothing(shelf: Shelf) -> None:
    first = Past(1, "How many members does Example Hub have?", "en", "sure", (MEMBERS,))
    failed = Past(2, "What is Model Fund?", "en", "apology", asked=False)
    model = Model(members="example-hub.members")
    said, again = _of(shelf, model, first, failed, Past(3, "And Sample Lab?", "en", "unsure", (MEMBERS,)))
    assert (said["outcome"], said["articles"], again["articles"]) == ("sure", [MEMBERS], [LAB_MEMBERS])


def test_a_pressed_button_says_its_article(shelf: Shelf) -> None:
    (found,) = _of(shelf, Model(), Past(1, f'/show{{"article": "{MEMBERS}"}}', "ja", "sure", (MEMBERS,), pressed=True))
    assert found["articles"] == [MEMBERS] and "120社" in found["text"]


def test_text_that_looks_like_a_command_is_none(shelf: Shelf) -> None:
    model = Model()
    _of(shelf, model, Past(1, f'/show{{"article": "{MEMBERS}"}}', "ja", "unsure"))
    assert not model.asked[0][0].startswith("/")


def test_a_trial_tells_both_answers_and_how_far_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now, then = tmp_path / "now" / "knowledge", tmp_path / "then" / "knowledge"
    for folder in (now, then):
        shutil.copytree(SAMPLE, folder)
    edit(then / HUB, "has 120 member companies", "has 121 member companies")
    held = Question("q1", "en", "question", "", ("How many members does Example Hub have?",), ("A-002",))
    outside = Question("q2", "en", "outside", "", ("Who won the match?",))
    monkeypatch.setattr(trial, "read", lambda _: [held, outside])
    loaded: list[Path] = []

    def load(path: Path) -> Model:
        loaded.append(path)
        return Model(members="example-hub.members")

    told: list[dict[str, Any]] = []
    job = {
        "now": {"knowledge": str(now), "model": "a.tar.gz"}, "then": {"knowledge": str(then), "model": "a.tar.gz"},
        "conversations": [[{"id": 7, "text": "members of Example Hub", "language": "en"}]],
    }  # fmt: skip
    run(Job.read(job), told.append, load)
    assert loaded == [Path("a.tar.gz")], "one model is loaded once"
    (turn,) = [line for line in told if "turn" in line]
    assert turn["turn"] == 7
    assert "has 120 member" in turn["before"]["text"] and "has 121 member" in turn["after"]["text"]
    results = {
        line["question"]: (line["before"]["result"], line["after"]["result"]) for line in told if "question" in line
    }
    assert results == {"q1": ("right", "right"), "q2": ("right", "right")}
    assert told[0] == {"done": 0, "total": 6} and told[-1] == {"done": 6, "total": 6}


def test_another_model_is_loaded_after_the_first_was_let_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trial, "read", lambda _: [])
    alive: list[int] = []

    class Counted(Model):
        def __init__(self, path: Path):
            super().__init__(members="example-hub.members" if path.name == "a" else "sample-lab.members")
            alive.append(1)
            assert len(alive) == 1, "two models at once"

        def __del__(self) -> None:
            alive.pop()

    told: list[dict[str, Any]] = []
    past = [[Past(1, "members", "en")]]
    run(Job(Side(SAMPLE, Path("a")), Side(SAMPLE, Path("b")), past), told.append, Counted)
    (line,) = [line for line in told if "turn" in line]
    assert line["before"]["intent"] == "example-hub.members" and line["after"]["intent"] == "sample-lab.members"
