import pytest

from web.environment import SettingError
from web.review.environment import ReviewEnvironment


def test_one_reviewer_is_enough_unless_told_otherwise() -> None:
    assert ReviewEnvironment.read({}) == ReviewEnvironment(1, 1825)
    assert ReviewEnvironment.read({"REVIEWERS": "2", "STATISTICS_DAYS": "30"}) == ReviewEnvironment(2, 30)


@pytest.mark.parametrize(
    "wrong", [{"REVIEWERS": "3"}, {"REVIEWERS": "two"}, {"STATISTICS_DAYS": "0"}, {"STATISTICS_DAYS": "x"}]
)
def test_malformed_settings_are_named(wrong: dict[str, str]) -> None:
    with pytest.raises(SettingError, match=next(iter(wrong))):
        ReviewEnvironment.read(wrong)
