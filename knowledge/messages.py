"""The catalogue of everything the assistant says apart from its answers, in both languages."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from ruamel.yaml import YAML

from knowledge.schema import LANGUAGES, Contact, Pair

_FOLDER = Path(__file__).resolve().parent  # part of the program, wherever the articles stand


@lru_cache(maxsize=1)
def catalogue() -> dict[str, Pair]:
    """All messages by key.

    Raises:
        pydantic.ValidationError: when one lacks a language.
    """
    data = YAML(typ="safe").load((_FOLDER / "messages.yml").read_text(encoding="utf-8"))
    return {key: Pair.parse_obj(value) for key, value in data.items()}


def say(key: str, language: str, **values: object) -> str:
    """One message in one language, its `{placeholders}` filled in."""
    text = catalogue()[key][language]
    return text.format(**values) if values else text


def say_both(key: str, **values: Pair | str) -> str:
    """One message in both languages, a line each, for visitors whose language is not known."""
    return "\n".join(
        say(key, lang, **{name: value[lang] if isinstance(value, Pair) else value for name, value in values.items()})
        for lang in LANGUAGES
    )


@lru_cache(maxsize=1)
def _other_languages() -> dict[str, str]:
    return YAML(typ="safe").load((_FOLDER / "other_languages.yml").read_text(encoding="utf-8"))


def not_served(code: str | None) -> str:
    """That only Japanese and English are served: in the visitor's own language where we can, then in both."""
    own = _other_languages().get(code or "")
    return "\n".join([*([own] if own else []), say_both("other_language")])


def contact_line(contact: Contact, language: str) -> str:
    """A contact as it stands in a sentence: the name, then what is known of telephone, e-mail and page."""
    known = [contact.tel and f"{'電話' if language == 'ja' else 'tel.'} {contact.tel}", contact.email, contact.url]
    details = [detail for detail in known if detail]
    if not details:
        return contact.name[language]
    if language == "ja":
        return f"{contact.name.ja}（{'、'.join(details)}）"
    return f"{contact.name.en} ({', '.join(details)})"


def contact_pair(contact: Contact) -> Pair:
    """`contact_line` in both languages."""
    return Pair(ja=contact_line(contact, "ja"), en=contact_line(contact, "en"))
