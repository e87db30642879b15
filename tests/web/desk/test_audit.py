"""The audit log: only added to, a chain whose every fault is found, searched by auditors."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction

from tests.web.desk.conftest import Browser, Play, member
from tests.web.visitors import Visitor
from web.desk import audit, chain
from web.desk.models import AuditEntry
from web.desk.roles import Role

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]


def _entries(number: int = 5) -> None:
    for n in range(number):
        audit.note("a", "claimed", str(n), conversation=f"c{n % 2}")


def _raw(statement: str) -> None:
    """What somebody does who has the database itself."""
    table = "desk_auditentry"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER audit_no_change")
            cursor.execute(statement)
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER audit_no_change")
        else:
            cursor.execute("SELECT sql FROM sqlite_master WHERE name = 'audit_no_UPDATE'")
            (made,) = cursor.fetchone()
            cursor.execute("DROP TRIGGER audit_no_UPDATE")
            cursor.execute(statement)
            cursor.execute(made)


def test_an_untouched_log_is_unbroken() -> None:
    assert list(audit.broken()) == [] and audit.head() == (0, "")
    _entries()
    assert list(audit.broken()) == []
    assert audit.head()[0] == 5
    assert list(AuditEntry.objects.order_by("pk").values_list("number", flat=True)) == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("tampering", "found"),
    [
        ("UPDATE desk_auditentry SET staff = 'b' WHERE number = 2", [(2, "changed")]),
        ("UPDATE desk_auditentry SET conversation = 'x' WHERE number = 5", [(5, "changed")]),
        ("UPDATE desk_auditentry SET address = '10.0.0.1' WHERE number = 1", [(1, "changed")]),
        ("UPDATE desk_auditentry SET at = '2020-01-01 00:00:00' WHERE number = 3", [(3, "changed")]),
        ("DELETE FROM desk_auditentry WHERE number = 1", [(1, "missing")]),
        ("DELETE FROM desk_auditentry WHERE number IN (2, 3)", [(2, "missing")]),
    ],
)
def test_changed_and_missing_entries_are_found(tampering: str, found: list[tuple[int, str]]) -> None:
    _entries()
    _raw(tampering)
    assert list(audit.broken()) == found


def test_a_cut_or_rewritten_log_is_found_by_its_noted_heads(tmp_path: Path) -> None:
    _entries()
    chain.daily(tmp_path)
    chain.daily(tmp_path)
    assert len((tmp_path / chain.HEADS).read_text().splitlines()) == 1
    assert chain.last(tmp_path) == chain.Check(chain.last(tmp_path).day, 5, 0)  # type: ignore[union-attr]
    heads = chain.heads(tmp_path)
    _raw("DELETE FROM desk_auditentry WHERE number = 5")
    assert list(audit.broken()) == [] and list(audit.broken(heads)) == [(5, "missing")]
    audit.note("b", "claimed", "another")
    assert list(audit.broken()) == [] and list(audit.broken(heads)) == [(5, "replaced")]


def test_the_database_itself_refuses_changes() -> None:
    _entries(1)
    with pytest.raises(DatabaseError), transaction.atomic():
        AuditEntry.objects.update(staff="b")
    if connection.vendor == "postgresql":  # on SQLite the tests themselves empty the table (tests/web/conftest.py)
        with pytest.raises(DatabaseError), transaction.atomic():
            AuditEntry.objects.all().delete()


def test_an_unknown_action_is_refused() -> None:
    with pytest.raises(ValueError, match="stolen"):
        audit.note("a", "stolen")


def test_auditors_search_by_everything_and_page(play: Play) -> None:
    member(Role.AUDITOR, language="en")
    member(Role.AGENT)
    _entries(130)

    async def scene(visitor: Visitor) -> None:
        browser = await Browser().enter(Role.AUDITOR)
        page = await browser.get("audit?staff=a&action=claimed")
        assert page.text.count("<tr><td>") == 100 and "before=" in page.text
        page = await browser.get("audit?staff=a&action=claimed&before=31")
        assert page.text.count("<tr><td>") == 30
        page = await browser.get("audit?conversation=c1")
        assert page.text.count("<tr><td>") == 65
        assert "Nothing" in (await browser.get("audit?until=2020-01-01")).text or "nothing" in page.text.casefold()
        assert (await browser.get("audit?since=2020-01-01&before=x&until=never")).status_code == 200
        other = await Browser().enter(Role.AGENT)
        assert (await other.get("audit")).status_code == 403

    play(scene)
    assert AuditEntry.objects.filter(action="audit_read", staff=Role.AUDITOR).count() == 4


def test_the_command_tells_and_fails(tmp_path: Path) -> None:
    from tests.web.processes import PYTHON, Site

    if settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
        pytest.skip("the command is the same; here it would look at the tests' own database")
    site = Site(tmp_path, "http://127.0.0.1:9")
    good = subprocess.run([*PYTHON, "web.audit"], env=site.env, capture_output=True, text=True, check=False)
    assert (good.returncode, good.stdout) == (0, "0 entries, head -: unbroken\n")
    (tmp_path / chain.HEADS).write_text("2026-01-01 3 abc 0\n")
    bad = subprocess.run([*PYTHON, "web.audit"], env=site.env, capture_output=True, text=True, check=False)
    assert bad.returncode == 1 and bad.stderr == "3: missing\n"
