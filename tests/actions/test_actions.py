import json
from pathlib import Path
from typing import Any, Optional

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher
from ruamel.yaml import YAML

from actions import actions
from actions.actions import ActionAnswer, ActionDecline, ActionHandOff, ActionLanguage, ActionSmallTalk
from actions.library import Library
from knowledge.loading import KnowledgeError
from knowledge.messages import say
from tests.actions.messages import pressed, typed
from tests.editing import HUB, SAMPLE, edit

ROOT = Path(actions.__file__).parent.parent
ALL = [ActionAnswer, ActionSmallTalk, ActionDecline, ActionLanguage, ActionHandOff]
MEMBERS = "example-hub/members"
QUESTION = typed("How many members does Example Hub have?", [("example-hub.members", 0.95), ("greet", 0.01)])
SHOW = pressed(f'/show{{"article": "{MEMBERS}"}}', "show", article=MEMBERS)

# message, slots, the values that slots get; the last question stays when the message asks nothing
TURNS: list[tuple[dict[str, Any], dict[str, Any], dict[str, Any]]] = [
    (
        QUESTION,
        {"topic": "sample-lab"},
        {"language": "en", "topic": "example-hub", "answered": [MEMBERS], "last_question": QUESTION["text"]},
    ),
    (
        typed("xyzzy?", [("greet", 0.1)], "ja"),
        {"topic": "sample-lab", "answered": [MEMBERS]},
        {"language": "ja", "topic": "sample-lab", "answered": [MEMBERS], "last_question": "xyzzy?"},
    ),
    (
        SHOW,
        {"language": "en", "last_question": "earlier"},
        {"language": "en", "topic": "example-hub", "answered": [MEMBERS]},
    ),
    (
        typed("a person please", [("talk_to_person", 0.9)]),
        {"topic": "example-hub", "answered": [MEMBERS], "last_question": "earlier"},
        {"language": "en", "topic": "example-hub", "answered": [MEMBERS]},
    ),
    (
        typed("日本語で", [("switch_language", 0.9)], "en"),
        {"topic": "sample-lab", "answered": [MEMBERS]},
        {"language": "ja", "topic": "sample-lab", "answered": [MEMBERS]},
    ),
    (
        typed("thanks", [("thank", 0.9)]),
        {"topic": "example-hub", "answered": [MEMBERS], "last_question": "earlier"},
        {"language": "en", "topic": "example-hub", "answered": [MEMBERS]},
    ),
    ({}, {}, {"language": "ja", "topic": None, "answered": [], "last_question": ""}),  # nothing understood at all
]
EVERY_OUTCOME: list[tuple[str, dict[str, Any]]] = [
    ("sure", QUESTION),
    ("sure", SHOW),
    ("unsure", typed("xyzzy", [("greet", 0.1)])),
    ("outside", typed("xyzzy", [("out_of_scope", 0.9)], "ja")),
    ("small_talk", typed("xyzzy", [("greet", 0.9)], "ja")),
    ("handoff", typed("xyzzy", [("talk_to_person", 0.9)])),
    ("language", typed("xyzzy", [("switch_language", 0.9)])),
    ("language", typed("xyzzy", [("repeat", 0.9)], "ja")),
    ("other_language", typed("xyzzy", [], "other", code="fr")),
    ("small_talk", pressed("/none_of_these", "none_of_these")),
]


@pytest.fixture(autouse=True)
def sample_library(monkeypatch: pytest.MonkeyPatch) -> None:
    """The actions answer from the sample knowledge."""
    monkeypatch.setattr(actions, "LIBRARY", _LIBRARY)


_LIBRARY = Library(SAMPLE, declined=None)


