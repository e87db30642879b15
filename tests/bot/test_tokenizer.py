from concurrent.futures import ThreadPoolExecutor

import pytest
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.constants import TOKENS_NAMES
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.constants import INTENT, RESPONSE, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.tokenizer import (
    CONTINUED,
    LANGUAGE,
    MAX_CONTINUED_CHARS,
    SEGMENTS,
    BilingualTokenizer,
    with_segments,
)
from tests.naughty import LONG_CHARS, each_naughty

TOKENS = TOKENS_NAMES[TEXT]

# (text, the tokens as they stand, their lemmas)
TABLE = [
    ("横浜未来機構", ["横浜", "未来", "機構"], ["横浜", "未来", "機構"]),
    (
        "補助金はいくらですか？",
        ["補助", "金", "は", "いくら", "です", "か", "？"],
        ["補助", "金", "は", "幾ら", "です", "か", "?"],
    ),
    ("会社を設立しました", ["会社", "を", "設立", "し", "まし", "た"], ["会社", "を", "設立", "為る", "ます", "た"]),
    ("引越しの附属書", ["引越し", "の", "附属", "書"], ["引っ越し", "の", "付属", "書"]),
    ("YOXO BOXはどこ", ["YOXO", "BOX", "は", "どこ"], ["yoxo", "ボックス", "は", "どこ"]),
    ("ﾎｼﾞｮｷﾝ", ["ﾎｼﾞｮｷﾝ"], ["ホジョキン"]),
    ("㈱横浜", ["㈱", "横浜"], ["(株)", "横浜"]),
    ("How can I apply?", ["How", "can", "I", "apply", "?"], ["how", "can", "i", "appli", "?"]),
    ("I don't have grants.", ["I", "do", "n't", "have", "grants", "."], ["i", "do", "n't", "have", "grant", "."]),
    ("Ｗｈａｔ　ｉｓ　ｉｔ", ["Ｗｈａｔ", "ｉｓ", "ｉｔ"], ["what", "is", "it"]),
    ("What is 横浜?", ["What", "is", "横浜", "?"], ["what", "is", "横浜", "?"]),
    ("", [], []),
    (" \n\u3000", [], []),
]
LANGUAGES = [
    ("横浜未来機構", {"detected": "ja", "code": "ja", "romaji": False}),
    ("How much is it?", {"detected": "en", "code": "en", "romaji": False}),
    ("doko desu ka", {"detected": "ja", "code": "ja", "romaji": True}),
    ("안녕하세요", {"detected": "other", "code": "ko", "romaji": False}),
    ("OK", {"detected": None, "code": None, "romaji": False}),
]


@pytest.fixture(scope="module")
def tokenizer() -> BilingualTokenizer:
    return BilingualTokenizer(BilingualTokenizer.get_default_config())


def processed(tokenizer: BilingualTokenizer, text: str) -> Message:
    """The message of a text as it leaves the tokenizer."""
    return tokenizer.process([Message({TEXT: text})])[0]


def assert_true_to(text: str, tokens: list[Token]) -> None:
    """Tokens are parts of the text, in order, apart from each other, and cover all but white space."""
    end = 0
    for token in tokens:
        assert token.text == text[token.start : token.end] != ""
        assert token.start >= end
        assert not text[end : token.start].strip()
        end = token.end
    assert not text[end:].strip()


@pytest.mark.parametrize(("text", "texts", "lemmas"), TABLE)
def test_tokenizer_splits_both_languages(
    tokenizer: BilingualTokenizer, text: str, texts: list[str], lemmas: list[str]
) -> None:
    tokens = processed(tokenizer, text).get(TOKENS)
    assert [t.text for t in tokens] == texts
    assert [t.lemma for t in tokens] == lemmas
    assert_true_to(text, tokens)


def test_tokenizer_gives_offsets_into_the_original_text(tokenizer: BilingualTokenizer) -> None:
    tokens = processed(tokenizer, "　㈱横浜 の\u3000ﾋﾞｻﾞ").get(TOKENS)
    assert [(t.text, t.start, t.end) for t in tokens] == [("㈱", 1, 2), ("横浜", 2, 4), ("の", 5, 6), ("ﾋﾞｻﾞ", 7, 11)]


def test_tokens_have_one_fingerprint_if_they_are_the_same(tokenizer: BilingualTokenizer) -> None:
    def prints(text: str) -> list[str]:
        return [token.fingerprint() for token in tokenizer.tokenize(Message({TEXT: text}), TEXT)]

    assert prints("横浜 横浜")[0] == prints("横浜")[0] != prints("横浜 横浜")[-1]
    assert prints("横浜")[0] != prints("東京")[0]


def test_tokenizer_tells_reading_and_content_of_a_token(tokenizer: BilingualTokenizer) -> None:
    noun, particle = processed(tokenizer, "横浜は").get(TOKENS)
    assert (noun.get("reading"), noun.get("content")) == ("ヨコハマ", True)
    assert (particle.get("reading"), particle.get("content")) == ("ハ", False)


@pytest.mark.parametrize(("text", "expected"), LANGUAGES)
def test_tokenizer_puts_the_language_into_the_output(
    tokenizer: BilingualTokenizer, text: str, expected: dict[str, object]
) -> None:
    message = processed(tokenizer, text)
    assert message.get(LANGUAGE) == expected
    assert LANGUAGE in message.output_properties


@each_naughty
def test_tokenizer_round_trips_naughty_strings(tokenizer: BilingualTokenizer, text: str) -> None:
    message = processed(tokenizer, text)
    assert message.get(TEXT) == text
    assert_true_to(text, message.get(TOKENS))
    for part in message.get(SEGMENTS):
        assert_true_to(part.get(TEXT), part.get(TOKENS))


