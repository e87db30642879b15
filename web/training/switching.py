"""Ordering that a model is used, and how that went. The launcher carries it out (`ops.switching`)."""

from __future__ import annotations

import datetime
import uuid
from typing import Optional

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from ops.serving import OPEN, Order, Serving, Shared, order_in
from ops.trained import Trained, find
from web.desk import audit
from web.desk.models import StaffMember
from web.training.models import Switch
from web.training.orders import NotPossible, inputs_now
from web.trials.gate import Refusal, refusals_of_model

UNHEARD_S = 30.0  # the launcher notices an order within a second
LEAST_REASON = 5  # characters: "." is none


def serving() -> Optional[Serving]:
    """What the launcher says; None where none runs, so that models are switched by whoever runs the processes."""
    told = settings.ENVIRONMENT.rasa_file
    return Shared(told, Serving).now() if told else None


def order_switch(name: str, member: StaffMember, reason: str = "") -> Switch:
    """Has a model used from now on.

    Args:
        name: of the model.
        member: who orders it.
        reason: why, where its trial says no.

    Raises:
        NotPossible: `no_launcher`, `missing`, `code`, `in_use`, `gate` when the trial says no and there is no reason,
            `switching` when another switch is under way, `unheard` when the order cannot be written.
    """
    model, now = _checked(name)
    refused = bool(refusals_of_model(model.path.name))
    if refused and len(reason.strip()) < LEAST_REASON:
        raise NotPossible("gate")
    return _order(name, now, member, "model_overridden" if refused else "model_ordered", reason if refused else "")


def order_back(name: str, member: StaffMember) -> Switch:
    """Has the previous model used again, which needs no trial (raises as `order_switch`).

    Args:
        name: of the model that the page showed as the previous one.
        member: who orders it.
    """
    _, now = _checked(name)
    if now.previous != name:
        raise NotPossible("moved")
    return _order(name, now, member, "model_restored", "")


def refusals(name: str) -> list[Refusal]:
    """Why a model may not be used without a reason; empty when it may."""
    found = find(settings.ENVIRONMENT.models_dir, name)
    return refusals_of_model(found.path.name) if found else []


def catch_up() -> None:
    """Notes how the switch that is under way does, by what the launcher says."""
    row = Switch.objects.filter(current=True).first()
    if row is None:
        return
    now = serving()
    told = now.switch if now and now.switch and now.switch.number == row.number else None
    if told is None:
        if timezone.now() - row.at > datetime.timedelta(seconds=UNHEARD_S):
            _close(row, "failed", "unheard")
    elif told.state in OPEN:
        Switch.objects.filter(pk=row.pk).update(state=told.state, problem=told.problem)
    else:
        _close(row, told.state, told.problem)


def _checked(name: str) -> tuple[Trained, Serving]:
    now = serving()
    if now is None:
        raise NotPossible("no_launcher")
    model = find(settings.ENVIRONMENT.models_dir, name)
    if model is None:
        raise NotPossible("missing")
    if not model.usable(inputs_now()):
        raise NotPossible("code")
    if now.model == name:
        raise NotPossible("in_use")
    return model, now


def _order(name: str, now: Serving, member: StaffMember, action: str, reason: str) -> Switch:
    catch_up()
    row = Switch(number=uuid.uuid4().hex, model=name, before=now.model, by=member.username, reason=reason.strip()[:500])
    row.back = action == "model_restored"
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            audit.note(member.username, action, f"{now.model} > {name}")
    except IntegrityError:
        raise NotPossible("switching") from None
    try:
        order_in(settings.ENVIRONMENT.data_dir).write(Order(number=row.number, model=name))
    except OSError:
        _close(row, "failed", "unheard")
        raise NotPossible("unheard") from None
    return row


def _close(row: Switch, state: str, problem: str) -> None:
    Switch.objects.filter(pk=row.pk).update(state=state, problem=problem, current=None, ended_at=timezone.now())
