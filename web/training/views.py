"""The pages about models: the list with training and switching as they go, and one model."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from knowledge.messages import catalogue, say
from ops.serving import OPEN
from web.desk import roles
from web.desk.access import needs
from web.desk.pages import language_of, show
from web.review.pages import member_of
from web.training import listing, orders, switching
from web.training.models import Switch, Training
from web.training.orders import NotPossible
from web.trials.models import Trial
from web.trials.orders import order_model

LISTED = 8  # trainings and switches of the past
USUAL_S = 150  # a training, where none has been measured


@needs(roles.MODELS)
def models(request: HttpRequest) -> HttpResponse:
    """All models, the one in use and the previous one, and what is under way."""
    return _models(request)


@needs(roles.MODELS, live=True)
def now(request: HttpRequest) -> HttpResponse:
    """What is under way, again; the page is loaded anew when something has ended or the model is another one."""
    values = _under_way(request)
    if request.GET.get("seen") != values["seen"]:
        response = HttpResponse()
        response["HX-Refresh"] = "true"
        return response
    return show(request, "training/now", values)


@needs(roles.MODELS, "POST")
def train(request: HttpRequest) -> HttpResponse:
    """Orders a training."""
    try:
        orders.order_training(member_of(request))
    except NotPossible as problem:
        return _models(request, str(problem), 409)
    return _list()


@needs(roles.MODELS, "POST")
def cancel(request: HttpRequest) -> HttpResponse:
    """Calls the training off."""
    orders.cancel_training(member_of(request))
    return _list()


@needs(roles.MODELS)
def model(request: HttpRequest, name: str) -> HttpResponse:
    """One model: what it was trained from, its trial, and using it."""
    return _model(request, name)


@needs(roles.MODELS, live=True)
def tried(request: HttpRequest, name: str) -> HttpResponse:
    """How far the trial of a model is, again. It leaves the page as it is: somebody may be writing a reason there."""
    return show(request, "training/tried", {"row": _row(name)})


@needs(roles.MODELS, "POST")
def trial(request: HttpRequest, name: str) -> HttpResponse:
    """Orders a trial of a model."""
    row = _row(name)
    if row.usable:
        order_model(row.model.path.name, member_of(request).username)
    return HttpResponseRedirect(reverse("training:model", args=[name]))


@needs(roles.MODELS, "POST")
def use(request: HttpRequest, name: str) -> HttpResponse:
    """Orders that a model is used from now on."""
    try:
        switching.order_switch(name, member_of(request), request.POST.get("reason", ""))
    except NotPossible as problem:
        return _model(request, name, str(problem), 409)
    return _list()


@needs(roles.MODELS, "POST")
def back(request: HttpRequest) -> HttpResponse:
    """Orders that the previous model is used again."""
    try:
        switching.order_back(request.POST.get("name", ""), member_of(request))
    except NotPossible as problem:
        return _models(request, str(problem), 409)
    return _list()


def _models(request: HttpRequest, problem: str = "", status: int = 200) -> HttpResponse:
    inputs, serving = orders.inputs_now(), switching.serving()
    rows = listing.rows(inputs, serving)
    values = {
        "rows": rows,
        "serving": serving,
        "in_use": next((row for row in rows if row.in_use), None),
        "previous": next((row for row in rows if row.previous), None),
        "ready": next((row for row in rows if row.model.name == inputs.name), None),
        "writable": orders.writable(),
        "problem": _problem(request, problem),
        "trainings": Training.objects.filter(current=None).order_by("-pk")[:LISTED],
        "switches": Switch.objects.filter(current=None).order_by("-at")[:LISTED],
        **_under_way(request),
    }
    return show(request, "training/models", values, status)


def _model(request: HttpRequest, name: str, problem: str = "", status: int = 200) -> HttpResponse:
    row, serving = _row(name), switching.serving()
    values = {
        "row": row,
        "serving": serving,
        "refusals": switching.refusals(name) if row.usable and serving else [],
        "trying": bool(row.trial and not row.trial.over),
        "problem": _problem(request, problem),
        "reason": request.POST.get("reason", ""),
        "switching": Switch.objects.filter(current=True).exists(),
    }
    return show(request, "training/model", values, status)


def _under_way(request: HttpRequest) -> dict[str, Any]:
    """The training and the switch that are under way; `seen` names both, so that their end is noticed."""
    training, switch = Training.objects.filter(current=True).first(), Switch.objects.filter(current=True).first()
    serving = switching.serving()
    measured = Training.objects.filter(state=Training.State.DONE).order_by("-pk").first()
    return {
        "training": training,
        "usual_s": max(measured.seconds if measured else USUAL_S, 1),
        "steps": [(_step(request, name), done) for name, _, done in _begun(training)] if training else [],
        "switch": switch,
        "stages": _stages(request, switch.state) if switch else [],
        "trying": Trial.objects.filter(state=Trial.State.RUNNING).exists(),
        "seen": ".".join(
            str(one) for one in (training and training.pk, switch and switch.number, serving and serving.model)
        ),
    }


def _stages(request: HttpRequest, state: str) -> list[tuple[str, str]]:
    """The stages of a switch in words, and whether each is over or now."""
    at = OPEN.index(state) if state in OPEN else -1
    names = [say(f"desk_models_stage_{stage}", language_of(request)) for stage in OPEN]
    return [(name, "over" if place < at else "now" if place == at else "") for place, name in enumerate(names)]


def _begun(training: Training) -> list[list[Any]]:
    """The steps of a training; before the first component come the files."""
    return [["reading", 0, training.steps[0][1] if training.steps else None], *training.steps]


def _step(request: HttpRequest, component: str) -> str:
    key = f"desk_models_step_{component}"
    return say(key, language_of(request)) if key in catalogue() else component


def _problem(request: HttpRequest, key: str) -> str:
    return say(f"desk_models_problem_{key}", language_of(request)) if key else ""


def _row(name: str) -> listing.Row:
    row = listing.row_of(name, orders.inputs_now(), switching.serving())
    if row is None:
        raise Http404
    return row


def _list() -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("training:models"))
