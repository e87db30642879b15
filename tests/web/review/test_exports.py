"""Files of the list and of one conversation."""

from __future__ import annotations

import csv
import io
import re
import zipfile

import pytest

from tests.web.review.conftest import Browser, Play, member, said
from tests.web.visitors import Visitor
from web.desk.models import AuditEntry
from web.desk.roles import Role
from web.desk.sheets import plain

pytestmark = pytest.mark.database


@pytest.mark.parametrize("text", ["=1+1", "+81", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", "＠SUM"])
def test_what_a_spreadsheet_would_run_becomes_text(text: str) -> None:
    assert plain(text) == f"'{text}"
    assert plain(f"a{text}") == f"a{text}"


def test_the_list_and_a_conversation_come_as_files_and_that_is_noted(play: Play) -> None:
    member(Role.EDITOR, language="en")
    one = said({"text": "=HYPERLINK(1)", "comment": 'a,"b"', "helpful": False}, language="en")
    said({"text": "other"}, language="en")

    async def scene(visitor: Visitor) -> None:
        browser = await Browser().enter(Role.EDITOR)
        page = await browser.get("transcripts?feedback=down")
        assert "/desk/transcripts/files/csv?feedback=down" in page.text
        got = await browser.get("transcripts/files/csv?feedback=down")
        assert got.content.startswith(b"\xef\xbb\xbf") and got.headers["content-disposition"].startswith("attachment")
        rows = list(csv.reader(io.StringIO(got.content.decode("utf-8-sig"))))
        assert rows[0][:3] == ["Conversation", "Turn", "Time"] and len(rows) == 2
        assert rows[1][0] == one.pk and rows[1][5] == "'=HYPERLINK(1)" and 'a,"b"' in rows[1] and "Answered" in rows[1]
        got = await browser.get("transcripts/files/xlsx?sort=oldest")
        with zipfile.ZipFile(io.BytesIO(got.content)) as book:
            sheet = book.read("xl/worksheets/sheet1.xml").decode()
        assert "<f>" not in sheet and "=HYPERLINK(1)" in sheet and len(re.findall("<row ", sheet)) == 3
        text = await browser.get(f"transcripts/{one.pk}/files/text")
        assert "=HYPERLINK(1)" in text.text and text.headers["content-type"].startswith("text/plain")
        printed = await browser.get(f"transcripts/{one.pk}/files/print")
        assert "=HYPERLINK(1)" in printed.text and "print.css" in printed.text
        for path in ("transcripts/files/pdf", f"transcripts/{one.pk}/files/pdf", "transcripts/none/files/text"):
            assert (await browser.get(path)).status_code == 404

    play(scene)
    entries = AuditEntry.objects.filter(action="exported").order_by("number")
    assert [(entry.target, entry.conversation) for entry in entries] == [
        ("csv feedback=down", ""), ("xlsx sort=oldest", ""), ("text", one.pk), ("print", one.pk)
    ]  # fmt: skip
