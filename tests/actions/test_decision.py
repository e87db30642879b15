from dataclasses import replace
from typing import Any, Optional

import pytest

from actions import decision
from actions.candidates import Candidate, Context
from actions.decision import CLOSE, FIRM, LIKELY, OUTSIDE, SURE, SURE_OF_PART, decide
from actions.library import Shelf
from actions.understanding import Reading, Understanding

A, B, C, D = "example-hub/overview", "sample-lab/overview", "model-fund/overview", "example-hub/contact"
FUND_AMOUNT = "model-fund/amount"  # rests on a fact of model-fund/overview too
MEMBERS = Context("example-hub", "example-hub/members")
BELOW = 0.01

Found = list[tuple[str, float]]

# what is found, most likely intent and its confidence, kind, answers, options
WHOLE: list[tuple[Found, str, float, str, tuple[str, ...], tuple[str, ...]]] = [
    ([(A, SURE)], "x", 0.5, "sure", (A,), ()),
    ([(A, 0.99), (B, 0.98)], "x", 0.5, "sure", (A,), ()),
    ([(A, SURE - BELOW)], "x", 0.5, "close", (), (A,)),
    ([(A, SURE - BELOW), (B, CLOSE)], "x", 0.5, "close", (), (A, B)),
    ([(A, SURE - BELOW), (B, CLOSE - BELOW)], "x", 0.5, "close", (), (A,)),
    ([(A, CLOSE + 0.03), (B, CLOSE + 0.02), (C, CLOSE + 0.01), (D, CLOSE)], "x", 0.5, "close", (), (A, B, C)),
    ([(A, CLOSE - BELOW)], "x", 0.5, "unsure", (), ()),
    ([], "x", 0.5, "unsure", (), ()),
    ([], "greet", 0.9, "unsure", (), ()),
    ([], "out_of_scope", 0.1, "outside", (), ()),
    ([(A, CLOSE)], "out_of_scope", OUTSIDE, "outside", (), ()),
    ([(A, CLOSE)], "out_of_scope", OUTSIDE - BELOW, "close", (), (A,)),
    ([(A, SURE)], "out_of_scope", 0.99, "sure", (A,), ()),
    ([(A, CLOSE)], "not_stated", OUTSIDE, "unsure", (), ()),
    ([(A, CLOSE)], "not_stated", OUTSIDE - BELOW, "close", (), (A,)),
    ([(A, SURE)], "not_stated", 0.99, "sure", (A,), ()),
]
# what is found for the whole and for two parts, answers, options
PARTS: list[tuple[Found, Found, Found, tuple[str, ...], tuple[str, ...]]] = [
    ([(A, 0.9)], [(A, 0.9)], [(B, 0.9)], (A, B), ()),
    ([], [(B, SURE_OF_PART)], [(A, SURE_OF_PART)], (B, A), ()),
    ([], [(A, SURE_OF_PART)], [(B, SURE_OF_PART - BELOW)], (A,), (B,)),
    ([], [(A, SURE_OF_PART)], [(B, CLOSE - BELOW)], (A,), ()),
    ([(A, 0.9)], [(A, 0.9)], [(A, 0.9)], (A,), ()),
    ([], [(C, 0.9)], [(FUND_AMOUNT, 0.9)], (C,), ()),
    ([(A, 0.9)], [], [(B, 0.9)], (A,), (B,)),
    ([(C, 0.9)], [], [(FUND_AMOUNT, 0.9)], (C,), ()),
    ([(D, 0.9)], [(A, 0.9)], [(B, 0.9)], (D,), (A,)),
    ([(A, SURE - BELOW)], [], [(B, 0.9)], (B,), ()),
]
FIRST, SECOND = "Where do zebras sleep?", "What do lions eat?"


@pytest.fixture
def found(monkeypatch: pytest.MonkeyPatch) -> dict[str, Found]:
    """What is found for each text, set by the test."""
    table: dict[str, Found] = {}

    def stub(reading: Reading, *_: Any) -> list[Candidate]:
        return [Candidate(article, probability) for article, probability in table.get(reading.text, [])]

    monkeypatch.setattr(decision, "candidates", stub)
    return table


@pytest.mark.parametrize(
    ("probability", "firm", "likely"),
    [(FIRM, True, True), (FIRM - BELOW, False, True), (LIKELY, False, True), (LIKELY - BELOW, False, False)],
)
def test_decide_tells_whether_an_answer_may_stand_alone(
    shelf: Shelf, found: dict[str, Found], probability: float, firm: bool, likely: bool
) -> None:
    found["text"] = [(A, probability)]
    decided = decide(Understanding(Reading("text")), "en", shelf, Context())
    assert (decided.answers, decided.firm, decided.likely) == ((A,), firm, likely)


