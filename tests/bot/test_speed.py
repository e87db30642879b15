import json
from collections.abc import Callable
from typing import Any

import pytest
from jsonschema import ValidationError
from rasa.core.actions.action import RemoteAction
from rasa.core.policies.rule_policy import RulePolicy
from rasa.shared.core.events import Event, SlotSet, UserUttered

from bot.speed import quicken

GOOD: list[dict[str, Any]] = [
    {"events": [], "responses": []},
    {"events": [{"event": "slot", "name": "language", "value": "ja"}], "responses": [{"text": "a"}]},
    {"events": [], "responses": [{"text": "a", "buttons": [{"title": "a", "payload": "/a"}], "custom": {"b": 1}}]},
]
BAD: list[Any] = [
    {"events": "none"},
    {"events": [{"name": "language"}]},
    {"events": [{"event": 5}]},
    {"events": [], "responses": "text"},
    {"events": [], "responses": ["text"]},
    [],
]
THEIRS: Callable[..., bool] = RemoteAction._validate_action_result
QUICKENED = [
    (RemoteAction, "_validate_action_result"),
    (RulePolicy, "_rule_key_to_state"),
    (RulePolicy, "_get_possible_keys"),
    (Event, "resolve_by_type"),
]

THEIR_KEYS: Callable[..., set[str]] = RulePolicy._get_possible_keys
LISTENED, ANSWERED = {"action_name": "action_listen"}, {"action_name": "action_answer"}
GREET, ASK, OTHER = ({"intent": name} for name in ("greet", "ask", "other"))
RULES = [
    [{"prev_action": LISTENED, "user": GREET}],
    [{"prev_action": LISTENED, "user": ASK}],
    [{"prev_action": LISTENED, "user": ASK}, {"prev_action": ANSWERED, "user": ASK}],
    [{"prev_action": LISTENED, "user": GREET}, {"prev_action": LISTENED, "user": ASK}],
    [{"prev_action": LISTENED, "user": {"intent": "ask", "entities": ["topic"]}}],
    [{"prev_action": LISTENED, "user": {"intent": "should_not_be_set"}}],
    [{"prev_action": LISTENED, "user": {"text": "hello"}}],
    [{"prev_action": ANSWERED}],
    [{"user": ASK}],
    [{}],
]
CONVERSATIONS: list[list[dict[str, Any]]] = [
    [],
    [{}],
    [{"user": ASK}],
    [{}, {"prev_action": LISTENED, "user": GREET}],
    [{}, {"prev_action": LISTENED, "user": ASK}],
    [{}, {"prev_action": LISTENED, "user": {"intent": "ask", "entities": ("topic",)}}],
    [{}, {"prev_action": LISTENED, "user": GREET}, {"prev_action": LISTENED, "user": ASK}],
    [{}, {"prev_action": LISTENED, "user": ASK}, {"prev_action": ANSWERED, "user": ASK}],
    [{}, {"prev_action": LISTENED, "user": OTHER}],
    [{}, {"prev_action": LISTENED, "user": {"text": "hello"}}],
    [{}, {"prev_action": LISTENED}],
    [{}, {"prev_action": ANSWERED, "user": OTHER}],
]


@pytest.fixture
def quickened(monkeypatch: pytest.MonkeyPatch) -> None:
    """Quickens Rasa for one test only."""
    for owner, name in QUICKENED:
        monkeypatch.setattr(owner, name, owner.__dict__[name])
    monkeypatch.setattr(RemoteAction, "_quickened", False, raising=False)
    quicken()


def _check(result: Any) -> bool:
    return RemoteAction("action_answer", None)._validate_action_result(result)


def test_quicken_replaces_rasas_check_once(quickened: None) -> None:
    first = RemoteAction._validate_action_result
    assert first is not THEIRS
    quicken()
    assert RemoteAction._validate_action_result is first


@pytest.mark.parametrize("result", GOOD)
def test_quickened_check_passes_what_rasas_own_passes(quickened: None, result: dict[str, Any]) -> None:
    assert THEIRS(RemoteAction("action_answer", None), result) is True
    assert _check(result) is True


@pytest.mark.parametrize("result", BAD)
def test_quickened_check_refuses_what_rasas_own_refuses(quickened: None, result: Any) -> None:
    with pytest.raises(ValidationError):
        THEIRS(RemoteAction("action_answer", None), result)
    with pytest.raises(ValidationError):
        _check(result)


def test_quickened_lookups_give_what_rasas_own_give(quickened: None) -> None:
    for _ in range(2):
        assert Event.resolve_by_type("user") is UserUttered
        assert Event.resolve_by_type("slot", None) is SlotSet
        assert Event.resolve_by_type("no_such_event", SlotSet) is SlotSet
        assert Event.resolve_by_type("topic") is None
        with pytest.raises(ValueError, match="Unknown event name"):
            Event.resolve_by_type("no_such_event")
        assert RulePolicy._rule_key_to_state('[{"user": {"intent": "greet"}}]') == [{"user": {"intent": "greet"}}]


def test_quickened_rules_apply_where_rasas_own_do(quickened: None) -> None:
    policy = RulePolicy.__new__(RulePolicy)  # the search among its rules asks nothing else of it
    lookup = {json.dumps(states): "action" for states in RULES}
    fewer = {key: lookup[key] for key in list(lookup)[:3]}
    applied = set()
    for rules in (lookup, fewer, lookup):
        for states in CONVERSATIONS:
            found = policy._get_possible_keys(rules, states)
            assert found == THEIR_KEYS(policy, rules, states), states
            applied |= found
    assert applied == set(lookup), "a rule that no conversation here meets proves nothing"
