"""What may stand in a log: kinds of errors and places in the code, never what a visitor wrote."""

from __future__ import annotations

import logging
import traceback


class NoTexts(logging.Filter):
    """Takes the values out of errors: an exception's own words may quote a message.

    The type of the exception and the lines of code it passed through stay.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrites a record that carries an exception; lets every record through."""
        if record.exc_info and record.exc_info[0] is not None:
            frames = traceback.extract_tb(record.exc_info[2])
            places = " < ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(frames[-6:]))
            record.msg = f"{record.msg} [{record.exc_info[0].__name__} at {places}]"
            record.exc_info, record.exc_text = None, None
        return True


def keep_texts_out(*names: str) -> None:
    """Puts `NoTexts` before what the root logger and these others write. Calling it again changes nothing."""
    for logger in map(logging.getLogger, ("", *names)):
        for handler in logger.handlers:
            if not any(isinstance(present, NoTexts) for present in handler.filters):
                handler.addFilter(NoTexts())
