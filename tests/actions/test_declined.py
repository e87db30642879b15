from pathlib import Path

import numpy as np
import pytest

from actions.candidates import Context, candidates
from actions.declined import FOLDER, INTENTS, USUAL, Declined
from actions.library import Shelf
from actions.understanding import Reading
from knowledge.loading import KnowledgeBase
from language.meaning import vectors

NLU = """version: "3.1"
nlu:
- intent: {intent}
  examples: |
{examples}
"""
EXAMPLES = {
    "out_of_scope": ["今日の天気は？", "How many members has the hub's football club?"],
    "not_stated": ["What does coffee cost at the hub?"],
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for intent, texts in EXAMPLES.items():
        lines = "\n".join(f"    - {text}" for text in texts)
        (tmp_path / f"{intent}.yml").write_text(NLU.format(intent=intent, examples=lines), encoding="utf-8")
    return tmp_path


def test_the_nearest_example_counts_whatever_its_language(folder: Path) -> None:
    declined = Declined(folder, lambda texts: vectors([text for text, _ in texts]))
    weather, coffee = vectors(["What is the weather like today?", "How much is a coffee at the hub?"])
    assert declined.nearest(weather)["out_of_scope"] > 0.6 > declined.nearest(weather)["not_stated"]
    assert declined.nearest(coffee)["not_stated"] > 0.6 > declined.nearest(coffee)["out_of_scope"]
    assert declined.nearest(vectors(EXAMPLES["not_stated"])[0])["not_stated"] == pytest.approx(1.0, abs=1e-4)


def test_without_examples_it_says_nothing_for_or_against() -> None:
    assert Declined(None, lambda _: np.zeros((0, 2))).nearest(np.array([1.0, 0.0])) == dict.fromkeys(INTENTS, USUAL)


def test_an_example_more_makes_an_answer_to_it_less_likely(base: KnowledgeBase, folder: Path) -> None:
    text = "How many members has the hub's football club?"
    reading = Reading(text, (("hub.members", 0.6), ("out_of_scope", 0.2)))
    after = candidates(reading, "en", Shelf.of(base, declined=folder), Context())[0]
    file = folder / "out_of_scope.yml"
    file.write_text(file.read_text(encoding="utf-8").replace(text, "Is it going to rain?"), encoding="utf-8")
    before = candidates(reading, "en", Shelf.of(base, declined=folder), Context())[0]
    assert before.article == after.article and after.probability < before.probability


def test_our_own_examples_are_found() -> None:
    read: list[tuple[str, str]] = []
    Declined(FOLDER, lambda texts: (read.extend(texts), np.zeros((len(texts), 2)))[1])
    assert len(read) > 1_000 and {language for _, language in read} == {"ja", "en"}
    assert all(text and not text.startswith("-") for text, _ in read)
