import datetime
from pathlib import Path
from typing import Any, Optional

import pytest

from actions import responding
from actions.candidates import Candidate
from actions.decision import CLOSE, Decision
from actions.library import Shelf
from actions.reply import Reply, language_button, none_button, person_button, topics_button
from actions.responding import JAPAN, respond
from actions.turn import Turn
from knowledge.check import check
from knowledge.messages import contact_line, not_served, say
from knowledge.rendering import render
from knowledge.schema import LANGUAGES
from tests.actions.messages import Ranking, pressed, typed
from tests.editing import HUB, edit

MEMBERS, LAB_MEMBERS = "example-hub/members", "sample-lab/members"
QUESTION = {"ja": "エグザンプル・ハブの会員数は", "en": "How many members does Example Hub have?"}
SURE_OF_MEMBERS: Ranking = [("example-hub.members", 0.95), ("greet", 0.01)]
OTHER = {"ja": "en", "en": "ja"}


@pytest.fixture
def decided(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Fixes what is decided, so that only the reply to it is tested."""

    def fix(decision: Decision) -> None:
        monkeypatch.setattr(responding, "decide", lambda *_: decision)

    return fix


@pytest.fixture(autouse=True)
def main_topics(monkeypatch: pytest.MonkeyPatch) -> None:
    """The sample's topics are the main ones."""
    monkeypatch.setattr("actions.reply.MAIN_TOPICS", ("example-hub", "sample-lab"))


def _respond(shelf: Shelf, message: dict[str, Any], **slots: Any) -> Reply:
    return respond(Turn.of(message, slots), shelf)


def _rendered(shelf: Shelf, article: str, language: str) -> str:
    return render(shelf.base, shelf.base.articles[article], language, datetime.datetime.now(JAPAN).date())


def _general(shelf: Shelf, language: str) -> str:
    return contact_line(shelf.base.general_contact, language)


def _titles(reply: Reply) -> list[str]:
    return [button.title for button in reply.buttons]


# answers


@pytest.mark.parametrize("language", LANGUAGES)
def test_respond_sure_gives_the_whole_answer(shelf: Shelf, language: str) -> None:
    reply = _respond(shelf, typed(QUESTION[language], SURE_OF_MEMBERS, language))
    assert reply.texts == (_rendered(shelf, MEMBERS, language),)
    assert (reply.outcome, reply.answered, reply.handoff, reply.language) == ("sure", (MEMBERS,), None, language)
    assert reply.considered[0][0] == MEMBERS


@pytest.mark.parametrize("language", LANGUAGES)
def test_respond_sure_offers_related_articles(shelf: Shelf, decided: Any, language: str) -> None:
    decided(Decision("sure", ("example-hub/overview",)))
    articles = shelf.base.articles
    reply = _respond(shelf, typed("text", language=language))
    assert _titles(reply) == [articles[i].title[language] for i in (MEMBERS, "sample-lab/overview")]
    assert reply.offered == ()


def test_respond_to_two_questions_gives_two_answers(shelf: Shelf, decided: Any) -> None:
    decided(Decision("sure", (MEMBERS, LAB_MEMBERS)))
    reply = _respond(shelf, typed("text"))
    assert reply.texts == (_rendered(shelf, MEMBERS, "en"), _rendered(shelf, LAB_MEMBERS, "en"))
    assert reply.answered == (MEMBERS, LAB_MEMBERS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_respond_sure_of_one_of_two_questions_offers_the_other(shelf: Shelf, decided: Any, language: str) -> None:
    decided(Decision("sure", (MEMBERS,), options=(LAB_MEMBERS,)))
    reply = _respond(shelf, typed("text", language=language))
    assert reply.texts == (_rendered(shelf, MEMBERS, language), say("also_asked", language))
    assert _titles(reply) == [shelf.base.articles[LAB_MEMBERS].title[language]]
    assert (reply.answered, reply.offered) == ((MEMBERS,), (LAB_MEMBERS,))


def test_respond_says_that_an_answer_is_overdue(folder: Path) -> None:
    edit(folder / HUB, "as_of: 2022-03-31\n  review_by: 2099-03-31", "as_of: 2022-03-31\n  review_by: 2020-03-31")
    reply = _respond(Shelf.of(check(folder)), typed(QUESTION["en"], SURE_OF_MEMBERS))
    assert say("outdated", "en", date="31 March 2020") in reply.texts[0]


@pytest.mark.parametrize(
    ("text", "language"), [("And Sample Lab?", "en"), ("サンプルラボは？", "ja"), ("What about SLAB?", "en")]
)
def test_respond_follow_up_moves_to_the_other_topic(shelf: Shelf, text: str, language: str) -> None:
    message = typed(text, [("sample-lab.overview", 0.6), ("greet", 0.1)], language)
    reply = _respond(shelf, message, answered=[MEMBERS])
    assert reply.texts == (_rendered(shelf, LAB_MEMBERS, language),)
    assert reply.answered == (LAB_MEMBERS,)


@pytest.mark.parametrize("intent", ["greet", "out_of_scope", "deny"])
def test_respond_answers_a_question_that_also_reads_as_conversation(shelf: Shelf, decided: Any, intent: str) -> None:
    decided(Decision("sure", (MEMBERS,)))
    assert _respond(shelf, typed("text", [(intent, 0.5)])).answered == (MEMBERS,)


@pytest.mark.parametrize(
    ("confidence", "outcome"),
    [(responding.PERSON_CONFIDENCE, "handoff"), (responding.PERSON_CONFIDENCE - 0.01, "sure")],
)
def test_respond_who_clearly_wants_a_person_gets_one_instead_of_an_answer(
    shelf: Shelf, decided: Any, confidence: float, outcome: str
) -> None:
    decided(Decision("sure", (MEMBERS,)))
    assert _respond(shelf, typed("text", [("talk_to_person", confidence)])).outcome == outcome


# close, unsure, outside


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("options", [(MEMBERS,), (MEMBERS, LAB_MEMBERS), (MEMBERS, LAB_MEMBERS, "model-fund/amount")])
def test_respond_close_offers_the_articles_and_none_of_these(
    shelf: Shelf, decided: Any, language: str, options: tuple[str, ...]
) -> None:
    decided(Decision("close", options=options))
    reply = _respond(shelf, typed("text", language=language), answered=["model-fund/overview"])
    assert reply.texts == (say("close", language),)
    assert _titles(reply)[:-1] == [shelf.base.articles[i].title[language] for i in options]
    assert reply.buttons[-1] == none_button(language)
    assert (reply.outcome, reply.offered, reply.handoff) == ("close", options, None)
    assert reply.answered == ("model-fund/overview",)


def test_respond_close_never_offers_more_than_three_articles(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    many = [Candidate(article, CLOSE) for article in shelf.base.articles]
    monkeypatch.setattr("actions.decision.candidates", lambda *_: many)
    reply = _respond(shelf, typed("text"))
    assert (len(reply.buttons), len(reply.offered), reply.buttons[-1]) == (4, 3, none_button("en"))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("kind", "key"), [("unsure", "unsure"), ("outside", "out_of_scope")])
def test_respond_declines_with_a_contact_and_a_person(
    shelf: Shelf, decided: Any, language: str, kind: Any, key: str
) -> None:
    decided(Decision(kind, considered=(Candidate(MEMBERS, 0.05),)))
    reply = _respond(shelf, typed("text", language=language))
    offer = say("handoff_offer", language, contact=_general(shelf, language))
    assert reply.texts == (f"{say(key, language)}\n{offer}",)
    assert reply.buttons == (person_button(language), topics_button(language))
    assert (reply.outcome, reply.handoff, reply.considered) == (kind, "unsure", ((MEMBERS, 0.05),))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("named", [True, False])
def test_respond_says_that_the_sources_do_not_tell_and_whom_to_ask(
    shelf: Shelf, decided: Any, language: str, named: bool
) -> None:
    decided(Decision("unsure"))
    text = {"ja": "サンプルラボ 駐車場", "en": "Sample Lab parking"}[language] if named else "xyzzy"
    message = typed(text, [("not_stated", 0.9)], language)
    reply = _respond(shelf, message, topic=None if named else "sample-lab")
    overview = shelf.base.topics["sample-lab"].articles[0]
    contact = contact_line(shelf.base.contact_of(overview), language)
    assert reply.texts == (f"{say('not_stated', language)}\n{say('handoff_offer', language, contact=contact)}",)
    assert _titles(reply)[0] == overview.title[language]
    assert reply.buttons[1:] == (person_button(language), topics_button(language))
    assert (reply.outcome, reply.answered, reply.handoff) == ("unsure", (), "unsure")


@pytest.mark.parametrize("language", LANGUAGES)
def test_respond_to_a_detail_of_no_named_programme_gives_the_general_contact(
    shelf: Shelf, decided: Any, language: str
) -> None:
    decided(Decision("unsure"))
    reply = _respond(shelf, typed("xyzzy", [("not_stated", 0.9)], language))
    offer = say("handoff_offer", language, contact=_general(shelf, language))
    assert reply.texts == (f"{say('not_stated', language)}\n{offer}",)
    assert reply.buttons == (person_button(language), topics_button(language))


@pytest.mark.parametrize(
    ("text", "confidence", "topic", "key", "outcome"),
    [
        ("金利は？", 0.8, "example-hub", "not_stated", "unsure"),
        ("interest rate?", 0.8, "example-hub", "not_stated", "unsure"),
        ("interest rate?", 0.8, None, "out_of_scope", "outside"),
        ("weather?", responding.OUTSIDE_CONFIDENCE, "example-hub", "out_of_scope", "outside"),
        ("Will it rain at the beach tomorrow?", 0.8, "example-hub", "out_of_scope", "outside"),
    ],
)
def test_respond_takes_a_brief_question_for_one_about_the_topic(
    shelf: Shelf, decided: Any, text: str, confidence: float, topic: Optional[str], key: str, outcome: str
) -> None:
    decided(Decision("outside"))
    language = "en" if text.isascii() else "ja"
    reply = _respond(shelf, typed(text, [("out_of_scope", confidence)], language), topic=topic)
    assert reply.texts[0].startswith(say(key, language))
    assert reply.outcome == outcome


@pytest.mark.parametrize("language", LANGUAGES)
def test_respond_says_whom_to_ask_when_an_answer_may_miss_the_point(shelf: Shelf, decided: Any, language: str) -> None:
    decided(Decision("sure", (MEMBERS,), firm=False))
    reply = _respond(shelf, typed("text", language=language))
    assert reply.texts == (_rendered(shelf, MEMBERS, language), say("if_missing", language))
    assert (reply.outcome, reply.after) == ("sure", say("if_missing", language))
    assert reply.buttons[-1] == person_button(language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_respond_calls_an_unlikely_answer_the_closest_there_is(shelf: Shelf, decided: Any, language: str) -> None:
    decided(Decision("sure", (MEMBERS,), firm=False, likely=False))
    reply = _respond(shelf, typed("text", language=language))
    assert reply.texts == (say("nearest", language), _rendered(shelf, MEMBERS, language), say("if_missing", language))
    assert reply.lead == say("nearest", language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("likely", [True, False])
def test_respond_says_that_an_answer_was_given_before(shelf: Shelf, decided: Any, language: str, likely: bool) -> None:
    decided(Decision("sure", (MEMBERS,), likely=likely))
    reply = _respond(shelf, typed("text", language=language), answered=[MEMBERS])
    assert (reply.lead, reply.after) == (say("as_before", language), say("if_missing", language))
    assert reply.texts == (reply.lead, _rendered(shelf, MEMBERS, language), reply.after)
    assert reply.buttons[-1] == person_button(language)
    other = _respond(shelf, typed("text", language=language), answered=[LAB_MEMBERS])
    assert other.lead == (None if likely else say("nearest", language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_respond_to_nothing_understood_declines(shelf: Shelf, language: str) -> None:
    reply = _respond(shelf, typed("xyzzy", [("greet", 0.1)], language))
    assert reply.outcome == "unsure"


def test_respond_to_an_outside_question_does_not_guess(shelf: Shelf) -> None:
    assert _respond(shelf, typed("xyzzy", [("out_of_scope", 0.9)])).outcome == "outside"


# conversation


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("intent", sorted(responding.SMALL_TALK))
def test_respond_small_talk_says_its_message(shelf: Shelf, language: str, intent: str) -> None:
    reply = _respond(shelf, typed("xyzzy", [(intent, 0.9)], language), answered=[MEMBERS])
    assert reply.texts == (say(intent, language),)
    assert (reply.outcome, reply.answered, reply.handoff) == ("small_talk", (MEMBERS,), None)
    names = [shelf.base.topics[topic].name[language] for topic in ("example-hub", "sample-lab")]
    topics = [*names, say("button_language", language)]
    staff = [say("button_person", language), say("button_topics", language)]
    expected = dict.fromkeys(("greet", "capabilities", "bot_identity"), topics)
    expected.update(dict.fromkeys(("complaint", "none_of_these"), staff))
    assert _titles(reply) == expected.get(intent, [])


@pytest.mark.parametrize(
    ("text", "ranking", "outcome"),
    [
        ("ok", [("affirm", 0.95)], "small_talk"),
        ("わかりました", [("affirm", 0.84), ("thank", 0.07)], "small_talk"),
        ("なるほど", [("acknowledge", 0.84), ("affirm", 0.07)], "small_talk"),
        ("ok", [("affirm", 0.85)], "sure"),
        ("ok, how many members?", [("affirm", 0.95)], "sure"),
        ("good, Sample Lab", [("praise", 0.95)], "sure"),
    ],
)
def test_respond_takes_a_courtesy_for_no_question(
    shelf: Shelf, decided: Any, text: str, ranking: Ranking, outcome: str
) -> None:
    decided(Decision("sure", (LAB_MEMBERS,)))
    reply = _respond(shelf, typed(text, ranking), topic="example-hub", answered=[MEMBERS])
    assert (reply.outcome, reply.answered) == (outcome, (MEMBERS,) if outcome == "small_talk" else (LAB_MEMBERS,))


@pytest.mark.parametrize(
    ("confidence", "likely", "outcome"),
    [
        (responding.TALK_CONFIDENCE, False, "small_talk"),
        (responding.TALK_CONFIDENCE, True, "sure"),
        (responding.TALK_CONFIDENCE - 0.01, False, "sure"),
    ],
)
def test_respond_prefers_clear_small_talk_to_an_unlikely_answer(
    shelf: Shelf, decided: Any, confidence: float, likely: bool, outcome: str
) -> None:
    decided(Decision("sure", (MEMBERS,), likely=likely))
    assert _respond(shelf, typed("Are you a real person?", [("bot_identity", confidence)])).outcome == outcome


@pytest.mark.parametrize(
    ("confidence", "outcome"),
    [(responding.SMALL_TALK_CONFIDENCE, "small_talk"), (responding.SMALL_TALK_CONFIDENCE - 0.01, "unsure")],
)
def test_respond_small_talk_needs_some_confidence(shelf: Shelf, confidence: float, outcome: str) -> None:
    assert _respond(shelf, typed("xyzzy", [("thank", confidence)])).outcome == outcome


@pytest.mark.parametrize(
    ("text", "ranking", "outcome"),
    [
        ("メンターってどんな人がいるんですか", [("bot_identity", 0.5), ("talk_to_person", 0.2)], "unsure"),
        ("Who are the mentors?", [("bot_identity", 0.79), ("thank", 0.1)], "unsure"),
        ("how does this work?", [("capabilities", 0.8), ("bot_identity", 0.17)], "small_talk"),
        ("どんなことができますか", [("capabilities", 0.97)], "small_talk"),
        ("robot", [("bot_identity", 0.5)], "small_talk"),
        ("Is that it? Thanks", [("thank", 0.5)], "small_talk"),
    ],
)
def test_respond_takes_a_question_for_one_about_itself_only_when_it_clearly_is(
    shelf: Shelf, text: str, ranking: list[tuple[str, float]], outcome: str
) -> None:
    assert _respond(shelf, typed(text, ranking)).outcome == outcome


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("answered", "contact"), [([], "example-desk"), ([LAB_MEMBERS], "lab-desk"), (["gone/overview"], "example-desk")]
)
def test_respond_brings_in_a_person_with_the_contact_of_the_last_answer(
    shelf: Shelf, language: str, answered: list[str], contact: str
) -> None:
    reply = _respond(shelf, typed("xyzzy", [("talk_to_person", 0.9)], language), answered=answered)
    assert reply.texts == (say("handoff", language, contact=contact_line(shelf.base.contacts[contact], language)),)
    assert (reply.outcome, reply.handoff, reply.answered) == ("handoff", "asked", tuple(answered))


# language

SWITCHES: list[tuple[str, str, str]] = [
    ("In English please", "ja", "en"),
    ("日本語で", "en", "ja"),
    ("英語でお願いします", "ja", "en"),
    ("Can I have it in Japanese?", "en", "ja"),
    ("ＥＮＧＬＩＳＨ", "ja", "en"),
    ("nihongo de onegai", "en", "ja"),
    ("another language", "en", "ja"),
    ("ほかの言語で", "ja", "en"),
]


@pytest.mark.parametrize(("text", "language", "wanted"), SWITCHES)
def test_respond_switch_repeats_the_last_answer_in_the_other_language(
    shelf: Shelf, text: str, language: str, wanted: str
) -> None:
    reply = _respond(shelf, typed(text, [("switch_language", 0.9)], language), answered=[MEMBERS])
    assert reply.texts == (say("language_switched", wanted), _rendered(shelf, MEMBERS, wanted))
    assert (reply.outcome, reply.language, reply.answered) == ("language", wanted, (MEMBERS,))


@pytest.mark.parametrize(("text", "language"), [("日本語は必要？", "ja"), ("do I need to speak Japanese", "en")])
def test_respond_question_about_a_language_is_no_switch(shelf: Shelf, decided: Any, text: str, language: str) -> None:
    message = typed(text, [("switch_language", 0.75)], language)
    decided(Decision("sure", (MEMBERS,)))
    assert _respond(shelf, message).answered == (MEMBERS,)
    decided(Decision("unsure"))
    assert _respond(shelf, message, answered=[MEMBERS]).outcome == "unsure"


def test_respond_switch_is_one_beyond_doubt_even_when_it_is_a_question(shelf: Shelf, decided: Any) -> None:
    decided(Decision("sure", (MEMBERS,)))
    assert _respond(shelf, typed("日本語にできますか？", [("switch_language", 0.99)], "en")).outcome == "language"


@pytest.mark.parametrize("answered", [[], ["gone/overview"]])
@pytest.mark.parametrize(("text", "language", "wanted"), SWITCHES[:2])
def test_respond_switch_without_an_answer_only_says_so(
    shelf: Shelf, answered: list[str], text: str, language: str, wanted: str
) -> None:
    reply = _respond(shelf, typed(text, [("switch_language", 0.9)], language), answered=answered)
    assert (reply.texts, reply.language) == ((say("language_switched", wanted),), wanted)
    assert len(reply.buttons) == 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_respond_repeat_says_the_last_answer_again(shelf: Shelf, language: str) -> None:
    reply = _respond(shelf, typed("xyzzy", [("repeat", 0.9)], language), answered=[MEMBERS, LAB_MEMBERS])
    assert reply.texts == (_rendered(shelf, MEMBERS, language), _rendered(shelf, LAB_MEMBERS, language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_respond_repeat_without_an_answer_says_so(shelf: Shelf, language: str) -> None:
    assert _respond(shelf, typed("xyzzy", [("repeat", 0.9)], language)).texts == (say("nothing_to_repeat", language),)


@pytest.mark.parametrize("code", ["fr", "ko", "xx", None])
def test_respond_other_language_says_which_are_served_and_whom_to_ask(shelf: Shelf, code: Optional[str]) -> None:
    message = typed("Où est-ce?", SURE_OF_MEMBERS, "other")
    message["language"]["code"] = code
    reply = _respond(shelf, message, answered=[MEMBERS])
    contacts = [say("handoff_offer", lang, contact=_general(shelf, lang)) for lang in LANGUAGES]
    assert reply.texts == ("\n".join([not_served(code), *contacts]),)
    assert reply.buttons == (language_button("en"), language_button("ja"))
    assert (reply.outcome, reply.handoff, reply.answered) == ("other_language", "other_language", (MEMBERS,))


# buttons


@pytest.mark.parametrize("language", LANGUAGES)
def test_respond_to_an_article_button_shows_the_article(shelf: Shelf, language: str) -> None:
    message = pressed(f'/show{{"article": "{LAB_MEMBERS}"}}', "show", article=LAB_MEMBERS)
    reply = _respond(shelf, message, language=language)
    assert reply.texts == (_rendered(shelf, LAB_MEMBERS, language),)
    assert (reply.outcome, reply.answered) == ("sure", (LAB_MEMBERS,))


@pytest.mark.parametrize("language", LANGUAGES)
def test_respond_to_the_button_of_a_removed_article_shows_what_can_be_asked(shelf: Shelf, language: str) -> None:
    reply = _respond(
        shelf, pressed('/show{"article": "gone/overview"}', "show", article="gone/overview"), language=language
    )
    assert reply.texts == (say("capabilities", language),)


@pytest.mark.parametrize("language", LANGUAGES)
def test_respond_to_the_language_button_switches_and_repeats(shelf: Shelf, language: str) -> None:
    wanted = OTHER[language]
    message = pressed(language_button(language).payload, "switch_language", to=wanted)
    reply = _respond(shelf, message, language=language, answered=[MEMBERS])
    assert reply.texts == (say("language_switched", wanted), _rendered(shelf, MEMBERS, wanted))
    assert reply.language == wanted


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("intent", ["none_of_these", "capabilities"])
def test_respond_to_the_other_buttons(shelf: Shelf, language: str, intent: str) -> None:
    reply = _respond(shelf, pressed(f"/{intent}", intent), language=language, answered=[MEMBERS])
    assert (reply.texts, reply.answered) == ((say(intent, language),), (MEMBERS,))


@pytest.mark.parametrize("language", LANGUAGES)
def test_respond_to_the_person_button_brings_in_a_person(shelf: Shelf, language: str) -> None:
    reply = _respond(shelf, pressed("/talk_to_person", "talk_to_person"), language=language)
    assert reply.texts == (say("handoff", language, contact=_general(shelf, language)),)
    assert reply.handoff == "asked"
