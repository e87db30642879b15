"""Leaving an address, hearing of the answer, coming back by the link: through the visitor API and the pages."""

from __future__ import annotations

import datetime
import re
from typing import Any

import httpx
import pytest
import time_machine
from django.utils import timezone

from knowledge.messages import catalogue
from ops.model import ROOT
from tests.web.desk.conftest import ALWAYS, Play, in_thread
from tests.web.notices.conftest import configured
from tests.web.visitors import Visitor
from web.chat.models import Conversation, Handoff, Message
from web.contacts import keeping
from web.contacts.keeping import PURPOSE
from web.contacts.models import BrowserKey, Contact, ReturnLink
from web.desk import handoffs
from web.desk.models import StaffMember
from web.desk.roles import Role
from web.notices.models import OutboxItem
from web.notices.sealing import unseal

pytestmark = pytest.mark.usefixtures("by_mail", "transactional_db")
GIVEN = {"email": "Visitor@Example.org", "consent": True}


def _staff() -> StaffMember:
    return StaffMember.objects.create(
        username="t", role=Role.AGENT, display_name="田中", available=True, seen_at=ALWAYS
    )


async def _asked(visitor: Visitor, language: str = "en") -> int:
    await visitor.start(language)
    await visitor.says("What is LIP?")
    await visitor.request("POST", f"{visitor.path}/handoff", json={})
    return int(await in_thread(lambda: Handoff.objects.latest("pk").pk))


async def _left(visitor: Visitor, **values: Any) -> httpx.Response:
    return await visitor.request("PUT", f"{visitor.path}/contact", json={**GIVEN, **values})


async def _answered(visitor: Visitor, staff: StaffMember, language: str = "en", text: str = "x") -> int:
    """An address was left, and staff have answered."""
    pk = await _asked(visitor, language)
    await _left(visitor)
    await in_thread(handoffs.claim, pk, staff)
    if text:
        await in_thread(handoffs.answer, pk, staff, text)
    return pk


async def _link(visitor: Visitor, language: str = "en") -> str:
    """The page that waiting visitors are offered."""
    handoff = (await visitor.history())["conversation"]["handoff"]
    assert handoff["email_page"][language] and "/chat/question" not in handoff["message"][language]
    found = re.fullmatch(r"http://127\.0\.0\.1:8000(/chat/question/\d+-[\w-]{20})", handoff["email_page"]["url"])
    assert found, handoff["email_page"]
    return found.group(1)


def _mail(kind: str = "answered") -> dict[str, Any]:
    return unseal(OutboxItem.objects.filter(kind=kind, audience="visitor").latest("pk").sealed)


def _token(text: str) -> str:
    found = re.search(r"/chat/return/([\w-]{43})\b", text)
    assert found, text
    return found.group(1)


@pytest.mark.database
def test_an_address_is_kept_encrypted_apart_from_the_transcript_with_its_consent(play: Play) -> None:
    async def scene(visitor: Visitor) -> None:
        await _asked(visitor)
        response = await _left(visitor, text="Which visa?\nI am x@y.org")
        assert response.status_code == 200
        assert "We will tell you by e-mail" in response.json()["conversation"]["handoff"]["message"]["en"]
        history = await visitor.history()
        assert history["messages"][-1]["text"] == "Which visa?\nI am ***"
        assert "xample.org" not in str(history)
        await _left(visitor, text="Which visa?\nI am x@y.org")
        assert len((await visitor.history())["messages"]) == len(history["messages"]), "the same again adds nothing"

    play(scene)
    contact = Contact.objects.get()
    assert unseal(contact.sealed) == {"email": "Visitor@example.org"} and "example" not in contact.sealed
    assert contact.purpose == PURPOSE and timezone.now() - contact.consented_at < datetime.timedelta(minutes=1)
    assert Handoff.objects.get().last_question == "Which visa?\nI am ***"


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"email": "no address"}, "malformed_email"), ({"email": "a@b"}, "malformed_email"), ({"email": ""}, "malformed_email"),
        ({"email": "a@b.org\nBcc: c@d.org"}, "malformed_email"), ({"email": "x" * 250 + "@example.org"}, "malformed_email"),
        ({"email": "a@localhost"}, "malformed_email"), ({"consent": False}, "no_consent"), ({"text": "x" * 2001}, "too_long"),
        ({"email": 5}, "bad_request"), ({"consent": "yes"}, "bad_request"), ({"consent": None}, "bad_request"),
    ],
)  # fmt: skip
def test_what_is_malformed_is_refused(play: Play, values: dict[str, Any], code: str) -> None:
    async def scene(visitor: Visitor) -> None:
        await _asked(visitor)
        response = await _left(visitor, **values)
        assert response.json()["error"]["code"] == code and response.status_code in (400, 422)

    play(scene)
    assert not Contact.objects.exists()


