import pytest

from web.chat.errors import ERRORS, Refusal, texts


@pytest.mark.parametrize("name", ERRORS)
def test_every_error_speaks_both_languages(name: str) -> None:
    error = Refusal(name).body["error"]
    assert set(error) == {"code", "ja", "en"}
    assert error["ja"] != error["en"] and "{" not in error["ja"] + error["en"]


def test_what_may_pass_tells_when() -> None:
    assert [
        name
        for name, kind in ERRORS.items()
        if kind.status in (429, 503) and "Retry-After" not in Refusal(name).headers
    ] == []
    assert Refusal("too_many", retry_after_s=0.01).headers["Retry-After"] == "1"


def test_who_is_down_says_whom_to_ask() -> None:
    assert "横浜市経済局" in texts("apology")["ja"] and "Economic Affairs Bureau" in texts("apology")["en"]
