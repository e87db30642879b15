"""A small server that keeps the widget's contract, and fails, waits and hangs up when a test tells it to.

It stands in for the gateway where a test needs a state that the real one reaches only by accident. Everything is in memory, and
`ContractServer.url` is another origin than the page the widget is embedded in (`Site`).
"""

from __future__ import annotations

import datetime
import json
import re
import secrets
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Callable, Optional
from urllib.parse import parse_qs, urlsplit

from tests.browser import said

BUNDLE = Path(__file__).resolve().parents[2] / "widget" / "dist" / "widget.js"
ALLOW = {
    "Access-Control-Allow-Methods": "GET, POST, PUT, DELETE",
    "Access-Control-Allow-Headers": "Authorization, Content-Type, Last-Event-ID",
    "Access-Control-Expose-Headers": "Retry-After",
    "Access-Control-Max-Age": "600",
}


def now() -> str:
    return datetime.datetime.now(datetime.timezone.utc).isoformat().replace("+00:00", "Z")


@dataclass
class Conversation:
    id: str
    token: str
    language: str
    messages: list[dict[str, Any]] = field(default_factory=list)
    turns: dict[str, dict[str, Any]] = field(default_factory=dict)
    bodies: dict[str, Any] = field(default_factory=dict)
    events: list[tuple[Optional[int], str, dict[str, Any]]] = field(default_factory=list)
    seq: int = 0
    handoff: Optional[dict[str, Any]] = None
    ended_at: Optional[str] = None
    rotated_to: Optional[str] = None
    created_at: str = field(default_factory=now)
    limit: int = 2000

    def as_json(self) -> dict[str, Any]:
        return {
            "id": self.id, "language": self.language, "created_at": self.created_at, "ended_at": self.ended_at,
            "delete_at": "2027-02-23", "last_seq": self.seq, "handoff": self.handoff, "rotated_to": self.rotated_to,
            "limits": {"message_chars": self.limit},
        }  # fmt: skip


@dataclass
class Fault:
    """What to answer instead, to requests whose `METHOD path` matches."""

    pattern: str
    status: int
    code: str
    times: int
    retry_after: Optional[int]


