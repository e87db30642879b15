import math
from pathlib import Path

import pytest

from actions.candidates import Context, candidates, features
from actions.evidence import evidence
from actions.library import Shelf
from actions.understanding import Reading
from knowledge.loading import load
from tests.editing import HUB as HUB_FILE
from tests.editing import edit

HUB = Context("example-hub", "example-hub/members")
QUESTIONS = [
    ("How many members does Example Hub have?", "example-hub.members", "en", "example-hub/members"),
    ("サンプルラボの会員数は", "sample-lab.members", "ja", "sample-lab/members"),
    ("When is the deadline of Model Fund?", "model-fund.deadline", "en", "model-fund/deadline"),
]


@pytest.mark.parametrize(("text", "intent", "language", "article"), QUESTIONS)
def test_candidates_put_the_article_that_everything_speaks_for_first(
    shelf: Shelf, text: str, intent: str, language: str, article: str
) -> None:
    found = candidates(Reading(text, ((intent, 0.95), ("greet", 0.01))), language, shelf, Context())
    assert found[0].article == article
    assert all(0 < candidate.probability < 1 for candidate in found)
    assert len({candidate.article for candidate in found}) == len(found)


def test_candidates_of_an_unknown_text_are_unlikely(shelf: Shelf) -> None:
    found = candidates(Reading("xyzzy"), "en", shelf, Context())
    assert all(candidate.probability < 0.2 for candidate in found)


def test_candidates_of_a_text_without_words_are_none(shelf: Shelf) -> None:
    assert candidates(Reading("?!"), "en", shelf, Context()) == []


def test_candidates_leave_out_articles_that_no_longer_exist(shelf: Shelf) -> None:
    found = candidates(Reading("xyzzy", (("gone.overview", 0.6), ("sample-lab.members", 0.4))), "en", shelf, Context())
    assert found[0].article == "sample-lab/members"
    assert {candidate.article for candidate in found} <= set(shelf.base.articles)


def test_candidates_have_every_feature_that_a_weight_is_known_for_and_no_other(shelf: Shelf) -> None:
    found = features(Reading("members of the hub"), "en", shelf, HUB)
    for values in found.values():
        assert set(values) == set(evidence().names)
        assert all(math.isfinite(value) for value in values.values())


def test_features_tell_which_topics_are_named(shelf: Shelf) -> None:
    found = features(Reading("How many members does EXH have?"), "en", shelf, Context())
    assert (found["example-hub/members"]["named"], found["example-hub/members"]["other_named"]) == (1.0, 0.0)
    assert (found["sample-lab/members"]["named"], found["sample-lab/members"]["other_named"]) == (0.0, 1.0)
    unnamed = features(Reading("How many members?"), "en", shelf, Context())["sample-lab/members"]
    assert (unnamed["named"], unnamed["other_named"]) == (0.0, 0.0)


def test_features_continue_the_conversations_topic_unless_another_is_named(shelf: Shelf) -> None:
    open_question = features(Reading("And how many members?"), "en", shelf, HUB)
    same, other = open_question["example-hub/members"], open_question["sample-lab/members"]
    assert (same["continues"], same["elsewhere"]) == (1.0, 0.0)
    assert same["continued_score"] > 0
    assert (other["continues"], other["elsewhere"], other["continued_score"]) == (0.0, 1.0, 0.0)
    named = features(Reading("And how many members has Sample Lab?"), "en", shelf, HUB)
    assert {values["continues"] for values in named.values()} == {0.0}
    assert {values["elsewhere"] for values in named.values()} == {0.0}


def test_features_ignore_a_topic_that_no_longer_exists(shelf: Shelf) -> None:
    found = features(Reading("How many members?"), "en", shelf, Context("gone", "gone/members"))
    assert {values["continues"] for values in found.values()} == {0.0}


def test_features_lead_is_over_the_best_article_that_says_something_else(shelf: Shelf) -> None:
    ranking = (("model-fund.overview", 0.5), ("model-fund.amount", 0.4), ("example-hub.overview", 0.1))
    found = features(Reading("xyzzy", ranking), "en", shelf, Context())
    # Overview and amount of the fund rest on a common fact, so they do not compete.
    assert found["model-fund/overview"]["lead_confidence"] == pytest.approx(0.4)
    assert found["model-fund/amount"]["lead_confidence"] == pytest.approx(0.3)
    assert found["example-hub/overview"]["lead_confidence"] == pytest.approx(-0.4)
    assert found["model-fund/amount"]["topic_confidence"] == pytest.approx(0.9)