def test_an_address_without_any_question_is_refused(play: Play) -> None:
    async def scene(visitor: Visitor) -> None:
        await visitor.start()
        await visitor.request("POST", f"{visitor.path}/handoff", json={})
        assert (await _left(visitor)).json()["error"]["code"] == "no_question"
        assert (await _left(visitor, text="Which visa?")).status_code == 200

    play(scene)


def test_without_a_handoff_or_a_mail_server_nothing_is_kept(play: Play, settings: Any) -> None:
    async def scene(visitor: Visitor) -> None:
        await visitor.start()
        assert (await _left(visitor)).json()["error"]["code"] == "no_handoff"
        await _asked(visitor)
        page = await _link(visitor)
        settings.NOTICES = configured(mail=None)
        assert (await _left(visitor)).json()["error"]["code"] == "no_mail"
        assert (await visitor.history())["conversation"]["handoff"]["email_page"] is None
        assert (await visitor.request("GET", page)).status_code == 404

    play(scene)


@pytest.mark.database
def test_taking_the_address_back_deletes_it_and_what_waits(play: Play) -> None:
    staff = _staff()

    async def scene(visitor: Visitor) -> None:
        await _answered(visitor, staff)
        assert (await visitor.request("DELETE", f"{visitor.path}/contact")).status_code == 204
        assert (await visitor.request("DELETE", f"{visitor.path}/contact")).status_code == 204, "once or twice"

    play(scene)
    assert not Contact.objects.exists() and not OutboxItem.objects.filter(audience="visitor").exists()


def test_a_corrected_address_makes_what_went_to_the_wrong_one_useless(play: Play) -> None:
    staff = _staff()

    async def scene(visitor: Visitor) -> None:
        pk = await _answered(visitor, staff)
        link = _token((await in_thread(_mail))["text"])
        stranger = (await visitor.request("POST", "/chat/returns", json={"link": link})).json()["token"]
        await _left(visitor)
        assert (await visitor.request("GET", f"/chat/return/{link}")).status_code == 200, "the same address again"
        await _left(visitor, email="right@example.org")
        assert (await visitor.request("GET", f"/chat/return/{link}")).status_code == 404
        headers = {"Authorization": f"Bearer {stranger}"}
        assert (await visitor.request("GET", visitor.path, headers=headers)).status_code == 401
        assert not await in_thread(OutboxItem.objects.filter(audience="visitor").exists)
        await in_thread(handoffs.answer, pk, staff, "Once more")
        mail = await in_thread(_mail)
        assert mail["to"] == "right@example.org"
        own = (await visitor.request("POST", "/chat/returns", json={"link": _token(mail["text"])})).json()["token"]
        visitor.headers["Authorization"] = f"Bearer {own}"
        await _left(visitor, email="other@example.org")
        assert (await visitor.history())["messages"], "whoever corrects it stays"

    play(scene)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_form_works_without_scripts_in_both_languages(play: Play, language: str) -> None:
    other = "en" if language == "ja" else "ja"

    async def scene(visitor: Visitor) -> None:
        await _asked(visitor, language)
        path = await _link(visitor, language)
        page = await visitor.request("GET", path)
        assert page.status_code == 200 and f'<html lang="{language}">' in page.text
        assert f'<html lang="{other}">' in (await visitor.request("GET", f"{path}?lang={other}")).text
        assert "<script" not in page.text and "What is LIP?" in page.text
        _check_headers(page)
        for form, words in (
            ({"email": "nonsense", "consent": "1", "text": "x"}, "malformed_email"),
            ({"email": "visitor@example.org", "text": "x"}, "no_consent"),
            ({"email": "visitor@example.org", "consent": "1", "text": " "}, "no_question"),
            ({"email": "visitor@example.org", "consent": "1", "text": "x" * 2001}, "too_long"),
        ):
            wrong = await visitor.request("POST", path, data={"do": "leave", **form})
            assert wrong.status_code == 422 and 'role="alert"' in wrong.text
            assert catalogue()[f"contact_{words}"][language].partition("{")[0] in wrong.text
            assert form["email"] in wrong.text, "what was typed is still there"
        form = {"do": "leave", "email": " visitor@example.org ", "consent": "1", "text": "One\r\nTwo <b>"}
        kept = await visitor.request("POST", path, data=form)
        assert kept.status_code == 200 and "visitor@example.org" in kept.text and "Two &lt;b&gt;" in kept.text
        assert "visitor@example.org" not in (await visitor.request("GET", path)).text, "shown once, to be checked"
        assert (await visitor.history())["messages"][-1]["text"] == "One\nTwo <b>"
        await visitor.request("POST", path, data={"do": "withdraw"})
        assert not await in_thread(Contact.objects.exists)
        assert (await visitor.request("PUT", path, data={})).status_code == 405

    play(scene)


