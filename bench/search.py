"""How well and how fast articles are found: `make bench-search`.

Three measurements, every finder in the same run:

- *one left out*: each example question asks for its article while it is taken out of the index;
- *title only*: the index holds the title and the answer of each article, its example questions are asked; what varies
  between texts that ask the same may be learnt from other articles;
- *scale*: made-up articles by the thousand; the time to index and to find, and the memory of a process of its own.

An article counts as found when it is the very one, or rests on the very same facts.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from bench.search_peers import FINDERS, Finder, MeanVectors
from knowledge.loading import KnowledgeBase, load
from knowledge.mentions import MentionFinder
from knowledge.schema import LANGUAGES, Article
from knowledge.search import Document
from knowledge.spelling import Spelling

CUTS = (1, 3, 10)
QUICK_FOLDS, FOLDS = 1, 3  # the k-th question of each article is left out in the k-th fold
QUICK_TITLE_QUESTIONS, TITLE_QUESTIONS = 2, 6  # of each article, where only its title is known
TITLE_PARTS = 5  # of the articles
SCALES = (1_000, 10_000, 100_000)
QUERIES = 300


Run = tuple[list[Document], list[tuple[str, str]], list[list[str]]]  # what is indexed, what is asked, what is alike


def left_out(base: KnowledgeBase, language: str, folds: int) -> Iterator[Run]:
    """For each fold the documents without one question of each article, and those questions with their article.

    Documents of the other language are left out, since a question's translation may be among theirs.
    """
    for fold in range(folds):
        documents, asked = [], []
        for article in base.articles.values():
            questions = article.questions[language]
            kept = [q for i, q in enumerate(questions) if i != fold]
            asked += [(q, article.id) for q in questions[fold : fold + 1]]
            documents.append(_document(article, [article.title[language], *kept], language))
        if asked:
            yield documents, asked, []


def title_only(base: KnowledgeBase, language: str, count: int) -> Iterator[Run]:
    """The documents of both languages with their title for a question, and example questions of a part of the articles.

    The questions of the other parts are there to learn from what varies between texts that ask the same: who adds an
    article has others with many questions. Articles on the same facts are in the same part.
    """
    documents = [_document(a, [a.title[lang]], lang) for a in base.articles.values() for lang in LANGUAGES]
    parts = {facts: i % TITLE_PARTS for i, facts in enumerate(dict.fromkeys(map(_facts, base.articles.values())))}
    for part in range(TITLE_PARTS):
        asked, alike = [], []
        for article in base.articles.values():
            questions = article.questions[language]
            if parts[_facts(article)] == part:
                asked += [(q, article.id) for q in questions[:: max(1, len(questions) // count)][:count]]
            else:
                alike.append([q for lang in LANGUAGES for q in (article.title[lang], *article.questions[lang])])
        yield documents, asked, alike


def _facts(article: Article) -> frozenset[str]:
    return frozenset(article.facts)


def quality(finder: type[Finder], runs: Iterator[Run], base: KnowledgeBase, language: str) -> dict[str, float]:
    """Recall at each cut and the mean reciprocal rank (of the first ten)."""
    facts = {a.id: _facts(a) for a in base.articles.values()}
    spelling = Spelling(base, MentionFinder(base))
    ranks: list[int] = []
    for documents, asked, alike in runs:
        groups = [[spelling.canonical(text, language) for text in group] for group in alike]
        built = finder([_spelt(d, spelling) for d in documents], language, groups)
        for question, article in asked:
            found = built.find(spelling.canonical(question, language), max(CUTS))
            ranks.append(next((i for i, a in enumerate(found, 1) if facts[a] == facts[article]), 0))
    given = np.array(ranks)
    recall = {f"@{cut}": float(((given > 0) & (given <= cut)).mean()) for cut in CUTS}
    return {"n": len(given), **recall, "MRR": float(np.mean([1 / r if r else 0.0 for r in ranks]))}


def made_up(base: KnowledgeBase, count: int, language: str) -> list[Document]:
    """Articles put together at random from our own sentences, with names and numbers that differ.

    A question of ours with another place and number in it, and two answers of others, shortened.
    """
    draw = random.Random(count)
    articles = list(base.articles.values())
    places = [t.name[language] for t in base.topics.values()]
    documents = []
    for number in range(count):
        asked, one, two = draw.sample(articles, 3)
        about = f"{draw.choice(places)} {draw.randint(1, 99_999)}"
        question = f"{draw.choice(asked.questions[language])} {about}"
        answer = f"{one.answer[language][:80]} {about} {two.answer[language][:80]}"
        documents.append(Document(str(number), [question], answer, language))
    return documents


def speed(name: str, count: int, language: str) -> dict[str, float]:
    """Time and memory of one finder with so many articles, in this process."""
    base = load()
    finder = next(f for f in FINDERS if f.name == name)
    documents = made_up(base, count, language)
    questions = [q for a in base.articles.values() for q in a.questions[language]]
    asked = random.Random(1).sample(questions, QUERIES)
    finder(documents[:20], language).find(asked[0], 10)  # dictionaries and weights are read at first use
    before = _megabytes()
    started = time.perf_counter()
    built = finder(documents, language)
    indexed = time.perf_counter() - started
    times = []
    for question in asked:
        started = time.perf_counter()
        built.find(question, 10)
        times.append((time.perf_counter() - started) * 1000)
    p50, p95 = np.percentile(times, [50, 95])
    return {"index s": indexed, "MB": _megabytes() - before, "p50 ms": float(p50), "p95 ms": float(p95)}


def _document(article: Article, questions: Sequence[str], language: str) -> Document:
    return Document(article.id, questions, article.answer[language], language)


def _spelt(document: Document, spelling: Spelling) -> Document:
    """Every finder gets the texts with one spelling of names, so that none wins by that alone."""
    questions = [spelling.canonical(q, document.language) for q in document.questions]
    return Document(document.id, questions, spelling.canonical(document.answer, document.language), document.language)


def _megabytes() -> float:
    """The most this process has held. Not by `getrusage`: that begins with what its parent held."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) / 1024