def test_features_carry_the_confidence_in_conversation_and_in_the_outside(shelf: Shelf) -> None:
    ranking = (("example-hub.overview", 0.5), ("greet", 0.3), ("out_of_scope", 0.2))
    values = features(Reading("xyzzy", ranking), "en", shelf, Context())["example-hub/overview"]
    assert values["conversation"] == pytest.approx(0.5)
    assert values["out_of_scope"] == pytest.approx(0.2)


def test_features_of_what_goes_on_take_what_is_outside_from_the_text_behind_the_topic(shelf: Shelf) -> None:
    asked_on = Reading("Example Hub how many members?", (("example-hub.overview", 0.9), ("out_of_scope", 0.1)))
    reading = Reading("how many members?", (("out_of_scope", 0.8),), continued=asked_on)
    found = features(reading, "en", shelf, HUB)
    told = {a: (found[a]["out_of_scope"], found[a]["aside"]) for a in ("example-hub/overview", "sample-lab/overview")}
    assert told == {"example-hub/overview": (0.1, 0.8), "sample-lab/overview": (0.8, 0.0)}


def test_features_carry_what_the_classifier_makes_of_the_message_as_asked_on(shelf: Shelf) -> None:
    asked_on = Reading("Example Hub How many?", (("example-hub.members", 0.8), ("sample-lab.members", 0.1)))
    found = features(Reading("How many?", continued=asked_on), "en", shelf, HUB)
    assert found["example-hub/members"]["continued_confidence"] == pytest.approx(0.8)
    assert found["example-hub/members"]["lead_believed"] == pytest.approx(0.8)
    assert found["sample-lab/members"]["continued_confidence"] == 0.0
    named = features(Reading("How many has Sample Lab?", continued=asked_on), "en", shelf, HUB)
    assert {values["continued_confidence"] for values in named.values()} == {0.0}


def test_features_of_words_that_no_article_has_know_nothing_of_the_talk_before(shelf: Shelf) -> None:
    asked_on = Reading("Example Hub xyzzy", (("example-hub.members", 0.8),))
    found = features(Reading("xyzzy", continued=asked_on), "en", shelf, HUB)
    assert not any(v["continues"] or v["just_said"] or v["related"] for v in found.values())


def test_features_believe_in_what_is_read_alone_or_behind_the_topic(shelf: Shelf) -> None:
    asked_on = Reading("Example Hub How many?", (("example-hub.overview", 0.8), ("example-hub.members", 0.1)))
    reading = Reading("How many?", (("example-hub.members", 0.9),), continued=asked_on)
    found = features(reading, "en", shelf, HUB)
    assert found["example-hub/members"]["continued_confidence"] == pytest.approx(0.9)
    assert found["example-hub/overview"]["continued_confidence"] == pytest.approx(0.8)


def test_features_tell_what_was_just_said_and_what_is_related(shelf: Shelf) -> None:
    found = features(Reading("How many?"), "en", shelf, HUB)
    assert found["example-hub/members"]["just_said"] == 1.0
    assert {a for a, values in found.items() if values["related"]} == set(
        shelf.base.articles["example-hub/members"].related
    ) & set(found)


def test_features_tell_whether_the_years_asked_for_are_named(folder: Path) -> None:
    edit(folder / HUB_FILE, "Example Hub has 120 member companies.", "Example Hub had 120 member companies in 2022.")
    shelf = Shelf.of(load(folder))
    asked = features(Reading("How many members had the hub in fiscal 2022?"), "en", shelf, Context())
    assert asked["example-hub/members"]["year_shared"] == 1.0
    other = features(Reading("How many members had the hub in FY2031?"), "en", shelf, Context())
    assert (other["example-hub/members"]["year_shared"], other["example-hub/members"]["year_missing"]) == (0.0, 1.0)


def test_features_tell_whether_a_place_elsewhere_is_named_that_the_article_does_not_name(folder: Path) -> None:
    edit(
        folder / HUB_FILE, "Example Hub has 120 member companies.", "Example Hub has 120 members, ten of them in Kobe."
    )
    shelf = Shelf.of(load(folder))

    def missing(question: str) -> float:
        return features(Reading(question), "en", shelf, Context())["example-hub/members"]["place_missing"]

    questions = ("How many members has the hub?", "How many members of the hub are in Kobe?", "members in Osaka")
    assert [missing(question) for question in questions] == [0.0, 0.0, 1.0]
