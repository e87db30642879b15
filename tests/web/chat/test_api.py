import asyncio
import uuid
from typing import Any

import pytest

from tests.naughty import NAUGHTY
from tests.web.chat.conftest import Running
from tests.web.fake_rasa import FakeRasa
from web.chat import limits
from web.chat.gateway import current
from web.chat.models import Conversation, Event, Handoff, Message, Turn
from web.chat.tokens import hash_of

pytestmark = pytest.mark.database


def test_a_conversation_starts_with_a_greeting_and_topics(running: Running) -> None:
    async def visit() -> None:
        async with running() as visitor:
            await visitor.start("en")
            history = await visitor.history()
            greeting = history["messages"][0]
            assert greeting["author"] == "assistant" and greeting["language"] == "en"
            assert "YOXO BOX" in [b["title"] for b in greeting["buttons"]]
            assert not any("payload" in b for b in greeting["buttons"])
            assert history["conversation"]["last_seq"] == 1
            assert history["conversation"]["limits"]["message_chars"] == limits.MESSAGE_CHARS

    asyncio.run(visit())


def test_the_token_is_stored_only_as_a_hash(running: Running) -> None:
    async def visit() -> str:
        async with running() as visitor:
            await visitor.start()
            return visitor.headers["Authorization"].removeprefix("Bearer ")

    token = asyncio.run(visit())
    stored = Conversation.objects.values().get()
    assert stored["token_hash"] == hash_of(token) and token not in str(stored)
    assert len(token) >= 43


def test_a_turn_is_answered_with_structure_and_what_was_understood_is_kept(running: Running, rasa: FakeRasa) -> None:
    async def visit() -> dict[str, Any]:
        async with running() as visitor:
            await visitor.start()
            return await visitor.says("質問です")

    message = asyncio.run(visit())
    assert message["text"] == "answer to 質問です" and message["outcome"] == "sure"
    assert message["answers"][0]["article"] == "a/b"
    assert [b["kind"] for b in message["buttons"]] == ["article", "person", "language"]
    turn = Turn.objects.get()
    assert turn.understood["intent"] == "fake" and turn.status == "answered"
    assert Conversation.objects.get().state["topic"] == "a"
    assert rasa.keys == {"s"}


def test_the_state_goes_along_with_the_next_turn(running: Running, rasa: FakeRasa) -> None:
    async def visit() -> None:
        async with running() as visitor:
            await visitor.start("en")
            await visitor.says("first")
            await visitor.says("second")

    asyncio.run(visit())
    assert rasa.received[0]["state"] == {"language": "en"}
    assert rasa.received[1]["state"] == {"language": "en", "topic": "a", "answered": ["a/b"], "last_question": "first"}
    assert rasa.received[0]["sender"] == rasa.received[1]["sender"]


def test_sending_again_returns_the_same_turn_and_runs_nothing(running: Running, rasa: FakeRasa) -> None:
    async def visit() -> None:
        async with running() as visitor:
            await visitor.start()
            turn = str(uuid.uuid4())
            first = await visitor.put("q", turn)
            await visitor.settled([turn])
            again = await visitor.put("q", turn.upper())
            other = await visitor.put("else", turn)
            assert (first.status_code, again.status_code, other.status_code) == (202, 200, 409)
            assert first.json()["turn"]["seq"] == again.json()["turn"]["seq"]
            assert other.json()["error"]["code"] == "conflict"

    asyncio.run(visit())
    assert rasa.texts == ["q"] and Turn.objects.count() == 1


def test_turns_of_one_conversation_run_one_after_the_other(running: Running, rasa: FakeRasa) -> None:
    rasa.delay_s = 0.05

    async def visit() -> None:
        async with running() as visitor:
            await visitor.start()
            turns = [str(uuid.uuid4()) for _ in range(5)]
            for number, turn in enumerate(turns):
                await visitor.put(str(number), turn)
            await visitor.settled(turns)

    asyncio.run(visit())
    assert rasa.texts == list("01234")


