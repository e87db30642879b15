"""What happens to a draft until it is published: begun, saved, handed in, given back, discarded.

Each function is one transaction that locks the draft. Whoever changes it says which version was seen: where another
was faster nothing is stored, and the page shows both.
"""

from __future__ import annotations

import re
from typing import Any, Optional

from django.db import IntegrityError, transaction
from django.utils import timezone

from knowledge.loading import KnowledgeBase
from knowledge.schema import SLUG
from web.articles import fields
from web.articles.fields import Content
from web.articles.models import Draft
from web.desk import audit
from web.desk.models import StaffMember
from web.trials.orders import order_draft

OPEN = (Draft.State.WRITING, Draft.State.WAITING)
NOTE_CHARS, RETURNED_CHARS = 300, 1_000


class Conflict(Exception):
    """It cannot be done, or not any more. Its text is a key of the desk's words, without `draft_`."""


def of(article: str) -> Optional[Draft]:
    """The open draft of an article."""
    return Draft.objects.filter(article=article, state__in=OPEN).first()


def begin(base: KnowledgeBase, article: str, member: StaffMember) -> Draft:
    """The open draft of an article, or a new one.

    Raises:
        KeyError: when there is no such article.
    """
    return of(article) or _create(article, fields.of_article(base.articles[article]), member, is_new=False)


def begin_again(base: KnowledgeBase, ended: Draft, member: StaffMember) -> Draft:
    """An open draft of the article of one that has ended, for what somebody was still writing."""
    published = base.articles.get(ended.article)
    content = fields.of_article(published) if published else fields.blank()
    return of(ended.article) or _create(ended.article, content, member, is_new=published is None)


def begin_new(base: KnowledgeBase, topic: str, aspect: str, member: StaffMember, question: str = "") -> Draft:
    """A draft of an article that does not exist yet.

    Args:
        base: what is published.
        topic: its topic, which exists.
        aspect: the second half of its id.
        member: who writes it.
        question: the first example, as a visitor asked it.

    Raises:
        Conflict: when the topic is unknown, the aspect malformed, or the id taken.
    """
    article = f"{topic}/{aspect}"
    if topic not in base.topics or not re.match(SLUG, aspect) or len(article) > 120:
        raise Conflict("id_form")
    if article in base.articles or of(article):
        raise Conflict("id_taken")
    content = fields.blank()
    japanese = re.search(r"[\u3040-\u30ff\u4e00-\u9fff]", question)
    content["questions_ja" if japanese else "questions_en"] = question.strip()[: fields.FIELD_CHARS]
    return _create(article, content, member, is_new=True)


def save(draft: int, version: int, content: Content, note: str, member: StaffMember) -> Draft:
    """Stores the fields; a draft that was handed in is back in writing.

    Raises:
        Conflict: `changed` when another was faster, `over` when it is no longer open.
    """
    with transaction.atomic():
        found = _seen(draft, version)
        if (content, note[:NOTE_CHARS]) != (found.content, found.note):
            found.content, found.note, found.state = content, note[:NOTE_CHARS], Draft.State.WRITING
            _changed(found, member, "draft_saved")
        return found


def rebase(draft: int, version: int, published: Content, member: StaffMember) -> Draft:
    """Takes what was published meanwhile as the base: fields that the draft had left alone become the published ones.

    Raises:
        Conflict: as `save`.
    """
    with transaction.atomic():
        found = _seen(draft, version)
        untouched = [name for name in published if found.content.get(name) == found.base.get(name)]
        found.content = {**found.content, **{name: published[name] for name in untouched}}
        found.base, found.is_new, found.state = published, False, Draft.State.WRITING
        _changed(found, member, "draft_saved")
        return found


def submit(draft: int, version: int, member: StaffMember) -> Draft:
    """Hands a draft in, for a second person to approve, and has it tried.

    Raises:
        Conflict: as `save`, or `same` when nothing was changed.
    """
    with transaction.atomic():
        found = _seen(draft, version)
        if found.content == found.base:
            raise Conflict("same")
        found.state, found.returned = Draft.State.WAITING, ""
        _changed(found, member, "draft_submitted", as_author=False)
        order_draft(found, member.username)
        return found


def give_back(draft: int, version: int, reason: str, member: StaffMember) -> Draft:
    """Gives a draft back to its authors, with the reason.

    Raises:
        Conflict: as `save`, or `reason` when there is none.
    """
    if not reason.strip():
        raise Conflict("reason")
    with transaction.atomic():
        found = _seen(draft, version)
        found.state, found.returned = Draft.State.WRITING, reason.strip()[:RETURNED_CHARS]
        _changed(found, member, "draft_returned", as_author=False)
        return found


def discard(draft: int, version: int, member: StaffMember) -> None:
    """Ends a draft without publishing it; its row stays.

    Raises:
        Conflict: as `save`.
    """
    with transaction.atomic():
        found = _seen(draft, version)
        found.state = Draft.State.DISCARDED
        _changed(found, member, "draft_discarded", as_author=False)


def _create(article: str, content: Content, member: StaffMember, *, is_new: bool) -> Draft:
    base: dict[str, Any] = {} if is_new else content
    try:
        with transaction.atomic():
            draft = Draft.objects.create(
                article=article, is_new=is_new, base=base, content=content, changed_by=member.username
            )
            audit.note(member.username, "draft_begun", article)
            return draft
    except IntegrityError:  # a colleague began at the same moment
        return Draft.objects.get(article=article, state__in=OPEN)


def _seen(draft: int, version: int) -> Draft:
    found = Draft.objects.select_for_update().filter(pk=draft).first()
    if found is None or not found.open:
        raise Conflict("over")
    if found.version != version:
        raise Conflict("changed")
    return found


def _changed(draft: Draft, member: StaffMember, action: str, *, as_author: bool = True) -> None:
    draft.version += 1
    draft.changed_at, draft.changed_by = timezone.now(), member.username
    if as_author and member.username not in draft.authors:
        draft.authors = [*draft.authors, member.username]
    draft.save()
    audit.note(member.username, action, draft.article)
