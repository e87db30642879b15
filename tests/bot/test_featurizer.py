from collections.abc import Callable

import numpy as np
import pytest
from rasa.nlu.tokenizers.tokenizer import Tokenizer
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.featurizer import TermsFeaturizer
from bot.tokenizer import SEGMENTS
from tests.bot.conftest import Bench

Read = Callable[[str], Message]

ONE_VIEW = {"words": 0.0, "letters": 0.0, "reading": 0.0, "topics": 0.0}
TEXTS = [
    "How many members does Example Hub have?",
    "エグザンプル・ハブの会員数は",
    "ほじょきん",
    "members",
    "Tell me about Sample Lab. 会員の数は？",
]


def _vector(message: Message) -> np.ndarray:
    sequence, sentence = message.get_sparse_features(TEXT)
    assert sequence is None
    assert sentence is not None
    return sentence.features.toarray()[0]


def test_featurizer_needs_a_tokenizer_before_it() -> None:
    assert TermsFeaturizer.required_components() == [Tokenizer]


@pytest.mark.parametrize("text", TEXTS)
def test_featurizer_adds_one_sentence_vector_of_unit_length(featurizer: TermsFeaturizer, read: Read, text: str) -> None:
    message = featurizer.process([read(text)])[0]
    (features,) = message.features
    assert (features.type, features.attribute, features.origin) == (FEATURE_TYPE_SENTENCE, TEXT, "node")
    assert np.linalg.norm(_vector(message)) == pytest.approx(1.0, abs=1e-5)


def test_featurizer_gives_every_example_a_vector_of_the_same_width(
    featurizer: TermsFeaturizer, examples: TrainingData
) -> None:
    featurizer.process_training_data(examples)
    widths = {_vector(message).shape for message in examples.training_examples}
    assert len(widths) == 1
    assert len(examples.training_examples) == 96


def test_featurizer_does_not_touch_a_message_without_text(featurizer: TermsFeaturizer) -> None:
    for message in (Message({}), Message({TEXT: ""}), Message({INTENT: "greet"})):
        assert featurizer.process([message])[0].features == []


def test_featurizer_untrained_adds_nothing(bench: Bench, read: Read) -> None:
    assert bench.create(TermsFeaturizer).process([read("hello")])[0].features == []


@pytest.mark.parametrize("text", ["🙂", "ФЩЪ", "zebra", "縞馬"])
def test_featurizer_gives_a_text_of_unknown_words_an_empty_vector(
    bench: Bench, examples: TrainingData, read: Read, text: str
) -> None:
    only_words = bench.create(TermsFeaturizer, weights={**ONE_VIEW, "words": 1.0})
    only_words.train(examples)
    assert not np.any(_vector(only_words.process([read(text)])[0]))


def test_featurizer_reads_the_segments_too(featurizer: TermsFeaturizer, read: Read) -> None:
    message = read("What is Sample Lab? How much does Model Fund pay?")
    featurizer.process([message])
    parts = message.get(SEGMENTS)
    assert [part.get(TEXT) for part in parts] == ["What is Sample Lab?", "How much does Model Fund pay?"]
    for part in parts:
        alone = featurizer.process([read(part.get(TEXT))])[0]
        assert _vector(part) == pytest.approx(_vector(alone), abs=1e-6)


@pytest.mark.parametrize("text", TEXTS)
def test_featurizer_loaded_gives_the_same_vector_as_the_trained_one(
    bench: Bench, featurizer: TermsFeaturizer, read: Read, text: str
) -> None:
    trained = featurizer.process([read(text)])[0]
    loaded = bench.load(TermsFeaturizer).process([read(text)])[0]
    assert np.array_equal(_vector(loaded), _vector(trained))


def test_featurizer_cannot_be_loaded_from_a_model_that_lacks_it(bench: Bench) -> None:
    with pytest.raises(ValueError, match="does not exist"):
        bench.load(TermsFeaturizer)


def test_featurizer_view_of_weight_zero_is_left_out(bench: Bench, examples: TrainingData, read: Read) -> None:
    only_topics = bench.create(TermsFeaturizer, weights={**ONE_VIEW, "topics": 1.0})
    only_topics.train(examples)
    named, alias, none = only_topics.process([read("Where is Sample Lab?"), read("見本実験室"), read("Where is it?")])
    assert _vector(named).shape == (3,)
    assert np.array_equal(_vector(named), _vector(alias))
    assert sorted(_vector(named)) == [0.0, 0.0, 1.0]
    assert not np.any(_vector(none))


def test_featurizer_reading_makes_kana_and_kanji_alike(bench: Bench, examples: TrainingData, read: Read) -> None:
    only_reading = bench.create(TermsFeaturizer, weights={**ONE_VIEW, "reading": 1.0})
    only_reading.train(examples)
    kanji, kana = only_reading.process([read("会員の数"), read("かいいんのかず")])
    assert float(_vector(kanji) @ _vector(kana)) > 0.8


def test_featurizer_words_make_inflections_alike(bench: Bench, examples: TrainingData, read: Read) -> None:
    only_words = bench.create(TermsFeaturizer, weights={**ONE_VIEW, "words": 1.0})
    only_words.train(examples)
    one, other = only_words.process([read("member"), read("MEMBERS")])
    assert np.array_equal(_vector(one), _vector(other))


def test_featurizer_drops_features_of_too_few_examples(bench: Bench, examples: TrainingData, read: Read) -> None:
    every, frequent = bench.create(TermsFeaturizer), bench.create(TermsFeaturizer, min_examples=5)
    every.train(examples)
    frequent.train(examples)
    widths = [_vector(component.process([read("members")])[0]).size for component in (every, frequent)]
    assert 0 < widths[1] < widths[0]
