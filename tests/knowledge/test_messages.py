import re
import string
from pathlib import Path
from typing import Optional

import pytest
from ruamel.yaml import YAML

from knowledge.loading import KNOWLEDGE_DIR, KnowledgeBase
from knowledge.messages import catalogue, contact_line, contact_pair, not_served, say, say_both
from knowledge.schema import Contact, Pair

KEYS = list(YAML(typ="safe").load((KNOWLEDGE_DIR / "messages.yml").read_text(encoding="utf-8")))
JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
HALF_WIDTH_KANA = re.compile(r"[\uff61-\uff9f]")
SAID = re.compile(r"""\bsay(?:_both)?\(\s*"([a-z_]+)\"""")

CONTACTS: list[tuple[dict[str, Optional[str]], str, str]] = [
    ({}, "窓口", "the desk"),
    ({"tel": "01-2"}, "窓口（電話 01-2）", "the desk (tel. 01-2)"),
    ({"email": "a@b.c"}, "窓口（a@b.c）", "the desk (a@b.c)"),
    (
        {"tel": "01-2", "email": "a@b.c", "url": "https://d.e"},
        "窓口（電話 01-2、a@b.c、https://d.e）",
        "the desk (tel. 01-2, a@b.c, https://d.e)",
    ),
]


def _placeholders(text: str) -> list[str]:
    return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)


def test_messages_say_the_same_in_both_languages() -> None:
    for key, message in catalogue().items():
        assert _placeholders(message.ja) == _placeholders(message.en), key
        assert not HALF_WIDTH_KANA.search(message.ja + message.en), key


def test_messages_are_written_in_their_language() -> None:
    for key, message in catalogue().items():
        if key != "button_language":
            assert JAPANESE.search(message.ja), key
            assert not JAPANESE.search(message.en), key


def test_language_button_speaks_the_language_it_leads_to() -> None:
    assert (say("button_language", "ja"), say("button_language", "en")) == ("English", "日本語")


def test_catalogue_holds_every_message_the_code_says() -> None:
    root = KNOWLEDGE_DIR.parent
    files = [path for package in ("knowledge", "bot", "actions") for path in Path(root / package).glob("*.py")]
    said = {key for path in files for key in SAID.findall(path.read_text(encoding="utf-8"))}
    assert {"source", "apology", "close"} <= said
    assert said <= set(KEYS)


def test_say_fills_in_the_placeholders() -> None:
    assert say("source", "en", sources="the page") == catalogue()["source"].en.replace("{sources}", "the page")


def test_say_both_gives_each_language_its_own_value() -> None:
    ja, en = say_both("handoff_offer", contact=Pair(ja="窓口", en="the desk")).split("\n")
    assert (ja, en) == (say("handoff_offer", "ja", contact="窓口"), say("handoff_offer", "en", contact="the desk"))


def test_say_of_an_unknown_message_raises() -> None:
    with pytest.raises(KeyError):
        say("no_such_message", "ja")


@pytest.mark.parametrize("code", [None, "", "xx", "en"])
def test_not_served_without_a_line_of_its_own_says_it_in_both_languages(code: Optional[str]) -> None:
    assert not_served(code) == say_both("other_language")


@pytest.mark.parametrize(("code", "word"), [("fr", "japonais"), ("ko", "일본어"), ("zh", "日语")])
def test_not_served_says_it_in_the_visitors_language_first(code: str, word: str) -> None:
    first, _, rest = not_served(code).partition("\n")
    assert word in first
    assert rest == say_both("other_language")


@pytest.mark.parametrize(("details", "ja", "en"), CONTACTS)
def test_contact_line_gives_what_is_known(details: dict[str, Optional[str]], ja: str, en: str) -> None:
    contact = Contact.parse_obj({"name": {"ja": "窓口", "en": "the desk"}, **details})
    assert (contact_line(contact, "ja"), contact_line(contact, "en")) == (ja, en)
    assert contact_pair(contact) == Pair(ja=ja, en=en)


def test_every_published_contact_can_be_said(real_base: KnowledgeBase) -> None:
    for contact in real_base.contacts.values():
        assert contact_line(contact, "ja").startswith(contact.name.ja)
        assert contact_line(contact, "en").startswith(contact.name.en)
