from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from tests.web.chat.conftest import running
from tests.web.desk.conftest import play
from web.articles import counts
from web.chat.errors import newest
from web.chat.models import Conversation, Turn

MODEL = "first.tar.gz"
__all__ = ["knowledge", "play", "running", "turn"]


@pytest.fixture
def knowledge(folder: Path, tmp_path: Path, settings: Any) -> Iterator[Path]:
    """The sample knowledge, free to be changed, as the desk's own; beside it a folder with one model."""
    models = tmp_path / "models"
    models.mkdir()
    (models / MODEL).touch()
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, knowledge_dir=folder, models_dir=models)
    counts.forget()
    yield folder
    newest.cache_clear()


def turn(outcome: str, article: str, **values: Any) -> Turn:
    """A turn in the journal that an article answered, or came near to."""
    at = values.pop("at", timezone.now())
    conversation = Conversation.objects.create(
        token_hash="x", language="ja", created_at=at, active_at=at, delete_at=at.date()
    )
    said = [article] if outcome == "sure" else ["other/before"]
    understood = {"outcome": outcome, "articles": said, "considered": [{"article": article, "probability": 0.5}]}
    language = values.pop("language", "ja")
    return Turn.objects.create(
        conversation=conversation, client_id=conversation.pk, seq=1, status=Turn.Status.ANSWERED, at=at,
        language=language, text="質問", understood=understood, **values,
    )  # fmt: skip
