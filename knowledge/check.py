"""Checks the whole knowledge base: `python -m knowledge.check`. Exit 1 with file, line and reason."""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Optional, Union

from knowledge.faults import Fault
from knowledge.loading import KnowledgeBase, KnowledgeError, Problem, folder_in_use, line_of, load
from knowledge.schema import LANGUAGES, Article, Topic


@dataclass(frozen=True)
class Finding:
    """A fault of a base that can be read.

    Attributes:
        topic: in whose file it is; None for `facts.yml`.
        at: the place in that file, keys and indexes from the top.
        fault: what is wrong.
        article: which article is concerned, by its id.
    """

    topic: Optional[str]
    at: tuple[Union[str, int], ...]
    fault: Fault
    article: str = ""


def check(folder: Optional[Path] = None) -> KnowledgeBase:
    """Loads the knowledge base and applies the rules that need all of it.

    Args:
        folder: the one in use, unless another is named.

    Raises:
        KnowledgeError: with every problem found.
    """
    folder = folder or folder_in_use()
    base = load(folder)
    problems = [_placed(finding, base, folder) for finding in findings(base)]
    if problems:
        raise KnowledgeError(problems)
    return base


def findings(base: KnowledgeBase) -> Iterator[Finding]:
    """What the rules that need the whole base find in it."""
    yield from _references(base)
    yield from _ambiguities(base)
    yield from _uncovered(base)


def _placed(finding: Finding, base: KnowledgeBase, folder: Path) -> Problem:
    path = base.paths[finding.topic] if finding.topic else folder / "facts.yml"
    reason = f"{finding.article}: {finding.fault}" if finding.article else str(finding.fault)
    return Problem(path, line_of(path, finding.at), reason)


def _places(base: KnowledgeBase) -> Iterator[tuple[str, Topic, int, Article]]:
    for key, topic in base.topics.items():
        for index, article in enumerate(topic.articles):
            yield key, topic, index, article


def _references(base: KnowledgeBase) -> Iterator[Finding]:
    """Ids that name nothing, facts that may not be published, and sureness that is overstated."""
    known = base.articles
    for key, topic, index, article in _places(base):
        reasons: list[tuple[str, Fault]] = []
        for citation in article.sources:
            if citation.source not in topic.sources and citation.source not in base.sources:
                reasons.append(("sources", Fault("no_source", source=citation.source)))
        contact = article.contact or topic.contact
        if contact not in base.contacts:
            reasons.append(("contact", Fault("no_contact", contact=contact)))
        for other in article.related:
            if other not in known or other == article.id:
                reasons.append(("related", Fault("no_article", article=other)))
        for fact in article.facts:
            grade = base.facts[fact].confidence if fact in base.facts else None
            if grade is None:
                reasons.append(("facts", Fault("no_fact", fact=fact)))
            elif grade == "low":
                reasons.append(("facts", Fault("low_fact", fact=fact)))
            elif grade == "medium" and article.confidence == "high":
                reasons.append(("facts", Fault("medium_fact", fact=fact)))
        for field, fault in reasons:
            yield Finding(key, ("articles", index, field), fault, article.id)


def _ambiguities(base: KnowledgeBase) -> Iterator[Finding]:
    """The same question or alias in two places."""
    seen: dict[tuple[str, str], str] = {}
    for key, _, index, article in _places(base):
        for question in {_folded(q) for lang in LANGUAGES for q in article.questions[lang]}:
            first = seen.setdefault(("question", question), article.id)
            if first != article.id:
                fault = Fault("question_elsewhere", question=question, article=first)
                yield Finding(key, ("articles", index, "questions"), fault, article.id)
    for key, topic in base.topics.items():
        for name in {_folded(n) for n in (*topic.own_names, *topic.included_names)}:
            if seen.setdefault(("alias", name), key) != key:
                yield Finding(key, ("aliases",), Fault("name_elsewhere", name=name, topic=seen["alias", name]))


def _uncovered(base: KnowledgeBase) -> Iterator[Finding]:
    """Facts of the city's own document (part A) that no article rests on."""
    covered = {fact for article in base.articles.values() for fact in article.facts}
    for fact in base.facts:
        if fact.startswith("A-") and fact not in covered:
            yield Finding(None, (fact,), Fault("uncovered", fact=fact, about=base.facts[fact].topic))


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().strip()


def main() -> int:
    """Command line: prints the problems, or what the base holds. An argument names another folder."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    try:
        base = check(folder)
    except KnowledgeError as error:
        print(error, file=sys.stderr)
        return 1
    stale = [a.id for a in base.articles.values() if a.revised.stale]
    questions = {lang: sum(len(a.questions[lang]) for a in base.articles.values()) for lang in LANGUAGES}
    print(f"knowledge: {len(base.topics)} topics, {len(base.articles)} articles, questions {questions}")
    for article_id in stale:
        print(f"knowledge: {article_id}: one language was revised after the other (stale pair)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
