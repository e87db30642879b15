"""What it costs when questions are typed otherwise: `make bench-robustness`.

The held-out questions in scope are asked as written and under each disturbance; what counts is the share answered
rightly, among the questions that the disturbance changes at all.
"""

from __future__ import annotations

import argparse
from dataclasses import replace

from actions.library import Library
from bench.accuracy import ask, outcome
from bench.disturbing import DISTURBANCES, SLIGHT
from bench.questions import Pipeline, read
from ops.model import ensure_model

QUICK_EVERY = 3  # of the questions


def main() -> None:
    """Command line: prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="every third question")
    every = QUICK_EVERY if parser.parse_args().quick else 1
    shelf, pipeline = Library().shelf(), Pipeline(ensure_model())
    questions = [q for q in read("test") if q.kind == "question"][::every]
    plain = {(q.language, q.id): outcome(q, ask(q, pipeline, shelf), shelf) for q in questions}
    for name, language, disturb in DISTURBANCES:
        changed = [
            (q, replace(q, turns=(disturb(q.turns[0]),)))
            for q in questions
            if q.language == language and disturb(q.turns[0]) != q.turns[0]
        ]
        before = [plain[q.language, q.id] for q, _ in changed]
        after = [outcome(other, ask(other, pipeline, shelf), shelf) for _, other in changed]
        size = len(changed) or 1
        loss = (before.count("right") - after.count("right")) / size
        most = 0.05 if name in SLIGHT else 0.10
        print(
            f"{language}  {name:18s} n={len(changed):3d}  right {before.count('right') / size:6.1%} "
            f"-> {after.count('right') / size:6.1%}  loss {loss:+6.1%} (at most {most:.0%})  "
            f"wrong {before.count('wrong') / size:.1%} -> {after.count('wrong') / size:.1%}",
            flush=True,
        )


if __name__ == "__main__":
    main()