@pytest.mark.parametrize(("of_text", "intent", "confidence", "kind", "answers", "options"), WHOLE)
def test_decide_by_probability_and_intent(
    shelf: Shelf, found: dict[str, Found], of_text: Found, intent: str, confidence: float, kind: str,
    answers: tuple[str, ...], options: tuple[str, ...],
) -> None:  # fmt: skip
    found["text"] = of_text
    decided = decide(Understanding(Reading("text", ((intent, confidence),))), "en", shelf, Context())
    assert (decided.kind, decided.answers, decided.options) == (kind, answers, options)
    assert [(c.article, c.probability) for c in decided.considered] == of_text[:3]


@pytest.mark.parametrize(("of_whole", "of_first", "of_second", "answers", "options"), PARTS)
def test_decide_answers_the_questions_in_a_message_in_order(
    shelf: Shelf, found: dict[str, Found], of_whole: Found, of_first: Found, of_second: Found,
    answers: tuple[str, ...], options: tuple[str, ...],
) -> None:  # fmt: skip
    found.update({f"{FIRST} {SECOND}": of_whole, FIRST: of_first, SECOND: of_second})
    message = Understanding(Reading(f"{FIRST} {SECOND}"), parts=(Reading(FIRST), Reading(SECOND)))
    decided = decide(message, "en", shelf, Context())
    assert (decided.kind, decided.answers, decided.options) == ("sure", answers, options)


def test_decide_ignores_a_part_that_asks_nothing(shelf: Shelf, found: dict[str, Found]) -> None:
    found.update({"Good sunny morning.": [(A, 0.99)], "Greetings to Berlin": [(B, 0.99)]})
    message = Understanding(Reading("all"), parts=(Reading("Good sunny morning."), Reading("Greetings to Berlin")))
    assert decide(message, "en", shelf, MEMBERS).kind == "unsure"


@pytest.mark.parametrize("first", ["場所を教えてください。", "Please tell me where the zebras sleep."])
def test_decide_takes_a_request_for_a_question(shelf: Shelf, found: dict[str, Found], first: str) -> None:
    found.update({first: [(A, 0.99)], SECOND: [(B, 0.99)]})
    message = Understanding(Reading("all"), parts=(Reading(first), Reading(SECOND)))
    assert decide(message, "ja" if "。" in first else "en", shelf, Context()).answers == (A, B)


def test_decide_leaves_a_statement_beside_a_question_unanswered(shelf: Shelf, found: dict[str, Found]) -> None:
    statement = "They say there is a big new zebra house."
    found.update({statement: [(A, 0.99)], SECOND: [(B, 0.99)]})
    message = Understanding(Reading("all"), parts=(Reading(statement), Reading(SECOND)))
    assert decide(message, "en", shelf, Context()).answers == (B,)


INTRODUCED = [
    ("I run a small zoo.", "What do the lions of Kenya eat?"),
    ("動物園をしています。", "ケニアのライオンは毎日何を食べますか"),
]


@pytest.mark.parametrize(("first", "second"), INTRODUCED)
def test_decide_halves_what_an_introduction_speaks_for(
    shelf: Shelf, found: dict[str, Found], first: str, second: str
) -> None:
    message = Understanding(Reading("all"), parts=(Reading(first), Reading(second)))
    language = "en" if first.isascii() else "ja"
    found.update({"all": [(A, 0.5), (B, 0.2)], second: [(B, 0.6)]})
    assert decide(message, language, shelf, Context()).answers == (B,)
    found.update({"all": [(A, 2 * CLOSE)], second: []})
    assert decide(message, language, shelf, Context()).options == (A,)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("I run a small zoo.", "What do the lions of Kenya eat there?"),
        ("動物園をしています。", "そのライオンは毎日何を食べますか"),
        ("I run a small zoo.", "Which lions?"),
        ("What do the lions of Kenya eat?", "In the zoo"),
        ("What do the lions of Kenya eat?", "Where do the zebras of Kenya sleep?"),
    ],
)
def test_decide_reads_a_message_whole_whose_sentences_belong_together(
    shelf: Shelf, found: dict[str, Found], first: str, second: str
) -> None:
    message = Understanding(Reading("all"), parts=(Reading(first), Reading(second)))
    found.update({"all": [(A, 0.5)], first: [(B, 0.6)], second: [(B, 0.6)]})
    assert decide(message, "en" if first.isascii() else "ja", shelf, Context()).answers == (A,)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Where do zebras sleep", "what do lions eat?"),
        ("シマウマの寝る場所はどこで", "ライオンは何を食べますか"),
        ("シマウマの寝る場所と", "ライオンの食べ物を教えてください"),
    ],
)
def test_decide_answers_both_halves_of_a_sentence_that_asks_two_things(
    shelf: Shelf, found: dict[str, Found], first: str, second: str
) -> None:
    found.update({first: [(A, 0.99)], second: [(B, 0.99)]})
    message = Understanding(Reading("all"), parts=(Reading(first), Reading(second)))
    assert decide(message, "en" if first.isascii() else "ja", shelf, Context()).answers == (A, B)


