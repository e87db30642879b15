"""How many held-out questions are answered rightly: `make bench-accuracy`.

A question counts as right when every answer given rests on one of its facts, as offered when the right article is
among the buttons, as wrong when an answer rests on none of them. Outside questions count as declined when nothing
is answered and nothing offered. What is wrong is called hedged where the answer itself says whom to ask if it is not
the one.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from pathlib import Path
from typing import Literal, Optional

from actions.decision import Decision, decide
from actions.library import Library, Shelf
from actions.turn import Turn
from bench.questions import Pipeline, Question, Understands, read
from ops.model import ensure_model


def outcome(question: Question, decision: Decision, shelf: Shelf) -> str:
    """right, offered, wrong or declined."""
    articles = shelf.base.articles
    wanted = [set(f) for f in question.facts] if question.kind == "double" else [set(question.facts)]

    def rests(ids: tuple[str, ...], facts: set[str]) -> bool:
        return any(facts & set(articles[i].facts) for i in ids)

    if question.outside:
        return "wrong" if decision.answers else "offered" if decision.options else "declined"
    if any(not any(rests((a,), facts) for facts in wanted) for a in decision.answers):
        return "wrong"
    if decision.answers and all(rests(decision.answers, facts) for facts in wanted):
        return "right"
    if all(rests(decision.answers + decision.options, facts) for facts in wanted):
        return "offered"
    return "declined" if not decision.options and not decision.answers else "half" if decision.answers else "other"


def ask(question: Question, pipeline: Understands, shelf: Shelf) -> Decision:
    """The decision about the last turn, the conversation before it played as it would go."""
    topic: Optional[str] = None
    answered: tuple[str, ...] = ()
    decision = Decision("unsure")
    for text in question.turns:
        about = shelf.base.topics[topic].name if topic in shelf.base.topics else None
        turn = Turn(pipeline.understand(text, about), _language(pipeline, text, question), topic, answered)
        decision = decide(turn.understood, turn.language, shelf, turn.context)
        answered = decision.answers or answered
        topic = turn.topic_after(shelf, decision.answers)
    return decision


def _language(pipeline: Understands, text: str, question: Question) -> Literal["ja", "en"]:
    detected = pipeline.understand(text).detected
    return "en" if (detected if detected in ("ja", "en") else question.language) == "en" else "ja"


def main() -> None:
    """Command line: prints the table and the confidently wrong ones."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, default=None, help="default: the model of the present inputs")
    parser.add_argument("--set", default="test", choices=["tune", "test"])
    parser.add_argument("--list", nargs="*", default=["wrong", "hedged"], help="outcomes whose questions are listed")
    options = parser.parse_args()
    shelf = Library().shelf()
    pipeline = Pipeline(options.model or ensure_model())
    table: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    listed = []
    for question in read(options.set):
        decision = ask(question, pipeline, shelf)
        result = outcome(question, decision, shelf)
        if result == "wrong" and not decision.firm:
            result = "hedged"
        table[question.language, question.kind][result] += 1
        if result in options.list:
            told = decision.answers or decision.options or [c.article for c in decision.considered[:1]]
            likely = decision.considered[0].probability if decision.considered else 0.0
            listed.append(
                f"  {result} {question.id} [{question.style}] {question.turns[-1][:90]!r} -> {told} {likely:.2f}"
            )
    for (language, kind), counts in table.items():
        whole = sum(counts.values())
        print(language, f"{kind:9s} n={whole:4d}", "  ".join(f"{k} {v / whole:6.1%}" for k, v in counts.most_common()))
    print("\n".join(listed))


if __name__ == "__main__":
    main()
