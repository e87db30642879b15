"""Articles that are missing: begun in the editor with the question that was asked, and done once they are published."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from knowledge.loading import KnowledgeBase
from language.grams import runs
from web.articles import drafts
from web.articles.models import Draft
from web.chat.errors import knowledge_base
from web.desk.models import StaffMember
from web.review.models import MissingArticle

SHOWN = 100
LONG = 4  # letters of a word that is worth a place in an id
WORDS = 4  # of an id at the most
# Long words that say nothing of what was asked.
EMPTY = frozenset(
    "about been could does from have need should some tell than that their them then there they this want what when "
    "where which will with would your".split()
)


@dataclass(frozen=True)
class Shown:
    """A missing article as the pages show it.

    Attributes:
        aspect: the second half of an id that is free, for whoever begins to write.
        draft: number of the draft in which it is being written, 0 if none.
        published: whether an article of its id is published.
    """

    row: MissingArticle
    aspect: str
    draft: int
    published: bool


def listed(state: str) -> list[Shown]:
    """Those of a state, newest first."""
    rows = MissingArticle.objects.filter(state=state).select_related("turn").order_by("-pk")
    return shown(list(rows[:SHOWN]))


def shown(rows: list[MissingArticle]) -> list[Shown]:
    """With what has become of them."""
    base = knowledge_base()
    open_drafts = dict(
        Draft.objects.filter(article__in=[one.article for one in rows if one.article], state__in=drafts.OPEN)
        .values_list("article", "pk")
    )  # fmt: skip
    return [
        Shown(one, _aspect(base, one), open_drafts.get(one.article, 0), one.article in base.articles) for one in rows
    ]


def begin(missing: int, topic: str, aspect: str, member: StaffMember) -> Draft:
    """The draft in which a missing article is written, with the question as its first example.

    Raises:
        MissingArticle.DoesNotExist: when it is gone with its conversation, or not open any more.
        drafts.Conflict: as `drafts.begin_new`.
    """
    with transaction.atomic():
        row = MissingArticle.objects.select_for_update().get(pk=missing, state=MissingArticle.State.OPEN)
        begun = drafts.of(row.article) if row.article else None
        if begun is None:
            begun = drafts.begin_new(knowledge_base(), topic, aspect, member, row.question)
            row.article = begun.article
            row.save(update_fields=["article"])
        return begun


def note_published() -> int:
    """Those whose article is published are written; how many."""
    begun = MissingArticle.objects.filter(state=MissingArticle.State.OPEN).exclude(article="")
    published = [pk for pk, article in begun.values_list("pk", "article") if article in knowledge_base().articles]
    return MissingArticle.objects.filter(pk__in=published).update(state=MissingArticle.State.WRITTEN)


def _aspect(base: KnowledgeBase, missing: MissingArticle) -> str:
    """A readable id from an English question, a numbered one from a Japanese one; nothing taken."""
    words = [run for run in runs(missing.question) if run.isascii() and len(run) >= LONG and run not in EMPTY]
    told = "-".join(words[:WORDS]) if missing.language == "en" and words else f"asked-{missing.pk}"
    taken = {f"{missing.topic}/{told}", f"{missing.topic}/{told}-{missing.pk}"} & set(base.articles)
    return f"{told}-{missing.pk}" if taken or drafts.of(f"{missing.topic}/{told}") else told
