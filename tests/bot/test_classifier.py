from collections.abc import Callable

import numpy as np
import pytest
from rasa.nlu.featurizers.featurizer import Featurizer
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.classifier import FAMILIARITY, INTENT_RANKING, KernelIntentClassifier
from bot.tokenizer import CONTINUED, SEGMENTS, BilingualTokenizer
from bot.topics import TopicExtractor
from knowledge.loading import KnowledgeBase
from tests.bot.conftest import Bench, Features

Read = Callable[[str], Message]

INTENTS = [
    ("How many members does Example Hub have?", "example-hub.members"),
    ("how many firms have joined example hub", "example-hub.members"),
    ("サンプルラボの会員は何人ですか", "sample-lab.members"),
    ("モデル基金はいくらですか", "model-fund.amount"),
    ("When does Model Fund close?", "model-fund.deadline"),
]
NOTHING = {"name": None, "confidence": 0.0}


def test_classifier_needs_a_featurizer_before_it() -> None:
    assert KernelIntentClassifier.required_components() == [Featurizer]


@pytest.mark.parametrize(("text", "intent"), INTENTS)
def test_classifier_puts_the_intent_of_alike_examples_first(
    features: Features, classifier: KernelIntentClassifier, read: Read, text: str, intent: str
) -> None:
    message = classifier.process(features([read(text)]))[0]
    assert message.get(INTENT)["name"] == intent
    assert message.get(INTENT) == message.get(INTENT_RANKING)[0]


def test_classifier_ranks_every_intent_once_by_confidence(
    features: Features, classifier: KernelIntentClassifier, read: Read
) -> None:
    ranking = classifier.process(features([read("members of the hub")]))[0].get(INTENT_RANKING)
    confidences = [entry["confidence"] for entry in ranking]
    assert len({entry["name"] for entry in ranking}) == len(ranking) == 8
    assert confidences == sorted(confidences, reverse=True)
    assert sum(confidences) == pytest.approx(1.0, abs=1e-3)


def test_classifier_ranking_is_as_long_as_configured(
    bench: Bench, features: Features, classifier: KernelIntentClassifier, read: Read
) -> None:
    short = bench.load(KernelIntentClassifier, ranking_length=3)
    assert len(short.process(features([read("members")]))[0].get(INTENT_RANKING)) == 3


@pytest.mark.parametrize("text", [text for text, _ in INTENTS] + ["🙂", "completely different words"])
def test_classifier_loaded_gives_the_same_ranking_as_the_trained_one(
    bench: Bench, features: Features, classifier: KernelIntentClassifier, read: Read, text: str
) -> None:
    trained = classifier.process(features([read(text)]))[0]
    loaded = bench.load(KernelIntentClassifier).process(features([read(text)]))[0]
    assert loaded.get(INTENT_RANKING) == trained.get(INTENT_RANKING)
    assert loaded.get(INTENT) == trained.get(INTENT)


def test_classifier_stores_nothing_that_needs_pickle(bench: Bench, classifier: KernelIntentClassifier) -> None:
    with bench.storage.read_from(bench._of(KernelIntentClassifier)) as folder:
        paths = sorted(folder.iterdir())
        assert {path.suffix for path in paths} == {".npz", ".npy", ".json"}
        for path in paths:
            if path.suffix != ".json":
                np.load(path, allow_pickle=False)


def test_classifier_gives_a_message_without_features_no_intent(classifier: KernelIntentClassifier) -> None:
    message = classifier.process([Message({TEXT: "hello"})])[0]
    assert (message.get(INTENT), message.get(INTENT_RANKING)) == (NOTHING, [])


def test_classifier_untrained_gives_no_intent(bench: Bench, features: Features, read: Read) -> None:
    message = bench.create(KernelIntentClassifier).process(features([read("hello")]))[0]
    assert (message.get(INTENT), message.get(INTENT_RANKING)) == (NOTHING, [])


def test_classifier_does_not_train_on_a_single_intent(
    bench: Bench, features: Features, examples: TrainingData, read: Read
) -> None:
    features.of_examples(examples)
    single = [m for m in examples.training_examples if m.get(INTENT) == "example-hub.members"]
    component = bench.create(KernelIntentClassifier)
    component.train(TrainingData(training_examples=single))
    assert component.process(features([read("members")]))[0].get(INTENT) == NOTHING


def test_classifier_cannot_be_loaded_from_a_model_that_lacks_it(bench: Bench) -> None:
    with pytest.raises(ValueError, match="does not exist"):
        bench.load(KernelIntentClassifier)


def test_classifier_gives_each_segment_its_own_ranking(
    features: Features, classifier: KernelIntentClassifier, read: Read
) -> None:
    message = read("What is Sample Lab? How much does Model Fund pay?")
    classifier.process(features([message]))
    parts = message.as_dict(only_output_properties=True)[SEGMENTS]
    assert [part[TEXT] for part in parts] == ["What is Sample Lab?", "How much does Model Fund pay?"]
    assert [part[INTENT_RANKING][0]["name"] for part in parts] == ["sample-lab.overview", "model-fund.amount"]


def test_classifier_gives_a_single_sentence_no_segments(
    features: Features, classifier: KernelIntentClassifier, read: Read
) -> None:
    message = classifier.process(features([read("members of the hub")]))[0]
    assert message.as_dict(only_output_properties=True)[SEGMENTS] == []


def test_classifier_is_more_familiar_with_what_its_examples_say(
    features: Features, classifier: KernelIntentClassifier, read: Read
) -> None:
    texts = ["How many members does Example Hub have?", "My cat sleeps all day on the warm roof"]
    asked, foreign = classifier.process(features([read(text) for text in texts]))
    assert 0 <= foreign.get(FAMILIARITY) < asked.get(FAMILIARITY) <= 1
    assert asked.as_dict(only_output_properties=True)[FAMILIARITY] == asked.get(FAMILIARITY)


def test_classifier_tells_the_familiarity_of_each_segment(
    features: Features, classifier: KernelIntentClassifier, read: Read
) -> None:
    message = classifier.process(features([read("What is Sample Lab? How much does Model Fund pay?")]))[0]
    alone = classifier.process(features([read("What is Sample Lab?")]))[0]
    segment = message.as_dict(only_output_properties=True)[SEGMENTS][0]
    assert segment[FAMILIARITY] == pytest.approx(alone.get(FAMILIARITY), abs=1e-3)


def test_classifier_ranks_a_message_as_asked_on(
    features: Features, classifier: KernelIntentClassifier, base: KnowledgeBase
) -> None:
    tokenizer, topics = BilingualTokenizer(BilingualTokenizer.get_default_config()), TopicExtractor(base)
    about = {"about": {"ja": "サンプル・ラボ", "en": "Sample Lab"}}
    message = topics.process(tokenizer.process([Message({TEXT: "How many members?", "metadata": about})]))[0]
    told = classifier.process(features([message]))[0].as_dict(only_output_properties=True)[CONTINUED]
    assert told[TEXT] == "Sample Lab How many members?"
    assert told[INTENT_RANKING][0]["name"] == "sample-lab.members"


def test_classifier_of_a_message_about_nothing_tells_none(
    features: Features, classifier: KernelIntentClassifier, read: Read
) -> None:
    message = classifier.process(features([read("members of the hub")]))[0]
    assert message.as_dict(only_output_properties=True).get(CONTINUED) is None
