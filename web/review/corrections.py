"""Corrections become data: approved example questions, as a difference to the training files and as Rasa NLU YAML.

Nothing is written into those files here. Somebody looks at the difference, applies it and trains.
"""

from __future__ import annotations

import difflib
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from knowledge.check import check
from knowledge.intents import intent_of
from knowledge.loading import KnowledgeBase, KnowledgeError, load
from knowledge.schema import LANGUAGES
from language.grams import runs
from language.masking import mask
from language.text import clean, folded
from web.desk import audit
from web.desk.models import StaffMember
from web.environment import ROOT
from web.review.examples import conversation_intents
from web.review.insertion import NoPlace, as_nlu, with_example, with_question
from web.review.judging import EXAMPLE_CHARS
from web.review.models import Correction

State = Correction.State


@dataclass
class Proposal:
    """What the approved corrections would change.

    Attributes:
        diff: a unified difference, with paths as `git apply` reads them.
        count: how many examples it adds.
        left_out: corrections without a place, each with the key of the reason (`review_left_<key>`).
        problems: why the knowledge base would refuse the result; none where it passes.
    """

    diff: str = ""
    count: int = 0
    left_out: list[tuple[Correction, str]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def decide(approve: bool, chosen: Iterable[int], texts: Mapping[int, str], member: StaffMember) -> int:
    """Approves or rejects proposed corrections.

    Args:
        approve: or reject.
        chosen: their numbers.
        texts: reworded ones by number; masked again before they are stored.
        member: who decides.

    Returns:
        how many were decided.
    """
    with transaction.atomic():
        rows = Correction.objects.select_for_update(of=("self",)).select_related("turn").filter(pk__in=list(chosen))
        found = list(rows.order_by("pk"))
        for one in found:
            text = " ".join(mask(clean(texts.get(one.pk, one.text))).text.split())[:EXAMPLE_CHARS]
            one.text = text if runs(text) else one.text
            one.state = State.APPROVED if approve else State.REJECTED
            one.approved_by, one.approved_at = member.display_name, timezone.now()
            one.save(update_fields=["text", "state", "approved_by", "approved_at"])
            did = f"{'approved' if approve else 'rejected'} {one.pk}"
            audit.note(member.username, "corrections_approved", did, conversation=one.turn.conversation_id)
        return len(found)


def proposal() -> Proposal:
    """The difference that the approved corrections make."""
    folder = settings.ENVIRONMENT.knowledge_dir
    base, made = load(folder), Proposal()
    known = _known(base)
    before: dict[Path, str] = {}
    after: dict[Path, str] = {}
    for one in Correction.objects.filter(state=State.APPROVED).order_by("article", "intent", "pk"):
        key, place = folded(one.text).strip(), one.article or one.intent
        if known.get(key) == place:
            continue  # it is there already
        try:
            if key in known:
                raise NoPlace("elsewhere")
            path = _path(one, base)
            text = after.get(path) or path.read_text(encoding="utf-8")
            before.setdefault(path, text)
            after[path] = (
                with_question(text, one.article, one.language, one.text)
                if one.article
                else with_example(text, one.intent, one.text)
            )
        except NoPlace as reason:
            made.left_out.append((one, str(reason)))
            continue
        known[key] = place
        made.count += 1
    made.problems = _problems(folder, after)
    made.diff = "".join(_difference(path, before[path], after[path], folder) for path in sorted(after))
    return made


def nlu() -> str:
    """All approved corrections as Rasa NLU YAML; an article's intent is named as in training."""
    examples: dict[str, list[str]] = defaultdict(list)
    for one in Correction.objects.filter(state=State.APPROVED).order_by("article", "intent", "pk"):
        examples[intent_of(one.article) if one.article else one.intent].append(one.text)
    return as_nlu(examples)


def _known(base: KnowledgeBase) -> dict[str, str]:
    """Where each example question stands, compared as the knowledge base compares them."""
    return {
        folded(question).strip(): article.id
        for article in base.articles.values()
        for language in LANGUAGES
        for question in article.questions[language]
    }


def _path(one: Correction, base: KnowledgeBase) -> Path:
    topic = base.paths.get(one.article.partition("/")[0]) if one.article else None
    path = topic or conversation_intents().get(one.intent)
    if path is None:
        raise NoPlace("article" if one.article else "intent")
    return path


def _problems(folder: Path, after: dict[Path, str]) -> list[str]:
    changed = {path: text for path, text in after.items() if path.is_relative_to(folder)}
    if not changed:
        return []
    with tempfile.TemporaryDirectory() as name:
        copy = Path(name) / "knowledge"
        (copy / "topics").mkdir(parents=True)
        for path in [*folder.glob("*.yml"), *folder.glob("topics/*.yml")]:
            shutil.copy(path, copy / path.relative_to(folder))
        for path, text in changed.items():
            (copy / path.relative_to(folder)).write_text(text, encoding="utf-8")
        try:
            check(copy)
        except KnowledgeError as error:
            return [f"{p.path.name}:{p.line}: {p.reason}" for p in error.problems]
    return []


def _difference(path: Path, before: str, after: str, folder: Path) -> str:
    root = folder.parent if path.is_relative_to(folder) else ROOT
    name = path.relative_to(root).as_posix()
    lines = difflib.unified_diff(
        before.splitlines(keepends=True), after.splitlines(keepends=True), f"a/{name}", f"b/{name}"
    )
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)
