"""Changing the sample knowledge in a test, and finding a line of it again."""

from pathlib import Path

SAMPLE = Path(__file__).with_name("sample")
HUB = "topics/example-hub.yml"
LAB = "topics/sample-lab.yml"
FUND = "topics/model-fund.yml"


def edit(path: Path, old: str, new: str) -> None:
    """Replaces a text that stands once in a file."""
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path.name}"
    path.write_text(text.replace(old, new), encoding="utf-8")


def line_with(path: Path, text: str) -> int:
    """The number (from 1) of the only line that holds a text."""
    lines = path.read_text(encoding="utf-8").split("\n")
    found = [number for number, line in enumerate(lines, start=1) if text in line]
    assert len(found) == 1, f"{text!r} stands in the lines {found} of {path.name}"
    return found[0]