def test_an_offered_button_is_pressed_by_its_id_and_no_other(running: Running, rasa: FakeRasa) -> None:
    async def visit() -> None:
        async with running() as visitor:
            await visitor.start()
            offered = (await visitor.says("q"))["buttons"][0]
            shown = await visitor.says(button=offered["id"])
            assert shown["outcome"] == "sure"
            for unknown in ("4.9", "99.0", "x", "/restart", "1.-1", "²"):
                assert (await visitor.put(button=unknown)).status_code == 400, unknown
            visitor_turn = (await visitor.history())["turns"][-1]
            assert visitor_turn["button"] == offered["title"]

    asyncio.run(visit())
    assert rasa.received[-1]["message"] == '/show{"article": "a/c"}' and rasa.received[-1]["pressed"] is True


def test_a_button_of_another_conversation_is_refused(running: Running) -> None:
    async def visit() -> None:
        async with running() as visitor:
            await visitor.start()
            for _ in range(3):
                offered = (await visitor.says("q"))["buttons"][0]["id"]
            await visitor.start()
            assert (await visitor.put(button=offered)).status_code == 400

    asyncio.run(visit())


@pytest.mark.parametrize(
    "text", ["/restart", "／restart", "  /talk_to_person", "EXTERNAL: x", '/show{"article": "a/c"}']
)
def test_typed_commands_are_only_text(running: Running, rasa: FakeRasa, text: str) -> None:
    async def visit() -> None:
        async with running() as visitor:
            await visitor.start()
            await visitor.says(text)
            assert (await visitor.history())["turns"][0]["text"] == text.strip()

    asyncio.run(visit())
    assert rasa.received[0]["pressed"] is False
    assert not rasa.texts[0].lstrip().startswith(("/", "／", "EXTERNAL"))


def test_personal_data_reaches_neither_database_nor_rasa(running: Running, rasa: FakeRasa) -> None:
    secrets = ["taro@example.com", "045-671-2594", "621498320257", "AB12345678CD", "TK1234567", "4111111111111111"]

    async def visit() -> None:
        async with running() as visitor:
            await visitor.start()
            message = await visitor.says("連絡先 " + " ".join(secrets))
            path = f"{visitor.path}/turns/{message['turn']}/feedback"
            await visitor.request("PUT", path, json={"helpful": False, "comment": " ".join(secrets)})

    asyncio.run(visit())
    stored = str([*Turn.objects.values(), *Message.objects.values(), *Conversation.objects.values()])
    assert not [s for s in secrets if s in stored or s in str(rasa.received)]
    assert Turn.objects.get().masked == ["email", "phone", "my_number", "residence_card", "passport", "card"]


def test_another_visitor_cannot_read_or_write(running: Running) -> None:
    async def visit() -> None:
        async with running() as visitor:
            await visitor.start()
            right, turn = visitor.headers["Authorization"], uuid.uuid4()
            path, bodies = visitor.path, set()
            for header in ("", "Bearer ", "Bearer x", "Basic abc", right + "x", right.replace("Bearer", "Token")):
                visitor.headers["Authorization"] = header
                for method, where, body in [
                    ("GET", path, None), ("GET", "/chat/conversations/none", None), ("DELETE", path, None),
                    ("PUT", f"{path}/turns/{turn}", {"text": "x"}), ("PUT", f"{path}/language", {"language": "en"}),
                    ("POST", f"{path}/handoff", {}), ("POST", f"{path}/typing", {}), ("GET", f"{path}/transcript", None),
                    ("PUT", f"{path}/turns/{turn}/feedback", {"helpful": True}), ("GET", f"{path}/events", None),
                ]:  # fmt: skip
                    response = await visitor.request(method, where, json=body)
                    assert response.status_code == 401, (header, method, where)
                    bodies.add(response.text)
            assert len(bodies) == 1

    asyncio.run(visit())


