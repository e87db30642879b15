"""A real worker beside a real web process: what visitors say is found and grouped, and the audit log is checked."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from tests.web.fake_rasa import FakeRasa
from tests.web.processes import Site, until
from tests.web.visitors import Visitor, client


@pytest.mark.skipif(settings.ENVIRONMENT.database_url is not None, reason="looks into a file")
def test_the_worker_indexes_groups_and_checks(tmp_path: Path, rasa: FakeRasa) -> None:
    site = Site(tmp_path, rasa.url)
    try:
        web = site.web()
        asyncio.run(_says(web.url, "補助金の申請は"))

        def held(statement: str) -> list[Any]:
            with sqlite3.connect(tmp_path / "chat.sqlite3") as database:
                return [row[0] for row in database.execute(statement)]

        site.worker()
        until(lambda: held("SELECT terms FROM review_indexed"), 20)
        assert "申請" in held("SELECT terms FROM review_indexed")[0].split(" ")
        assert held('SELECT rowid FROM review_search WHERE review_search MATCH \'"補助" AND "l:ja"\'')
        until((tmp_path / "audit-heads.txt").exists, 20)
        until(lambda: held("SELECT vector FROM review_cluster WHERE vector IS NOT NULL"), 60)
    finally:
        site.stop()
    assert "could not be grouped" not in site.logs() and "tampered" not in site.logs()


async def _says(url: str, text: str) -> None:
    async with client() as http:
        visitor = await Visitor(http, [url]).start("ja")
        answer = await visitor.says(text)
        rated = await visitor.request(
            "PUT", f"{visitor.path}/turns/{answer['turn']}/feedback", json={"helpful": False, "reason": "unclear"}
        )
        assert rated.status_code == 200