def _run(
    message: dict[str, Any], slots: Optional[dict[str, Any]] = None, action: Any = ActionAnswer
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """What an action says and which events it gives."""
    tracker = Tracker("visitor", slots or {}, message, [], False, None, {}, "action_listen")
    dispatcher = CollectingDispatcher()
    events = action().run(dispatcher, tracker, {})
    return dispatcher.messages, events


@pytest.mark.parametrize(("message", "slots", "expected"), TURNS)
def test_run_sets_the_slots(message: dict[str, Any], slots: dict[str, Any], expected: dict[str, Any]) -> None:
    _, events = _run(message, slots)
    assert {event["event"] for event in events} == {"slot"}
    assert {event["name"]: event["value"] for event in events} == expected
    assert len(events) == len(expected)


@pytest.mark.parametrize(("outcome", "message"), EVERY_OUTCOME)
def test_run_says_in_every_reply_what_was_understood_but_never_in_the_text(
    outcome: str, message: dict[str, Any]
) -> None:
    said, _ = _run(message, {"answered": [MEMBERS]})
    assert [bool(reply["text"]) for reply in said] == [True] * len(said)
    understood = [reply["custom"]["understood"] for reply in said if reply["custom"]]
    assert [entry["outcome"] for entry in understood] == [outcome]
    assert said[-1]["custom"]["understood"] == understood[0]
    assert set(understood[0]) == {
        "language", "detected", "intent", "confidence", "ranking", "outcome", "articles", "offered", "considered"
    }  # fmt: skip
    text = "\n".join(reply["text"] for reply in said)
    assert not any(word in text for word in ("understood", "confidence", "handoff", "{", "}", MEMBERS, "/show"))
    json.dumps(said)


def test_run_gives_the_buttons_with_the_last_text() -> None:
    said, _ = _run(typed("日本語で", [("switch_language", 0.9)]), {"answered": ["example-hub/overview"]})
    assert [reply["text"] for reply in said][:1] == [say("language_switched", "ja")]
    assert [len(reply["buttons"]) for reply in said] == [0, 2]
    assert said[1]["buttons"][0] == {
        "title": "エグザンプル・ハブの会員数",
        "payload": f'/show{{"article": "{MEMBERS}"}}',
    }


@pytest.mark.parametrize(
    ("message", "reason", "last_question"),
    [
        (typed("Where can I park?", [("greet", 0.1)]), "unsure", "Where can I park?"),
        (typed("a person please", [("talk_to_person", 0.9)]), "asked", "earlier"),
        (pressed("/talk_to_person", "talk_to_person"), "asked", "earlier"),
    ],
)
def test_run_hands_the_open_question_to_staff(message: dict[str, Any], reason: str, last_question: str) -> None:
    said, _ = _run(message, {"answered": [MEMBERS], "last_question": "earlier", "language": "en"})
    handoff = said[-1]["custom"]["handoff"]
    assert (handoff["reason"], handoff["last_question"], handoff["language"]) == (reason, last_question, "en")


def test_run_of_an_answer_asks_for_no_person() -> None:
    said, _ = _run(QUESTION)
    assert "handoff" not in said[-1]["custom"]


@pytest.mark.parametrize("action", ALL)
def test_every_action_answers_a_question_that_is_sure(action: Any) -> None:
    said, events = _run(QUESTION, action=action)
    assert said[-1]["text"].startswith("Example Hub has 120 member companies.")
    assert events == _run(QUESTION)[1]


def test_the_actions_are_those_of_the_domain() -> None:
    domain = YAML(typ="safe").load((ROOT / "domain.yml").read_text(encoding="utf-8"))
    assert sorted(action().name() for action in ALL) == sorted(domain["actions"])


def test_the_slots_are_those_of_the_domain() -> None:
    domain = YAML(typ="safe").load((ROOT / "domain.yml").read_text(encoding="utf-8"))
    _, events = _run(QUESTION)
    assert {event["name"] for event in events} == set(domain["slots"])


def test_an_action_does_not_start_without_a_valid_base(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    edit(folder / HUB, "[A-001]", "[A-001, B-002]")
    monkeypatch.setattr(actions, "LIBRARY", Library(folder, declined=None))
    with pytest.raises(KnowledgeError, match="of low confidence"):
        ActionAnswer()


@pytest.mark.parametrize(("message", "slots", "expected"), TURNS)
def test_run_gives_the_state_that_a_gateway_keeps(
    message: dict[str, Any], slots: dict[str, Any], expected: dict[str, Any]
) -> None:
    state = {"language": None, **slots}
    said, events = _run({**message, "metadata": {"state": state}}, {"topic": "forgotten", "answered": ["gone/gone"]})
    assert said[-1]["custom"]["state"] == {"last_question": slots.get("last_question", ""), **expected}
    assert {event["name"]: event["value"] for event in events} == expected


def test_run_gives_the_answers_in_parts() -> None:
    said, _ = _run(typed("日本語で", [("switch_language", 0.9)]), {"answered": [MEMBERS]})
    parts = said[-1]["custom"]["said"]
    assert parts["lead"] == say("language_switched", "ja") and parts["after"] is None
    assert [answer["article"] for answer in parts["answers"]] == [MEMBERS]
    assert parts["answers"][0]["text"] in said[-1]["text"]
    assert "said" not in _run(typed("xyzzy", [("greet", 0.9)]))[0][-1]["custom"]
