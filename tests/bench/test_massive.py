import json
from collections import Counter
from pathlib import Path

import pytest

from bench import massive
from bench.massive import LANGUAGES, PER_INTENT, TUNING_EVERY, Utterance


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data set of the same shape: 8 intents, `intent_7` with few utterances."""
    for language in LANGUAGES:
        lines = [
            json.dumps({"id": str(i), "text": f"{language} {i}", "intent": f"intent_{i % 8}"})
            for i in range(400)
            if i % 8 != 7 or i < 40
        ]
        (tmp_path / f"train.{language}.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return tmp_path


def test_massive_reads_both_languages(folder: Path) -> None:
    found = massive.read(folder, "train")
    assert found[0] == Utterance(0, "ja", "ja 0", "intent_0")
    assert {u.number for u in found if u.language == "ja"} == {u.number for u in found if u.language == "en"}


def test_massive_keeps_a_text_and_its_translation_on_the_same_side(folder: Path) -> None:
    trained, kept = massive.parted(massive.read(folder, "train"))
    assert not {u.number for u in trained} & {u.number for u in kept}
    assert len(trained) == pytest.approx((TUNING_EVERY - 1) * len(kept), rel=0.05)


def test_massive_leaves_every_fourth_intent_out(folder: Path) -> None:
    assert massive.left_out(massive.read(folder, "train")) == {"intent_3", "intent_7"}


def test_massive_draws_as_many_of_each_intent_and_language_and_others_with_another_seed(folder: Path) -> None:
    train = massive.read(folder, "train")
    one, again, other = massive.drawn(train, 0), massive.drawn(train, 0), massive.drawn(train, 1)
    assert one == again != other
    counts = Counter((u.language, u.intent) for u in one)
    assert counts.pop(("ja", "intent_7")) == counts.pop(("en", "intent_7")) == 5
    assert set(counts.values()) == {PER_INTENT}
