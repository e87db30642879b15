import numpy as np
import pytest

from bench import measures


def test_macro_f1_counts_every_intent_the_same() -> None:
    assert measures.macro_f1(["a", "a", "a", "b"], ["a", "a", "a", "a"]) == pytest.approx((6 / 7 + 0) / 2)


def test_area_is_the_chance_of_the_right_order_and_half_for_ties() -> None:
    assert measures.area(np.array([2.0, 3.0]), np.array([1.0, 2.0])) == pytest.approx((3 + 0.5) / 4)


def test_outside_recall_is_at_the_bar_that_declines_one_known_in_twenty() -> None:
    known = np.arange(100.0)
    assert measures.outside_recall(known, np.array([0.0, 4.0, 5.0, 50.0])) == 0.5


def test_calibration_error_is_the_gap_between_what_is_said_and_what_holds() -> None:
    confidences = np.full(1500, 0.9)
    right = np.arange(1500) % 10 < 7
    assert measures.calibration_error(confidences, right) == pytest.approx(0.2, abs=0.01)


def test_reliability_has_bins_of_equal_number_from_low_to_high() -> None:
    bins = measures.reliability(np.linspace(1, 0, 150), np.ones(150, dtype=bool))
    assert [size for _, _, size in bins] == [10] * measures.BINS
    assert [said for said, _, _ in bins] == sorted(said for said, _, _ in bins)


@pytest.mark.parametrize(
    ("scores", "right", "bar"),
    [
        ([0.9, 0.8, 0.1], [True, True, False], 0.8),  # declining one is cheaper than one wrong answer
        ([0.9, 0.8], [False, False], np.inf),  # best to answer nothing
        ([0.9, *[0.8] * 12], [False, *[True] * 12], 0.8),  # a wrong answer is the price of twelve right ones
    ],
)
def test_cheapest_bar_weighs_a_wrong_answer_as_ten_declines(scores: list[float], right: list[bool], bar: float) -> None:
    assert measures.cheapest(np.array(scores), np.array(right)) == bar


def test_operating_point_counts_right_among_the_known_and_the_rest_among_all() -> None:
    scores, right = np.array([0.9, 0.7, 0.6, 0.2]), np.array([True, False, False, True])
    known = np.array([True, True, False, True])
    at = measures.operating(scores, right, known, 0.65)
    assert (at.right, at.wrong, at.declined) == pytest.approx((1 / 3, 0.25, 0.5))
    assert at.cost == pytest.approx(0.5 + measures.WRONG_COST * 0.25)
