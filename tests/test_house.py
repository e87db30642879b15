"""The house rules that can be checked: layers, sizes, documentation, and what must not be in the repository."""

from __future__ import annotations

import ast
import re
import statistics
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
# Imports run down only: each package may use itself and what stands after the colon.
LAYERS: dict[str, set[str]] = {
    "language": set(),
    "knowledge": {"language"},
    "bot": {"language", "knowledge"},
    "actions": {"language", "knowledge"},
    "ops": {"knowledge"},
    "web": {"language", "knowledge", "ops"},
    "bench": {"language", "knowledge", "bot", "actions", "web", "ops"},
}
MAX_LINES, MEDIAN_LINES = 300, 140
FORBIDDEN = {
    "a path of one machine": re.compile(r"(?<![\w.])/(?:root|home/\w+|tmp/\w+)/"),
    "the host of a package registry": re.compile(r"pypi\.org|pythonhosted|registry\.npmjs|deb\.debian"),
}


def _files(pattern: str = "*") -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", pattern],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return [ROOT / line for line in listed.stdout.splitlines() if (ROOT / line).is_file()]


def _modules() -> list[Path]:
    return [path for path in _files("*.py") if path.relative_to(ROOT).parts[0] in LAYERS]


@pytest.mark.parametrize("path", _modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_run_down(path: Path) -> None:
    own = path.relative_to(ROOT).parts[0]
    imported: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            imported |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            imported.add(node.module.split(".")[0])
    assert imported & set(LAYERS) <= LAYERS[own] | {own}


def test_modules_are_short() -> None:
    lines = {str(p.relative_to(ROOT)): len(p.read_text(encoding="utf-8").splitlines()) for p in _modules()}
    assert {name: n for name, n in lines.items() if n > MAX_LINES} == {}
    assert statistics.median(n for n in lines.values() if n > 5) <= MEDIAN_LINES


@pytest.mark.parametrize("what", FORBIDDEN)
def test_the_repository_does_not_name(what: str) -> None:
    found = []
    for path in _files():
        if path == Path(__file__) or path.suffix in {".jsonl", ".png"}:
            continue
        text = path.read_text(encoding="utf-8", errors="ignore")
        found += [f"{path.relative_to(ROOT)}: {match.group()}" for match in FORBIDDEN[what].finditer(text)]
    assert found == []


def test_every_command_of_the_makefile_is_in_both_readmes() -> None:
    targets = re.findall(r"^([a-z-]+):.*##", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert {"run", "test", "chat", "bench"} <= set(targets)
    for name in ("README.md", "README.ja.md"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert [t for t in ("run", "test", "chat", "check", "bench", "tune") if f"make {t}" not in text] == [], name


@pytest.mark.parametrize("path", [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")], ids=lambda p: p.name)
def test_links_between_documents_lead_somewhere(path: Path) -> None:
    links = re.findall(r"\]\((?!https?://|mailto:|#)([^)#\s]+)", path.read_text(encoding="utf-8"))
    assert [link for link in links if not (path.parent / link).exists()] == []


def test_every_guide_exists_in_both_languages() -> None:
    english = {p.name for p in ROOT.glob("docs/*.md") if not p.name.endswith(".ja.md")} | {"README.md"}
    japanese = {p.name.replace(".ja.md", ".md") for p in [*ROOT.glob("docs/*.ja.md"), ROOT / "README.ja.md"]}
    assert english == japanese


def test_every_decision_is_in_the_index() -> None:
    index = (ROOT / "docs" / "adr" / "README.md").read_text(encoding="utf-8")
    decisions = sorted(p.name for p in (ROOT / "docs" / "adr").glob("[0-9]*.md"))
    assert decisions and [name for name in decisions if name not in index] == []


def test_every_dependency_has_its_reason() -> None:
    reasons = (ROOT / "docs" / "adr" / "0002-dependencies.md").read_text(encoding="utf-8").casefold()
    told = set(re.findall(r"[a-z0-9-]+", " ".join(re.findall(r"^\| ([^|]+) \|", reasons, re.M))))
    blocks = re.findall(
        r"^(?:dependencies|dev) = \[(.*?)^\]", (ROOT / "pyproject.toml").read_text("utf-8"), re.S | re.M
    )
    assert len(blocks) == 2
    names = {name.casefold() for block in blocks for name in re.findall(r'"([A-Za-z0-9-]+)', block)}
    assert len(names) > 30 and names - told == set()
