"""What reviewers say of a turn, and what follows: agreement, a proposed example, a missing article."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from knowledge.intents import article_of
from language.grams import runs
from language.masking import mask
from web.chat.errors import knowledge_base
from web.chat.models import Conversation, Turn
from web.desk import audit
from web.desk.models import StaffMember
from web.review.examples import conversation_intents
from web.review.indexing import refresh
from web.review.models import Correction, Judgement, MissingArticle, Review
from web.review.outcomes import facts_of
from web.review.waiting import recount

Verdict = Judgement.Verdict
OUT_OF_SCOPE = "out_of_scope"  # the intent of what is not for this assistant
EXAMPLE_CHARS = 300  # a longer message is a letter, and no example of a question


class Unknown(ValueError):
    """There is no such verdict, article, intent or turn."""


@dataclass(frozen=True)
class Opinion:
    """What one reviewer says.

    Attributes:
        article: for the verdict `article`.
        intent: of conversation, for the verdict `intent`.
    """

    verdict: str
    article: str = ""
    intent: str = ""

    def checked(self) -> Opinion:
        """The same without what does not belong to the verdict.

        Raises:
            Unknown: when the verdict, its article or its intent is not there.
        """
        article = self.article if self.verdict == Verdict.ARTICLE else ""
        intent = self.intent if self.verdict == Verdict.INTENT else ""
        if self.verdict not in Verdict.values:
            raise Unknown(self.verdict)
        if self.verdict == Verdict.ARTICLE and article not in knowledge_base().articles:
            raise Unknown(article)
        if self.verdict == Verdict.INTENT and intent not in conversation_intents():
            raise Unknown(intent)
        return Opinion(self.verdict, article, intent)


def judge(turn_id: int, member: StaffMember, opinion: Opinion) -> Review:
    """Notes what a reviewer says of a turn; saying it again replaces it, and may open what was agreed on again.

    Raises:
        Unknown: when there is no such turn, article or intent.
    """
    return judge_all([turn_id], member, opinion)[0]


def judge_all(turn_ids: list[int], member: StaffMember, opinion: Opinion) -> list[Review]:
    """The same for several turns, which say the same.

    Raises:
        Unknown: when there is no such article or intent, or none of the turns.
    """
    opinion = opinion.checked()
    with transaction.atomic():
        owners = Turn.objects.filter(pk__in=turn_ids).values_list("conversation", flat=True)
        locked = Conversation.objects.select_for_update().filter(pk__in=list(owners)).order_by("pk")
        conversations = list(locked.values_list("pk", flat=True))
        turns = list(Turn.objects.filter(pk__in=turn_ids).exclude(status=Turn.Status.WAITING).order_by("pk"))
        if not turns:
            raise Unknown("turn")
        reviews = [_judged(turn, member, opinion) for turn in turns]
        recount({review.cluster_id for review in reviews})
        refresh(conversations)
        return reviews


def _judged(turn: Turn, member: StaffMember, opinion: Opinion) -> Review:
    values = {"verdict": opinion.verdict, "article": opinion.article, "intent": opinion.intent}
    Judgement.objects.update_or_create(
        turn=turn, member=member, defaults={**values, "name": member.display_name, "at": timezone.now()}
    )
    review, _ = Review.objects.get_or_create(turn=turn)
    agreed, state = _agreement(turn)
    review.state = state
    review.verdict, review.article, review.intent = (
        (agreed.verdict, agreed.article, agreed.intent) if agreed else ("", "", "")
    )
    review.decided_at = timezone.now() if agreed else None
    review.save()
    _consequences(turn, member, agreed)
    audit.note(member.username, "judged", f"{turn.pk} {opinion.verdict}", conversation=turn.conversation_id)
    return review


def _agreement(turn: Turn) -> tuple[Optional[Opinion], str]:
    said = [Opinion(j.verdict, j.article, j.intent) for j in turn.judgements.all()]
    most = max(set(said), key=said.count)
    if said.count(most) >= settings.REVIEW.reviewers and all(
        said.count(o) < said.count(most) for o in {*said} - {most}
    ):
        return most, Review.State.DONE
    return None, Review.State.DISPUTED if len(set(said)) > 1 else Review.State.SECOND


def _consequences(turn: Turn, member: StaffMember, agreed: Optional[Opinion]) -> None:
    """A proposal or missing article stands for what is agreed on now; one that somebody decided about already stays."""
    facts = facts_of(turn)
    article, intent = _taught(turn, agreed)
    proposed = Correction.objects.filter(turn=turn, state=Correction.State.PROPOSED)
    if article or intent:
        text = " ".join(mask(turn.text).text.split())
        values = {"article": article, "intent": intent, "language": facts.language, "text": text}
        if not proposed.update(**values) and not Correction.objects.filter(turn=turn).exists():
            Correction.objects.create(turn=turn, **values)
    else:
        proposed.delete()
    if agreed and agreed.verdict == Verdict.NO_ANSWER:
        values = {"topic": facts.topic, "language": facts.language, "question": mask(turn.text).text}
        MissingArticle.objects.get_or_create(turn=turn, defaults={**values, "made_by": member.display_name})
    else:
        MissingArticle.objects.filter(turn=turn, state=MissingArticle.State.OPEN).delete()


def _taught(turn: Turn, agreed: Optional[Opinion]) -> tuple[str, str]:
    """The article or intent whose example the question is to become; nothing where the assistant knew it well."""
    if agreed is None or not runs(turn.text) or len(turn.text) > EXAMPLE_CHARS or turn.button_id:
        return "", ""
    if agreed.verdict == Verdict.OUT_OF_SCOPE:
        return "", OUT_OF_SCOPE
    if agreed.verdict == Verdict.INTENT:
        return "", agreed.intent
    return agreed.article, ""


def suggested_article(turn: Turn) -> str:
    """What a reviewer most likely chooses: the article that was said or considered first."""
    facts = facts_of(turn)
    return facts.article or article_of(facts.intent) or ""
