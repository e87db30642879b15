"""Fills the journal of a site with fictitious turns, the same each time: `python -m tests.browser.journal`."""

from __future__ import annotations

import datetime
import os
import random

import django


def main(conversations: int = 300) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "web.settings")
    django.setup()
    from django.utils import timezone

    from web.chat.errors import knowledge_base
    from web.chat.models import Conversation, Handoff, Message, Turn

    dice = random.Random(1)
    articles = list(knowledge_base().articles)[:120]
    for number in range(conversations):
        at = timezone.now() - datetime.timedelta(days=dice.randrange(28), minutes=dice.randrange(1_440))
        language = dice.choice(["ja", "ja", "en"])
        talk = Conversation.objects.create(
            token_hash="x", language=language, created_at=at, active_at=at, delete_at=timezone.now().date() + datetime.timedelta(days=9)
        )  # fmt: skip
        for seq in range(1, dice.randrange(2, 6)):
            article = articles[min(int(dice.expovariate(0.05)), len(articles) - 1)]
            outcome = dice.choices(["sure", "close", "unsure", "outside", "small_talk"], [70, 10, 10, 5, 5])[0]
            Turn.objects.create(
                conversation=talk, client_id=f"{number}-{seq}", seq=seq, status=Turn.Status.ANSWERED,
                at=at + datetime.timedelta(minutes=seq), language=language, text="…",
                understood={
                    "outcome": outcome, "language": language, "articles": [article] if outcome == "sure" else [],
                    "considered": [{"article": article, "probability": 0.5}],
                },
                helpful=dice.choice([None, None, True, True, False]) if outcome == "sure" else None,
            )  # fmt: skip
        if dice.random() < 0.2:
            waited = dice.expovariate(1 / 8)
            if dice.random() < 0.9:
                Message.objects.create(
                    conversation=talk, seq=99, author="staff", language=language, text="…", at=at + datetime.timedelta(minutes=waited + 0.5)
                )  # fmt: skip
            Handoff.objects.create(
                conversation=talk, since=at, reason="asked", answer_by=at + datetime.timedelta(minutes=10), staff_there=True,
                state=Handoff.State.CLOSED, claimed_at=at + datetime.timedelta(minutes=waited),
                closed_at=at + datetime.timedelta(minutes=waited + 9), close_reason="answered",
                stars=dice.choice([None, 3, 4, 5, 5]),
            )  # fmt: skip


if __name__ == "__main__":
    main()