def test_feedback_is_kept_and_can_be_changed(running: Running) -> None:
    async def visit() -> None:
        async with running() as visitor:
            await visitor.start()
            turn = (await visitor.says("q"))["turn"]
            path = f"{visitor.path}/turns/{turn}/feedback"
            for body in ({"helpful": False, "reason": "outdated", "comment": "古いです"}, {"helpful": True}):
                response = await visitor.request("PUT", path, json=body)
                assert response.json()["turn"]["feedback"] == {"reason": None, "comment": None, **body}
            for body in ({}, {"helpful": "yes"}, {"helpful": True, "reason": "bad"}):
                assert (await visitor.request("PUT", path, json=body)).status_code == 400
            long = {"helpful": True, "comment": "あ" * (limits.COMMENT_CHARS + 1)}
            assert (await visitor.request("PUT", path, json=long)).status_code == 422
            unknown = f"{visitor.path}/turns/{uuid.uuid4()}/feedback"
            assert (await visitor.request("PUT", unknown, json={"helpful": True})).status_code == 404

    asyncio.run(visit())


def test_asking_for_a_person_is_noted_once(running: Running) -> None:
    async def visit() -> None:
        async with running() as visitor:
            await visitor.start()
            for _ in range(2):
                response = await visitor.request("POST", f"{visitor.path}/handoff", json={})
                assert response.json()["conversation"]["handoff"]["state"] == "waiting"
            person = (await visitor.says("q"))["buttons"][1]
            await visitor.says(button=person["id"])

    asyncio.run(visit())
    assert Handoff.objects.count() == 1


def test_with_staff_the_assistant_keeps_silent(running: Running, rasa: FakeRasa) -> None:
    async def visit() -> None:
        async with running() as visitor:
            await visitor.start()
            await visitor.request("POST", f"{visitor.path}/handoff", json={})
            # In a thread of the gateway, which closes its connection: any other would keep the database in use.
            await current().database.run(Handoff.objects.update, state="staff")
            response = await visitor.put("hello?")
            assert response.json()["turn"]["status"] == "answered"

    asyncio.run(visit())
    assert rasa.received == []


def test_switching_the_language_by_widget_and_by_button(running: Running, rasa: FakeRasa) -> None:
    async def visit() -> None:
        async with running() as visitor:
            await visitor.start("ja")
            button = (await visitor.says("q"))["buttons"][2]
            assert button["kind"] == "language" and button["lang"] == "en"
            await visitor.says(button=button["id"])
            assert (await visitor.history())["conversation"]["language"] == "en"
            await visitor.request("PUT", f"{visitor.path}/language", json={"language": "ja"})
            assert (await visitor.history())["conversation"]["language"] == "ja"
            await visitor.says("next")

    asyncio.run(visit())
    assert rasa.received[-1]["state"]["language"] == "ja"


def test_switching_before_anything_was_said_greets_again_with_topics(running: Running) -> None:
    async def visit() -> None:
        async with running() as visitor:
            await visitor.start("ja")
            for language in ("en", "en", "ja"):
                await visitor.request("PUT", f"{visitor.path}/language", json={"language": language})
            messages = (await visitor.history())["messages"]
            assert [m["language"] for m in messages] == ["ja", "en", "ja"]
            assert len({m["buttons"][0]["title"] for m in messages}) >= 1 and all(
                len(m["buttons"]) == 6 for m in messages
            )
            await visitor.says("q")
            await visitor.request("PUT", f"{visitor.path}/language", json={"language": "en"})
            assert (await visitor.history())["messages"][-1]["author"] == "assistant"
            assert len((await visitor.history())["messages"]) == 5

    asyncio.run(visit())


def test_deleting_leaves_nothing_and_rasa_forgets(running: Running, rasa: FakeRasa) -> None:
    async def visit() -> None:
        async with running() as visitor:
            await visitor.start()
            await visitor.says("q")
            await visitor.request("POST", f"{visitor.path}/handoff", json={})
            assert (await visitor.request("DELETE", visitor.path)).status_code == 204
            assert (await visitor.request("GET", visitor.path)).status_code == 401

    asyncio.run(visit())
    assert [m.objects.count() for m in (Conversation, Turn, Message, Event, Handoff)] == [0] * 5
    assert rasa.forgotten == [rasa.received[0]["sender"]]


