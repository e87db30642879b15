import io
import logging

from language.logs import NoTexts, keep_texts_out


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


def test_the_handlers_of_a_library_keep_texts_out() -> None:
    shown = io.StringIO()
    library, handler = logging.getLogger("a.library"), logging.StreamHandler(shown)
    library.addHandler(handler)
    for _ in range(2):
        keep_texts_out("a.library")
    try:
        raise ValueError("尾上町の秘密")
    except ValueError:
        library.exception("It failed")
    library.removeHandler(handler)
    assert len(handler.filters) == 1
    assert "ValueError" in shown.getvalue() and "秘密" not in shown.getvalue()