def _check_headers(page: httpx.Response) -> None:
    assert page.headers["cache-control"] == "no-store" and page.headers["referrer-policy"] == "same-origin"
    assert "frame-ancestors 'none'" in page.headers["content-security-policy"]
    assert not re.search(r"<script(?![^>]*\bsrc=)|\bstyle=|\son\w+=", page.text)


def test_only_the_right_ticket_opens_the_form_and_only_while_it_matters(play: Play) -> None:
    staff = _staff()

    async def scene(visitor: Visitor) -> None:
        pk = await _asked(visitor)
        path = await _link(visitor)
        changed = path[:-1] + ("A" if path[-1] != "A" else "B")
        number, mac = path.rpartition("/")[2].split("-", 1)
        for wrong in (changed, f"/chat/question/{int(number) + 1}-{mac}", "/chat/question/x", "/chat/question/-", f"/chat/question/{number}", "/chat/question/" + "9" * 40 + "-a"):  # fmt: skip
            response = await visitor.request("GET", wrong)
            assert response.status_code == 404 and "html" in response.headers["content-type"]
            assert (await visitor.request("POST", wrong, data=GIVEN)).status_code == 404
        await in_thread(handoffs.claim, pk, staff)
        assert (await visitor.request("GET", path)).status_code == 200
        await in_thread(handoffs.close, pk, staff, "answered")
        assert (await visitor.request("GET", path)).status_code == 404

    play(scene)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_answer_is_told_by_a_link_that_leads_back_from_any_browser(play: Play, language: str) -> None:
    staff = _staff()

    async def scene(visitor: Visitor) -> None:
        await _answered(visitor, staff, language, "The secret answer")
        mail = await in_thread(_mail)
        assert mail["to"] == "Visitor@example.org" and "secret" not in str(mail) and "LIP" not in str(mail)
        assert bool(re.search("[ぁ-ん]", mail["text"])) == (language == "ja")
        link = _token(mail["text"])
        other = Visitor(visitor.client, [""])
        for _ in range(3):  # mail programs look at links by themselves
            page = await other.request("GET", f"/chat/return/{link}")
            assert page.status_code == 200 and "The secret answer" in page.text and "田中" in page.text
        assert f'<html lang="{language}">' in page.text
        _check_headers(page)
        entered = await other.request("POST", "/chat/returns", json={"link": link})
        assert entered.status_code == 200
        other.id = entered.json()["conversation"]["id"]
        other.headers["Authorization"] = f"Bearer {entered.json()['token']}"
        turn = "6f1f4a52-7f4a-4f0e-9a3b-0d6f7e5a1c11"
        assert (await other.put("And where is it?", turn)).status_code == 202
        assert (await visitor.history())["messages"][-1]["text"] == "And where is it?", "the first browser still works"
        days = datetime.timedelta(days=15)
        with time_machine.travel(timezone.now() + days):
            assert (await other.request("GET", f"/chat/return/{link}")).status_code == 404
            assert (await other.request("POST", "/chat/returns", json={"link": link})).status_code == 404
            assert (await other.request("GET", other.path)).status_code == 401
        for wrong in ("x", link[:-1], "../" + link, "%00"):
            assert (await other.request("GET", f"/chat/return/{wrong}")).status_code == 404

    play(scene)
    stored = str(list(ReturnLink.objects.values())) + str(list(BrowserKey.objects.values()))
    assert len(re.findall(r"'token_hash': '[0-9a-f]{64}'", stored)) == 2


