import pytest

from language.segments import MAX_SEGMENTS, segments
from tests.naughty import each_naughty

SEVERAL = [
    ("YOXO BOXとは？会員になるにはいくらですか？", ["YOXO BOXとは？", "会員になるにはいくらですか？"]),
    ("会社を作りました。補助金はありますか", ["会社を作りました。", "補助金はありますか"]),
    ("What is YOXO BOX? How much is it?", ["What is YOXO BOX?", "How much is it?"]),
    ("It is nice. Where is it?", ["It is nice.", "Where is it?"]),
    ("Hi.\nWhere is it?", ["Hi.", "Where is it?"]),
    ("費用は！場所は？", ["費用は！", "場所は？"]),
    ("住所を教えて、それから電話番号は", ["住所を教えて", "電話番号は"]),
    ("補助金はありますか、いつまでですか", ["補助金はありますか", "いつまでですか"]),
    ("対象は誰ですかと期間はいつですか", ["対象は誰ですか", "期間はいつですか"]),
    ("How much is it and how do I apply?", ["How much is it", "how do I apply?"]),
    ("How much is it,  and   how do I apply?", ["How much is it", "how do I apply?"]),
    ("Rules, also what is the fee?", ["Rules", "what is the fee?"]),
    ("YOKOHAMA Hack!とは? 費用は?", ["YOKOHAMA Hack!とは?", "費用は?"]),
    ("we make apps. how much is it", ["we make apps.", "how much is it"]),
    ("Hi! Where is it?", ["Hi!", "Where is it?"]),
    ("どうも!場所は?", ["どうも!", "場所は?"]),
    ("あと、費用は？場所は？", ["費用は？", "場所は？"]),
]
SINGLE = [
    "",
    "こんにちは。",
    "補助金について教えてください",
    "What is YOXO BOX?",
    "I run a shop and a cafe.",
    "It costs 5.000 yen",
    "Is a café, a bar etc. allowed",
    "Example Co., Ltd. in Tokyo",
    "A? B?",
    "a\n\n\nb",
    "？？？！！！",
    "本当ですか？！",
    "本当ですか!?",
    "can I apply to YOKOHAMA Hack! with a friend",
    "YOKOHAMA Hack!って何",
]


@pytest.mark.parametrize(("text", "expected"), SEVERAL)
def test_segments_are_the_sentences_and_the_halves_of_double_questions(text: str, expected: list[str]) -> None:
    assert segments(text) == expected


@pytest.mark.parametrize("text", SINGLE)
def test_segments_of_a_single_sentence_are_none(text: str) -> None:
    assert segments(text) == []


def test_segments_of_a_long_letter_are_its_last_sentences() -> None:
    sentences = [f"第{n}の質問です。" for n in range(MAX_SEGMENTS + 5)]
    assert segments("".join(sentences)) == sentences[-MAX_SEGMENTS:]


@each_naughty
def test_segments_of_any_string_are_stripped_parts_of_it_in_order(text: str) -> None:
    parts = segments(text)
    assert len(parts) == 0 or 2 <= len(parts) <= MAX_SEGMENTS
    behind = 0
    for part in parts:
        assert part == part.strip() != ""
        behind = text.index(part, behind) + len(part)
