"""The script that sites embed, as it is committed."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2] / "widget"
BUNDLE = ROOT / "dist" / "widget.js"
MAX_GZIP_BYTES = 20_000
MAX_LINES = 300
# Text becomes markup or code by these only. (Lit sets its own templates, never a value, with innerHTML.)
UNSAFE = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|unsafe(HTML|SVG|CSS|Static)|\beval\b|new Function|style="
)


def _sources() -> list[Path]:
    return [path for path in ROOT.glob("src/**/*") if path.suffix in {".ts", ".css"}]


def test_it_is_small() -> None:
    assert len(gzip.compress(BUNDLE.read_bytes(), 9)) <= MAX_GZIP_BYTES


def test_it_is_one_classic_script_that_names_no_host() -> None:
    text = BUNDLE.read_text(encoding="utf-8")
    assert not re.search(r"^\s*(import|export)\b", text, re.MULTILINE)
    assert set(re.findall(r"https?://[\w.]+", text)) <= {"http://www.w3.org"}, "namespaces only"


def test_texts_are_never_made_into_markup() -> None:
    found = {path.name: UNSAFE.findall(path.read_text(encoding="utf-8")) for path in _sources()}
    assert {name: hits for name, hits in found.items() if hits} == {}


def test_sources_are_short() -> None:
    lines = {path.name: len(path.read_text(encoding="utf-8").splitlines()) for path in _sources()}
    assert len(lines) > 20
    assert {name: count for name, count in lines.items() if count > MAX_LINES} == {}


def test_versions_are_pinned_and_the_lock_file_names_no_registry() -> None:
    package = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    for version in {**package["dependencies"], **package["devDependencies"]}.values():
        assert re.fullmatch(r"\d+\.\d+\.\d+", version)
    assert [name for name, entry in lock["packages"].items() if "resolved" in entry] == []
    assert [name for name, entry in lock["packages"].items() if name and "integrity" not in entry] == []
