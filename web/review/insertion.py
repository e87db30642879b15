"""A line more in a training file: an example question of an article, or of an intent of conversation.

Everything else in the file stays as it is, to the letter, so that the difference can be read.
"""

from __future__ import annotations

import json
import re
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

_MARKUP = re.compile(r"[\[\]{}]")  # Rasa would read it as an entity's annotation


class NoPlace(ValueError):
    """The file has no place for it. Its text is a key of the desk's words, `review_left_<text>`."""


def with_question(text: str, article: str, language: str, question: str) -> str:
    """A topic file's text with one more example question of an article, at the end of its list.

    Raises:
        NoPlace: when the article is not there, or its questions are not written one a line.
    """
    topic: Any = YAML().load(text)
    found = next((one for one in topic["articles"] if one["id"] == article), None)
    if found is None:
        raise NoPlace("article")
    questions = found["questions"][language]
    if questions.fa.flow_style():
        raise NoPlace("form")
    line, column = questions.lc.item(len(questions) - 1)
    lines = text.split("\n")
    indent = column - 2
    end = line + 1
    while end < len(lines) and lines[end].strip() and _indent(lines[end]) > indent:
        end += 1  # a question that goes over several lines
    return "\n".join([*lines[:end], f"{' ' * indent}- {_scalar(question)}", *lines[end:]])


def with_example(text: str, intent: str, example: str) -> str:
    """A Rasa training file's text with one more example of an intent, at the end of its list.

    Raises:
        NoPlace: when the intent is not there, or the example holds what Rasa reads as markup.
    """
    if _MARKUP.search(example):
        raise NoPlace("markup")
    lines = text.split("\n")
    start = next((n for n, line in enumerate(lines) if line.strip() == f"- intent: {intent}"), None)
    if start is None:
        raise NoPlace("intent")
    last = None
    for number in range(start + 1, len(lines)):
        if lines[number].strip().startswith("- intent:"):
            break
        if re.match(r"\s+- ", lines[number]):
            last = number
    if last is None:
        raise NoPlace("form")
    return "\n".join([*lines[: last + 1], f"{' ' * _indent(lines[last])}- {example}", *lines[last + 1 :]])


def as_nlu(examples: dict[str, list[str]]) -> str:
    """Rasa NLU YAML (version 3.1) of examples by intent; those that Rasa would read as markup are left out."""
    blocks = ['version: "3.1"', "", "nlu:"]
    for intent, texts in examples.items():
        kept = [text for text in dict.fromkeys(texts) if not _MARKUP.search(text)]
        if kept:
            blocks += [f"- intent: {intent}", "  examples: |", *(f"    - {text}" for text in kept)]
    return "\n".join(blocks if len(blocks) > 3 else [*blocks[:2], "nlu: []"]) + "\n"


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _scalar(text: str) -> str:
    """The text as YAML: plain where that reads as the same text, else in double quotes."""
    try:
        if YAML(typ="safe").load(f"- {text}") == [text]:
            return text
    except YAMLError:
        pass
    return json.dumps(text, ensure_ascii=False)
