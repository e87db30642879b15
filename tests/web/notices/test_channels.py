"""Handing over to real servers on the loopback: a mail server and a webhook."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from tests.web.notices.conftest import SERVER, START, configured, notice
from tests.web.sink import Sink
from web.notices import mail, outbox, webhook
from web.notices.errors import Undeliverable
from web.notices.models import OutboxItem
from web.notices.webhook import is_public

pytestmark = pytest.mark.django_db


@pytest.fixture
def sink(settings: Any) -> Iterator[Sink]:
    running = Sink().start()
    settings.NOTICES = configured(mail=replace(SERVER, port=running.port))
    yield running
    running.stop()


def _item(channel: str) -> OutboxItem:
    outbox.put([notice(1, channel)], START)
    return OutboxItem.objects.get()


CONTENT = {"to": "tanaka@city.example.org", "subject": "新しい引き継ぎ（1）", "text": "デスクで開く： https://x/desk/1"}


def test_a_mail_arrives_as_written_with_the_same_id_at_every_attempt(sink: Sink) -> None:
    item = _item("mail")
    mail.send(item, CONTENT)
    mail.send(item, CONTENT)
    first, second = sink.mails
    assert first["Subject"] == CONTENT["subject"] and first.get_content().strip() == CONTENT["text"]
    assert first["Message-ID"] == second["Message-ID"] == f"<{item.key}@city.example.org>"
    assert first["Date"] == second["Date"] and first["From"] == "desk@city.example.org"
    assert first["Auto-Submitted"] == "auto-generated"


@pytest.mark.parametrize(
    ("answer", "to", "problem", "for_good"),
    [
        ("451 try later", "a@b.org", "smtp_451", False),
        ("554 never", "a@b.org", "smtp_554", True),
        ("", "nobody@b.org", "smtp_550", True),
        ("hang up", "a@b.org", "unreachable", False),
    ],
)
def test_what_the_mail_server_refuses_is_told_apart(
    sink: Sink, answer: str, to: str, problem: str, for_good: bool
) -> None:
    sink.answer = answer
    with pytest.raises(Undeliverable) as failed:
        mail.send(_item("mail"), {**CONTENT, "to": to})
    assert (failed.value.problem, failed.value.for_good) == (problem, for_good)


def test_nothing_can_be_slipped_into_the_head_of_a_mail(sink: Sink) -> None:
    with pytest.raises(Undeliverable, match="malformed"):
        mail.send(_item("mail"), {**CONTENT, "subject": "x\nBcc: a@b.org"})
    assert sink.mails == []


def test_without_a_mail_server_and_with_a_dead_one(settings: Any, by_mail: None) -> None:
    with pytest.raises(Undeliverable, match="unreachable"):
        mail.send(_item("mail"), CONTENT)
    settings.NOTICES = configured(mail=None)
    with pytest.raises(Undeliverable, match="off"):
        mail.send(OutboxItem.objects.get(), CONTENT)


class Hook:
    """A receiver of webhooks.

    Attributes:
        status: what it answers.
        got: the bodies with their keys.
    """

    def __init__(self) -> None:
        self.status, self.headers = 200, {}
        self.got: list[tuple[dict[str, Any], str]] = []
        self.silent = threading.Event()
        hook = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                hook.got.append((json.loads(body), self.headers["Idempotency-Key"]))
                if hook.status == 0:
                    hook.silent.wait(5)
                    return
                self.send_response(hook.status)
                for name, value in hook.headers.items():
                    self.send_header(name, value)
                self.end_headers()

            def log_message(self, *args: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/hook"
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def stop(self) -> None:
        self.silent.set()
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def hook(settings: Any) -> Iterator[Hook]:
    running = Hook()
    settings.NOTICES = configured(webhook_url=running.url, webhook_private=True)
    yield running
    running.stop()


def test_a_webhook_gets_json_and_the_same_key_at_every_attempt(hook: Hook) -> None:
    item = _item("webhook")
    for _ in range(2):
        webhook.send(item, {"to": "", "text": "引き継ぎ"})
    assert hook.got == [({"text": "引き継ぎ"}, item.key)] * 2


@pytest.mark.parametrize("status", [301, 302, 307, 308, 400, 404, 429, 500, 503])
def test_anything_but_success_is_a_failure_and_redirects_are_not_followed(hook: Hook, status: int) -> None:
    hook.status, hook.headers = status, {"Location": hook.url, "Content-Length": "0"}
    with pytest.raises(Undeliverable, match=f"http_{status}"):
        webhook.send(_item("webhook"), {"text": "x"})
    assert len(hook.got) == 1


def test_a_receiver_that_takes_it_and_falls_silent(hook: Hook, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhook, "READ_S", 0.2)
    hook.status = 0
    with pytest.raises(Undeliverable, match="timeout"):
        webhook.send(_item("webhook"), {"text": "x"})


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "0.0.0.0", "[::ffff:127.0.0.1]"])
def test_nothing_is_sent_to_our_own_network_unless_that_is_allowed(settings: Any, hook: Hook, host: str) -> None:
    url = hook.url.replace("127.0.0.1", host)
    settings.NOTICES = configured(webhook_url=url, webhook_private=False)
    with pytest.raises(Undeliverable, match=r"private_address|unreachable"):
        webhook.send(_item("webhook"), {"text": "x"})
    assert hook.got == []


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True), ("2001:4860:4860::8888", True), ("10.0.0.1", False), ("172.16.0.1", False),
        ("192.168.1.1", False), ("169.254.169.254", False), ("127.0.0.1", False), ("0.0.0.0", False), ("::1", False),
        ("fe80::1%eth0", False), ("fd00::1", False), ("::ffff:10.0.0.1", False), ("2002:a00:1::", False),
        ("100.64.0.1", False), ("224.0.0.1", False),
    ],
)  # fmt: skip
def test_which_addresses_are_public(address: str, public: bool) -> None:
    assert is_public(address) is public
