"""Writing a draft into its topic's file, with its place in the history; and going back.

The file is the truth: it is read again, checked with the draft in it, and replaced in one step. One publishes at a
time. The history is committed around the replacement; where the commit fails, the file is put back.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Optional

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from ruamel.yaml import YAML

from knowledge.loading import KnowledgeBase, KnowledgeError, load
from knowledge.replacing import replace_text
from knowledge.schema import Article, Topic
from knowledge.writing import block_of, with_article
from web.articles import fields
from web.articles.drafts import Conflict
from web.articles.examining import Examined, examine
from web.articles.fields import Content
from web.articles.models import Draft, Edition
from web.chat.errors import newest
from web.desk import audit
from web.desk.models import StaffMember
from web.desk.pages import office_today
from web.desk.roles import OVERRIDING
from web.trials import gate

LOCK = 19_590_604  # any number that only this module uses
OVERRIDING_CHARS = 1_000


@dataclass(frozen=True)
class Prepared:
    """A topic's file with a change in it, checked and not yet written.

    Attributes:
        path: of the file.
        text, changed: the file as it is, and as it shall be.
        before: the article as it is; None when it is new.
        article: the article as it shall be.
    """

    path: Path
    text: str
    changed: str
    before: Optional[Article]
    article: Article

    @property
    def trains(self) -> bool:
        """Whether the model has to learn something of it."""
        return self.before is None or self.before.examples != self.article.examples


def writable() -> bool:
    """Whether articles can be published into the folder; in production it may be read-only."""
    return os.access(settings.ENVIRONMENT.knowledge_dir / "topics", os.W_OK)


def published() -> KnowledgeBase:
    """What stands in the files at this moment.

    Raises:
        Conflict: `malformed` when they cannot be read.
    """
    try:
        return load(settings.ENVIRONMENT.knowledge_dir)
    except KnowledgeError:
        raise Conflict("malformed") from None


def prepare(article: str, content: Content, base_content: Content) -> Prepared:
    """Puts a change into the text of its file.

    Args:
        article: the id.
        content: its fields as they shall be.
        base_content: as they were when the change began; empty for a new one.

    Raises:
        Conflict: `moved` when the file says something else by now, `faults` when the check refuses it, `malformed`.
    """
    base = published()
    before = base.articles.get(article)
    if (fields.of_article(before) if before else {}) != base_content:
        raise Conflict("moved")
    done: Examined = examine(base, article, content, office_today())
    if not done.sound or done.article is None or done.base is None:
        raise Conflict("faults")
    path = base.paths[done.article.topic_id]
    text = path.read_text(encoding="utf-8")
    changed = with_article(text, done.article, done.sources)
    if Topic.parse_obj(YAML(typ="safe").load(changed)) != done.base.topics[done.article.topic_id]:
        raise Conflict("faults")  # what was written does not read as what was approved
    return Prepared(path, text, changed, before, done.article)


def publish(draft: int, version: int, member: StaffMember, overriding: str = "") -> Edition:
    """Approves a draft that was handed in, and publishes it.

    Args:
        draft: its number.
        version: as it was seen.
        member: who approves.
        overriding: why it is published although its trial speaks against it, or is not there.

    Raises:
        Conflict: as `prepare`; `own` for an author, `changed` or `over` as in `drafts`, `read_only`; `trial` when the
            gate refuses it (`web.trials.gate`) and no reason is given by somebody who may override.
    """
    found = Draft.objects.filter(pk=draft).first()
    if found is None or found.state != Draft.State.WAITING:
        raise Conflict("over")
    if found.version != version:
        raise Conflict("changed")
    if member.username in found.authors:
        raise Conflict("own")
    with _alone():
        prepared = prepare(found.article, found.content, found.base)
        overridden = _overridden(found, member, overriding)
        with _written(prepared):
            moved = Draft.objects.filter(pk=draft, version=version, state=Draft.State.WAITING)
            if not moved.update(state=Draft.State.PUBLISHED):
                raise Conflict("changed")
            edition = _edition(prepared, found.authors, member, found.note, overridden=overridden)
            audit.note(member.username, "article_published", found.article)
            if overridden:
                audit.note(member.username, "trial_overridden", found.article)
    newest(settings.ENVIRONMENT.knowledge_dir).refresh()
    return edition


def restore(edition: int, member: StaffMember) -> Edition:
    """Publishes an article again as it was before an edition, as an edition of its own.

    Raises:
        Conflict: as `prepare`; `nothing` when there was nothing before it, `same` when it reads so already,
            `read_only`.
    """
    found = Edition.objects.filter(pk=edition).first()
    if found is None or not found.content.get("before"):
        raise Conflict("nothing")
    with _alone():
        now = published().articles.get(found.article)
        current = fields.of_article(now) if now else {}
        if current == found.content["before"]:
            raise Conflict("same")
        prepared = prepare(found.article, found.content["before"], current)
        with _written(prepared):
            again = _edition(prepared, [member.username], member, "", found)
            audit.note(member.username, "article_restored", found.article)
    newest(settings.ENVIRONMENT.knowledge_dir).refresh()
    return again


def _overridden(draft: Draft, member: StaffMember, reason: str) -> str:
    """The reason, where one is needed; empty where the trial speaks for the draft."""
    if not gate.refusals_of_draft(draft):
        return ""
    if not member.may(OVERRIDING) or not reason.strip():
        raise Conflict("trial")
    return reason.strip()[:OVERRIDING_CHARS]


def _edition(
    prepared: Prepared,
    authors: list[str],
    member: StaffMember,
    note: str,
    restores: Optional[Edition] = None,
    *,
    overridden: str = "",
) -> Edition:
    return Edition.objects.create(
        article=prepared.article.id,
        authors=authors,
        approved_by=member.username,
        note=note,
        before=block_of(prepared.text, prepared.article.id),
        after=block_of(prepared.changed, prepared.article.id),
        content={
            "before": fields.of_article(prepared.before) if prepared.before else None,
            "after": fields.of_article(prepared.article),
        },
        restores=restores,
        overridden=overridden,
        trains=prepared.trains,
    )


@contextmanager
def _alone() -> Iterator[None]:
    """One publishes at a time: on a machine by a lock on the folder, on several by one in their common database."""
    if not writable():
        raise Conflict("read_only")
    handle = os.open(settings.ENVIRONMENT.knowledge_dir / "topics", os.O_RDONLY)
    shared = connection.vendor == "postgresql"
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        if shared:
            _ask("SELECT pg_advisory_lock(%s)")
        try:
            yield
        finally:
            if shared:
                _ask("SELECT pg_advisory_unlock(%s)")
    finally:
        os.close(handle)


def _ask(command: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(command, [LOCK])


@contextmanager
def _written(prepared: Prepared) -> Iterator[None]:
    """A transaction with the file replaced at its end, and put back where the commit fails."""
    replaced = False
    try:
        with transaction.atomic():
            yield
            replace_text(prepared.path, prepared.changed)
            replaced = True
    except OSError:
        raise Conflict("read_only") from None
    except DatabaseError:
        if replaced:
            replace_text(prepared.path, prepared.text)
        raise
