"""What is live now: the model, and the articles. A trial counts only against these."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.conf import settings

from ops.serving import Serving, Shared
from ops.trained import SUFFIX, trained_models
from web.trials.models import Trial

LIVE = "live"  # in the folder of the models: where no launcher runs, whoever starts Rasa may name its model there
SHARED = ("contacts.yml", "sources.yml", "facts.yml")


def live_model() -> str:
    """The file name of the model that visitors talk to, as the launcher says, else the newest; empty without."""
    folder, told = settings.ENVIRONMENT.models_dir, settings.ENVIRONMENT.rasa_file
    serving = Shared(told, Serving).now() if told else None
    if serving:
        return f"{serving.model}{SUFFIX}"
    try:
        named = (folder / LIVE).read_text(encoding="utf-8").strip()
    except OSError:
        named = ""
    if named and (folder / named).is_file():
        return str(named)
    return next(iter(models()), "")


def models() -> list[str]:
    """The file names of all models, newest first."""
    return [one.path.name for one in trained_models(settings.ENVIRONMENT.models_dir)]


def knowledge_digest() -> str:
    """A name for the present state of the published articles."""
    folder, digest = settings.ENVIRONMENT.knowledge_dir, hashlib.sha256()
    for path in [*(folder / name for name in SHARED), *sorted((folder / "topics").glob("*.yml"))]:
        digest.update(f"{path.name}\0".encode() + path.read_bytes() + b"\0")
    return digest.hexdigest()[:32]


def content_digest(content: dict[str, Any]) -> str:
    """A name for the fields of a draft."""
    told = json.dumps(content, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def counts(trial: Trial) -> bool:
    """Whether the draft, the published articles and the live model are still those of a trial."""
    return (
        trial.live == live_model()
        and trial.knowledge == knowledge_digest()
        and (trial.draft is None or trial.content == content_digest(trial.draft.content))
    )