def _in_process_of_its_own(name: str, count: int, language: str) -> dict[str, float]:
    command = [sys.executable, "-W", "ignore", "-m", "bench.search", "--speed-of", name, str(count), language]
    return json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()[-1])


def _print(title: str, results: dict[str, dict[str, float]]) -> None:
    print(f"\n{title}")
    for name, values in results.items():
        print(f"  {name:32s}", "  ".join(f"{key} {value:.3g}" for key, value in values.items()))
    if all("@1" in values for values in results.values()):
        ours, *peers = (1 - values["@1"] for values in results.values())
        print(f"  misses at rank 1 against the best peer: {ours / min(peers) - 1:+.0%}")
    sys.stdout.flush()


def main() -> None:
    """Command line: prints the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--quick", action="store_true", help="few folds, few questions, and no more than 1,000 made-up articles"
    )
    parser.add_argument("--scales", type=int, nargs="*", default=None)
    parser.add_argument("--speed-of", nargs=3, metavar=("FINDER", "COUNT", "LANGUAGE"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.speed_of:
        name, count, language = options.speed_of
        print(json.dumps(speed(name, int(count), language)))
        return
    base = load()
    for language in LANGUAGES:
        finders = [f for f in FINDERS if language == "ja" or f is not MeanVectors]
        folds = QUICK_FOLDS if options.quick else FOLDS
        titled = QUICK_TITLE_QUESTIONS if options.quick else TITLE_QUESTIONS
        _print(
            f"{language}, one question left out",
            {f.name: quality(f, left_out(base, language, folds), base, language) for f in finders},
        )
        _print(
            f"{language}, title only",
            {f.name: quality(f, title_only(base, language, titled), base, language) for f in finders},
        )
    scales = options.scales if options.scales is not None else SCALES[:1] if options.quick else SCALES
    for count in scales:
        for language in LANGUAGES:
            finders = [f for f in FINDERS if language == "ja" or f is not MeanVectors]
            _print(
                f"{language}, {count:,} articles",
                {f.name: _in_process_of_its_own(f.name, count, language) for f in finders},
            )


if __name__ == "__main__":
    main()