def test_the_transcript_can_be_downloaded(running: Running) -> None:
    async def visit() -> None:
        async with running() as visitor:
            await visitor.start()
            await visitor.says("質問")
            text = await visitor.request("GET", f"{visitor.path}/transcript")
            assert "質問" in text.text and "attachment" in text.headers["content-disposition"]
            data = await visitor.request("GET", f"{visitor.path}/transcript?format=json")
            assert data.json()["messages"] == (await visitor.history())["messages"]
            assert (await visitor.request("GET", f"{visitor.path}/transcript?format=pdf")).status_code == 400

    asyncio.run(visit())


def test_what_changed_after_a_number_can_be_read(running: Running) -> None:
    async def visit() -> None:
        async with running() as visitor:
            await visitor.start()
            await visitor.says("first")
            last = (await visitor.history())["conversation"]["last_seq"]
            message = await visitor.says("second")
            newer = (await visitor.request("GET", f"{visitor.path}?after={last}")).json()
            assert [m["text"] for m in newer["messages"]] == ["second", "answer to second"]
            assert [t["id"] for t in newer["turns"]] == [message["turn"]]
            for wrong in ("-1", "x", "1.5", "99999999999"):
                assert (await visitor.request("GET", f"{visitor.path}?after={wrong}")).status_code == 400

    asyncio.run(visit())


def test_a_full_conversation_goes_on_in_a_new_one(
    running: Running, monkeypatch: pytest.MonkeyPatch, rasa: FakeRasa
) -> None:
    monkeypatch.setattr(limits, "TURNS_PER_CONVERSATION", 1)

    async def visit() -> None:
        async with running() as visitor:
            await visitor.start("en")
            await visitor.says("first")
            full = await visitor.put("second")
            assert (full.status_code, full.json()["error"]["code"]) == (409, "conversation_full")
            response = await visitor.request(
                "POST", "/chat/conversations", json={"language": "en", "continues": visitor.id}
            )
            assert response.status_code == 201
            old = await visitor.history()
            assert old["conversation"]["rotated_to"] == response.json()["conversation"]["id"]
            assert old["conversation"]["ended_at"]
            visitor.id = response.json()["conversation"]["id"]
            visitor.headers["Authorization"] = f"Bearer {response.json()['token']}"
            await visitor.says("second")

    asyncio.run(visit())
    assert rasa.received[-1]["state"]["answered"] == ["a/b"], "the conversation was forgotten"


@pytest.mark.parametrize("mode", ["empty", "error", "garbage", "not_json", "apology"])
def test_whatever_rasa_does_the_visitor_is_told(running: Running, rasa: FakeRasa, mode: str) -> None:
    rasa.mode = mode

    async def visit() -> None:
        async with running() as visitor:
            await visitor.start()
            message = await visitor.says("q")
            assert (
                message["outcome"] == "apology"
                and "横浜市経済局" in message["text"]
                and "Economic Affairs" in message["text"]
            )
            assert [b["kind"] for b in message["buttons"]] == ["person"]
            assert (await visitor.history())["turns"][0]["status"] == "apologised"
            person = await visitor.says(button=message["buttons"][0]["id"])
            assert person["outcome"] == "handoff"
            assert (await visitor.history())["conversation"]["handoff"]["state"] == "waiting"

    asyncio.run(visit())


def test_every_naughty_string_is_stored_as_text_or_refused(running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "TURNS_PER_MINUTE", 10_000)
    monkeypatch.setattr(limits, "TURNS_PER_CONVERSATION", 10_000)
    monkeypatch.setattr(limits, "WAITING_PER_CONVERSATION", 10_000)

    async def visit() -> int:
        async with running() as visitor:
            await visitor.start()
            stored = 0
            for text in NAUGHTY:
                response = await visitor.request(
                    "PUT", f"{visitor.path}/turns/{uuid.uuid4()}", content=_json(text), headers={"Content-Type": "application/json"}
                )  # fmt: skip
                assert response.status_code in (202, 400, 413, 422), (response.status_code, text[:40])
                assert response.headers["content-type"].startswith("application/json")
                stored += response.status_code == 202
            await asyncio.sleep(0.5)
            return stored

    assert asyncio.run(visit()) > 150


def _json(text: str) -> bytes:
    import json

    return json.dumps({"text": text}).encode()
