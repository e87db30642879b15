import pytest

from actions.library import Shelf
from knowledge.index import LOOKED_AT
from knowledge.loading import KnowledgeBase
from knowledge.search import WEIGHTS, Document, Search, documents_of

# question, language, the article that must come first
FIRST = [
    ("How many members does Example Hub have?", "en", "example-hub/members"),
    ("firms that joined the hub", "en", "example-hub/members"),
    ("prototyping subsidy", "en", "model-fund/overview"),
    ("borrowing lab equipment", "en", "sample-lab/overview"),
    ("How mnay membres does Exmaple Hub have?", "en", "example-hub/members"),
    ("sampel labb", "en", "sample-lab/overview"),
    ("HOW MUCH DOES MODEL FUND PAY", "en", "model-fund/amount"),
    ("エグザンプル・ハブの会員数は", "ja", "example-hub/members"),
    ("電話番号", "ja", "example-hub/contact"),
    ("ほじょきんをうけたい", "ja", "model-fund/overview"),
    ("サンプルラホ", "ja", "sample-lab/overview"),
    ("3Dぷりんたー", "ja", "sample-lab/overview"),
    ("３Ｄプリンタ", "ja", "sample-lab/overview"),
]
NOTHING = [("", "en"), ("", "ja"), ("？！", "ja"), ("🙂", "en")]


@pytest.mark.parametrize(("question", "language", "article"), FIRST)
def test_search_finds_by_other_words_typos_and_kana(shelf: Shelf, question: str, language: str, article: str) -> None:
    assert shelf.search.find(question, language)[0].id == article


@pytest.mark.parametrize(("question", "language"), NOTHING)
def test_search_finds_nothing_where_nothing_is_alike(shelf: Shelf, question: str, language: str) -> None:
    assert shelf.search.find(question, language) == []


@pytest.mark.parametrize(
    ("question", "language", "strange"),
    [
        ("xyzzy qwrtp", "en", True),
        ("ホゲホゲ", "ja", True),
        ("xyzzy members", "en", False),
        ("How many?", "en", False),
        ("いくつですか", "ja", False),
        ("xyzzy", "fr", True),
    ],
)
def test_search_tells_words_that_no_article_has(shelf: Shelf, question: str, language: str, strange: bool) -> None:
    assert shelf.search.rank(question, language).strange == strange


@pytest.mark.parametrize("language", ["fr", "", "EN"])
def test_search_in_an_unknown_language_finds_nothing(shelf: Shelf, language: str) -> None:
    assert shelf.search.find("Example Hub", language) == []
    assert shelf.search.rank("Example Hub", language).ids(3) == []


def test_search_scores_what_is_unlike_everything_far_below_what_is_alike(shelf: Shelf) -> None:
    unlike, alike = (shelf.search.find(text, "en")[0] for text in ("xyzzy qwrtp", "How many members has the hub?"))
    assert unlike.score < alike.score / 3


def test_search_gives_known_ids_once_in_order_of_score(shelf: Shelf) -> None:
    hits = shelf.search.find("How many members does the hub have?", "en")
    ids = [hit.id for hit in hits]
    assert len(ids) >= 3
    assert len(set(ids)) == len(ids)
    assert set(ids) <= set(shelf.base.articles)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert all(hit.score > 0 for hit in hits)


@pytest.mark.parametrize("limit", [1, 2])
def test_search_gives_at_most_as_many_as_asked(shelf: Shelf, limit: int) -> None:
    assert len(shelf.search.find("members of the hub", "en", limit)) == limit


def test_search_finds_only_articles_of_the_language() -> None:
    search = Search(
        [Document("a/ja", ["場所はどこ"], "関内です。", "ja"), Document("a/en", ["Where?"], "In Kannai.", "en")]
    )
    assert [hit.id for hit in search.find("場所", "ja")] == ["a/ja"]
    assert [hit.id for hit in search.find("where", "en")] == ["a/en"]


def test_search_score_is_the_weighted_sum_of_the_signals(base: KnowledgeBase) -> None:
    weights = {"answer_meaning": 0.5, "shape": 2.0}
    hit = Search(documents_of(base), weights).find("members of the lab", "en")[0]
    assert set(hit.signals) == set(WEIGHTS)
    assert hit.score == pytest.approx(0.5 * hit.signals["answer_meaning"] + 2.0 * hit.signals["shape"], abs=1e-5)
    assert hit.signals["content"] > 0


def test_search_finds_by_meaning_where_no_word_is_shared() -> None:
    search = Search(
        [
            Document("a/money", ["How large is the subsidy?"], "Up to one million yen.", "en"),
            Document("a/place", ["Where is the office?"], "Beside the station.", "en"),
            Document("a/ja", ["補助金の額は"], "上限は百万円です。", "ja"),
            Document("b/ja", ["駅からの行き方"], "改札を出て右です。", "ja"),
        ]
    )
    assert search.find("much money to get", "en")[0].id == "a/money"
    assert search.find("もらえるお金", "ja")[0].id == "a/ja"


def titled(count: int) -> list[Document]:
    others = [Document(f"b/{i}", [f"Parking lot number {i}"], f"Level {i} of the garage.", "en") for i in range(count)]
    return [Document("a", ["Money for young firms"], "A subsidy of one million yen.", "en"), *others]


