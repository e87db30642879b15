"""Whether something may be released: only after a trial in which nothing that is known got worse."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Optional

from knowledge.schema import LANGUAGES
from web.articles.models import Draft
from web.trials.live import content_digest, knowledge_digest, live_model
from web.trials.models import Trial

REASONS = (
    *("none", "stale", "running", "failed", "no_model"),
    *(f"{kind}_{code}" for kind in ("accuracy", "wrong", "reviewed") for code in LANGUAGES),
)


STANDINGS = ("passed", "lost", "trying", "untried")


@dataclass(frozen=True)
class Refusal:
    """Why something may not be released.

    Attributes:
        key: of `REASONS`; its words are `desk_trial_refused_<key>`.
        values: what stands in them.
    """

    key: str
    values: dict[str, Any] = field(default_factory=dict)


def refusals_of_draft(draft: Draft) -> list[Refusal]:
    """Why a draft may not be published as it is now; empty when it may."""
    return _refusals(trial_of_draft(draft), Trial.objects.filter(kind=Trial.Kind.DRAFT, draft=draft).exists())


def refusals_of_model(model: str) -> list[Refusal]:
    """Why a model may not go live; empty when it may.

    Args:
        model: its file name in the folder of the models.
    """
    return _refusals(trial_of_model(model), Trial.objects.filter(kind=Trial.Kind.MODEL, model=model).exists())


def standings(drafts: Iterable[Draft]) -> dict[int, str]:
    """How each of several drafts stands, by its number: `passed`, `lost`, `trying` or `untried`."""
    live, knowledge = live_model(), knowledge_digest()
    found: dict[tuple[Optional[int], str], list[Trial]] = defaultdict(list)
    for trial in Trial.objects.filter(draft__in=drafts, live=live, knowledge=knowledge).order_by("pk"):
        found[trial.draft_id, trial.content].append(trial)
    return {one.pk: _standing(found[one.pk, content_digest(one.content)]) for one in drafts}


def _standing(trials: list[Trial]) -> str:
    done = [trial for trial in trials if trial.state == Trial.State.DONE]
    if done:
        return "lost" if losses(done[-1]) else "passed"
    return "trying" if any(not trial.over for trial in trials) else "untried"


def trial_of_draft(draft: Draft) -> Optional[Trial]:
    """The trial that counts for a draft as it is now, against what is live now."""
    return _counting(kind=Trial.Kind.DRAFT, draft=draft, content=content_digest(draft.content))


def trial_of_model(model: str) -> Optional[Trial]:
    """The trial that counts for a model, against what is live now."""
    return _counting(kind=Trial.Kind.MODEL, model=model)


def losses(trial: Trial) -> list[Refusal]:
    """What got worse in a finished trial."""
    found = []
    for language, figures in trial.figures.items():
        held, turns = figures["held_out"], figures["turns"]
        now, then, of = held["now"], held["then"], held["questions"]
        if then["right"] < now["right"]:
            values = {"now": now["right"], "then": then["right"], "of": of}
            found.append(Refusal(f"accuracy_{language}", values))
        if then["wrong"] > now["wrong"]:
            found.append(Refusal(f"wrong_{language}", {"now": now["wrong"], "then": then["wrong"], "of": of}))
        if turns["worse"]:
            found.append(Refusal(f"reviewed_{language}", {"n": turns["worse"]}))
    return found


def _counting(**what: Any) -> Optional[Trial]:
    found = Trial.objects.filter(**what, live=live_model(), knowledge=knowledge_digest()).order_by("-pk")
    return found.filter(state=Trial.State.DONE).first() or found.first()


def _refusals(trial: Optional[Trial], had_one: bool) -> list[Refusal]:
    if not live_model():
        return [Refusal("no_model")]
    if trial is None:
        return [Refusal("stale" if had_one else "none")]
    if trial.state == Trial.State.FAILED:
        return [Refusal("failed")]
    if trial.state != Trial.State.DONE:
        return [Refusal("running", {"percent": trial.percent})]
    return losses(trial)