@pytest.mark.parametrize(
    ("first", "second"), [("I own a zebra", "what do lions eat?"), ("シマウマを飼っていて", "ライオンは何を食べますか")]
)
def test_decide_leaves_a_statement_before_a_question_in_one_sentence_unanswered(
    shelf: Shelf, found: dict[str, Found], first: str, second: str
) -> None:
    found.update({first: [(A, 0.99)], second: [(B, 0.99)]})
    message = Understanding(Reading("all"), parts=(Reading(first), Reading(second)))
    assert decide(message, "en" if first.isascii() else "ja", shelf, Context()).answers == (B,)


def test_decide_takes_the_year_of_one_half_for_the_other(shelf: Shelf, found: dict[str, Found]) -> None:
    dated = replace(shelf, years={**shelf.years, B: frozenset({2023})})
    first = "Where was the zebra house in 2030"
    for second, answers in (("what did the lions eat?", (A,)), ("what did the lions eat in 2023?", (A, B))):
        found.update({first: [(A, 0.99)], second: [(B, 0.99)], "all": [(A, 0.99)]})
        message = Understanding(Reading("all"), parts=(Reading(first), Reading(second)))
        assert decide(message, "en", dated, Context()).answers == answers


def test_decide_answers_a_part_of_few_words_only_within_a_conversation(shelf: Shelf, found: dict[str, Found]) -> None:
    found.update({"Members?": [(A, 0.99)]})
    message = Understanding(Reading("all"), parts=(Reading("Members?"),))
    assert decide(message, "en", shelf, Context()).kind == "unsure"
    assert decide(message, "en", shelf, MEMBERS).answers == (A,)


def test_thresholds_are_in_order() -> None:
    assert 0 < CLOSE < SURE < SURE_OF_PART < 1
    assert decision.OPTIONS == 3


# text, language, what the last answer was, the article moved to
FOLLOW_UPS: list[tuple[str, str, Context, Optional[str]]] = [
    ("And Sample Lab?", "en", MEMBERS, "sample-lab/members"),
    ("What about SLAB?", "en", MEMBERS, "sample-lab/members"),
    ("How about the Sample Lab", "en", MEMBERS, "sample-lab/members"),
    ("Sample Lab?", "en", MEMBERS, "sample-lab/members"),
    ("サンプルラボは？", "ja", MEMBERS, "sample-lab/members"),
    ("では、見本実験室は", "ja", MEMBERS, "sample-lab/members"),
    ("Sample Lab", "en", MEMBERS, None),
    ("サンプルラボ", "ja", MEMBERS, None),
    ("And the printers of Sample Lab?", "en", MEMBERS, None),
    ("サンプルラボの機器は？", "ja", MEMBERS, None),
    ("And Model Fund?", "en", MEMBERS, None),
    ("And Example Hub?", "en", MEMBERS, None),
    ("And Sample Lab or Model Fund?", "en", MEMBERS, None),
    ("And the other one?", "en", MEMBERS, None),
    ("And Sample Lab?", "en", Context(), None),
]


@pytest.mark.parametrize(("text", "language", "context", "article"), FOLLOW_UPS)
def test_decide_moves_the_aspect_to_the_topic_of_a_follow_up(
    shelf: Shelf, found: dict[str, Found], text: str, language: str, context: Context, article: Optional[str]
) -> None:
    decided = decide(Understanding(Reading(text)), language, shelf, context)
    if article is None:
        assert decided.kind == "unsure"
    else:
        assert (decided.kind, decided.answers) == ("sure", (article,))
        assert decided.considered == (Candidate(article, 1.0),)
