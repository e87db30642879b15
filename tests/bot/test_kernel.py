import numpy as np
import pytest
from scipy.sparse import csr_matrix

from bot.kernel import ROWS_AT_ONCE, Kernel, Vectors

SHARE, SHARPNESS = 0.6, 2.0


def random_vectors(texts: int = 40, seed: int = 7, words: int = 15, meaning: int = 6) -> Vectors:
    draw = np.random.default_rng(seed)
    values = draw.random((texts, words)) * (draw.random((texts, words)) < 0.4)
    if words:
        values[:, 0] += 0.1  # no text is empty
    return Vectors(csr_matrix(values.astype(np.float32)), draw.normal(size=(texts, meaning)).astype(np.float32))


def learnt(examples: Vectors, share: float = SHARE) -> Kernel:
    kernel = Kernel(share=share, sharpness=SHARPNESS)
    kernel.learn(examples)
    return kernel


def by_hand(asked: Vectors, examples: Vectors) -> np.ndarray:
    """The definition, in double precision."""

    def cosine(one: np.ndarray, other: np.ndarray) -> np.ndarray:
        return (one / np.linalg.norm(one, axis=1)[:, None]) @ (other / np.linalg.norm(other, axis=1)[:, None]).T

    mean = examples.meaning.astype(np.float64).mean(axis=0)
    meaning = cosine(asked.meaning - mean, examples.meaning - mean)
    words = cosine(asked.words.toarray().astype(np.float64), examples.words.toarray().astype(np.float64))
    return (1 - SHARE) * words + SHARE * np.exp(SHARPNESS * (meaning - 1))


def test_kernel_is_its_definition() -> None:
    examples, asked = random_vectors(), random_vectors(texts=5, seed=8)
    kernel = learnt(examples)
    assert kernel.of(*kernel.cosines(kernel.prepared(asked))) == pytest.approx(by_hand(asked, examples), abs=2e-3)


def test_kernel_matrix_is_all_against_all() -> None:
    examples = random_vectors(texts=ROWS_AT_ONCE + 40)
    matrix = learnt(examples).matrix()
    wanted = by_hand(examples, examples)
    for number in range(len(examples)):
        assert matrix.column(number) == pytest.approx(wanted[number:, number], abs=2e-3)


def test_kernel_does_not_depend_on_the_number_of_equal_words() -> None:
    examples, asked = random_vectors(), random_vectors(texts=1, seed=8)
    kernel = learnt(examples)
    longer = Vectors(asked.words * 5.0, asked.meaning)
    assert kernel.cosines(kernel.prepared(longer))[0] == pytest.approx(
        kernel.cosines(kernel.prepared(asked))[0], abs=1e-5
    )


def test_kernel_of_nothing_is_zero() -> None:
    kernel = learnt(random_vectors())
    nothing = Vectors(csr_matrix((1, 15), dtype=np.float32), np.zeros((1, 6), dtype=np.float32))
    assert not kernel.of(*kernel.cosines(kernel.prepared(nothing))).any()


def test_kernel_without_meaning_is_the_cosine_of_words() -> None:
    examples = random_vectors(meaning=0)
    kernel = learnt(examples)
    assert np.diag(kernel.of(*kernel.cosines(kernel.prepared(examples)))) == pytest.approx(1.0, abs=1e-5)


def test_kernel_without_words_is_the_likeness_in_meaning() -> None:
    examples = random_vectors(words=0)
    kernel = learnt(examples)
    assert np.diag(kernel.of(*kernel.cosines(kernel.prepared(examples)))) == pytest.approx(1.0, abs=5e-3)


def test_kernel_restored_in_half_precision_is_the_learnt_one() -> None:
    kernel, restored = learnt(random_vectors()), Kernel(share=SHARE, sharpness=SHARPNESS)
    examples = kernel.examples
    restored.restore(Vectors(examples.words, examples.meaning.astype(np.float16)), kernel.mean)
    asked = random_vectors(texts=5, seed=9)
    assert np.array_equal(
        restored.of(*restored.cosines(restored.prepared(asked))), kernel.of(*kernel.cosines(kernel.prepared(asked)))
    )
