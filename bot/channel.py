"""Rasa's REST channel with the guards a public service needs.

At the standard place (`/webhooks/rest/webhook`), with the standard request and reply. What it adds: limits before
work, visitors' text that is never a command, buttons that work only when they were offered, a deadline, and a reply
that is never empty (with the action server down or hanging Rasa itself answers 200 with `[]`).
"""

from __future__ import annotations

import asyncio
import logging
import os
from typing import Any, Awaitable, Callable, Dict, List, Optional

from rasa.core.channels.channel import CollectingOutputChannel, InputChannel, UserMessage
from rasa.core.tracker_store import InMemoryTrackerStore
from rasa.shared.core.events import BotUttered
from rasa.shared.core.trackers import DialogueStateTracker
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.limits import DEADLINE_S, MAX_MESSAGE_CHARS
from bot.requests import BadRequest, Message, is_gateway, read
from bot.speed import quicken
from bot.tokenizer import ABOUT
from bot.topics import TOPIC
from knowledge.loading import load
from knowledge.messages import catalogue, contact_pair, say_both
from language.logs import keep_texts_out
from language.text import disarmed, has_words

logger = logging.getLogger(__name__)

GATEWAY_KEY_HEADER = "X-Gateway-Key"

Replies = List[Dict[str, Any]]


class VisitorChannel(InputChannel):
    """REST channel for visitors.

    Request: `{"sender": "...", "message": "..."}`, optionally `"metadata": {"language": "ja" | "en"}`. Reply: a list
    of messages with `text` and `buttons`, and one with `custom` (what was understood; a hand-off request). A request
    that cannot be read gets 400 or 413 with `{"error": {"code", "ja", "en"}}`.

    The gateway in front shows the secret of the environment (`GATEWAY_SECRET`) in `X-Gateway-Key`. It alone may say
    that a button was pressed which it offered itself (`"pressed": true`), tell what the conversation remembers
    (`"state"`), have conversations forgotten (`POST /webhooks/rest/forget` with a list of senders), and ask which model
    is loaded (`GET /webhooks/rest/model`): where the one it was started with is missing, Rasa loads another.
    """

    @classmethod
    def name(cls) -> str:
        """Rasa's own name for this channel, which gives the standard address."""
        return "rest"

    def __init__(self) -> None:
        quicken()
        keep_texts_out()  # of a failing action Rasa logs the request, with everything that was said
        self._secret = os.environ.get("GATEWAY_SECRET")
        base = load()
        self._contact = contact_pair(base.general_contact)
        self._names = {key: topic.name for key, topic in base.topics.items()}

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The routes of the channel (see parent class)."""
        webhook = Blueprint("visitor_channel", __name__)

        @webhook.route("/", methods=["GET"])
        async def health(_: Request) -> HTTPResponse:
            return response.json({"status": "ok"})

        @webhook.route("/webhook", methods=["POST"])
        async def receive(request: Request) -> HTTPResponse:
            try:
                message = read(request.body, trusted=self._is_gateway(request))
            except BadRequest as problem:
                text = catalogue()[problem.code]
                error = {"code": problem.code, "ja": text.ja, "en": text.en}
                return response.json({"error": error}, status=problem.status)
            return response.json(await self._replies(message, request.app.ctx.agent, on_new_message))

        @webhook.route("/model", methods=["GET"])
        async def model(request: Request) -> HTTPResponse:
            if not self._is_gateway(request):
                return response.empty(status=404)
            return response.json({"model": request.app.ctx.agent.processor.model_filename})

        @webhook.route("/forget", methods=["POST"])
        async def forget(request: Request) -> HTTPResponse:
            if not self._is_gateway(request):
                return response.empty(status=404)
            store = request.app.ctx.agent.tracker_store
            if isinstance(store, InMemoryTrackerStore):
                for sender in request.json if isinstance(request.json, list) else []:
                    store.store.pop(sender, None)
            return response.empty(status=204)

        return webhook

    def _is_gateway(self, request: Request) -> bool:
        return is_gateway(request.headers.get(GATEWAY_KEY_HEADER), self._secret)

    async def _replies(
        self, message: Message, agent: Any, on_new_message: Callable[[UserMessage], Awaitable[Any]]
    ) -> Replies:
        if len(message.text) > MAX_MESSAGE_CHARS:
            return self._said(message, say_both("too_long", limit=str(MAX_MESSAGE_CHARS)), "too_long")
        text = message.text
        if not message.pressed and not await _offered(agent, message.sender, text):
            text = disarmed(text)
        if not has_words(text):
            return self._said(message, say_both("no_words"), "no_words")
        collector = CollectingOutputChannel()
        metadata = {**(message.metadata or {}), ABOUT: await self._about(agent, message)}
        turn = UserMessage(text, collector, message.sender, input_channel=self.name(), metadata=metadata)
        try:
            await asyncio.wait_for(on_new_message(turn), timeout=DEADLINE_S)
        except asyncio.TimeoutError:
            logger.error("A turn took longer than %s s and was given up.", DEADLINE_S)
        except Exception as problem:  # noqa: BLE001  whatever fails, the visitor is told; the text stays out of the log
            logger.error("A turn failed: %s", type(problem).__name__)
        if any(reply.get("text") for reply in collector.messages):
            return collector.messages
        return self._said(message, say_both("apology", contact=self._contact), "apology", handoff=True)

    async def _about(self, agent: Any, message: Message) -> Optional[Dict[str, str]]:
        """The name of the topic the conversation is about, in both languages."""
        state = message.state
        if state is None:
            tracker: Optional[DialogueStateTracker] = await agent.tracker_store.retrieve(message.sender)
            state = tracker.current_slot_values() if tracker else {}
        name = self._names.get(str(state.get(TOPIC)))
        return {"ja": name.ja, "en": name.en} if name else None

    @staticmethod
    def _said(message: Message, text: str, outcome: str, *, handoff: bool = False) -> Replies:
        """A reply the channel gives by itself, in both languages."""
        custom: Dict[str, Any] = {"understood": {"outcome": outcome, "articles": []}}
        if handoff:
            custom["handoff"] = {
                "reason": outcome,
                "language": message.language,
                "last_question": message.text,
                "articles": [],
            }
        return [
            {"recipient_id": message.sender, "text": text},
            {"recipient_id": message.sender, "custom": custom},
        ]


async def _offered(agent: Any, sender: str, text: str) -> bool:
    """Whether a text is the payload of a button that this conversation was offered."""
    if not text.startswith("/"):
        return False
    tracker: Optional[DialogueStateTracker] = await agent.tracker_store.retrieve(sender)
    if tracker is None:
        return False
    said = (event for event in reversed(tracker.events) if isinstance(event, BotUttered))
    return any(button.get("payload") == text for event in said for button in event.data.get("buttons") or [])
