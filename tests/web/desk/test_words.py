"""Every text of the desk is in the catalogue, and every one in the catalogue is used."""

from __future__ import annotations

import dataclasses
import datetime
import re
from collections.abc import Iterable
from typing import get_args

from knowledge.messages import catalogue
from ops.model import ROOT
from ops.serving import OPEN, State
from web.articles import fields
from web.chat.outcomes import COUNTED, OUTCOMES
from web.desk.audit import ACTIONS
from web.reports import words
from web.reports.period import usual
from web.review.exports import COLUMNS
from web.review.filters import FEEDBACKS, PLACES, SORTS, STATES, Filter
from web.review.models import Judgement, MissingArticle
from web.review.outcomes import CONFIDENCES, REASONS
from web.review.views.queue import WAYS
from web.training.models import Training
from web.trials import figures, gate, verdicts
from web.trials.models import PROBLEMS, Trial, TrialTurn
from web.trials.views.pages import SOURCES

APPS = [ROOT / "web" / name for name in ("desk", "articles", "reports", "review", "trials", "training")]
TEMPLATES = sorted(path for app in APPS for path in (app / "templates").rglob("*.html"))
CODE = sorted(path for app in APPS for path in app.rglob("*.py"))
# Words of the review that depend on a value.
VALUES: dict[str, Iterable[str]] = {
    "filter": (one.name for one in dataclasses.fields(Filter)),
    "outcome": OUTCOMES,
    "confidence": CONFIDENCES,
    "feedback": FEEDBACKS,
    "reason": REASONS,
    "state": STATES,
    "sort": SORTS,
    "where": PLACES,
    "by": WAYS,
    "verdict": Judgement.Verdict.values,
    "column": COLUMNS,
    "kind": ("texts", "contacts", "statistics"),
    "deletion": ("daily", "erasure"),
    "counted": ("conversations", "turns", "messages", "handoffs", "notes", "judgements"),
    "left": ("article", "intent", "form", "markup", "elsewhere"),
    "missing": MissingArticle.State.values,
    "missing_to": MissingArticle.State.values,
}
# The same of the trials.
TRIALS: dict[str, Iterable[str]] = {
    "kind": Trial.Kind.values,
    "state": Trial.State.values,
    "verdict": TrialTurn.Verdict.values,
    "result": verdicts.RESULTS,
    "source": SOURCES,
    "all": ("verdict", "language", "source"),
    "figure": ("questions", *verdicts.RESULTS, "asked", "reviewed", *figures.COUNTED),
    "refused": gate.REASONS,
    "problem": PROBLEMS,
    "standing": gate.STANDINGS,
}
MODELS: dict[str, Iterable[str]] = {
    "state": Training.State.values,
    "switch": ("ordered", *get_args(State)),
    "stage": OPEN,
    "step": ("reading", "TermsFeaturizer", "KernelIntentClassifier", "RulePolicy", "MemoizationPolicy"),
    "problem": (
        "read_only", "nothing", "training", "no_launcher", "missing", "code", "in_use", "gate", "switching", "unheard", "moved",
        "knowledge", "ended", "late", "other_model", "no_answer", "died", "interrupted", "failed",
    ),
}  # fmt: skip
JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")


def _used() -> set[str]:
    used = {f"did_{action}" for action in ACTIONS} | {f"decision_{decision}" for decision in COUNTED}
    used |= {f"review_{kind}_{value}" for kind, values in VALUES.items() for value in values}
    used |= {f"trial_{kind}_{value}" for kind, values in TRIALS.items() for value in values}
    used |= {f"models_{kind}_{value}" for kind, values in MODELS.items() for value in values}
    used |= {f"field_{name}" for name in (*fields.PLAIN, *fields.NEW_SOURCE, "sources", "related")}
    used |= {f"report_{name}" for name in words.FIGURES} | {f"report_{name}_how" for name in words.FIGURES}
    used |= {f"col_{name}" for name in words.COLUMNS} | {f"measure_{name}" for name in words.MEASURES}
    used |= {"report_no_reviews"}
    used |= {f"period_{key}" for key, _ in usual(datetime.date(2026, 1, 1), "Asia/Tokyo")}
    for path in TEMPLATES:
        used |= set(re.findall(r'\{% t "(\w+)"', path.read_text(encoding="utf-8")))
    for path in CODE:
        used |= set(re.findall(r'"desk_(\w+)"', path.read_text(encoding="utf-8")))
        used |= set(re.findall(r'\bword\(\w+, "(\w+)"', path.read_text(encoding="utf-8")))
        used |= set(re.findall(r'\bt\(context, "(\w+)"', path.read_text(encoding="utf-8")))
    return used | {key.removeprefix("desk_") for key in catalogue() if key.startswith("desk_problem_")}


def test_every_text_exists_in_both_languages_and_none_is_left_over() -> None:
    known = {key.removeprefix("desk_") for key in catalogue() if key.startswith("desk_")}
    assert _used() == known


def test_templates_hold_no_texts_of_their_own() -> None:
    for path in TEMPLATES:
        text = re.sub(r"日本語", "", path.read_text(encoding="utf-8"))
        assert not JAPANESE.search(text), path.name
