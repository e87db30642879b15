"""The models as the desk lists them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional

from django.conf import settings

from ops.inputs import Inputs
from ops.serving import Serving
from ops.trained import Fit, Trained, trained_models
from web.trials.gate import losses
from web.trials.live import counts
from web.trials.models import Trial


@dataclass(frozen=True)
class Row:
    """One model.

    Attributes:
        model: its file and note.
        fit: how it goes with the present code and articles.
        in_use, previous: whether visitors talk to it, or did before.
        trial: the newest of it.
        counts: whether that trial was made against what is live now.
    """

    model: Trained
    fit: Fit
    in_use: bool
    previous: bool
    trial: Optional[Trial]
    counts: bool

    @property
    def usable(self) -> bool:
        """Whether it can be chosen."""
        return self.fit in ("present", "articles") and not self.in_use

    @property
    def worse(self) -> bool:
        """Whether something that is known gets worse, by the trial."""
        return self.trial is not None and bool(losses(self.trial))

    @property
    def passed(self) -> bool:
        """Whether the trial counts and nothing gets worse."""
        done = self.trial is not None and self.trial.state == Trial.State.DONE
        return done and self.counts and not self.worse

    @property
    def figures(self) -> list[tuple[str, int, int, int]]:
        """By language, of the held-out questions: how many right then, how many now, of how many."""
        if self.trial is None or self.trial.state != Trial.State.DONE:
            return []
        held = [(language, figures["held_out"]) for language, figures in self.trial.figures.items()]
        return [(code, one["then"]["right"], one["now"]["right"], one["questions"]) for code, one in held]


def rows(inputs: Inputs, serving: Optional[Serving]) -> list[Row]:
    """All models, the newest first."""
    trials: dict[str, Trial] = {}
    for trial in Trial.objects.filter(kind=Trial.Kind.MODEL).order_by("pk"):
        trials[trial.model] = trial
    return [_row(model, inputs, serving, trials.get(model.path.name)) for model in _trained()]


def row_of(name: str, inputs: Inputs, serving: Optional[Serving]) -> Optional[Row]:
    """The model of a name; None where there is none."""
    return next((row for row in rows(inputs, serving) if row.model.name == name), None)


def _trained() -> list[Trained]:
    return trained_models(settings.ENVIRONMENT.models_dir)


def _row(model: Trained, inputs: Inputs, serving: Optional[Serving], trial: Optional[Trial]) -> Row:
    return Row(
        model,
        model.fit(inputs),
        bool(serving and serving.model == model.name),
        bool(serving and serving.previous == model.name),
        trial,
        bool(trial and counts(trial)),
    )
