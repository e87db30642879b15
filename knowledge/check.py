"""Checks the whole knowledge base: `python -m knowledge.check`. Exit 1 with file, line and reason."""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from knowledge.loading import KNOWLEDGE_DIR, KnowledgeBase, KnowledgeError, Problem, line_of, load
from knowledge.schema import LANGUAGES, Article, Topic


def check(folder: Path = KNOWLEDGE_DIR) -> KnowledgeBase:
    """Loads the knowledge base and applies the rules that need all of it.

    Raises:
        KnowledgeError: with every problem found.
    """
    base = load(folder)
    problems = [*_references(base), *_ambiguities(base), *_uncovered(base, folder)]
    if problems:
        raise KnowledgeError(problems)
    return base


def _places(base: KnowledgeBase) -> Iterator[tuple[Path, Topic, int, Article]]:
    for key, topic in base.topics.items():
        for index, article in enumerate(topic.articles):
            yield base.paths[key], topic, index, article


def _references(base: KnowledgeBase) -> Iterator[Problem]:
    """Ids that name nothing, facts that may not be published, and sureness that is overstated."""
    known = base.articles
    for path, topic, index, article in _places(base):
        reasons: list[tuple[str, str]] = []
        for citation in article.sources:
            if citation.source not in topic.sources and citation.source not in base.sources:
                reasons.append(("sources", f"no source {citation.source!r} here or in sources.yml"))
        contact = article.contact or topic.contact
        if contact not in base.contacts:
            reasons.append(("contact", f"no contact {contact!r} in contacts.yml"))
        for other in article.related:
            if other not in known or other == article.id:
                reasons.append(("related", f"no other article {other!r}"))
        for fact in article.facts:
            grade = base.facts[fact].confidence if fact in base.facts else None
            if grade is None:
                reasons.append(("facts", f"no fact {fact!r} in facts.yml"))
            elif grade == "low":
                reasons.append(("facts", f"{fact} is of low confidence and is not published"))
            elif grade == "medium" and article.confidence == "high":
                reasons.append(("facts", f"{fact} is of medium confidence: say `confidence: medium`"))
        for key, reason in reasons:
            line = line_of(path, ("articles", index, key))
            yield Problem(path, line, f"{article.id}: {reason}")


def _ambiguities(base: KnowledgeBase) -> Iterator[Problem]:
    """The same question or alias in two places."""
    seen: dict[tuple[str, str], str] = {}
    for path, _, index, article in _places(base):
        for question in {_folded(q) for lang in LANGUAGES for q in article.questions[lang]}:
            first = seen.setdefault(("question", question), article.id)
            if first != article.id:
                line = line_of(path, ("articles", index, "questions"))
                yield Problem(path, line, f"{article.id}: the question {question!r} stands in {first} too")
    for key, topic in base.topics.items():
        for name in {_folded(n) for n in (*topic.own_names, *topic.included_names)}:
            if seen.setdefault(("alias", name), key) != key:
                line = line_of(base.paths[key], ("aliases",))
                yield Problem(base.paths[key], line, f"the name {name!r} is {seen['alias', name]}'s too")


def _uncovered(base: KnowledgeBase, folder: Path) -> Iterator[Problem]:
    """Facts of the city's own document (part A) that no article rests on."""
    covered = {fact for article in base.articles.values() for fact in article.facts}
    for fact in base.facts:
        if fact.startswith("A-") and fact not in covered:
            path = folder / "facts.yml"
            yield Problem(path, line_of(path, (fact,)), f"no article rests on {fact}: {base.facts[fact].topic}")


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().strip()


def main() -> int:
    """Command line: prints the problems, or what the base holds. An argument names another folder."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else KNOWLEDGE_DIR
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