@pytest.mark.parametrize("sentence", ["補助金はいくらですか", "How much is the visa? ", "𠮷㍿ﾎﾞ"])
def test_tokenizer_takes_sixty_thousand_characters(tokenizer: BilingualTokenizer, sentence: str) -> None:
    text = (sentence * 60_000)[:60_000]
    assert len(text) > LONG_CHARS
    assert_true_to(text, processed(tokenizer, text).get(TOKENS))


def test_tokenizer_serves_eight_threads_at_once(tokenizer: BilingualTokenizer) -> None:
    texts = [text for text, _, _ in TABLE] * 20

    def lemmas(text: str) -> list[str]:
        return [t.lemma for t in processed(tokenizer, text).get(TOKENS)]

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lemmas, texts))
    assert found == [expected for _, _, expected in TABLE] * 20


def test_tokenizer_makes_messages_of_the_sentences_of_a_message(tokenizer: BilingualTokenizer) -> None:
    first, second = processed(tokenizer, "YOXO BOXとは？How much is it?").get(SEGMENTS)
    assert (first.get(TEXT), second.get(TEXT)) == ("YOXO BOXとは？", "How much is it?")
    assert [t.text for t in first.get(TOKENS)] == ["YOXO", "BOX", "と", "は", "？"]
    assert [t.lemma for t in second.get(TOKENS)] == ["how", "much", "is", "it", "?"]
    assert (first.get(LANGUAGE)["detected"], second.get(LANGUAGE)["detected"]) == ("ja", "en")


def test_tokenizer_makes_no_segments_of_a_single_sentence(tokenizer: BilingualTokenizer) -> None:
    assert processed(tokenizer, "補助金はいくらですか？").get(SEGMENTS) == []


def test_tokenizer_keeps_segments_out_of_the_output(tokenizer: BilingualTokenizer) -> None:
    message = processed(tokenizer, "費用は？場所は？")
    assert len(message.get(SEGMENTS)) == 2
    assert SEGMENTS not in message.as_dict(only_output_properties=True)


def test_with_segments_lists_each_message_before_its_segments(tokenizer: BilingualTokenizer) -> None:
    messages = tokenizer.process([Message({TEXT: "費用は？場所は？"}), Message({TEXT: "横浜"})])
    assert [m.get(TEXT) for m in with_segments(messages)] == ["費用は？場所は？", "費用は？", "場所は？", "横浜"]


def test_with_segments_takes_messages_that_were_never_cut() -> None:
    message = Message({TEXT: "費用は？場所は？"})
    assert with_segments([message]) == [message]


def test_tokenizer_reads_training_examples_without_cutting_them(tokenizer: BilingualTokenizer) -> None:
    example = Message({TEXT: "費用は？場所は？", INTENT: "ask_cost", RESPONSE: "See the page."})
    tokenizer.process_training_data(TrainingData([example]))
    assert [t.text for t in example.get(TOKENS)] == ["費用", "は", "？", "場所", "は", "？"]
    assert [t.text for t in example.get(TOKENS_NAMES[INTENT])] == ["ask_cost"]
    assert [t.text for t in example.get(TOKENS_NAMES[RESPONSE])] == ["See", "the", "page", "."]
    assert example.get(SEGMENTS) is None
    assert example.get(LANGUAGE)["detected"] == "ja"


def test_tokenizer_leaves_a_message_without_text_alone(tokenizer: BilingualTokenizer) -> None:
    message = tokenizer.process([Message({INTENT: "greet"})])[0]
    assert message.get(TOKENS) is None
    assert message.get(SEGMENTS) == []


def test_tokenizer_gives_equal_tokens_for_equal_texts(tokenizer: BilingualTokenizer) -> None:
    one, other = (processed(tokenizer, "補助金はいくら").get(TOKENS) for _ in range(2))
    assert one == other
    assert [t.fingerprint() for t in one] == [t.fingerprint() for t in other]


def test_tokenizer_is_registered_as_rasas_tokenizer() -> None:
    registered = DefaultV1Recipe._from_registry(BilingualTokenizer.__name__)
    assert registered.clazz is BilingualTokenizer
    assert registered.types == {DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER}
    assert not registered.is_trainable
    assert issubclass(BilingualTokenizer, Tokenizer)


def test_tokenizer_supports_both_languages() -> None:
    assert BilingualTokenizer.supported_languages() == ["ja", "en"]


ABOUT_HUB = {"about": {"ja": "エグザンプル・ハブ", "en": "Example Hub"}}
CONTINUED_TEXTS = [
    ("How many members?", ABOUT_HUB, "Example Hub How many members?"),
    ("会員は？", ABOUT_HUB, "エグザンプル・ハブ 会員は？"),
    ("607?", ABOUT_HUB, "エグザンプル・ハブ 607?"),
    ("x" * (MAX_CONTINUED_CHARS + 1), ABOUT_HUB, None),
    ('/show{"article": "a/b"}', ABOUT_HUB, None),
    ("How many?", {"about": None}, None),
    ("How many?", {"about": "Example Hub"}, None),
    ("How many?", None, None),
    ("", ABOUT_HUB, None),
]


@pytest.mark.parametrize(("text", "metadata", "expected"), CONTINUED_TEXTS)
def test_tokenizer_puts_a_message_behind_what_the_conversation_is_about(
    tokenizer: BilingualTokenizer, text: str, metadata: dict | None, expected: str | None
) -> None:
    message = tokenizer.process([Message({TEXT: text, "metadata": metadata})])[0]
    continued = message.get(CONTINUED)
    assert (continued and continued.get(TEXT)) == expected
    if expected:
        assert continued in with_segments([message])
        assert continued.get(TOKENS)
