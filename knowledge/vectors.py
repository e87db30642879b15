"""Vectors of texts kept in a file, so that a start or an edit works out only those of new texts."""

from __future__ import annotations

import hashlib
import logging
import tempfile
import zipfile
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

import numpy as np

from language.meaning import MAKE, PACKAGE, SIZE, vectors

logger = logging.getLogger(__name__)


class VectorFile:
    """A file of vectors by text. One that cannot be read is as good as none; it is made again.

    Args:
        path: of the file; its folder is made when needed.
    """

    def __init__(self, path: Path):
        self._path = path
        self._vectors = self._read()
        self._used: dict[bytes, np.ndarray] = {}

    def vectors(self, texts: Sequence[str]) -> np.ndarray:
        """The vectors of texts, an array of texts x `language.meaning.SIZE`; unknown ones are worked out."""
        keys = [_key(text) for text in texts]
        unknown = {key: text for key, text in zip(keys, texts) if key not in self._vectors}
        if unknown:
            self._vectors.update(zip(unknown, vectors(list(unknown.values())).astype(np.float16)))
        self._used.update((key, self._vectors[key]) for key in keys)
        return np.array([self._vectors[key] for key in keys], dtype=np.float32).reshape(len(keys), SIZE)

    def save(self) -> None:
        """Writes what was asked for since the file was opened, if that differs from what the file holds.

        The file is replaced in one step: whoever reads it meanwhile sees the old or the new one. Where nothing can be
        written (the articles stand in a read-only folder), the vectors are worked out again at the next start.
        """
        if not self._used or self._used.keys() == self._read().keys():
            return
        try:
            self._write()
        except OSError as problem:
            logger.warning("The vectors of the articles cannot be kept: %s", problem.strerror)

    def _write(self) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=self._path.parent, delete=False) as file:
            keys = np.frombuffer(b"".join(self._used), dtype=np.uint8).reshape(len(self._used), -1)
            np.savez(file, encoder=_encoder(), keys=keys, vectors=np.array(list(self._used.values())))
        Path(file.name).replace(self._path)

    def _read(self) -> dict[bytes, np.ndarray]:
        try:
            with np.load(self._path, allow_pickle=False) as held:
                if str(held["encoder"]) == _encoder():
                    return dict(zip(map(bytes, held["keys"]), held["vectors"]))
        except (OSError, ValueError, KeyError, zipfile.BadZipFile):
            pass  # none yet, cut short, or of another make
        return {}


def _key(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:16]


def _encoder() -> str:
    return f"{PACKAGE} {version(PACKAGE)} {MAKE}"
