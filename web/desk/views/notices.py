"""Notices: by what they are sent, what could not be delivered, and trying that again."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from web.desk import audit, roles
from web.desk.access import needs
from web.desk.pages import redirect, show
from web.notices import outbox
from web.notices.models import OutboxItem

ROWS = 200


@needs(roles.NOTICES)
def notices(request: HttpRequest) -> HttpResponse:
    """The page."""
    counted = dict(OutboxItem.objects.values_list("state").annotate(Count("pk")).order_by())
    values = {
        "mail": settings.NOTICES.mail,
        "mail_to": settings.NOTICES.mail_to,
        "webhook": bool(settings.NOTICES.webhook_url),
        "counted": {state.value: counted.get(state.value, 0) for state in OutboxItem.State},
        "dead": outbox.dead().select_related("staff")[:ROWS],
        "late": OutboxItem.objects.filter(state=OutboxItem.State.WAITING, failures__gt=0).order_by("at")[:ROWS],
        "again": request.GET.get("again", "0") != "0",
    }
    return show(request, "notices", values)


@needs(roles.NOTICES, "POST")
def again(request: HttpRequest) -> HttpResponse:
    """Tries one given-up notice again, or all of them."""
    wanted = request.POST.get("item", "")
    items = outbox.dead()
    if wanted != "all":
        items = items.filter(pk=int(wanted) if wanted.isascii() and wanted.isdecimal() and len(wanted) < 19 else 0)
    with transaction.atomic():
        numbers = list(items.values_list("pk", flat=True))
        count = outbox.try_again(OutboxItem.objects.filter(pk__in=numbers), timezone.now())
        if count:
            audit.note(request.user.username, "notices_again", ", ".join(map(str, numbers)))
    return HttpResponseRedirect(f"{redirect('notices').url}?again={count}")
