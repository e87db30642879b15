"""Turns as CSV or XLSX, and one conversation as text."""

from __future__ import annotations

import io
import zoneinfo
from collections.abc import Iterable, Iterator, Sequence

from django.conf import settings

from knowledge.messages import say
from web.chat.models import Conversation, Message, Turn
from web.review.conversation import title_of
from web.review.indexing import staff_texts
from web.review.models import Review
from web.review.outcomes import facts_of

ROWS = 20_000  # in one file; a longer list is narrowed down first, by days for instance
COLUMNS = (
    "conversation turn time language outcome question answer staff topic article intent confidence feedback comment "
    "state verdict verdict_article verdict_intent"
).split()
_PORTION = 500


def table(turns: Iterable[Turn], language: str) -> Iterator[list[str]]:
    """The rows of a file, the first with the names of the columns.

    Args:
        turns: in order.
        language: of the names of columns and values.
    """
    yield [say(f"desk_review_column_{name}", language) for name in COLUMNS]
    portion: list[Turn] = []
    for turn in turns:
        portion.append(turn)
        if len(portion) == _PORTION:
            yield from _rows(portion, language)
            portion = []
    yield from _rows(portion, language)


def as_xlsx(rows: Iterable[Sequence[str]]) -> bytes:
    """An Excel workbook; every cell is a text and nothing else."""
    import xlsxwriter  # 7 MB that only who exports needs

    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"constant_memory": True, "in_memory": False}) as book:
        sheet = book.add_worksheet()
        sheet.freeze_panes(1, 0)
        sheet.set_column(5, 7, 50)
        bold = book.add_format({"bold": True})
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                sheet.write_string(number, column, cell[:32_000], None if number else bold)  # Excel holds 32,767
    return file.getvalue()


def as_text(conversation: Conversation, language: str) -> str:
    """A whole conversation, each message with author and time in the office's time zone."""
    zone = zoneinfo.ZoneInfo(settings.DESK.time_zone)
    blocks = [f"{say('desk_conversation', language)} {conversation.pk}"]
    for message in conversation.messages.order_by("seq"):
        author = message.name or say(f"chat_author_{message.author}", language)
        blocks.append(f"[{message.at.astimezone(zone):%Y-%m-%d %H:%M:%S}] {author}\n{message.text}")
    return "\n\n".join(blocks) + "\n"


def _rows(turns: list[Turn], language: str) -> Iterator[list[str]]:
    zone = zoneinfo.ZoneInfo(settings.DESK.time_zone)
    numbers = [turn.pk for turn in turns]
    said = dict(
        Message.objects.filter(turn__in=numbers, author=Message.Author.ASSISTANT)
        .order_by("seq")
        .values_list("turn", "text")
    )
    staff, reviews = staff_texts(turns), Review.objects.in_bulk(numbers)
    for turn in turns:
        facts, review = facts_of(turn), reviews.get(turn.pk)
        helpful = (
            "" if turn.helpful is None else say(f"desk_review_feedback_{'up' if turn.helpful else 'down'}", language)
        )
        yield [
            turn.conversation_id,
            str(turn.pk),
            f"{turn.at.astimezone(zone):%Y-%m-%d %H:%M:%S}",
            facts.language,
            say(f"desk_review_outcome_{turn.indexed.properties.get('o', facts.outcome)}", language),
            turn.text,
            said.get(turn.pk, ""),
            staff.get(turn.pk, "").strip(),
            facts.topic,
            title_of(facts.article, language),
            facts.intent,
            "" if facts.confidence is None else f"{facts.confidence:.2f}",
            helpful,
            turn.comment,
            say(f"desk_review_state_{review.state}", language) if review else "",
            say(f"desk_review_verdict_{review.verdict}", language) if review and review.verdict else "",
            review.article if review else "",
            review.intent if review else "",
        ]
