import asyncio

import pytest

from bot import limits as bot_limits
from tests.web.chat.conftest import Running
from tests.web.fake_rasa import FakeRasa
from web.chat import limits
from web.chat.errors import Refusal
from web.chat.rates import Rate, network_of

# Changing a limit is a decision: change it here too, and its reason in web/chat/limits.py.
PINNED = {
    "MESSAGE_CHARS": 2_000, "COMMENT_CHARS": 500, "BODY_BYTES": 32_768, "TURNS_PER_MINUTE": 30,
    "ADDRESS_REQUESTS_PER_MINUTE": 3_000, "ADDRESS_TURNS_PER_MINUTE": 600, "ADDRESS_CONVERSATIONS_PER_HOUR": 300,
    "ADDRESS_CONTACTS_PER_HOUR": 60, "ALERTS_PER_HOUR": 60,
    "TURNS_PER_CONVERSATION": 200, "WAITING_PER_CONVERSATION": 30, "WAITING_TURNS": 250, "STREAMS_PER_CONVERSATION": 10,
    "STREAMS": 5_000, "ADDRESSES_KEPT": 50_000, "DEADLINE_S": 9.5, "FIRST_TRY_S": 3.0, "RASA_AT_ONCE": 16, "LEASE_S": 6.0,
    "RENEW_LEASES_S": 2.0, "SWEEP_S": 1.0, "YOUNG_S": 120.0, "HEARTBEAT_S": 15.0, "POLL_S": 0.08, "RETRY_MS": 1_000,
    "DEFAULT_RETRY_AFTER_S": 5,
}  # fmt: skip


def test_the_limits_are_what_was_decided() -> None:
    assert {name: value for name, value in vars(limits).items() if name.isupper()} == PINNED


def test_the_limits_fit_together() -> None:
    assert limits.MESSAGE_CHARS == bot_limits.MAX_MESSAGE_CHARS
    assert limits.MESSAGE_CHARS * 12 + 1_000 < limits.BODY_BYTES < bot_limits.MAX_BODY_BYTES
    assert bot_limits.DEADLINE_S < limits.DEADLINE_S < 10
    assert limits.RENEW_LEASES_S * 2 < limits.LEASE_S


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("", ""),
        ("nonsense", "nonsense"),
    ],
)
def test_one_subscriber_is_one_network(address: str, network: str) -> None:
    assert network_of(address) == network


def test_a_rate_refills_and_tells_when() -> None:
    now = 0.0
    rate = Rate("too_many", 2, 60, clock=lambda: now)
    rate.take("a")
    rate.take("a")
    rate.take("b")
    with pytest.raises(Refusal) as refusal:
        rate.take("a")
    assert refusal.value.headers == {"Retry-After": "30"}
    now = 30.5
    rate.take("a")


def test_counters_do_not_grow_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "ADDRESSES_KEPT", 10)
    rate = Rate("too_many", 1, 60)
    for number in range(100):
        rate.take(f"192.0.2.{number}")
    assert len(rate._left) == 10


@pytest.mark.database
def test_too_many_turns_are_refused_before_rasa_hears_of_them(
    running: Running, rasa: FakeRasa, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "TURNS_PER_MINUTE", 2)

    async def visit() -> None:
        async with running() as visitor:
            await visitor.start()
            await visitor.says("1")
            await visitor.says("2")
            response = await visitor.put("3")
            assert (response.status_code, response.json()["error"]["code"]) == (429, "too_many")
            assert 50 <= int(response.headers["Retry-After"]) <= 60
            assert response.json()["error"]["ja"] and response.json()["error"]["en"]

    asyncio.run(visit())
    assert rasa.texts == ["1", "2"]


@pytest.mark.database
def test_a_long_message_and_a_large_body_are_refused_kindly(running: Running, rasa: FakeRasa) -> None:
    async def visit() -> None:
        async with running() as visitor:
            await visitor.start()
            long = await visitor.put("あ" * (limits.MESSAGE_CHARS + 1))
            assert (long.status_code, long.json()["error"]["code"]) == (422, "too_long")
            assert "2,000" in long.json()["error"]["ja"]
            assert (await visitor.put("あ" * limits.MESSAGE_CHARS)).status_code == 202
            large = await visitor.put("あ" * limits.BODY_BYTES)
            assert (large.status_code, large.json()["error"]["code"]) == (413, "too_large")

    asyncio.run(visit())


@pytest.mark.database
def test_an_address_starts_only_so_many_conversations(running: Running) -> None:
    async def visit() -> None:
        async with running() as visitor:
            from web.chat.gateway import current

            current().rates.conversations = Rate("too_many_conversations", 2, 3600)
            await visitor.start()
            await visitor.start()
            response = await visitor.request("POST", "/chat/conversations", json={"language": "en"})
            assert response.status_code == 429 and int(response.headers["Retry-After"]) > 100

    asyncio.run(visit())
