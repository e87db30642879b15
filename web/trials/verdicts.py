"""Whether an answer is right by what reviewers said, and whether another one is better. Pure functions.

The words for it are those of the held-out questions: `right`, `offered` (what is right is among the buttons),
`declined`, `wrong`.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Optional

from web.chat.outcomes import NEAR
from web.review.models import Judgement
from web.trials.models import TrialTurn

Answer = dict[str, Any]
RESULTS = ("right", "offered", "declined", "wrong")  # best first
_COMPARED = ("outcome", "articles", "offered", "text")
Said = Judgement.Verdict
Verdict = TrialTurn.Verdict


def result_of(verdict: str, named: str, had: dict[str, Any], answer: Answer) -> str:
    """How an answer does beside what reviewers agreed on.

    Args:
        verdict: of `Judgement.Verdict`.
        named: the article or intent they named, if the verdict has one.
        had: what was understood when the visitor asked; of it the verdict `right` speaks.
        answer: as `bench.trial` tells it.
    """
    if verdict == Said.ARTICLE:
        return _of_articles({named}, answer)
    if verdict in (Said.NO_ANSWER, Said.OUT_OF_SCOPE):
        return _of_nothing(answer)
    if verdict == Said.INTENT:
        return _of_intent(named, answer)
    outcome = str(had.get("outcome") or "")
    if outcome == "sure":
        return _of_articles(set(had.get("articles") or ()), answer)
    if outcome == "close":
        return _of_offer(set(had.get("offered") or ()), answer)
    if outcome in NEAR:
        return _of_nothing(answer)
    return _of_intent(str(had.get("intent") or ""), answer, outcome)


def verdict_of(before: Answer, after: Answer) -> Optional[str]:
    """What became of an answer; None where it stays as it is. Both have a `result`, or neither.

    Returns:
        better or worse where what is right is known, else that it changed.
    """
    if "result" in before and before["result"] != after["result"]:
        better = RESULTS.index(after["result"]) < RESULTS.index(before["result"])
        return Verdict.BETTER if better else Verdict.WORSE
    return Verdict.CHANGED if any(before[name] != after[name] for name in _COMPARED) else None


def _of_articles(wanted: Collection[str], answer: Answer) -> str:
    said, shown = set(answer["articles"]), {*answer["articles"], *answer["offered"]}
    if said and not said & set(wanted):
        return "wrong"
    if said and set(wanted) <= said:
        return "right"
    return "offered" if shown & set(wanted) else "declined"


def _of_offer(wanted: set[str], answer: Answer) -> str:
    """It was right to ask which of some articles is meant; saying one of them is as good."""
    if answer["articles"]:
        return "right" if set(answer["articles"]) <= wanted else "wrong"
    return "right" if wanted & set(answer["offered"]) else "declined"


def _of_nothing(answer: Answer) -> str:
    """It was right, or would be, to say that there is no answer."""
    return "wrong" if answer["articles"] else "offered" if answer["offered"] else "right"


def _of_intent(intent: str, answer: Answer, outcome: str = "") -> str:
    """Conversation, as opposed to a question: greeting, thanks, a person."""
    if answer["articles"]:
        return "wrong"
    same = answer["outcome"] == outcome if outcome else answer["outcome"] not in (*NEAR, "close")
    if answer["intent"] == intent and same:
        return "right"
    return "offered" if answer["offered"] else "declined"
