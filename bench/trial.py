"""What a draft or a model would change: `python -m bench.trial`, which the worker starts (`web.trials.rounds`).

The job comes as JSON on standard input, what is found goes out as JSON lines, so that nothing visitors wrote is put
into files. Past turns and the held-out questions are answered with what is live (`now`) and with what is tried
(`then`), one after the other: never is more than one model and one index of articles held in memory. Where both have
the same model each message is understood once.
"""

from __future__ import annotations

import datetime
import gc
import json
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Optional, TextIO

from actions.library import Library, Shelf
from actions.responding import JAPAN
from bench.accuracy import ask, outcome
from bench.questions import Pipeline, Question, Understands, read
from bench.replay import Answer, Past, answers
from knowledge.loading import KnowledgeError
from knowledge.rendering import render
from ops.service import die_with_parent

NICE = 10  # visitors are answered first
EVERY = 10  # items between two words of progress
# What `bench.accuracy` tells of a question, in the four words that a trial counts.
_RESULTS = {"half": "offered", "other": "declined"}


@dataclass(frozen=True)
class Side:
    """What answers: a folder of articles and the file of a model."""

    knowledge: Path
    model: Path


@dataclass(frozen=True)
class Job:
    """A trial.

    Attributes:
        now, then: what is live, and what is tried.
        conversations: past turns of each.
        questions: which set of held-out questions; none if empty.
    """

    now: Side
    then: Side
    conversations: list[list[Past]]
    questions: str = "test"

    @classmethod
    def read(cls, data: dict[str, Any]) -> Job:
        """From JSON."""
        sides = [Side(Path(data[name]["knowledge"]), Path(data[name]["model"])) for name in ("now", "then")]
        past = [[Past.read(turn) for turn in turns] for turns in data["conversations"]]
        return cls(sides[0], sides[1], past, data.get("questions", "test"))


Tell = Callable[[dict[str, Any]], None]
Found = dict[tuple[str, Any], Answer]  # by kind (`turn` or `question`) and number


def run(job: Job, tell: Tell, load: Callable[[Path], Understands] = Pipeline) -> None:
    """Answers everything twice and tells what each answer was.

    Args:
        job: what is asked of what.
        tell: gets `{"done", "total"}` now and then, and for each turn and question `{"turn" or "question", "before",
            "after"}` (see `bench.replay`; of a question also `result`).
        load: gives what understands messages with a model.

    Raises:
        KnowledgeError: when the articles of a side cannot be used.
    """
    asked = read(job.questions) if job.questions else []
    total = 2 * (len(asked) + sum(turn.asked for turns in job.conversations for turn in turns))
    tell({"done": 0, "total": total})
    now: Found = {}
    pipeline: Optional[Understands] = None
    shelf: Optional[Shelf] = None
    for number, side in enumerate((job.now, job.then)):
        if side.knowledge != job.now.knowledge:
            shelf = None
        if side.model != job.now.model:
            pipeline = None
        gc.collect()
        shelf = shelf or Library(side.knowledge).shelf()
        pipeline = pipeline or load(side.model)
        for done, (key, answer) in enumerate(_all(job, asked, pipeline, shelf), start=number * total // 2 + 1):
            if number:
                tell({key[0]: key[1], "before": now.pop(key), "after": answer})
            else:
                now[key] = answer
            if done % EVERY == 0 or done == total:
                tell({"done": done, "total": total})


def _all(
    job: Job, asked: list[Question], pipeline: Understands, shelf: Shelf
) -> Iterator[tuple[tuple[str, Any], Answer]]:
    for turns in job.conversations:
        for number, answer in answers(turns, pipeline, shelf):
            yield ("turn", number), answer
    for question in asked:
        yield ("question", question.id), _held_out(question, pipeline, shelf)


def _held_out(question: Question, pipeline: Understands, shelf: Shelf) -> Answer:
    decision = ask(question, pipeline, shelf)
    result = outcome(question, decision, shelf)
    if question.outside and result == "declined":
        result = "right"
    today = datetime.datetime.now(JAPAN).date()
    said = [render(shelf.base, shelf.base.articles[one], question.language, today) for one in decision.answers]
    return {
        "language": question.language,
        "asked": " / ".join(question.turns),
        "result": _RESULTS.get(result, result),
        "outcome": decision.kind,
        "articles": list(decision.answers),
        "offered": list(decision.options),
        "text": "\n\n".join(said),
    }


def _alone() -> TextIO:
    """Standard output for this program alone; what libraries print goes to the errors."""
    out = os.fdopen(os.dup(1), "w", encoding="utf-8", buffering=1)
    os.dup2(2, 1)
    return out


def main() -> int:
    """Command line. What it cannot do is told as `{"problem": key}`."""
    os.nice(NICE)
    die_with_parent()
    out = _alone()

    def tell(what: dict[str, Any]) -> None:
        out.write(json.dumps(what, ensure_ascii=False) + "\n")

    job = Job.read(json.load(sys.stdin))
    if not (job.now.model.is_file() and job.then.model.is_file()):
        tell({"problem": "no_model"})
        return 1
    try:
        run(job, tell)
    except KnowledgeError:
        tell({"problem": "malformed"})
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
