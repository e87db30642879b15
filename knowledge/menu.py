"""What can be asked, as buttons: the main topics, and how a button's request is written."""

from __future__ import annotations

import json

from knowledge.loading import KnowledgeBase

MAIN_TOPICS = ("yoxo-box", "tech-hub-yokohama", "startup-visa", "grants", "loans", "company-setup")


def payload(intent: str, **entities: str) -> str:
    """What a pressed button asks for, in Rasa's form: `/show{"article": "yoxo-box/place"}`."""
    return f"/{intent}{json.dumps(entities, ensure_ascii=False) if entities else ''}"


def topic_choices(base: KnowledgeBase, language: str, topics: tuple[str, ...] = MAIN_TOPICS) -> list[tuple[str, str]]:
    """Title and payload of a button for each of the topics that the knowledge base has."""
    known = base.topics
    return [(known[t].name[language], payload("show", article=f"{t}/overview")) for t in topics if t in known]
