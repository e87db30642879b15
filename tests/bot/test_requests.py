import json
from typing import Any

import pytest

from bot.limits import DEADLINE_S, MAX_BODY_BYTES, MAX_MESSAGE_CHARS, MAX_SENDER_CHARS
from bot.requests import BadRequest, Message, is_gateway, read
from knowledge.messages import catalogue

READ: list[tuple[Any, Message]] = [
    ({"sender": "v", "message": "hello"}, Message("v", "hello")),
    ({"sender": "v", "message": " hello\n"}, Message("v", "hello")),
    ({"sender": "v", "message": "a\r\nb\rc\td"}, Message("v", "a\nb\nc\td")),
    ({"sender": "v", "message": "a\u200bb\u202ec\x00"}, Message("v", "abc")),
    ({"sender": "v", "message": "\ud83d x"}, Message("v", "x")),
    ({"sender": "v", "message": "🙂 ＡＢ ｱ"}, Message("v", "🙂 ＡＢ ｱ")),
    ({"sender": "v", "message": ""}, Message("v", "")),
    ({"sender": "v", "message": "/restart"}, Message("v", "/restart")),
    ({"sender": "v", "message": "a", "metadata": {"language": "en"}}, Message("v", "a", "en")),
    ({"sender": "v", "message": "a", "metadata": {"language": "ja", "x": 1}}, Message("v", "a", "ja")),
    ({"sender": "v", "message": "a", "metadata": {"language": "fr"}}, Message("v", "a")),
    ({"sender": "v", "message": "a", "metadata": {"language": ["ja"]}}, Message("v", "a")),
    ({"sender": "v", "message": "a", "metadata": ["language"]}, Message("v", "a")),
    ({"sender": "v", "message": "a", "metadata": "ja"}, Message("v", "a")),
    ({"sender": "v", "message": "a", "metadata": None}, Message("v", "a")),
    ({"sender": "s" * 128, "message": "a"}, Message("s" * 128, "a")),
    ({"sender": "訪問者 1", "message": "a", "unknown": {}}, Message("訪問者 1", "a")),
]
REFUSED = [
    b"",
    b"hello",
    b"{",
    b"\xff\xfe{}",
    b"[]",
    b"null",
    b'"text"',
    b"{}",
    b'{"message": null}',
    b'{"message": 5}',
    b'{"message": ["a"]}',
    b'{"sender": 5, "message": "a"}',
    b'{"sender": {}, "message": "a"}',
    b'{"sender": false, "message": "a"}',
    b'{"sender": "a\\u0000b", "message": "a"}',
    b'{"sender": "a\\u202eb", "message": "a"}',
    b'{"sender": "a\\ud83d", "message": "a"}',
    b'{"sender": "' + b"s" * 129 + b'", "message": "a"}',
    b"[" * 60_000,
    b'{"message":' * 5_000,
]


@pytest.mark.parametrize(("body", "expected"), READ)
def test_read_gives_the_message_cleaned(body: Any, expected: Message) -> None:
    assert read(json.dumps(body).encode()) == expected


@pytest.mark.parametrize("body", REFUSED, ids=lambda body: repr(body[:30]))
def test_read_refuses_what_is_no_message(body: bytes) -> None:
    with pytest.raises(BadRequest) as refused:
        read(body)
    assert (refused.value.code, refused.value.status) == ("bad_request", 400)


def test_read_refuses_a_body_one_byte_too_large() -> None:
    body = json.dumps({"sender": "v", "message": "a"}).encode()
    assert read(body.ljust(MAX_BODY_BYTES)) == Message("v", "a")
    with pytest.raises(BadRequest) as refused:
        read(body.ljust(MAX_BODY_BYTES + 1))
    assert (refused.value.code, refused.value.status) == ("too_large", 413)


@pytest.mark.parametrize("sender", [{}, {"sender": None}, {"sender": ""}])
def test_read_never_lets_strangers_share_a_conversation(sender: dict[str, Any]) -> None:
    body = json.dumps({**sender, "message": "a"}).encode()
    first, second = read(body), read(body)
    assert len(first.sender) == 32
    assert first.sender != second.sender


@pytest.mark.parametrize("code", ["bad_request", "too_large", "too_long", "no_words", "apology"])
def test_every_refusal_has_its_message(code: str) -> None:
    assert catalogue()[code].ja
    assert catalogue()[code].en


def test_limits_are_those_the_documentation_gives() -> None:
    assert (MAX_BODY_BYTES, MAX_MESSAGE_CHARS, MAX_SENDER_CHARS, DEADLINE_S) == (65_536, 2_000, 128, 9.0)


STATE = {"language": "en", "topic": "t"}
SHOW = '/show{"article": "a/b"}'


def test_only_a_trusted_request_vouches_for_a_button_and_brings_a_state() -> None:
    body = json.dumps({"sender": "v", "message": SHOW, "pressed": True, "state": STATE}).encode()
    assert read(body) == Message("v", SHOW)
    assert read(body, trusted=True) == Message("v", SHOW, pressed=True, state=STATE)
    assert read(body, trusted=True).metadata == {"state": STATE}
    assert read(body).metadata is None


@pytest.mark.parametrize(
    "text", ["/restart", "/session_start", "/back", "/greet", "hello", "EXTERNAL: x", "/show{}{}", "/show x"]
)
def test_no_command_of_rasa_can_be_vouched_for(text: str) -> None:
    body = json.dumps({"message": text, "pressed": True}).encode()
    assert not read(body, trusted=True).pressed


@pytest.mark.parametrize("wrong", [{"pressed": 1}, {"pressed": "true"}, {"state": []}, {"state": "x"}])
def test_malformed_trust_is_no_trust(wrong: dict[str, Any]) -> None:
    message = read(json.dumps({"message": SHOW, **wrong}).encode(), trusted=True)
    assert not message.pressed and message.state is None


@pytest.mark.parametrize(
    ("key", "secret", "trusted"),
    [("s", "s", True), ("x", "s", False), (None, "s", False), ("", "", False), (None, None, False), ("s", None, False), ("ü", "s", False)],
)  # fmt: skip
def test_the_gateway_is_known_by_the_secret(key: Any, secret: Any, trusted: bool) -> None:
    assert is_gateway(key, secret) is trusted
