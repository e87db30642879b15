"""The held-out questions and the trained pipeline they are asked of."""

from __future__ import annotations

import asyncio
import json
import logging
import random
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from actions.understanding import Understanding

HELD_OUT_DIR = Path(__file__).with_name("heldout")


@dataclass(frozen=True)
class Question:
    """One held-out question.

    Attributes:
        id: of the line in its file.
        language: `ja` or `en`: of the file, not necessarily of every word.
        kind: question, outside (far from the domain), near (close to it), followup or double.
        style: how it is typed.
        turns: what the visitor sends, one message or a conversation.
        facts: the ids of which an answer must rest on at least one; a list for each question of a double.
    """

    id: str
    language: str
    kind: str
    style: str
    turns: tuple[str, ...]
    facts: tuple[Any, ...] = field(default=())

    @property
    def outside(self) -> bool:
        """Whether no article answers it."""
        return self.kind in ("outside", "near")


def read(name: str) -> list[Question]:
    """The questions of one set, `tune` or `test`, both languages."""
    found = []
    for language in ("ja", "en"):
        for line in (HELD_OUT_DIR / f"{name}.{language}.jsonl").read_text(encoding="utf-8").splitlines():
            data = json.loads(line)
            turns = tuple(data.get("turns") or [data["text"]])
            facts = tuple(data.get("facts", ()))
            found.append(Question(data["id"], language, data["kind"], data.get("style", ""), turns, facts))
    return found


class Pipeline:
    """The trained Rasa pipeline, in this process, without server and policies."""

    def __init__(self, model: Path):
        import structlog
        from rasa.core.agent import Agent

        logging.disable(logging.WARNING)
        structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
        self._agent = Agent.load(str(model))
        self._loop = asyncio.new_event_loop()
        self._cache: dict[str, Understanding] = {}

    def understand(self, text: str) -> Understanding:
        """What the model understands of a message."""
        if text not in self._cache:
            parsed = self._loop.run_until_complete(self._agent.parse_message(text))
            self._cache[text] = Understanding.of(parsed)
        return self._cache[text]


def shuffled(items: list[Any], seed: int = 1) -> list[Any]:
    """The items in an order that is the same in every run."""
    return random.Random(seed).sample(items, len(items))
