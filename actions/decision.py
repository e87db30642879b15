"""Whether the assistant is sure, close or not sure, and of which articles.

Being wrong with confidence is the worst outcome, so the bar for an answer is high, and what lies between is
offered as buttons.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, Optional

from actions.candidates import Candidate, Context, candidates
from actions.library import Shelf
from actions.understanding import UNANSWERED, Reading, Understanding
from language.text import folded
from language.tokens import words
from language.years import years

# Chosen on the tuning questions, weighed so that three quarters have an answer, as of visitors' (`bench/tune.py`):
# there an answer that stands alone is wrong in one of forty messages, and at most one in thirty questions in scope gets
# neither answer nor button.
SURE = 0.25
FIRM = 0.80  # below, an answer says whom to ask if it is not the one
LIKELY = 0.50  # below, it is called the closest there is
SURE_OF_PART = 0.85  # one sentence of several is taken out of its surroundings
CLOSE = 0.15
OPTIONS = 3
BY_ITSELF = 3  # content words of a sentence that can be read without the others
OUTSIDE = 0.60  # confidence that no article answers above which nothing is offered

_QUESTION = re.compile(
    r"[?？]|か[。．\s]*$|(?:教え|知りたい|伺い|お聞き|ください|くださ|いくら|どこ|いつ|何|なに|どう|誰|だれ|どれ|どの|どんな)"
    r"|\b(?:how|what|when|where|who|which|is|are|can|could|do|does|tell|know|need)\b",
    re.IGNORECASE,
)
_MARKED = re.compile(
    r"[?？]|か[。．\s]*$|教え|知りたい|伺い|お聞き|くださ|\b(?:tell me|let me know|explain|i want to know)\b",
    re.IGNORECASE,
)
_ENDED = re.compile(r"[。．.!?！？\n]\s*$")
_LISTED = re.compile(r"(?:と|および|及び)[、,]?\s*$")
_CONTINUED = re.compile(
    r"^(?:and|what about|how about|then|also)\b|(?:は|も|って|の方は|についても)?[?？。\s]*$", re.IGNORECASE
)
_POINTS_BACK = re.compile(
    r"\b(?:it|its|they|them|their|this|that|these|those|there|he|she|ones?|same)\b"
    r"|それ|その|そこ|そちら|これ|この|ここ|あれ|あの|上記|同じ",
    re.IGNORECASE,
)
_FILLER = frozenset(
    "and what about how the is also then for one は も って の で 方 ほう それ なら では じゃあ じゃ".split()
)

Kind = Literal["sure", "close", "unsure", "outside"]


@dataclass(frozen=True)
class Decision:
    """What to do with a question.

    Attributes:
        kind: `sure` answers, `close` offers, `unsure` declines, `outside` declines what is not for us.
        answers: ids of the articles to say, one or two.
        options: ids of articles to offer as buttons.
        considered: the candidates, most likely first, for later review.
        firm: whether the answers may stand alone; else they say whom to ask if the point is missing.
        likely: whether the answers are more likely right than not; else they are called the closest there is.
    """

    kind: Kind
    answers: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    considered: tuple[Candidate, ...] = ()
    firm: bool = True
    likely: bool = True


def decide(understood: Understanding, language: str, shelf: Shelf, context: Context) -> Decision:
    """Decides about a message.

    Args:
        understood: the message.
        language: `ja` or `en`.
        shelf: the knowledge base.
        context: what the conversation was about.
    """
    moved = _same_of_other_topic(understood.whole, language, shelf, context)
    if moved:
        return Decision("sure", (moved,), considered=(Candidate(moved, 1.0),))
    asking = _questions(understood.parts)
    alone = candidates(asking[0], language, shelf, context) if _asks_by_itself(asking, understood, language) else None
    whole = _halved(candidates(understood.whole, language, shelf, context), alone)
    considered = tuple(whole[:OPTIONS])
    asked = _likely_parts(asking, understood.parts, language, shelf, context, alone)
    likely = [part.best for part in asked]
    of_parts = [c for c in likely if c.probability >= SURE_OF_PART]
    best = whole[0] if whole else None
    sure = best is not None and best.probability >= SURE
    if len(of_parts) >= 2 and (best is None or not sure or best.article in [c.article for c in of_parts]):
        return Decision("sure", tuple(c.article for c in of_parts[:2]), considered=considered)
    if best and sure:
        return Decision(
            "sure",
            (best.article,),
            options=_beside(best, likely, shelf),
            considered=considered,
            firm=best.probability >= FIRM,
            likely=best.probability >= LIKELY,
        )
    alone = [part.best for part in asked if part.alone and part.best in of_parts]
    if alone:
        said = alone[-1]
        return Decision("sure", (said.article,), options=_beside(said, likely, shelf), considered=considered)
    unanswered = understood.whole.intent in UNANSWERED
    kind: Kind = "outside" if understood.whole.intent == "out_of_scope" else "unsure"
    if unanswered and understood.whole.confidence >= OUTSIDE:
        return Decision(kind, considered=considered)
    options = tuple(c.article for c in whole[:OPTIONS] if c.probability >= CLOSE)
    if options:
        return Decision("close", options=options, considered=considered)
    return Decision(kind, considered=considered)


def _halved(whole: list[Candidate], alone: Optional[list[Candidate]]) -> list[Candidate]:
    """The candidates of a message; those of the sentence that asks by itself, if one does, count as much as they do.

    Who introduces themselves ("I run a small company") mentions much that they do not ask about.
    """
    if alone is None:
        return whole
    likely = {c.article: c.probability / 2 for c in whole}
    for c in alone:
        likely[c.article] = likely.get(c.article, 0.0) + c.probability / 2
    return [Candidate(article, likely[article]) for article in sorted(likely, key=lambda a: -likely[a])]


def _asks_by_itself(asking: list[Reading], understood: Understanding, language: str) -> bool:
    """Whether a single sentence asks, points to nothing in the others, and these are whole sentences too."""
    if len(asking) != 1 or not all(_ENDED.search(part.text) for part in understood.parts if part is not asking[0]):
        return False
    return telling(asking[0].text, language) >= BY_ITSELF and not _POINTS_BACK.search(asking[0].text)


def telling(text: str, language: str) -> int:
    """How many content words a text has."""
    return sum(word.content for word in words(text, language))


def asks(text: str) -> bool:
    """Whether a text sounds like a question."""
    return bool(_QUESTION.search(text))


def _beside(said: Candidate, likely: list[Candidate], shelf: Shelf) -> tuple[str, ...]:
    """The article to offer for the other question of a message, if there is one."""
    others = [c.article for c in likely if not shelf.facts[c.article] & shelf.facts[said.article]]
    return tuple(others[:1])


@dataclass(frozen=True)
class _Part:
    """What may answer a part of a message, and whether the part says by itself that it asks."""

    best: Candidate
    alone: bool


def _likely_parts(
    asking: list[Reading],
    parts: tuple[Reading, ...],
    language: str,
    shelf: Shelf,
    context: Context,
    alone: Optional[list[Candidate]],
) -> list[_Part]:
    """What may answer the sentences that ask something: different articles, in order.

    Args:
        asking: those sentences.
        parts: all sentences of the message.
        language: see `decide`.
        shelf: likewise.
        context: likewise.
        alone: the candidates of the only one that asks, where they are known already.
    """
    found: list[_Part] = []
    marked = [part for part in asking if _MARKED.search(part.text)] or asking
    for part in asking:
        if telling(part.text, language) < 2 and not context.topic:
            continue
        best = next(iter(candidates(part, language, shelf, context) if alone is None else alone), None)
        if best and best.probability >= CLOSE and not _of_other_years(best.article, part, parts, shelf):
            context = Context(best.article.split("/")[0], best.article)
            if not any(shelf.facts[best.article] & shelf.facts[other.best.article] for other in found):
                found.append(_Part(best, alone=part in marked))
    return found


def _of_other_years(article: str, part: Reading, parts: tuple[Reading, ...], shelf: Shelf) -> bool:
    """Whether the message names a year, though not in this part, and the article is about other years only."""
    named = frozenset[int]().union(*(years(other.text) for other in parts))
    told = shelf.years[article]
    return bool(named and told) and not years(part.text) and not named & told


def _questions(parts: tuple[Reading, ...]) -> list[Reading]:
    """The sentences that ask: those that end as questions do, where any does, else those that sound like one.

    Of one sentence that asks two things ("the members of LIP, and where is it?") only the end says so.
    """
    marked: list[Reading] = []
    for part in reversed(parts):
        asks_with_next = not _ENDED.search(part.text) and (asks(part.text) or bool(_LISTED.search(part.text)))
        if _MARKED.search(part.text) or (marked and asks_with_next):
            marked.insert(0, part)
    return marked or [part for part in parts if asks(part.text)]


def _same_of_other_topic(reading: Reading, language: str, shelf: Shelf, context: Context) -> Optional[str]:
    """The same aspect of another topic: "And I-TOP?" after the members of LIP are the members of I-TOP."""
    text = shelf.spelling.canonical(reading.text, language)
    mentions = shelf.mentions.find(text)
    if len(mentions) != 1 or not context.article or not _CONTINUED.search(text.strip()):
        return None
    mention = mentions[0]
    rest = text[: mention.start] + " " + text[mention.end :]
    if any(w.norm not in _FILLER and folded(w.text) not in _FILLER for w in words(rest, language) if w.content):
        return None
    if folded(text).strip() == folded(text[mention.start : mention.end]).strip():
        return None  # the bare name asks what it is
    aspect = context.article.split("/")[1]
    wanted = f"{mention.topic}/{aspect}"
    return wanted if wanted in shelf.base.articles and wanted != context.article else None
