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
    _trained()  # before the draft is tried, whose trial is the newest and counts
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


def _trained() -> None:
    """Models of every kind, one of them just being trained, another one being switched to; the launcher's word on it."""
    from django.conf import settings
    from django.utils import timezone

    from ops.inputs import present_inputs
    from ops.serving import Serving, serving_in
    from tests.ops.conftest import model
    from web.chat.errors import knowledge_base
    from web.training.models import Switch, Training
    from web.trials.live import knowledge_digest
    from web.trials.models import Trial

    code = present_inputs(knowledge_base()).code
    for days, (name, made_for) in enumerate(
        (("0b5c1d", code), ("1f7a2e", code), ("2c9b3f", code), ("3d8e4a", "other"))
    ):
        model(settings.ENVIRONMENT.models_dir, f"{name}{days}f3e2d1c0b", code=made_for, days_old=days)
    names = [f"{name}{days}f3e2d1c0b" for days, name in enumerate(("0b5c1d", "1f7a2e", "2c9b3f"))]
    told = Serving(urls=("http://127.0.0.1:1",), model=names[1], previous=names[2], inputs="x")
    serving_in(settings.ENVIRONMENT.data_dir).write(told)
    counts = {"right": 90, "offered": 5, "declined": 3, "wrong": 2}
    held = {"questions": 100, "now": counts, "then": {**counts, "right": 88, "wrong": 4}}
    turns = {"asked": 10, "reviewed": 5, "better": 1, "worse": 2, "changed": 2}
    figures = {"ja": {"held_out": held, "turns": turns}, "en": {"held_out": held, "turns": turns}}
    Trial.objects.create(kind="model", model=f"{names[0]}.tar.gz", live=f"{names[1]}.tar.gz", state="done", figures=figures, knowledge=knowledge_digest(), ordered_by="manager")  # fmt: skip
    now = timezone.now()
    Training.objects.create(ordered_by="manager", state="running", started_at=now, seen_at=now, steps=[["TermsFeaturizer", 3, 40], ["KernelIntentClassifier", 41, None]])  # fmt: skip
    Training.objects.create(ordered_by="manager", state="failed", current=None, problem="failed", tail="OSError: no space left on device", started_at=now, ended_at=now)  # fmt: skip
    Switch.objects.create(number="a", model=names[2], before=names[1], by="manager", state="settling", problem="ended", back=True)  # fmt: skip
    Switch.objects.create(number="b", model=names[1], before=names[2], by="manager", state="done", current=None, ended_at=now, reason="公開日に間に合わせるため")  # fmt: skip


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
