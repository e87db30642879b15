"""What can be wrong with a piece of knowledge: a code with its values, worded in either language by the catalogue."""

from __future__ import annotations

from typing import Any

# What pydantic finds by itself, by the beginning of its type: longer ones first.
_OF_PYDANTIC = (
    ("value_error.missing", "missing"),
    ("value_error.extra", "surplus"),
    ("value_error.const", "choice"),
    ("value_error.any_str.min_length", "missing"),
    ("value_error.list.min_items", "none"),
    ("value_error.list.max_items", "too_many"),
    ("value_error.str.regex", "form"),
    ("value_error.date", "date"),
    ("type_error.date", "date"),
    ("type_error.none", "missing"),
)

_JAPANESE = {"ja": "日本語", "en": "英語"}


class Fault(ValueError):
    """One reason why something is refused.

    Args:
        code: the key of its text in the catalogue, without `check_`.
        values: what stands in the text.
    """

    def __init__(self, code: str, **values: object):
        super().__init__(code)
        self.code = code
        self.values = values

    def __str__(self) -> str:
        return self.worded("en")

    def worded(self, language: str) -> str:
        """The reason in a language, `ja` or `en`."""
        from knowledge.messages import say  # the catalogue is itself made of what the schema checks

        values = dict(self.values)
        if language == "ja" and values.get("lang") in _JAPANESE:
            values["lang"] = _JAPANESE[str(values["lang"])]
        return say(f"check_{self.code}", language, **values)


def fault_of(error: dict[str, Any]) -> Fault:
    """The fault behind an entry of `pydantic.ValidationError.errors()`."""
    found = error.get("ctx", {})
    if "code" in found and "values" in found:
        return Fault(found["code"], **found["values"])
    for beginning, code in _OF_PYDANTIC:
        if error["type"].startswith(beginning):
            return Fault(code, **({"limit": found["limit_value"]} if code == "too_many" else {}))
    return Fault("form")
