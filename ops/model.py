"""The trained model: found when its inputs are unchanged, trained when they are not. `python -m ops.model`."""

from __future__ import annotations

import argparse
import datetime
import fcntl
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Optional

from ops.inputs import ROOT, Inputs, fingerprint, present_inputs
from ops.service import die_with_parent
from ops.serving import data_folder, in_use
from ops.trained import SUFFIX, Note, models_folder, note_of, prune, write_note

__all__ = ["ROOT", "ensure_model", "fingerprint", "model_path"]

MODELS_DIR = models_folder()
_PROGRESS = re.compile(r"(Starting to train|Finished training|Restored) component '(\w+)'")
_BEGINS = "Starting to train"


@dataclass(frozen=True)
class Step:
    """A component of the pipeline whose training begins or is done.

    Attributes:
        seconds: since the training began.
        component: its name.
        done: False when it begins.
    """

    seconds: float
    component: str
    done: bool


def model_path() -> Path:
    """Where the model of the present inputs is, whether or not it has been trained."""
    return MODELS_DIR / f"{fingerprint()}{SUFFIX}"


def ensure_model(
    *, by: str = "", keep: Collection[str] = (), tell: Optional[Callable[[Step], None]] = None, quiet: bool = False
) -> Path:
    """The model of the present inputs, trained now when it is not there.

    Args:
        by: who ordered it at the desk.
        keep: names of older models that are not deleted; those in use never are.
        tell: is called at each step of a training; it is printed if nothing is given.
        quiet: print nothing else either.

    Raises:
        RuntimeError: when training fails; the end of its output has been printed.
        knowledge.loading.KnowledgeError: when the knowledge base is malformed.
        OSError: when the folder of the models cannot be written.
    """
    inputs = present_inputs()
    path = MODELS_DIR / f"{inputs.name}{SUFFIX}"
    if not path.exists():
        if not quiet:
            print("Training the model (about two minutes) ... / モデルを学習しています（2分ほど）...", flush=True)
        MODELS_DIR.mkdir(parents=True, exist_ok=True)
        with _alone(MODELS_DIR):
            if not path.exists():  # somebody else may have trained it meanwhile
                seconds = _train(path, tell or _say)
                _note(path, inputs, by, seconds)
        prune(MODELS_DIR, {*keep, *in_use(data_folder()), inputs.name})
    elif note_of(path) is None and os.access(MODELS_DIR, os.W_OK):
        _note(path, inputs, by, None)
    return path


def _note(path: Path, inputs: Inputs, by: str, seconds: Optional[float]) -> None:
    made = datetime.datetime.fromtimestamp(path.stat().st_mtime, datetime.timezone.utc)
    at = made.replace(microsecond=0)
    write_note(path, Note(trained_at=at, seconds=seconds, by=by, **_digests(inputs)))


def _digests(inputs: Inputs) -> dict[str, object]:
    return {key: value for key, value in asdict(inputs).items() if key != "name"}


def training_command(folder: str, name: str) -> list[str]:
    """Trains a model of this name into a folder.

    Rasa's own look at stories and examples would take as long as reading them takes; it is part of the checks. What
    changes every week is the knowledge, and the importer refuses it where it is malformed.
    """
    command = [sys.executable, "-W", "ignore", "-m", "rasa", "train", "--skip-validation"]
    return [*command, "--out", folder, "--fixed-model-name", name]


def _train(path: Path, tell: Callable[[Step], None]) -> float:
    """Trains into a folder of its own and puts the model in its place when it is complete; how long it took, in s."""
    started = time.monotonic()
    lines: list[str] = []
    with TemporaryDirectory(dir=path.parent, prefix=".training") as folder:
        command = training_command(folder, path.name.removesuffix(SUFFIX))
        env = {**os.environ, "RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3", "PYTHONPATH": str(ROOT)}
        with subprocess.Popen(
            command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            preexec_fn=die_with_parent,
        ) as process:  # fmt: skip
            assert process.stdout is not None
            for line in process.stdout:
                lines.append(line)
                if found := _PROGRESS.search(line):
                    tell(Step(round(time.monotonic() - started, 1), found.group(2), found.group(1) != _BEGINS))
        made = Path(folder) / path.name
        if process.returncode or not made.exists():
            sys.stderr.writelines(lines[-30:])
            raise RuntimeError("training failed")
        made.replace(path)
    return round(time.monotonic() - started, 1)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One training at a time in a folder; what a training that was killed left behind is removed."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        for left in folder.glob(".training*"):
            subprocess.run(["rm", "-rf", str(left)], check=False)
        yield
    finally:
        os.close(handle)


def _say(step: Step) -> None:
    print(f"  {step.seconds:4.0f} s  {step.component}: {'done' if step.done else 'begins'}", flush=True)


def _as_line(step: Step) -> None:
    print(json.dumps(asdict(step)), flush=True)


def main() -> int:
    """Command line: trains when needed and prints the path of the model."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--by", default="", help="who ordered it")
    parser.add_argument("--keep", action="append", default=[], metavar="NAME", help="an older model that stays")
    parser.add_argument("--nice", type=int, default=0, help="how far to give way to other processes, 0 to 19")
    parser.add_argument("--lines", action="store_true", help="print each step, then the model, as lines of JSON")
    options = parser.parse_args()
    if options.nice:
        os.nice(options.nice)
    if options.lines:
        die_with_parent()
    tell = _as_line if options.lines else None
    try:
        path = ensure_model(by=options.by, keep=options.keep, tell=tell, quiet=options.lines)
    except (ValueError, RuntimeError, OSError) as problem:
        print(problem, file=sys.stderr)
        return 1
    print(json.dumps({"model": path.name.removesuffix(SUFFIX)}) if options.lines else path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
