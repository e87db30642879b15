"""What a model is trained from: the code and the settings, and of the articles what becomes examples."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Optional

from knowledge.check import check
from knowledge.loading import KnowledgeBase

ROOT = Path(__file__).resolve().parent.parent
INPUTS = (
    "config.yml",
    "domain.yml",
    "requirements.lock",
    "data/**/*.yml",
    "bot/*.py",
    "language/*.py",
    "knowledge/mentions.py",
    "knowledge/spelling.py",
)
# Code that no training runs: it stands in front of Rasa.
NOT_INPUTS = frozenset(
    "bot/channel.py bot/limits.py bot/requests.py bot/speed.py language/logs.py language/masking.py".split()
)


@dataclass(frozen=True)
class Inputs:
    """The present state of everything that training depends on, as digests.

    Attributes:
        name: of both together, by which the model of these inputs is called.
        code: of the files; a model that was trained for other code may not even load.
        knowledge: of the articles' names, titles and questions. An answer's text is none of it.
        examples: how many the articles give.
    """

    name: str
    code: str
    knowledge: str
    examples: int


def present_inputs(base: Optional[KnowledgeBase] = None) -> Inputs:
    """The inputs as they are now.

    Args:
        base: the articles; those of the folder in use are read and checked if none are given.

    Raises:
        knowledge.loading.KnowledgeError: when the knowledge base that was read is malformed.
    """
    base = base or check()
    digest = hashlib.sha256()
    for pattern in INPUTS:
        for path in sorted(ROOT.glob(pattern)):
            name = str(path.relative_to(ROOT))
            if name not in NOT_INPUTS:
                digest.update(f"{name}\0".encode() + path.read_bytes())
    code = digest.hexdigest()[:16]
    names = {t.topic: [t.own_names, t.included_names] for t in base.topics.values()}
    examples = {a.id: a.examples for a in base.articles.values()}
    learnt = json.dumps([names, examples], ensure_ascii=False).encode()
    digest.update(learnt)
    number = sum(len(texts) for pair in examples.values() for texts in pair)
    return Inputs(digest.hexdigest()[:16], code, hashlib.sha256(learnt).hexdigest()[:16], number)


def fingerprint() -> str:
    """The name of the present inputs (raises as `present_inputs`)."""
    return present_inputs().name
