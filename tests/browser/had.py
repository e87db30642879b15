"""Conversations that were had, put into a web process's database: `python -m tests.browser.had`."""

from __future__ import annotations

import os
from typing import Any


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "web.settings")
    import django

    django.setup()
    from tests.web.review.conftest import index, said, turn
    from web.articles import drafts, fields
    from web.articles.models import Edition
    from web.chat.conversations import hand_off
    from web.chat.errors import knowledge_base
    from web.chat.models import Turn
    from web.chat.recording import Recorder
    from web.chat.replies import Reply
    from web.desk.models import StaffMember
    from web.review.corrections import decide
    from web.review.indexing import refresh
    from web.review.judging import Opinion, judge
    from web.review.models import Correction, Label

    for number, text in enumerate(
        ("補助金の申請方法を教えてください", "補助金はどう申請しますか", "補助金の申請方法を教えてください。")
    ):
        said({"text": text, "outcome": "unsure", "article": "grants/overview", "confidence": 0.21 + number / 50, "detected": "ja", "days_ago": number})  # fmt: skip
    said({"text": "How do I apply for a grant?", "outcome": "unsure", "article": "grants/overview", "confidence": 0.24, "detected": "en"}, language="en")  # fmt: skip
    said({"text": "Can you help with the office rent?", "outcome": "close", "article": "location-grants/overview", "confidence": 0.4, "detected": "en"}, language="en")  # fmt: skip
    long = said(
        {"text": "YOXO BOXはどこにありますか", "article": "yoxo-box/access", "detected": "ja"},
        {"text": "スタートアップビザの申請に必要な書類は何ですか。また、申請から認定までどのくらいかかりますか。", "article": "startup-visa/overview", "confidence": 0.62, "detected": "ja", "helpful": False, "comment": "書類の一覧がほしいです"},
        {"text": "人と話したい", "outcome": "handoff", "article": "startup-visa/overview", "confidence": 0.97, "handoff": {"reason": "asked"}},
    )  # fmt: skip
    record = Recorder(long)
    handoff = hand_off(record, {"reason": "asked"})
    record.message(Reply("経済局の田中です。書類の一覧をお送りします。"), "staff", "ja", name="経済局 田中")
    record.store()
    handoff.state, handoff.staff_name, handoff.stars, handoff.comment = "closed", "経済局 田中", 4, "早くて助かりました"
    handoff.save()
    Label.objects.create(name="ビザ").conversations.add(long)
    apologised = said(language="en")
    turn(apologised, "Where is the opening ceremony?", "apology", status=Turn.Status.APOLOGISED, understood=None)
    index()
    refresh([long.pk])
    editor = StaffMember.objects.filter(role="editor").first()
    if editor:
        opinions = (Opinion("article", "grants/overview"), Opinion("out_of_scope"), Opinion("no_answer"))
        for asked, opinion in zip(Turn.objects.order_by("-pk").filter(review__isnull=False), opinions):
            judge(asked.pk, editor, opinion)
        decide(True, [Correction.objects.latest("pk").pk], {}, editor)
        base = knowledge_base()
        draft = drafts.begin(base, "yoxo-box/place", editor)
        content = {**draft.content, "answer_ja": "YOXO BOXは、ICON関内の1階にあります。"}
        drafts.submit(draft.pk, drafts.save(draft.pk, draft.version, content, "", editor).version, editor)
        _tried(Turn.objects.filter(review__state="done"))
        content = fields.of_article(base.articles["yoxo-box/access"])
        states = {"before": {**content, "answer_ja": "駅から歩いて5分です。"}, "after": content}
        Edition.objects.create(
            article="yoxo-box/access", authors=["editor"], approved_by="manager", note="駅からの道順を詳しく",
            before="  answer: 駅から歩いて5分です。\n", after="  answer: 関内駅から歩いて5分です。\n", content=states,
        )  # fmt: skip


def _tried(turns: Any) -> None:
    """A trial in which something of each kind changed."""
    from tests.web.trials.conftest import tried
    from web.trials.models import TrialTurn

    trial = tried(right=-1, worse=1)
    said = {"outcome": "sure", "articles": ["yoxo-box/place"], "offered": [], "text": "YOXO BOXの場所は、尾上町です。"}
    wrong = {**said, "articles": ["yoxo-box/access"], "text": "関内駅から歩いて3分です。", "result": "wrong"}
    offers = {
        "outcome": "close",
        "articles": [],
        "offered": ["yoxo-box/place", "yoxo-box/access"],
        "text": "どちらですか。",
        "result": "offered",
    }
    for turn, verdict in zip(turns, ("worse", "better")):
        sides = (
            {"before": {**said, "result": "right"}, "after": wrong}
            if verdict == "worse"
            else {"before": wrong, "after": offers}
        )
        TrialTurn.objects.create(
            trial=trial, turn=turn, language=turn.language, verdict=verdict, reviewed=True, **sides
        )
    sides = {"before": {**said, "result": "right"}, "after": {**said, "text": "ICON関内の1階です。", "result": "right"}}
    asked = "住所を教えて"
    TrialTurn.objects.create(
        trial=trial, question="ja-q030", text=asked, language="ja", verdict="changed", reviewed=True, **sides
    )


if __name__ == "__main__":
    main()
