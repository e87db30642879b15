"""Puts a new text in the place of a file, in one step."""

from __future__ import annotations

import os
import shutil
from pathlib import Path


def replace_text(path: Path, text: str) -> None:
    """Writes a file so that readers see the old text or the new one, never a part, also after a power failure.

    Args:
        path: of the file, which may be new; its folder is there.
        text: written as UTF-8, its line ends as they are.

    Raises:
        OSError: when the folder cannot be written; the old text then stands.
    """
    beside = path.with_name(f".{path.name}.new")
    try:
        with beside.open("w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            shutil.copymode(path, beside)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
