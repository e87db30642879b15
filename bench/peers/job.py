"""One training of one classifier and its answers: run in a process of its own, its result kept on disk."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
CACHE_DIR = ROOT / "var" / "bench-intent"
NODE_DIR = Path(__file__).with_name("nlpjs")
PEERS = ("ours", "rasa-init", "diet-words", "svm", "nlpjs")
# What a result depends on, beside the examples and questions.
SOURCES = {
    "ours": ("config.yml", "bot/*.py", "language/*.py", "bench/peers/rasa_model.py"),
    "rasa-init": ("bench/peers/rasa_model.py",),
    "diet-words": ("bench/peers/rasa_model.py", "bot/tokenizer.py", "language/t*.py"),
    "svm": ("bench/peers/svm.py",),
    "nlpjs": ("bench/peers/nlpjs/*.js*",),
}


@dataclass(frozen=True)
class Job:
    """What to train on and what to ask.

    Attributes:
        examples: language, text and intent of each.
        questions: language and text of each.
    """

    examples: list[tuple[str, str, str]]
    questions: list[tuple[str, str]]


@dataclass(frozen=True)
class Result:
    """What came of it.

    Attributes:
        answers: for each question the best intent, its confidence, and the score by which the unknown is told.
        training_s: seconds of training.
        latency_ms: median of a single question.
        size_mb: of the stored model.
        peak_mb: most memory the process held, libraries included.
        load: of the machine when training began (runnable processes, one minute): times are only good beside it.
        date: of the training.
    """

    answers: list[tuple[str | None, float, float]]
    training_s: float
    latency_ms: float
    size_mb: float
    peak_mb: float
    load: float = 0.0
    date: str = ""


def run(peer: str, job: Job, *, fresh: bool = False, only_cached: bool = False) -> Result | None:
    """Trains and asks, or finds what an earlier run with the same inputs found.

    Args:
        peer: one of `PEERS`.
        job: examples and questions.
        fresh: do not look at earlier results.
        only_cached: give None instead of training.

    Raises:
        subprocess.CalledProcessError: when the peer fails; its output has been shown.
    """
    path = CACHE_DIR / f"{peer}-{_key(peer, job)}.json"
    if path.exists() and not fresh:
        return Result(**json.loads(path.read_text(encoding="utf-8")))
    if only_cached:
        return None
    CACHE_DIR.mkdir(parents=True, exist_ok=True)
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as folder:
        given, found, log = (Path(folder) / name for name in ("job.json", "found.json", "log"))
        given.write_text(json.dumps(asdict(job), ensure_ascii=False), encoding="utf-8")
        with log.open("w") as output:
            ended = subprocess.run([*_command(peer), str(given), str(found)], stdout=output, stderr=output, cwd=ROOT)
        if ended.returncode:
            print("\n".join(log.read_text(errors="replace").splitlines()[-20:]), file=sys.stderr)
            ended.check_returncode()
        result = Result(**json.loads(found.read_text(encoding="utf-8")), load=load, date=time.strftime("%Y-%m-%d"))
    path.write_text(json.dumps(asdict(result), ensure_ascii=False), encoding="utf-8")
    return result


def _key(peer: str, job: Job) -> str:
    digest = hashlib.sha256(json.dumps(asdict(job), ensure_ascii=False).encode())
    for pattern in SOURCES[peer]:
        for path in sorted(ROOT.glob(pattern)):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _command(peer: str) -> list[str]:
    if peer == "nlpjs":
        if not (NODE_DIR / "node_modules").exists():
            subprocess.run(["npm", "ci", "--no-audit", "--no-fund", "--silent"], cwd=NODE_DIR, check=True)
        return ["node", "--max-old-space-size=8192", str(NODE_DIR / "run.js")]
    module = "svm" if peer == "svm" else "rasa_model"
    return [sys.executable, "-W", "ignore", "-m", f"bench.peers.{module}", *([peer] if module == "rasa_model" else [])]