@pytest.mark.database
def test_a_visitor_who_is_there_gets_no_mail_and_one_who_left_gets_one_each_time(play: Play) -> None:
    staff = _staff()
    start = timezone.now()

    def count() -> int:
        return OutboxItem.objects.filter(audience="visitor").count()

    async def scene(visitor: Visitor) -> None:
        pk = await _answered(visitor, staff, text="")
        counts = []
        await visitor.put("Are you there?")
        await in_thread(handoffs.answer, pk, staff, "Yes")
        counts.append(await in_thread(count))
        with time_machine.travel(start + datetime.timedelta(minutes=11)):
            for text in ("It is at ...", "and open until ..."):
                await in_thread(handoffs.answer, pk, staff, text)
            counts.append(await in_thread(count))
        with time_machine.travel(start + datetime.timedelta(minutes=20)):
            await visitor.put("Thank you. One more")
        with time_machine.travel(start + datetime.timedelta(minutes=40)):
            await in_thread(handoffs.answer, pk, staff, "Also yes")
            counts.append(await in_thread(count))
        with time_machine.travel(start + datetime.timedelta(minutes=41)):
            await in_thread(handoffs.close, pk, staff, "answered")
            counts.append(await in_thread(count))
        assert counts == [0, 1, 2, 2], "nothing new was said before closing"

    play(scene)


@pytest.mark.database
def test_closing_without_an_answer_is_told_too(play: Play) -> None:
    staff = _staff()

    async def scene(visitor: Visitor) -> None:
        pk = await _answered(visitor, staff, text="")
        await in_thread(handoffs.close, pk, staff, "not_for_us")
        mail = await in_thread(_mail, "closed")
        assert "closed your case" in mail["text"]
        assert (await visitor.request("GET", f"/chat/return/{_token(mail['text'])}")).status_code == 200

    play(scene)


def test_the_link_keeps_the_conversation_for_as_long_as_it_says(play: Play, settings: Any) -> None:
    settings.NOTICES = configured(mail=settings.NOTICES.mail, contact_days=60)
    staff = _staff()

    async def scene(visitor: Visitor) -> None:
        await _answered(visitor, staff)

    play(scene)
    assert Conversation.objects.get().delete_at > (timezone.now() + datetime.timedelta(days=59)).date()


@pytest.mark.database
def test_addresses_links_and_keys_are_deleted_in_time(play: Play) -> None:
    staff = _staff()

    async def scene(visitor: Visitor) -> None:
        pk = await _answered(visitor, staff, text="")
        await in_thread(handoffs.close, pk, staff, "answered")
        link = _token((await in_thread(_mail, "closed"))["text"])
        await visitor.request("POST", "/chat/returns", json={"link": link})

    play(scene)
    day = datetime.timedelta(days=1)
    assert keeping.delete_due(timezone.now() + 13 * day) == 0
    assert (Contact.objects.count(), ReturnLink.objects.count(), BrowserKey.objects.count()) == (1, 1, 1)
    assert keeping.delete_due(timezone.now() + 14 * day) == 1
    assert (Contact.objects.count(), ReturnLink.objects.count(), BrowserKey.objects.count()) == (0, 0, 0)
    assert not OutboxItem.objects.filter(audience="visitor").exclude(sealed="").exists()
    assert Message.objects.exists(), "the conversation has a time of its own"


@pytest.mark.database
def test_a_conversation_has_so_many_keys_and_no_more(play: Play) -> None:
    staff = _staff()

    async def scene(visitor: Visitor) -> None:
        await _answered(visitor, staff)
        link = _token((await in_thread(_mail))["text"])
        tokens = [
            (await visitor.request("POST", "/chat/returns", json={"link": link})).json()["token"] for _ in range(22)
        ]
        states = []
        for token in (tokens[0], tokens[-1]):
            headers = {"Authorization": f"Bearer {token}"}
            states.append((await visitor.request("GET", visitor.path, headers=headers)).status_code)
        assert states == [401, 200]

    play(scene)


def test_every_text_of_the_pages_is_in_the_catalogue_and_none_is_left_over() -> None:
    templates = (ROOT / "web" / "contacts" / "templates").rglob("*.html")
    text = "\n".join(path.read_text(encoding="utf-8") for path in templates)
    used = set(re.findall(r'\{% t "(\w+)"', text))
    assert used == {key.removeprefix("contact_") for key in catalogue() if key.startswith("contact_")}
    assert not re.search("[\u3040-\u30ff\u4e00-\u9fff]", text.replace("日本語", ""))
