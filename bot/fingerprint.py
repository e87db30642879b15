"""What else a component depends on, for Rasa's training cache, which by itself looks only at the class's own source."""

from __future__ import annotations

import hashlib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def of_sources(*patterns: str) -> str:
    """A digest of source files, by glob patterns from the top of the repository (`language/*.py`)."""
    digest = hashlib.sha256()
    for pattern in patterns:
        for path in sorted(ROOT.glob(pattern)):
            digest.update(path.read_bytes())
    return digest.hexdigest()