def test_search_among_titles_alone_looks_for_words_that_mean_nearly_the_same() -> None:
    words = ("question_words", "answer_words")
    ranking = Search(titled(3)).rank("cash for startups", "en")
    best, other = ranking.hit("a"), ranking.hit("b/1")
    assert ranking.ids(1) == ["a"]
    assert all(best.signals[name] > other.signals[name] for name in words)
    assert all(0 < best.signals[name] < 1 for name in words)
    # Each word of a title is found whole in it.
    assert Search(titled(3)).rank("money firms", "en").hit("a").signals["question_words"] == pytest.approx(1, abs=1e-5)
    # With many questions an article holds how people ask.
    many = [Document(d.id, [f"{q} {i}" for q in d.questions for i in range(5)], d.answer, "en") for d in titled(3)]
    assert not set(words) & set(Search(many).rank("cash for startups", "en").hit("a").signals)


def test_search_looks_for_words_only_in_articles_that_lead_and_gives_the_others_the_least() -> None:
    documents = titled(LOOKED_AT + 50)
    ranking = Search(documents).rank("cash for startups", "en")
    found = [ranking.hit(document.id) for document in documents]
    least = min(hit.signals["question_words"] for hit in found)
    others = [hit for hit in found if hit.signals["question_words"] == least]
    assert max(found, key=lambda hit: hit.score).id == "a"
    assert "a" not in [hit.id for hit in others]
    assert len(others) > len(documents) - LOOKED_AT


@pytest.mark.parametrize("question", ["", "?!", "the of", "xyzzy"])
def test_search_among_titles_takes_questions_without_telling_words(question: str) -> None:
    assert len(Search(titled(3)).find(question, "en")) <= 4


def test_search_reads_the_other_language_of_an_article_too() -> None:
    other = "other_question_meaning"
    ja, en = Document("a", ["受付"], "八時。", "ja"), Document("a", ["When does the office open?"], "At eight.", "en")
    alone, both = Search([ja]).rank("何時に開きますか", "ja"), Search([ja, en]).rank("何時に開きますか", "ja")
    assert both.hit("a").signals[other] > alone.hit("a").signals[other] + 0.1
    assert alone.hit("a").signals[other] == alone.hit("a").signals["question_meaning"]
    assert [hit.id for hit in both.best(10)] == ["a"]


def test_search_learns_what_varies_between_texts_that_ask_the_same() -> None:
    # In each group one politely and one bluntly: what is left is what is asked for.
    things = "office desk loan visa grant tax fee form room lab map guide list plan permit event course prize".split()
    deeds = ("show", "change", "cancel")
    alike = [(f"Could you kindly {d} the {t} for me, please?", f"{d} {t} now!!") for t in things for d in deeds]
    documents = [
        Document("a/bike", ["Could you kindly show the bicycle for me, please?"], ".", "en"),
        Document("a/boat", ["show boat now!!"], ".", "en"),
    ]
    only = {"question_meaning": 1.0}

    def lead(search: Search) -> float:
        ranking = search.rank("Could you kindly show the boat for me, please?", "en")
        return ranking.score("a/boat") - ranking.score("a/bike")

    usual = lead(Search(documents, only))
    assert lead(Search(documents, only, alike=alike)) > usual + 0.1
    # Two articles of one question each teach nothing; with as many as that, question and answer do.
    lone = [Document(f"b/{number}", [polite], blunt, "en") for number, (polite, blunt) in enumerate(alike)]
    assert lead(Search([*documents, *lone], only)) > usual + 0.1
    assert lead(Search([*documents, *lone[:3]], only)) == pytest.approx(usual, abs=1e-5)


def test_search_ids_are_the_best_ones_in_order_and_scores_those_of_the_hits(shelf: Shelf) -> None:
    ranking = shelf.search.rank("members of the hub", "en")
    hits = ranking.best(4)
    assert ranking.ids(4) == [hit.id for hit in hits] == ranking.ids(1000)[:4]
    assert [ranking.score(hit.id) for hit in hits] == [hit.score for hit in hits]
    assert ranking.score("no/such") == 0


def test_search_coverage_and_gap_tell_how_much_of_the_question_an_article_holds(shelf: Shelf) -> None:
    ranking = shelf.search.rank("prototype zebra", "en")
    part, none = ranking.hit("model-fund/overview"), ranking.hit("sample-lab/members")
    assert 0 < part.coverage < 1
    assert part.gap == pytest.approx(1.0)
    assert none.coverage == 0
    whole = shelf.search.rank("prototypes", "en").hit("model-fund/overview")
    assert (whole.coverage, whole.gap) == (1.0, 0.0)


def test_search_hit_of_an_unknown_article_scores_nothing(shelf: Shelf) -> None:
    hit = shelf.search.rank("hub", "en").hit("no/such")
    assert (hit.score, hit.coverage, hit.gap) == (0.0, 0.0, 1.0)


def test_search_of_no_documents_finds_nothing() -> None:
    assert Search([]).find("anything", "en") == []


def test_documents_of_a_base_hold_every_article_in_both_languages_with_its_title(base: KnowledgeBase) -> None:
    documents = documents_of(base)
    assert sorted((d.id, d.language) for d in documents) == sorted(
        (a, lang) for a in base.articles for lang in ("en", "ja")
    )
    first = next(d for d in documents if (d.id, d.language) == ("sample-lab/members", "en"))
    assert first.questions == ["Number of members of Sample Lab", *base.articles["sample-lab/members"].questions.en]
    assert first.answer == "Sample Lab has 45 members."