class ContractServer:
    """The chat's origin."""

    def __init__(self) -> None:
        self.lock = threading.Condition()
        self.turn_lock = threading.Lock()
        self.conversations: dict[str, Conversation] = {}
        self.faults: list[Fault] = []
        self.requests: list[tuple[str, str, dict[str, str], Any]] = []
        self.answering = True
        self.replies: dict[str, list[dict[str, Any]]] = {}
        self.generation = 0
        self.full_after = 10**9
        self._http = _serve(_handler(self))
        self.url = f"http://127.0.0.1:{self._http.server_address[1]}"

    def stop(self) -> None:
        self.hang_up()
        self._http.shutdown()
        self._http.server_close()

    # What a test does to it

    @property
    def only(self) -> Conversation:
        (one,) = self.conversations.values()
        return one

    @property
    def newest(self) -> Conversation:
        return list(self.conversations.values())[-1]

    def fail(self, pattern: str, status: int, code: str, *, times: int = 1, retry_after: Optional[int] = None) -> None:
        self.faults.append(Fault(pattern, status, code, times, retry_after))

    def asked(self, pattern: str) -> list[tuple[str, str, dict[str, str], Any]]:
        return [one for one in self.requests if re.search(pattern, f"{one[0]} {one[1]}")]

    def hang_up(self) -> None:
        """Closes every event stream, as a proxy or a restart does."""
        with self.lock:
            self.generation += 1
            self.lock.notify_all()

    def change(self, one: Conversation, **fields: Any) -> None:
        with self.lock:
            for name, value in fields.items():
                setattr(one, name, value)
            one.seq += 1
            one.events.append((one.seq, "conversation", one.as_json()))
            self.lock.notify_all()

    def handoff(self, one: Conversation, state: str, **more: Any) -> None:
        base = {"state": state, "since": now(), "staff_name": None, "place": None, "message": None, "email_page": None}
        self.change(one, handoff={**base, **more})

    def say(self, one: Conversation, author: str, text: str, **more: Any) -> dict[str, Any]:
        with self.lock:
            one.seq += 1
            message = said.message(one.seq, author, text, more.pop("language", one.language), now(), **more)
            one.messages.append(message)
            one.events.append((one.seq, "message", message))
            self.lock.notify_all()
        return message

    def typing(self, one: Conversation, author: str) -> None:
        with self.lock:
            one.events.append((None, "typing", {"author": author}))
            self.lock.notify_all()

    def notice(self, one: Conversation, words: dict[str, str]) -> None:
        with self.lock:
            one.events.append((None, "notice", words))
            self.lock.notify_all()

    def answer(self) -> None:
        """Answers what waits."""
        for one in list(self.conversations.values()):
            for turn in [turn for turn in list(one.turns.values()) if turn["status"] == "waiting"]:
                self._answer(one, turn)

    # What the widget does

    def begin(self, language: str, greeting: dict[str, str] = said.GREETING) -> Conversation:
        one = Conversation(secrets.token_hex(8), secrets.token_urlsafe(32), language)
        self.conversations[one.id] = one
        self.say(one, "assistant", greeting[language], buttons=said.TOPICS[language])
        return one

    def turn(self, one: Conversation, turn_id: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        if turn_id in one.turns:
            if one.bodies[turn_id] != body:
                return 409, said.error("conflict")
            return 200, {"turn": one.turns[turn_id]}
        if len(one.turns) >= self.full_after:
            return 409, said.error("conversation_full")
        offered = {button["id"]: button["title"] for message in one.messages for button in message["buttons"]}
        if "button" in body and body["button"] not in offered:
            return 400, said.error("bad_request")
        text = offered[body["button"]] if "button" in body else body["text"]
        if len(text) > one.limit:
            return 422, said.error("too_long")
        with self.lock:
            one.seq += 1
            turn = {
                "id": turn_id, "seq": one.seq, "status": "waiting", "at": now(), "text": text,
                "button": text if "button" in body else None, "language": one.language, "feedback": None,
            }  # fmt: skip
            one.turns[turn_id] = turn
            one.bodies[turn_id] = body
        self.say(one, "visitor", text, turn=turn_id)
        if one.handoff and one.handoff["state"] == "staff":
            self._settle(one, turn)
        elif self.answering:
            threading.Timer(0.05, self._answer_oldest, (one,)).start()
        return 202, {"turn": dict(turn, status="waiting")}

    def _answer_oldest(self, one: Conversation) -> None:
        """One turn at a time and in order, as the gateway does."""
        with self.turn_lock:
            with self.lock:  # others may be sending
                waiting = [turn for turn in one.turns.values() if turn["status"] == "waiting"]
            if waiting:
                self._answer(one, waiting[0])

    def _answer(self, one: Conversation, turn: dict[str, Any]) -> None:
        for reply in self.replies.get(turn["text"]) or said.reply(turn["text"], one.language):
            self.say(one, "assistant", reply.pop("text", ""), turn=turn["id"], **reply)
        self._settle(one, turn)

    def _settle(self, one: Conversation, turn: dict[str, Any]) -> None:
        with self.lock:
            one.seq += 1
            turn["status"] = "answered"
            one.events.append((one.seq, "turn", dict(turn)))
            self.lock.notify_all()


class Site:
    """A web site that embeds the chat, on its own origin, under the policy that its webmaster was told to set."""

    def __init__(self, chat_url: str, attributes: str = "") -> None:
        self.attributes = attributes
        self.policy = (
            f"default-src 'none'; script-src {chat_url}; connect-src {chat_url}; style-src 'self'; img-src 'self' data:; "
            "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types lit-html 'allow-duplicates'"
        )
        site = self

        class Handler(_Quiet):
            def do_GET(self) -> None:
                if self.path == "/site.css":
                    self.send(200, said.SITE_CSS.encode(), "text/css")
                elif self.path.endswith("/"):
                    page = said.page(self.path, chat_url, site.attributes).encode()
                    self.send(200, page, "text/html; charset=utf-8", {"Content-Security-Policy": site.policy})
                else:
                    self.send(404, b"", "text/plain")

        self._http = _serve(Handler)
        self.url = f"http://127.0.0.1:{self._http.server_address[1]}"

    def stop(self) -> None:
        self._http.shutdown()
        self._http.server_close()


class _Quiet(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *args: Any) -> None:
        pass

    def send(self, status: int, body: bytes, kind: str, headers: Optional[dict[str, str]] = None) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


def _serve(handler: Callable[..., BaseHTTPRequestHandler]) -> ThreadingHTTPServer:
    http = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    http.daemon_threads = True
    threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    return http


def _handler(server: ContractServer) -> type[BaseHTTPRequestHandler]:
    class Handler(_Quiet):
        def _headers(self, more: Optional[dict[str, str]] = None) -> dict[str, str]:
            return {"Access-Control-Allow-Origin": self.headers.get("Origin", "*"), **ALLOW, **(more or {})}

        def _json(self, status: int, body: Any, more: Optional[dict[str, str]] = None) -> None:
            content = b"" if body is None else json.dumps(body, ensure_ascii=False).encode()
            self.send(status, content, "application/json; charset=utf-8", self._headers(more))

        def do_OPTIONS(self) -> None:
            self._json(204, None)

        def _any(self) -> None:
            address = urlsplit(self.path)
            length = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(length)) if length else None
            server.requests.append((self.command, address.path, dict(self.headers), body))
            for fault in server.faults:
                if fault.times > 0 and re.search(fault.pattern, f"{self.command} {address.path}"):
                    fault.times -= 1
                    after = {} if fault.retry_after is None else {"Retry-After": str(fault.retry_after)}
                    if fault.status == 0:
                        self.close_connection = True
                        self.connection.close()
                        return
                    self._json(fault.status, said.error(fault.code), after)
                    return
            if address.path == "/chat/widget.js":
                self.send(200, BUNDLE.read_bytes(), "text/javascript; charset=utf-8")
            elif address.path == "/chat/privacy":
                self.send(200, b"<!doctype html><title>Privacy</title>", "text/html")
            elif address.path == "/chat/conversations" and self.command == "POST":
                one = server.begin(body["language"], said.CONTINUED if "continues" in body else said.GREETING)
                if "continues" in body:
                    server.change(server.conversations[body["continues"]], rotated_to=one.id)
                self._json(201, {"conversation": one.as_json(), "token": one.token})
            else:
                self._known(address.path, parse_qs(address.query), body)

        do_GET = do_POST = do_PUT = do_DELETE = _any

        def _known(self, path: str, query: dict[str, list[str]], body: Any) -> None:
            found = re.fullmatch(r"/chat/conversations/(\w+)(/.*)?", path)
            one = server.conversations.get(found.group(1)) if found else None
            if one is None or self.headers.get("Authorization") != f"Bearer {one.token}":
                self._json(401, said.error("conversation_unknown"))
                return
            rest = (found.group(2) or "") if found else ""
            if (self.command, rest) == ("GET", ""):
                with server.lock:
                    turns = list(one.turns.values())
                    self._json(200, {"conversation": one.as_json(), "messages": one.messages, "turns": turns})
            elif (self.command, rest) == ("DELETE", ""):
                del server.conversations[one.id]
                server.hang_up()
                self._json(204, None)
            elif rest == "/language":
                server.change(one, language=body["language"])
                self._json(200, {"conversation": one.as_json()})
            elif rest == "/handoff/rating":
                server.change(one, handoff={**(one.handoff or {}), **body})
                self._json(200, {"conversation": one.as_json()})
            elif rest == "/handoff":
                if not one.handoff or one.handoff["state"] == "closed":
                    server.handoff(one, "waiting", place=2)
                self._json(200, {"conversation": one.as_json()})
            elif rest == "/typing":
                self._json(204, None)
            elif rest == "/transcript":
                text = "\n".join(message["text"] for message in one.messages).encode()
                disposition = {"Content-Disposition": 'attachment; filename="transcript.txt"'}
                self.send(200, text, "text/plain; charset=utf-8", self._headers(disposition))
            elif rest == "/events":
                self._events(one, int(self.headers.get("Last-Event-ID") or query.get("after", ["0"])[0]))
            elif rest.endswith("/feedback"):
                turn = one.turns[rest.split("/")[2]]
                turn["feedback"] = {"reason": None, "comment": None, **body}
                self._json(200, {"turn": turn})
            elif rest.startswith("/turns/"):
                self._json(*server.turn(one, rest.split("/")[2], body))
            else:
                self._json(404, said.error("not_found"))

        def _events(self, one: Conversation, after: int) -> None:
            generation = server.generation
            self.close_connection = True
            self.send_response(200)
            for name, value in self._headers({"Content-Type": "text/event-stream", "Connection": "close"}).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(b"retry: 1000\n\n")
            place = next((i for i, (seq, _, _) in enumerate(one.events) if seq and seq > after), len(one.events))
            try:
                while True:
                    with server.lock:
                        if server.generation != generation:
                            return
                        fresh = one.events[place:]
                        if not fresh:
                            server.lock.wait(5)
                            if not one.events[place:]:
                                fresh = []
                    place += len(fresh)
                    if not fresh:
                        self.wfile.write(b": still here\n\n")
                    for seq, kind, data in fresh:
                        head = f"id: {seq}\n" if seq else ""
                        text = json.dumps(data, ensure_ascii=False)
                        self.wfile.write(f"{head}event: {kind}\ndata: {text}\n\n".encode())
                    self.wfile.flush()
            except OSError:
                return

    return Handler


def wait_until(check: Callable[[], bool], timeout_s: float = 10.0) -> None:
    until = time.monotonic() + timeout_s
    while not check():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.02)
