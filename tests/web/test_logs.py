import logging

from web.logs import NoTexts


def test_an_exception_is_logged_without_its_words() -> None:
    try:
        raise ValueError("尾上町の秘密")
    except ValueError as problem:
        record = logging.LogRecord(
            "x", logging.ERROR, __file__, 1, "It failed", None, (type(problem), problem, problem.__traceback__)
        )
    assert NoTexts().filter(record)
    text = logging.Formatter().format(record)
    assert "ValueError" in text and "test_an_exception" in text and "秘密" not in text
