"""How accuracy grows with the examples an article has: `make bench-learning`.

The classifier alone, trained on so many example questions of each article and language, is asked the held-out
questions in scope. A question counts when the best article rests on one of its facts. It tells editors whether more
examples help; results are kept, and only new ones are trained.
"""

from __future__ import annotations

import argparse

from bench.peers.job import Job, run
from bench.questions import read
from knowledge.intents import article_of, intent_of
from knowledge.loading import load
from knowledge.schema import LANGUAGES

COUNTS = (5, 10, 15, 25)
QUICK = (5, 15)


def main() -> None:
    """Command line: prints the curve."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="two points of the curve")
    options = parser.parse_args()
    base = load()
    asked = [q for q in read("test") if q.kind == "question"]
    for count in QUICK if options.quick else COUNTS:
        examples: list[tuple[str, str, str]] = [
            (language, text, intent_of(article.id))
            for article in base.articles.values()
            for language in LANGUAGES
            for text in article.questions[language][:count]
        ]
        result = run("ours", Job(examples, [(q.language, q.turns[0]) for q in asked]))
        assert result is not None
        told = []
        for language in LANGUAGES:
            right = [
                bool(set(q.facts) & set(base.articles[article_of(intent) or ""].facts))
                for q, (intent, _, _) in zip(asked, result.answers)
                if q.language == language and intent
            ]
            told.append(f"{language} {sum(right) / sum(q.language == language for q in asked):.1%}")
        print(
            f"up to {count:2d} examples ({len(examples):6,d} in all)  {'  '.join(told)}  "
            f"training {result.training_s:.0f} s, {result.peak_mb:,.0f} MB",
            flush=True,
        )


if __name__ == "__main__":
    main()
