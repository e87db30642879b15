"""From a turn to its reply: the answer where the assistant is sure, else what the intent calls for."""

from __future__ import annotations

import datetime
import re
from dataclasses import replace
from typing import Optional
from zoneinfo import ZoneInfo

from actions.decision import Decision, asks, decide, telling
from actions.library import Shelf
from actions.reply import (
    Button,
    Reply,
    article_buttons,
    language_button,
    none_button,
    person_button,
    topic_buttons,
    topics_button,
)
from actions.turn import Turn
from knowledge.messages import contact_line, not_served, say
from knowledge.rendering import answer_of, render
from knowledge.schema import Article
from language.text import folded

JAPAN = ZoneInfo("Asia/Tokyo")
COURTESIES = frozenset("greet thank goodbye praise affirm acknowledge deny".split())
SMALL_TALK = COURTESIES | {"bot_identity", "capabilities", "complaint", "none_of_these"}
COURTESY_CONFIDENCE = 0.9  # of all of them, above which a message that neither asks nor names a topic is nothing else
TALK_CONFIDENCE = 0.9  # above, a message is small talk where no answer is likely
PERSON_CONFIDENCE = 0.6  # above, a person is wanted even where an article might answer
SWITCH_CONFIDENCE = 0.85  # likewise the other language; "do I need Japanese?" asks for something else
SMALL_TALK_CONFIDENCE = 0.25  # below, a message that is no question either is simply not understood
BRIEF_WORDS = 2  # content words of a question that goes on about the topic talked about
OUTSIDE_CONFIDENCE = 0.9  # from here on even such a question is outside
ABOUT_ITSELF = ("bot_identity", "capabilities")
ABOUT_ITSELF_CONFIDENCE = 0.9  # of both, for a question; "who are the mentors?" also sounds like "who are you?"
_TO_JAPANESE = re.compile(r"日本語|にほんご|nihongo|japanese|japones")
_TO_ENGLISH = re.compile(r"英語|えいご|eigo|english|イングリッシュ")


def respond(turn: Turn, shelf: Shelf) -> Reply:
    """The reply to any message.

    Args:
        turn: the message and its conversation.
        shelf: the knowledge base.
    """
    intent = turn.understood.whole.intent or ""
    wanted = turn.understood.pressed.get("article")
    if wanted in shelf.base.articles:
        return _answer(turn, shelf, (wanted,))
    if turn.pressed:
        return _pressed(turn, shelf, intent)
    if turn.understood.detected == "other":
        return _other_language(turn, shelf)
    if intent == "repeat" and _is_conversation(turn):
        return _say_again(turn, shelf, turn.language)
    if intent == "switch_language" and turn.understood.whole.confidence >= SWITCH_CONFIDENCE:
        return _say_again(turn, shelf, _wanted_language(turn))
    if intent == "talk_to_person" and turn.understood.whole.confidence >= PERSON_CONFIDENCE:
        return _hand_off(turn, shelf)
    if _is_courtesy(turn, shelf):
        return _small_talk(turn, shelf, intent)
    decision = decide(turn.understood, turn.language, shelf, turn.context)
    talks = intent in SMALL_TALK and _is_conversation(turn) and not _asks_about_others(turn, intent)
    only_talks = talks and turn.understood.whole.confidence >= TALK_CONFIDENCE and not decision.likely
    if decision.kind == "sure" and not only_talks:
        return _answer(turn, shelf, decision.answers, decision)
    if intent == "switch_language" and _is_conversation(turn) and not asks(turn.text):
        return _say_again(turn, shelf, _wanted_language(turn))
    if intent == "talk_to_person" and _is_conversation(turn):
        return _hand_off(turn, shelf)
    if talks:
        return _small_talk(turn, shelf, intent)
    if decision.kind == "close":
        return _offer(turn, shelf, decision)
    return _decline(turn, shelf, decision)


def _pressed(turn: Turn, shelf: Shelf, intent: str) -> Reply:
    """The reply to an offered button that names no article."""
    if intent == "switch_language":
        return _say_again(turn, shelf, _wanted_language(turn))
    if intent == "talk_to_person":
        return _hand_off(turn, shelf)
    return _small_talk(turn, shelf, intent if intent in SMALL_TALK else "capabilities")


def _hand_off(turn: Turn, shelf: Shelf) -> Reply:
    """Offers a person: until staff can take over in the chat, the contact."""
    articles = shelf.base.articles
    last = next((articles[a] for a in turn.answered if a in articles), None)
    contact = shelf.base.contact_of(last) if last else shelf.base.general_contact
    text = say("handoff", turn.language, contact=contact_line(contact, turn.language))
    return Reply((text,), "handoff", answered=turn.answered, handoff="asked")


def _is_conversation(turn: Turn) -> bool:
    return turn.understood.whole.confidence >= SMALL_TALK_CONFIDENCE


def _is_courtesy(turn: Turn, shelf: Shelf) -> bool:
    """Whether a message only says "OK" or "thank you": read behind the topic talked about it sounds like a question."""
    sure = turn.understood.whole.confidence_in(COURTESIES) >= COURTESY_CONFIDENCE
    return sure and not turn.understood.parts and not asks(turn.text) and not shelf.topics_in(turn.text, turn.language)


def _asks_about_others(turn: Turn, intent: str) -> bool:
    """Whether a question that sounds like one about the assistant is probably about somebody else."""
    about_itself = turn.understood.whole.confidence_in(ABOUT_ITSELF)
    return intent in ABOUT_ITSELF and asks(turn.text) and about_itself < ABOUT_ITSELF_CONFIDENCE


