"""Reads the knowledge base from its YAML files, or says with file, line and reason why it cannot."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Optional

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from knowledge.schema import Article, Contact, Fact, Source, Topic

KNOWLEDGE_DIR = Path(__file__).resolve().parent  # where the articles are delivered


def folder_in_use(values: Mapping[str, str] = os.environ) -> Path:
    """The folder of the articles: that of the variable `KNOWLEDGE_DIR`, else the delivered one."""
    named = values.get("KNOWLEDGE_DIR")
    return Path(named).resolve() if named else KNOWLEDGE_DIR


@dataclass(frozen=True)
class Problem:
    """One reason why the knowledge base is refused, and where."""

    path: Path
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.reason}"


class KnowledgeError(ValueError):
    """The knowledge base is malformed; `problems` says where and why."""

    def __init__(self, problems: list[Problem]):
        self.problems = problems
        super().__init__("\n".join(str(p) for p in problems))


@dataclass(frozen=True, eq=False)
class KnowledgeBase:
    """All topics, articles, contacts, shared sources and fact ids of one knowledge folder."""

    topics: dict[str, Topic]
    contacts: dict[str, Contact]
    sources: dict[str, Source]
    facts: dict[str, Fact]
    paths: dict[str, Path] = field(default_factory=dict)

    @cached_property
    def articles(self) -> dict[str, Article]:
        """Every article by its id (`lip-yokohama/members`), in the order of the files."""
        return {a.id: a for t in self.topics.values() for a in t.articles}

    @property
    def general_contact(self) -> Contact:
        """The contact of everything that names no other."""
        return next(iter(self.contacts.values()))

    def contact_of(self, article: Article) -> Contact:
        """The contact an answer names: the article's, else its topic's."""
        return self.contacts[article.contact or self.topics[article.topic_id].contact]

    def source_of(self, article: Article, key: str) -> Source:
        """A cited source: of the article's topic file, else a shared one."""
        return self.topics[article.topic_id].sources.get(key) or self.sources[key]


def load(folder: Optional[Path] = None) -> KnowledgeBase:
    """Reads a knowledge folder.

    Args:
        folder: holds `topics/*.yml`, `contacts.yml`, `sources.yml` and `facts.yml`; the one in use if none is named.

    Raises:
        KnowledgeError: with every problem of every file, when one is malformed.
    """
    folder = folder or folder_in_use()
    problems: list[Problem] = []
    contacts = _read_map(folder / "contacts.yml", Contact, problems)
    sources = _read_map(folder / "sources.yml", Source, problems)
    facts = _read_map(folder / "facts.yml", Fact, problems)
    topics: dict[str, Topic] = {}
    paths: dict[str, Path] = {}
    for path in sorted((folder / "topics").glob("*.yml")):
        topic = _read_one(path, Topic, _read_yaml(path, problems), (), problems)
        if topic is None:
            continue
        if topic.topic != path.stem:
            problems.append(Problem(path, 1, f"the topic {topic.topic!r} must stand in {topic.topic}.yml"))
        topics[topic.topic] = topic
        paths[topic.topic] = path
    if problems:
        raise KnowledgeError(problems)
    return KnowledgeBase(topics, contacts, sources, facts, paths)


def line_of(path: Path, location: tuple[Any, ...]) -> int:
    """The line (from 1) of a place in a YAML file, as near as the file allows.

    Args:
        path: a file that parses.
        location: keys and indexes from the top, e.g. `("articles", 0, "answer", "en")`.
    """
    node, line = _with_lines(path, path.stat().st_mtime_ns), 1
    for key in location:
        try:
            line = node.lc.data[key][0] + 1
            node = node[key]
        except (AttributeError, KeyError, IndexError, TypeError):
            break
    return line


@lru_cache(maxsize=64)
def _with_lines(path: Path, _mtime_ns: int) -> Any:
    return YAML().load(path.read_text(encoding="utf-8"))


def _read_yaml(path: Path, problems: list[Problem]) -> Any:
    try:
        return YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    except (YAMLError, OSError, ValueError) as error:  # ValueError: not UTF-8, or no day of the calendar
        mark = error.problem_mark if isinstance(error, MarkedYAMLError) else None
        reason = (error.problem if isinstance(error, MarkedYAMLError) else None) or str(error)
        problems.append(Problem(path, mark.line + 1 if mark else 1, f"cannot be read: {reason}"))
        return None


def _read_map(path: Path, model: Any, problems: list[Problem]) -> dict[str, Any]:
    data = _read_yaml(path, problems) or {}
    if not isinstance(data, dict):
        problems.append(Problem(path, 1, "must name each entry by its key"))
        return {}
    read = {key: _read_one(path, model, value, (key,), problems) for key, value in data.items()}
    return {key: value for key, value in read.items() if value is not None}


def _read_one(path: Path, model: type[BaseModel], data: Any, at: tuple, problems: list[Problem]) -> Any:
    if data is None:
        if not problems or problems[-1].path != path:
            problems.append(Problem(path, line_of(path, at), "is empty"))
        return None
    try:
        return model.parse_obj(data)
    except ValidationError as error:
        for e in error.errors():
            location = at + tuple(p for p in e["loc"] if p != "__root__")
            where = ".".join(str(p) for p in location)
            problems.append(Problem(path, line_of(path, location), f"{where}: {e['msg']}"))
        return None
