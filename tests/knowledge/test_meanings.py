import numpy as np
import pytest

from knowledge import meanings
from knowledge.meanings import Meanings
from language.meaning import SIZE, vector, vectors

DOCUMENTS = [["Where is it?", "the way to the station"], ["How much does it cost?"], ["Who may apply?", "eligibility"]]


def meant(documents: list[list[str]]) -> Meanings:
    return Meanings(vectors([text for document in documents for text in document]), [len(d) for d in documents])


def test_meanings_are_the_nearest_text_of_each_document() -> None:
    field = meant(DOCUMENTS)
    question = vector("What is the price?")
    expected = [max(float(vector(text) @ question) for text in document) for document in DOCUMENTS]
    assert field.scores(question) == pytest.approx(expected, abs=1e-3)
    assert int(np.argmax(field.scores(question))) == 1


def test_meanings_of_no_documents_are_none() -> None:
    assert Meanings(np.zeros((0, SIZE)), []).scores(vector("anything")).shape == (0,)


def test_meanings_of_many_texts_are_looked_at_twice_and_find_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    words = "office grant visa loan tax member event school fee date place tool goal team".split()
    documents = [[f"{a} {b}", f"the {b} of the {a}"] for a in words for b in words]
    exact = meant(documents)
    monkeypatch.setattr(meanings, "EXACT_ROWS", 100)
    monkeypatch.setattr(meanings, "LOOKED_AT", 60)
    quick = meant(documents)
    for question in ("money for a bureau", "when is the meeting", "permission to stay"):
        best = np.argsort(-exact.scores(vector(question)))[:5]
        assert quick.scores(vector(question))[best] == pytest.approx(exact.scores(vector(question))[best], abs=5e-3)
        assert int(np.argmax(quick.scores(vector(question)))) == best[0]
