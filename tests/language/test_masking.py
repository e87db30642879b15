from collections import Counter

import pytest

from language.masking import MASK, mask
from tests.language.personal_data import negatives, positives

POSITIVES, NEGATIVES = 1_400, 4_000
MIN_RECALL, MAX_HIT = 0.98, 0.01


def test_personal_data_is_found() -> None:
    missed = [(kind, text) for kind, value, text in positives(POSITIVES) if value in mask(text).text]
    by_kind = Counter(kind for kind, _ in missed)
    assert len(missed) <= POSITIVES * (1 - MIN_RECALL), (by_kind, missed)
    assert all(n <= 0.05 * POSITIVES / 7 for n in by_kind.values()), (by_kind, missed)


def test_what_is_masked_is_masked_whole() -> None:
    cut = [(value, mask(text).text) for _, value, text in positives(POSITIVES) if len(_digits(mask(text).text)) > 4]
    assert len(cut) <= POSITIVES * (1 - MIN_RECALL), cut


def _digits(text: str) -> str:
    return "".join(c for c in text if c.isdigit())


def test_what_is_no_personal_data_stays() -> None:
    hit = [(kind, text, mask(text).text) for kind, text in negatives(NEGATIVES) if mask(text).text != text]
    assert len(hit) <= NEGATIVES * MAX_HIT, (Counter(kind for kind, *_ in hit), hit)


@pytest.mark.parametrize(
    ("text", "masked", "kinds"),
    [
        ("電話は０４５－６７１－２５９４です", f"電話は{MASK}です", ("phone",)),
        ("tel045-671-2594", f"tel{MASK}", ("phone",)),
        ("taro@example.co.jpへ", f"{MASK}へ", ("email",)),
        ("マイナンバーは6214 9832 0257", f"マイナンバーは{MASK}", ("my_number",)),
        ("AB12345678CD", MASK, ("residence_card",)),
        ("TK1234567と4111-1111-1111-1111", f"{MASK}と{MASK}", ("passport", "card")),
        ("法人番号5010405001703", "法人番号5010405001703", ()),
        ("6214 9832 0258", "6214 9832 0258", ()),
        ("4111 1111 1111 1112", "4111 1111 1111 1112", ()),
        ("300,000,000円、2024年11月11日、〒231-0017", "300,000,000円、2024年11月11日、〒231-0017", ()),
        ("", "", ()),
    ],
)  # fmt: skip
def test_mask(text: str, masked: str, kinds: tuple[str, ...]) -> None:
    assert (mask(text).text, mask(text).kinds) == (masked, kinds)


def test_mask_twice_changes_nothing() -> None:
    for _, _, text in positives(200):
        once = mask(text).text
        assert mask(once).text == once
