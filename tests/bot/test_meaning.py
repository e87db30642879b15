from collections.abc import Callable

import numpy as np
import pytest
from rasa.engine.training.fingerprinting import calculate_fingerprint_key
from rasa.nlu.tokenizers.tokenizer import Tokenizer
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.meaning import MeaningFeaturizer
from bot.tokenizer import SEGMENTS
from language.meaning import SIZE
from tests.bot.conftest import Bench

Read = Callable[[str], Message]


def _vector(message: Message) -> np.ndarray:
    sequence, sentence = message.get_dense_features(TEXT)
    assert sequence is None
    assert sentence is not None
    assert sentence.features.shape == (1, SIZE)
    return sentence.features[0]


def test_meaning_needs_a_tokenizer_before_it() -> None:
    assert MeaningFeaturizer.required_components() == [Tokenizer]


@pytest.mark.parametrize("text", ["How many members are there?", "会員は何人ですか", "ＹＯＸＯ　ＢＯＸ", "x"])
def test_meaning_adds_one_sentence_vector_of_unit_length(bench: Bench, read: Read, text: str) -> None:
    message = bench.create(MeaningFeaturizer).process([read(text)])[0]
    (features,) = message.features
    assert (features.type, features.attribute, features.origin) == (FEATURE_TYPE_SENTENCE, TEXT, "node")
    assert np.linalg.norm(_vector(message)) == pytest.approx(1.0, abs=1e-3)


def test_meaning_of_a_translation_is_nearer_than_of_another_question(bench: Bench, read: Read) -> None:
    texts = ["How much does membership cost?", "会費はいくらですか", "会場はどこですか"]
    asked, same, other = map(_vector, bench.create(MeaningFeaturizer).process([read(t) for t in texts]))
    assert asked @ same > asked @ other + 0.1


def test_meaning_reads_the_segments_too(bench: Bench, read: Read) -> None:
    component = bench.create(MeaningFeaturizer)
    message = component.process([read("What is Sample Lab? How much does Model Fund pay?")])[0]
    parts = message.get(SEGMENTS)
    assert len(parts) == 2
    for part in parts:
        alone = component.process([read(part.get(TEXT))])[0]
        assert _vector(part) == pytest.approx(_vector(alone), abs=1e-4)


def test_meaning_gives_every_example_the_vector_a_message_gets(
    bench: Bench, examples: TrainingData, read: Read
) -> None:
    component = bench.create(MeaningFeaturizer)
    component.process_training_data(examples)
    example = examples.training_examples[7]
    assert _vector(example) == pytest.approx(_vector(component.process([read(example.get(TEXT))])[0]), abs=1e-4)
    assert all(len(m.features) == 1 for m in examples.training_examples)


def test_meaning_does_not_touch_a_message_without_text(bench: Bench) -> None:
    for message in (Message({}), Message({TEXT: ""})):
        assert bench.create(MeaningFeaturizer).process([message])[0].features == []


def test_meaning_has_a_key_in_the_training_cache_that_depends_on_the_encoder(monkeypatch: pytest.MonkeyPatch) -> None:
    def key() -> str:
        return calculate_fingerprint_key(MeaningFeaturizer, MeaningFeaturizer.get_default_config(), {})

    before = key()
    monkeypatch.setattr("bot.meaning.version", lambda _: "99")
    assert key() != before
