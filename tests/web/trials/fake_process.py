"""Speaks like `bench.trial` without a model: `python -m tests.web.trials.fake_process <how it behaves>`."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import Any


def _tell(what: dict[str, Any]) -> None:
    print(json.dumps(what, ensure_ascii=False), flush=True)


def _side(article: str, text: str, **more: str) -> dict[str, Any]:
    return {"outcome": "sure", "intent": "x", "articles": [article], "offered": [], "text": text, **more}


def main() -> int:
    how, pids = sys.argv[1], Path(sys.argv[2])
    job = json.load(sys.stdin)
    pids.write_text(f"{os.getpid()}\n{json.dumps(job)}", encoding="utf-8")
    asked = [turn for turns in job["conversations"] for turn in turns if turn["asked"]]
    total = 2 * (len(asked) + 1)
    _tell({"done": 0, "total": total})
    if how == "problem":
        _tell({"problem": "malformed"})
        return 1
    if how == "crash":
        return 3
    if how == "hang":
        time.sleep(600)
    while how == "slowly" and pids.with_suffix(".wait").exists():
        time.sleep(0.05)
    draft = Path(job["then"]["knowledge"], "topics", "example-hub.yml").read_text(encoding="utf-8")
    after = "example-hub/members" if "121" in draft else "sample-lab/members"
    for turn in asked:
        _tell({"turn": turn["id"], "before": _side("example-hub/members", "120"), "after": _side(after, "121")})
    told = {"language": "en", "asked": "How many?"}
    _tell({"question": "en-1", "before": _side("a/b", "x", result="wrong", **told), "after": _side("a/b", "x", result="right", **told)})  # fmt: skip
    _tell({"done": total, "total": total})
    return 0


if __name__ == "__main__":
    sys.exit(main())
