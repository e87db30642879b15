from concurrent.futures import ThreadPoolExecutor

import pytest

from language.detect import Detection, detect
from tests.naughty import each_naughty

JAPANESE = Detection("ja", "ja")
ENGLISH = Detection("en", "en")
ROMAJI = Detection("ja", "ja", romaji=True)
NO_HINT = Detection(None)

KANJI_ONLY = [
    "横浜未来機構",
    "補助金",
    "会社設立",
    "東京都渋谷区",
    "入居要件",
    "融資制度",
    "髙橋",
    "株式会社髙島屋",
    "𠮷野家",
    "𠮟責",
    "﨑陽軒",
    "葛\U000e0100飾区",
    "㈱",
    "㍿",
]
# Characters Chinese cannot do without, in words that are Japanese.
KANJI_OF_BOTH = ["公的支援", "社会的企業", "知的財産相談", "設立目的", "国際的", "的確", "需要予測", "需要"]
WITH_KANA = [
    "スタートアップビザについて教えてください",
    "YOXO BOXはどこですか",
    "ＹＯＸＯ　ＢＯＸとは",
    "startup visa とは",
    "ありがとう",
    "テスト test",
    "okです",
    "5万円",
    "㌢",
    "か\u3099",
]
HALF_WIDTH_KATAKANA = ["ﾎｼﾞｮｷﾝ", "ｽﾀｰﾄｱｯﾌﾟﾋﾞｻﾞﾆﾂｲﾃ", "ｶﾅ", "ｳﾞ"]
ENGLISH_TEXTS = [
    "How do I apply for the startup visa?",
    "can I get a subsidy",
    "visa renewal",
    "subsidies",
    "hello",
    "I'd like to know",
    "how much",
    "qwertyuiop",
]
ENGLISH_WITH_JAPANESE_NAMES = [
    "What is 横浜未来機構?",
    "Where is 関内 and how do I get there?",
    "How can I join the 横浜未来機構 as a member?",
    "Tell me about the みなとみらい area",
    "What does アクセラレーション mean and who is it for?",
]
FULL_WIDTH_ENGLISH = ["Ｗｈａｔ　ｉｓ　ＹＯＸＯ　ＢＯＸ？", "Ｈｏｗ ｍｕｃｈ", "𝐇𝐨𝐰 𝐦𝐮𝐜𝐡"]
ROMAJI_TEXTS = [
    "YOXO BOX wa doko desu ka",
    "yokohama mirai kikou to wa nan desu ka",
    "hojokin ni tsuite oshiete kudasai",
    "startup visa ni tsuite",
    "kaiin ni naritai desu",
    "konnichiwa",
    "HOJOKIN WA IKURA DESU KA",
    "ｋｏｒｅ　ｗａ　ｎａｎ　ｄｅｓｕ　ｋａ",
]
NO_HINTS = [
    "OK",
    "ok",
    "ＯＫ",
    "607?",
    "６０７？",
    "",
    "  \n\u3000",
    "!?",
    "👍",
    "🇯🇵",
    "①",
    "½",
    "YOXO BOX",
    "Yokohama",
    "https://example.invalid/yoxo",
    "YOXO BOX https://example.invalid/visa",
    "info@example.invalid",
]
OTHERS = [
    ("我想申请创业签证", "zh"),
    ("请问如何申请", "zh"),
    ("請問如何申請補助金", "zh"),
    ("什么是YOXO BOX？", "zh"),
    ("你好", "zh"),
    ("橫濱的創業支援", "zh"),
    ("我需要簽證", "zh"),
    ("需要簽證嗎", "zh"),
    ("横浜创业支援", "zh"),
    ("스타트업 비자는 어떻게 신청하나요?", "ko"),
    ("안녕하세요", "ko"),
    ("ㅋㅋㅋ", "ko"),
    ("¿Cómo puedo solicitar la visa de startup?", "es"),
    ("Quiero abrir una empresa en Yokohama", "es"),
    ("Comment puis-je demander un visa de startup ?", "fr"),
    ("Bonjour, je voudrais créer une entreprise à Yokohama", "fr"),
    ("Làm thế nào để xin visa khởi nghiệp ở Yokohama?", "vi"),
    ("Tôi muốn mở công ty ở Yokohama", "vi"),
    ("ฉันจะขอวีซ่าสตาร์ทอัพได้อย่างไร", "th"),
    ("Как получить стартап-визу в Иокогаме?", "ru"),
    ("Где находится офис?", "ru"),
    ("كيف أحصل على تأشيرة؟", "ar"),
    ("איך מקבלים ויזה?", "he"),
    ("स्टार्टअप वीज़ा कैसे मिलेगा?", "hi"),
    ("Γειά σου", "el"),
    ("Wie bekomme ich ein Startup-Visum?", "de"),
    ("Come posso ottenere il visto?", "it"),
]


