from collections.abc import Iterator

import pytest
from django.db import connection

from tests.web.fake_rasa import FakeRasa


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker) -> None:  # type: ignore[no-untyped-def]
    """Between tests the tables are emptied, which the audit log's own table refuses on SQLite."""
    with django_db_blocker.unblock():
        if connection.vendor == "sqlite":
            connection.cursor().execute("DROP TRIGGER audit_no_DELETE")


@pytest.fixture
def rasa() -> Iterator[FakeRasa]:
    fake = FakeRasa().start()
    yield fake
    fake.stop()
