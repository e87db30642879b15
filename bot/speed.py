"""Work that Rasa 3.6.21 repeats in every turn, done once.

Four of Rasa's functions take more than half of a turn's time although their result hardly depends on it: the JSON
schema of action results is checked itself (30 ms), the keys of all rules are parsed (a rule an article: 10 ms), every
rule is held against the conversation whatever its intent (8 ms), and the class of every stored event is looked up
among all classes (8 ms). What they return stays the same.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Callable, Dict, List, Optional, Set, Tuple

from jsonschema import Draft7Validator
from rasa.core.actions.action import RemoteAction
from rasa.core.policies.rule_policy import RulePolicy
from rasa.shared.core.constants import PREVIOUS_ACTION, SHOULD_NOT_BE_SET, USER
from rasa.shared.core.domain import State
from rasa.shared.core.events import Event
from rasa.shared.nlu.constants import INTENT

MAX_RULES = 20_000  # kept parsed; a rule is a few hundred bytes
MAX_EVENT_TYPES = 200

Lookup = Dict[str, str]  # rules by their keys, as RulePolicy keeps them
PossibleKeys = Callable[[RulePolicy, Lookup, List[State]], Set[str]]


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
    RulePolicy._get_possible_keys = _by_intent(RulePolicy._get_possible_keys)
    Event.resolve_by_type = staticmethod(lru_cache(MAX_EVENT_TYPES)(Event.resolve_by_type))
    RemoteAction._quickened = True


def _by_intent(possible_keys: PossibleKeys) -> PossibleKeys:
    """The same, looking only through rules of the intent that the conversation is at and those that name none."""
    known: Dict[int, Tuple[Lookup, Dict[Optional[str], Lookup]]] = {}

    def find(policy: RulePolicy, lookup: Lookup, states: List[State]) -> Set[str]:
        # Before anything was done, Rasa takes any rule that begins there.
        if not states or not states[-1].get(PREVIOUS_ACTION):
            return possible_keys(policy, lookup, states)
        held, sorted_in = known.get(id(lookup), (None, {}))
        if held is not lookup:
            sorted_in = {}
            for key, action in lookup.items():
                sorted_in.setdefault(_intent(policy._rule_key_to_state(key)), {})[key] = action
            known[id(lookup)] = lookup, sorted_in
        few = {**sorted_in.get(None, {}), **sorted_in.get(_intent(states), {})}
        return possible_keys(policy, few, states)

    return find


def _intent(states: List[State]) -> Optional[str]:
    """What the last state says of the visitor's intent."""
    intent = states[-1].get(USER, {}).get(INTENT)
    return intent if isinstance(intent, str) and intent != SHOULD_NOT_BE_SET else None
