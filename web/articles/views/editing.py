"""Writing: a draft is begun, edited beside its preview, handed in or discarded."""

from __future__ import annotations

from typing import Any, Optional

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404

from knowledge.loading import KnowledgeBase
from knowledge.rendering import answer_of
from knowledge.schema import LANGUAGES
from web.articles import drafts, fields, form
from web.articles.drafts import Conflict
from web.articles.examining import Examined, examine
from web.articles.fields import Content
from web.articles.models import Draft
from web.chat.errors import knowledge_base
from web.desk import roles
from web.desk.access import needs
from web.desk.models import StaffMember
from web.desk.pages import language_of, office_today, show

DRAFTS = "/desk/articles/drafts"


@needs(roles.EDITING, "POST")
def begin(request: HttpRequest, topic: str, aspect: str) -> HttpResponse:
    """Begins to edit an article, or goes on where a colleague did."""
    member: StaffMember = request.user  # type: ignore[assignment]
    try:
        draft = drafts.begin(knowledge_base(), f"{topic}/{aspect}", member)
    except KeyError:
        raise Http404 from None
    return HttpResponseRedirect(f"{DRAFTS}/{draft.pk}/edit")


@needs(roles.EDITING, "GET", "POST")
def new(request: HttpRequest) -> HttpResponse:
    """Begins an article that does not exist yet; `question` may come along as its first example."""
    member: StaffMember = request.user  # type: ignore[assignment]
    given = request.GET if request.method == "GET" else request.POST
    topic, aspect, question = given.get("topic", ""), given.get("aspect", "").strip(), given.get("question", "")
    base, problem = knowledge_base(), ""
    if request.method == "POST":
        try:
            draft = drafts.begin_new(base, topic, aspect, member, question)
        except Conflict as conflict:
            problem = str(conflict)
        else:
            return HttpResponseRedirect(f"{DRAFTS}/{draft.pk}/edit")
    topics = [(key, one.name[language_of(request)]) for key, one in base.topics.items()]
    values = {"topic": topic, "aspect": aspect, "question": question, "topics": topics, "problem": problem}
    return show(request, "articles/new", values, 422 if problem else 200)


@needs(roles.EDITING, "GET", "POST")
def edit(request: HttpRequest, draft: int) -> HttpResponse:
    """The form; sending it saves, hands in, discards, or takes over what was published meanwhile."""
    found = get_object_or_404(Draft, pk=draft)
    if request.method == "GET":
        if not found.open:
            return HttpResponseRedirect(f"{DRAFTS}/{draft}")
        return _page(request, found, found.content, saved=request.GET.get("saved") == "1")
    content = fields.of_post(request.POST)
    note = request.POST.get("note", "").strip()
    try:
        return _act(request, found, content, note)
    except Conflict as conflict:
        fresh, problem = Draft.objects.get(pk=draft), str(conflict)
        if not fresh.open:  # what was typed goes into a new draft
            fresh, problem = drafts.begin_again(knowledge_base(), fresh, request.user), "ended"  # type: ignore[arg-type]
        theirs = fresh.content if problem in ("changed", "ended") else None
        return _page(request, fresh, content, note=note, problem=problem, theirs=theirs, status=409)


def _act(request: HttpRequest, found: Draft, content: Content, note: str) -> HttpResponse:
    member: StaffMember = request.user  # type: ignore[assignment]
    wanted, version = request.POST.get("do", "save"), version_of(request)
    if wanted == "discard":
        drafts.discard(found.pk, version, member)
        return HttpResponseRedirect(DRAFTS)
    saved = drafts.save(found.pk, version, content, note, member)
    if wanted == "rebase":
        article = knowledge_base().articles.get(found.article)
        drafts.rebase(found.pk, saved.version, fields.of_article(article) if article else {}, member)
    elif wanted == "submit":
        if not examine(knowledge_base(), found.article, content, office_today()).sound:
            raise Conflict("faults")
        drafts.submit(found.pk, saved.version, member)
        return HttpResponseRedirect(f"{DRAFTS}/{found.pk}")
    return HttpResponseRedirect(f"{DRAFTS}/{found.pk}/edit?saved=1")


@needs(roles.EDITING, "POST")
def look(request: HttpRequest, draft: int) -> HttpResponse:
    """The preview and what the check finds, while one types."""
    found = get_object_or_404(Draft, pk=draft)
    done = examine(knowledge_base(), found.article, fields.of_post(request.POST), office_today())
    return show(request, "articles/look", look_values(found, done, language_of(request)))


def look_values(draft: Draft, done: Examined, language: str) -> dict[str, Any]:
    """What the preview shows of a draft that was examined."""
    before = knowledge_base().articles.get(draft.article)
    article = done.article
    readable = done.base is not None and article is not None and not set(done.faults) & {"sources", "contact"}
    return {
        "answers": [(code, answer_of(done.base, article, code, office_today())) for code in LANGUAGES]
        if readable and done.base is not None and article is not None
        else [],
        "faults": [
            ("sources" if name.startswith("source_") else name, fault.worded(language))
            for name, faults in done.faults.items()
            for fault in faults
        ],
        "trains": article is not None and (before is None or before.examples != article.examples),
        "examined": article is not None,
    }


def _page(
    request: HttpRequest,
    draft: Draft,
    content: Content,
    *,
    note: Optional[str] = None,
    saved: bool = False,
    problem: str = "",
    theirs: Optional[Content] = None,
    status: int = 200,
) -> HttpResponse:
    base, language = knowledge_base(), language_of(request)
    done = examine(base, draft.article, content, office_today())
    topic = base.topics[draft.topic]
    article = base.articles.get(draft.article)
    values = {
        "draft": draft,
        "title": content[f"title_{language}"] or draft.article,
        "topic": topic.name[language],
        "form": form.inputs(content, done.faults, language, theirs),
        "places": form.places(content, done.faults, language),
        "related": form.related(content),
        "sources": _sources(base, draft.topic, language),
        "contacts": [(key, one.name[language]) for key, one in base.contacts.items()],
        "topic_contact": base.contacts[topic.contact].name[language],
        "titles": [(one.id, one.title[language]) for one in base.articles.values()],
        "note": draft.note if note is None else note,
        "saved": saved,
        "problem": problem,
        "moved": not draft.is_new and (fields.of_article(article) if article else {}) != draft.base,
        **look_values(draft, done, language),
    }
    return show(request, "articles/edit", values, status)


def _sources(base: KnowledgeBase, topic: str, language: str) -> list[tuple[str, str]]:
    """The sources an article of a topic can cite."""
    known = {**base.topics[topic].sources, **base.sources}
    return [(key, one.title[language]) for key, one in known.items()]


def version_of(request: HttpRequest) -> int:
    """The version of the draft that the sender has seen."""
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0
