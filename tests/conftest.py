import shutil
from pathlib import Path

import pytest

from actions.library import Shelf
from knowledge.check import check
from knowledge.loading import KnowledgeBase
from tests.editing import SAMPLE


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small valid knowledge folder, entirely fictitious, free to be changed."""
    return Path(shutil.copytree(SAMPLE, tmp_path / "knowledge"))


@pytest.fixture(scope="session")
def base() -> KnowledgeBase:
    """The sample knowledge as it is, loaded once."""
    return check(SAMPLE)


@pytest.fixture(scope="session")
def shelf(base: KnowledgeBase) -> Shelf:
    """The sample knowledge, indexed once."""
    return Shelf.of(base)


@pytest.fixture(scope="session")
def real_base() -> KnowledgeBase:
    """The knowledge base that is published."""
    return check()