@pytest.mark.parametrize("text", KANJI_ONLY)
def test_detect_kanji_only_is_japanese(text: str) -> None:
    assert detect(text) == JAPANESE


@pytest.mark.parametrize("text", KANJI_OF_BOTH)
def test_detect_words_japanese_shares_with_chinese_are_japanese(text: str) -> None:
    assert detect(text) == JAPANESE


@pytest.mark.parametrize("text", WITH_KANA)
def test_detect_kana_is_japanese(text: str) -> None:
    assert detect(text) == JAPANESE


@pytest.mark.parametrize("text", HALF_WIDTH_KATAKANA)
def test_detect_half_width_katakana_is_japanese(text: str) -> None:
    assert detect(text) == JAPANESE


@pytest.mark.parametrize("text", ENGLISH_TEXTS)
def test_detect_english_is_english(text: str) -> None:
    assert detect(text) == ENGLISH


@pytest.mark.parametrize("text", ENGLISH_WITH_JAPANESE_NAMES)
def test_detect_english_holding_a_japanese_name_is_english(text: str) -> None:
    assert detect(text) == ENGLISH


@pytest.mark.parametrize("text", FULL_WIDTH_ENGLISH)
def test_detect_full_width_latin_is_read_as_its_letters(text: str) -> None:
    assert detect(text) == ENGLISH


@pytest.mark.parametrize("text", ROMAJI_TEXTS)
def test_detect_japanese_in_latin_letters_is_japanese(text: str) -> None:
    assert detect(text) == ROMAJI


@pytest.mark.parametrize("text", NO_HINTS)
def test_detect_names_numbers_signs_and_addresses_give_no_hint(text: str) -> None:
    assert detect(text) == NO_HINT


@pytest.mark.parametrize(("text", "code"), OTHERS)
def test_detect_names_a_language_that_is_not_served(text: str, code: str) -> None:
    assert detect(text) == Detection("other", code)


@pytest.mark.parametrize("word", ["merci", "gracias", "visado", "Büro"])
def test_detect_one_unknown_word_turns_nobody_away(word: str) -> None:
    assert detect(word) == ENGLISH


@pytest.mark.parametrize(("text", "expected"), [("会社 и", JAPANESE), ("Привет OK", Detection("other", "ru"))])
def test_detect_goes_by_the_script_of_most_letters(text: str, expected: Detection) -> None:
    assert detect(text) == expected


@each_naughty
def test_detect_decides_on_any_string(text: str) -> None:
    found = detect(text)
    assert found.language in ("ja", "en", "other", None)
    assert (found.code is None) == (found.language is None)
    assert found.language not in ("ja", "en") or found.code == found.language
    assert not found.romaji or found.language == "ja"


def test_detect_gives_eight_threads_the_same_answers() -> None:
    texts = [text for text, _ in OTHERS] * 8
    with ThreadPoolExecutor(8) as pool:
        codes = [found.code for found in pool.map(detect, texts)]
    assert codes == [code for _, code in OTHERS] * 8