def _answer(
    turn: Turn, shelf: Shelf, ids: tuple[str, ...], decision: Decision | None = None, language: str | None = None
) -> Reply:
    language = language or turn.language
    articles = shelf.base.articles
    today = datetime.datetime.now(JAPAN).date()
    also = decision.options if decision else ()
    lead, after = _around(turn, ids, decision, language)
    asking = (person_button(language),) if after and not also else ()
    texts = [lead, *(render(shelf.base, articles[i], language, today) for i in ids), after]
    related = tuple(dict.fromkeys(r for i in ids for r in articles[i].related if r not in ids))
    return Reply(
        tuple(text for text in texts if text),
        "sure",
        buttons=(*article_buttons(also or related[:3], language, shelf), *asking),
        answered=ids,
        offered=also,
        language=language,
        considered=_considered(decision),
        parts=tuple(answer_of(shelf.base, articles[i], language, today) for i in ids),
        lead=lead,
        after=after,
    )


def _around(
    turn: Turn, ids: tuple[str, ...], decision: Decision | None, language: str
) -> tuple[Optional[str], Optional[str]]:
    """What is said before and behind the answers to a typed question, if anything.

    Whoever gets an answer a second time asked for something that it may not tell.
    """
    if decision is None:
        return None, None
    again = set(ids) <= set(turn.answered)
    lead = "as_before" if again else None if decision.likely else "nearest"
    after = "also_asked" if decision.options else "if_missing" if again or not decision.firm else None
    return (say(lead, language) if lead else None, say(after, language) if after else None)


def _offer(turn: Turn, shelf: Shelf, decision: Decision) -> Reply:
    return Reply(
        (say("close", turn.language),),
        "close",
        buttons=(*article_buttons(decision.options, turn.language, shelf), none_button(turn.language)),
        answered=turn.answered,
        offered=decision.options,
        considered=_considered(decision),
    )


def _decline(turn: Turn, shelf: Shelf, decision: Decision) -> Reply:
    language = turn.language
    untold = _untold(turn)
    about = _about(turn, shelf) if untold else None
    key = "not_stated" if untold else "out_of_scope" if decision.kind == "outside" else "unsure"
    who = shelf.base.contact_of(about) if about else shelf.base.general_contact
    contact = say("handoff_offer", language, contact=contact_line(who, language))
    also = article_buttons((about.id,), language, shelf) if about else ()
    return Reply(
        (f"{say(key, language)}\n{contact}",),
        "unsure" if untold else decision.kind,
        buttons=(*also, person_button(language), topics_button(language)),
        answered=turn.answered,
        handoff="unsure",
        considered=_considered(decision),
    )


def _untold(turn: Turn) -> bool:
    """Whether a detail is asked for that the sources do not tell.

    A brief question that goes on about a topic ("interest rate?") asks for one of it, unless it is clearly outside.
    """
    whole = turn.understood.whole
    if whole.intent != "out_of_scope" or turn.topic is None:
        return whole.intent == "not_stated"
    return telling(turn.text, turn.language) <= BRIEF_WORDS and whole.confidence < OUTSIDE_CONFIDENCE


def _about(turn: Turn, shelf: Shelf) -> Optional[Article]:
    """What tells most of the programme whose details are asked for: named, else the one talked about."""
    topics = [*shelf.topics_in(turn.text, turn.language)[:1], turn.topic]
    return next((shelf.base.topics[t].articles[0] for t in topics if t in shelf.base.topics), None)


def _small_talk(turn: Turn, shelf: Shelf, intent: str) -> Reply:
    language = turn.language
    buttons: tuple[Button, ...] = ()
    if intent in ("greet", "capabilities", "bot_identity"):
        buttons = (*topic_buttons(language, shelf), language_button(language))
    elif intent in ("complaint", "none_of_these"):
        buttons = (person_button(language), topics_button(language))
    return Reply((say(intent, language),), "small_talk", buttons=buttons, answered=turn.answered)


def _say_again(turn: Turn, shelf: Shelf, language: str) -> Reply:
    """The last answer once more, in the language asked for."""
    ids = tuple(i for i in turn.answered if i in shelf.base.articles)
    switched = turn.understood.whole.intent == "switch_language"
    if not ids:
        text = say("language_switched", language) if switched else say("nothing_to_repeat", language)
        return Reply((text,), "language", buttons=topic_buttons(language, shelf), language=language)
    again = _answer(turn, shelf, ids, language=language)
    lead = say("language_switched", language) if switched else None
    return replace(again, texts=(*([lead] if lead else []), *again.texts), outcome="language", lead=lead)


def _wanted_language(turn: Turn) -> str:
    """The language a visitor asks to switch to; without its name, the other one."""
    if turn.understood.pressed.get("to") in ("ja", "en"):
        return turn.understood.pressed["to"]
    text = folded(turn.text)
    japanese, english = bool(_TO_JAPANESE.search(text)), bool(_TO_ENGLISH.search(text))
    if japanese != english:
        return "ja" if japanese else "en"
    return "en" if turn.language == "ja" else "ja"


def _other_language(turn: Turn, shelf: Shelf) -> Reply:
    lines = [not_served(turn.understood.code)]
    lines += [
        say("handoff_offer", lang, contact=contact_line(shelf.base.general_contact, lang)) for lang in ("ja", "en")
    ]
    return Reply(
        ("\n".join(lines),),
        "other_language",
        buttons=(language_button("en"), language_button("ja")),
        answered=turn.answered,
        handoff="other_language",
    )


def _considered(decision: Decision | None) -> tuple[tuple[str, float], ...]:
    return tuple((c.article, c.probability) for c in decision.considered) if decision else ()
