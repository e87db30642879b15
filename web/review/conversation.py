"""One conversation as staff read it: turns with what was understood, said and judged."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Optional

from knowledge.intents import article_of
from web.chat.errors import knowledge_base
from web.chat.models import Conversation, Handoff, Message, Turn
from web.desk.models import Note
from web.review import missing
from web.review.missing import Shown
from web.review.models import Judgement, MissingArticle, Remark, Review
from web.review.outcomes import Facts, facts_of


@dataclass(frozen=True)
class Guess:
    """An intent or article with its share, 0 to 100, and its title where it has one."""

    name: str
    title: str
    share: int


@dataclass
class Part:
    """A turn with everything around it; without a turn what was said before the first one.

    Attributes:
        messages: in order, the visitor's first.
        ranking: intents as Rasa ranked them.
        considered: articles with their probability.
        missing: the article that is missing, where reviewers said so.
    """

    turn: Optional[Turn]
    facts: Optional[Facts] = None
    messages: list[Message] = field(default_factory=list)
    ranking: list[Guess] = field(default_factory=list)
    considered: list[Guess] = field(default_factory=list)
    review: Optional[Review] = None
    judgements: list[Judgement] = field(default_factory=list)
    missing: Optional[Shown] = None

    @property
    def suggested(self) -> list[tuple[str, str]]:
        """The articles a reviewer may choose without searching, with their titles."""
        return [(guess.name, guess.title) for guess in self.considered if guess.title]


def parts_of(conversation: Conversation, language: str) -> list[Part]:
    """The whole conversation in order; titles in `language`."""
    turns = list(conversation.turns.order_by("seq").prefetch_related("judgements"))
    reviews = Review.objects.in_bulk([turn.pk for turn in turns])
    handed = list(conversation.handoffs.values_list("since", flat=True))
    lacking = {one.row.turn_id: one for one in missing.shown(list(MissingArticle.objects.filter(turn__in=turns)))}
    found = [Part(None)]
    for turn, following in zip(turns, [*turns[1:], None]):
        over = any(turn.at <= at and (following is None or at < following.at) for at in handed)
        understood: dict[str, Any] = turn.understood or {}
        found.append(
            Part(
                turn,
                None if turn.status == Turn.Status.WAITING else facts_of(turn, following, handed_over=over),
                ranking=_guesses(understood.get("ranking"), "name", "confidence", language),
                considered=_guesses(understood.get("considered"), "article", "probability", language),
                review=reviews.get(turn.pk),
                judgements=list(turn.judgements.all()),
                missing=lacking.get(turn.pk),
            )
        )
    for message in conversation.messages.order_by("seq"):
        own = [part for part in found if part.turn is None or part.turn.seq <= message.seq]
        mine = next((part for part in own if part.turn and part.turn.pk == message.turn_id), own[-1])
        mine.messages.append(message)
    return [part for part in found if part.messages]


def notes_of(conversation: Conversation) -> list[Any]:
    """All notes among staff, those about its handoffs too, oldest first."""
    about = [
        *Remark.objects.filter(conversation=conversation),
        *Note.objects.filter(handoff__conversation=conversation),
    ]
    return sorted(about, key=lambda note: note.at)


def handoffs_of(conversation: Conversation) -> list[Handoff]:
    """Its handoffs, oldest first."""
    return list(conversation.handoffs.order_by("pk"))


def title_of(article: str, language: str) -> str:
    """The title of an article, behind its topic's name where that is not in it; empty when the article is gone."""
    base = knowledge_base()
    found = base.articles.get(article)
    if found is None:
        return ""
    topic, title = base.topics[found.topic_id].name[language], found.title[language]
    return title if topic in title else f"{topic}{'：' if language == 'ja' else ': '}{title}"


def _guesses(rows: Any, name: str, share: str, language: str) -> list[Guess]:
    found = []
    for row in rows if isinstance(rows, list) else []:
        if isinstance(row, dict) and isinstance(row.get(name), str) and isinstance(row.get(share), (int, float)):
            article = row[name] if name == "article" else article_of(row[name])
            found.append(Guess(row[name], title_of(article or "", language), round(100 * row[share])))
    return found
