"""A draft checked as its file would be: by the schema and by the rules of the whole base, problems by field."""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import Any, Optional

from pydantic import ValidationError

from knowledge.check import findings
from knowledge.faults import Fault, fault_of
from knowledge.loading import KnowledgeBase
from knowledge.schema import LANGUAGES, SLUG, Article, Source, Topic
from web.articles import fields
from web.articles.fields import Content


@dataclass
class Examined:
    """What came of it.

    Attributes:
        base: the whole base with the draft in it, when the draft can be read at all.
        article: the article as it would be.
        sources: those that the draft adds to its topic.
        faults: what is wrong, by the name of the form's field.
    """

    base: Optional[KnowledgeBase] = None
    article: Optional[Article] = None
    sources: dict[str, Source] = field(default_factory=dict)
    faults: dict[str, list[Fault]] = field(default_factory=lambda: defaultdict(list))

    @property
    def sound(self) -> bool:
        """Whether it may be published."""
        return self.article is not None and not self.faults


def examine(base: KnowledgeBase, article: str, content: Content, today: datetime.date) -> Examined:
    """Checks the fields of a draft.

    Args:
        base: what is published now.
        article: the draft's id.
        content: its fields.
        today: which becomes the day of revision of each language that was changed.
    """
    done = Examined()
    topic = base.topics.get(article.partition("/")[0])
    if topic is None:
        done.faults["id"].append(Fault("no_topic", topic=article.partition("/")[0]))
        return done
    _new_source(topic, content, done)
    data = fields.as_data(content, article, _revised(base.articles.get(article), content, today))
    try:
        done.article = Article.parse_obj(data)
    except ValidationError as refused:
        for error in refused.errors():
            done.faults[_field(error["loc"], fault_of(error))].append(fault_of(error))
        return done
    others = [one for one in topic.articles if one.id != article]
    place = next((i for i, one in enumerate(topic.articles) if one.id == article), len(others))
    told = {**topic.dict(), "sources": {**topic.sources, **done.sources}}
    try:
        changed = Topic.parse_obj({**told, "articles": [*others[:place], done.article, *others[place:]]})
    except ValidationError as refused:
        done.faults["id"] += [fault_of(error) for error in refused.errors()]
        return done
    done.base = replace(base, topics={**base.topics, topic.topic: changed})
    known = {(one.article, one.at[2:], str(one.fault)) for one in findings(base)}
    for finding in findings(done.base):
        if (finding.article, finding.at[2:], str(finding.fault)) not in known:
            done.faults[_named(str((*finding.at, "", "", "")[2]), finding.fault, content)].append(finding.fault)
    return done


def _new_source(topic: Topic, content: Content, done: Examined) -> None:
    """The source that the draft adds to its topic, if it names one."""
    if not any(content.get(name) for name in fields.NEW_SOURCE):
        return
    data: dict[str, Any] = {
        "title": {code: content[f"new_title_{code}"] for code in LANGUAGES},
        "url": content["new_url"] or None,
        "date": content["new_date"],
    }
    key = content["new_key"]
    if not re.match(SLUG, key) or key in topic.sources:
        done.faults["new_key"].append(Fault("source_key"))
    try:
        done.sources[key] = Source.parse_obj(data)
    except ValidationError as refused:
        for error in refused.errors():
            done.faults["new_" + "_".join(str(part) for part in error["loc"])].append(fault_of(error))


def _revised(before: Optional[Article], content: Content, today: datetime.date) -> dict[str, str]:
    """A language whose title or answer changes is revised today; both are where the editor says that they agree."""
    days: dict[str, str] = {}
    for code in LANGUAGES:
        same = before is not None and (before.title[code], before.answer[code]) == (
            content[f"title_{code}"],
            content[f"answer_{code}"],
        )
        kept = before.revised.dict()[code] if before is not None else today
        days[code] = (kept if same and not content.get("in_step") else today).isoformat()
    return days


def _field(at: tuple[Any, ...], fault: Fault) -> str:
    """The form's field of a place in an article."""
    first, rest = at[0], at[1:]
    if first in ("title", "answer", "questions"):
        language = rest[0] if rest else fault.values.get("lang", "ja")
        return f"{first}_{language}"
    if first == "sources" and rest:
        return f"source_{rest[0]}"
    return str(first)


def _named(first: str, fault: Fault, content: Content) -> str:
    """The form's field of what the rules of the whole base found, wherever in the base they found it."""
    if fault.code == "question_elsewhere":
        mine = "\n".join(fields.lines(content["questions_ja"])).casefold()
        return "questions_ja" if str(fault.values["question"]) in mine else "questions_en"
    if fault.code == "uncovered":
        return "facts"
    return first or "id"
