"""The trained model: found when its inputs are unchanged, trained when they are not."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

from knowledge.check import check

ROOT = Path(__file__).resolve().parent.parent
MODELS_DIR = Path(os.environ.get("MODELS_DIR") or ROOT / "models").resolve()
KEPT = 3  # models beside the newest, for going back
INPUTS = (
    "config.yml",
    "domain.yml",
    "requirements.lock",
    "data/**/*.yml",
    "bot/*.py",
    "language/*.py",
    "knowledge/mentions.py",
    "knowledge/spelling.py",
)
# Code that no training runs: it stands in front of Rasa.
NOT_INPUTS = frozenset(
    "bot/channel.py bot/limits.py bot/requests.py bot/speed.py language/logs.py language/masking.py".split()
)
_PROGRESS = re.compile(r"(Starting to train|Finished training|Restored) component '(\w+)'")


def fingerprint() -> str:
    """A name for everything training depends on: files, and of the knowledge base what becomes examples.

    An answer's text is none of it, so correcting an answer needs no training.

    Raises:
        knowledge.loading.KnowledgeError: when the knowledge base is malformed.
    """
    base = check()
    digest = hashlib.sha256()
    for pattern in INPUTS:
        for path in sorted(ROOT.glob(pattern)):
            name = str(path.relative_to(ROOT))
            if name not in NOT_INPUTS:
                digest.update(f"{name}\0".encode() + path.read_bytes())
    names = {t.topic: [t.own_names, t.included_names] for t in base.topics.values()}
    examples = {a.id: a.examples for a in base.articles.values()}
    digest.update(json.dumps([names, examples], ensure_ascii=False).encode())
    return digest.hexdigest()[:16]


def model_path() -> Path:
    """Where the model of the present inputs is, whether or not it has been trained."""
    return MODELS_DIR / f"{fingerprint()}.tar.gz"


def ensure_model() -> Path:
    """The model of the present inputs, trained now when it is not there.

    Raises:
        RuntimeError: when training fails; the end of its output has been printed.
    """
    path = model_path()
    if not path.exists():
        print("Training the model (about two minutes) ... / モデルを学習しています（2分ほど）...", flush=True)
        _train(path)
    for old in sorted(MODELS_DIR.glob("*.tar.gz"), key=lambda p: p.stat().st_mtime)[: -KEPT - 1]:
        old.unlink()
    return path


def _train(path: Path) -> None:
    command = [sys.executable, "-W", "ignore", "-m", "rasa", "train", "--out", str(MODELS_DIR)]
    command += ["--fixed-model-name", path.name.removesuffix(".tar.gz")]
    env = {**os.environ, "RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3", "PYTHONPATH": str(ROOT)}
    started = time.monotonic()
    lines: list[str] = []
    with subprocess.Popen(
        command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            lines.append(line)
            if found := _PROGRESS.search(line):
                print(f"  {time.monotonic() - started:4.0f} s  {found.group(1)}: {found.group(2)}", flush=True)
    if process.returncode or not path.exists():
        sys.stderr.writelines(lines[-30:])
        raise RuntimeError("training failed")
    print(f"  {time.monotonic() - started:4.0f} s  {path.name}", flush=True)


def main() -> int:
    """Command line: trains when needed and prints the path of the model."""
    try:
        print(ensure_model())
    except (ValueError, RuntimeError) as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
