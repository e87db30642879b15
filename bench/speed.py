"""How fast and how large, beside Rasa's own sample bot in the same run: `make bench-speed`.

Training time and memory, start-up, memory of the running processes, and the median turn of one client over REST.
The two bots are asked by turns, so that what else the machine does falls on both.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import requests

from ops.launcher import services
from ops.model import ROOT, ensure_model, training_command
from ops.service import Service, free_port

QUESTIONS = (
    "YOXO BOXはどこですか",
    "What is the startup visa?",
    "LIP.横浜の会員数は？",
    "How much is the location grant?",
    "ありがとう",
    "経営・管理ビザの資本金は？",
    "Who can use TECH HUB YOKOHAMA?",
    "今日の天気は",
)
SMALL_TALK = ("hello", "I am feeling very good", "bye", "are you a bot?", "so sad", "great", "yes", "good evening")
PYTHON = [sys.executable, "-W", "ignore"]
ENV = {**os.environ, "RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3"}


def sample_bot(folder: Path) -> Path:
    """Trains the bot of `rasa init` and returns its model."""
    import rasa.cli

    shutil.copytree(Path(rasa.cli.__file__).parent / "initial_project", folder, dirs_exist_ok=True)
    subprocess.run(
        [*PYTHON, "-m", "rasa", "train", "--fixed-model-name", "sample"],
        cwd=folder,
        env=ENV,
        check=True,
        capture_output=True,
    )
    return folder / "models" / "sample.tar.gz"


def sample_service(model: Path, folder: Path) -> Service:
    """The sample bot as a process, with Rasa's own REST channel."""
    (folder / "credentials.yml").write_text("rest: {}\n", encoding="utf-8")
    port = free_port()
    serve = ["-m", "rasa", "run", "--model", str(model), "-i", "127.0.0.1", "-p", str(port)]
    files = ["--credentials", str(folder / "credentials.yml"), "--endpoints", str(folder / "endpoints.yml")]
    health = f"http://127.0.0.1:{port}/webhooks/rest/"
    return Service("sample", [*PYTHON, *serve, *files], health=health, log_dir=folder / "log", env=ENV)


def resident_mb(pids: list[int]) -> float:
    """Resident memory of processes together, in MB."""
    pages = sum(int(Path(f"/proc/{pid}/statm").read_text(encoding="utf-8").split()[1]) for pid in pids)
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def used_mb(pids: list[int]) -> float:
    """Memory that processes use together, in MB: pages that several share are counted once among them."""
    lines = [
        line for pid in pids for line in Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="utf-8").splitlines()
    ]
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) * 1024 / 1e6


def turn_ms(session: requests.Session, address: str, sender: str, text: str) -> float:
    """One turn over REST, in milliseconds."""
    started = time.perf_counter()
    reply = session.post(address, json={"sender": sender, "message": text}, timeout=30)
    elapsed = (time.perf_counter() - started) * 1000
    assert reply.json(), text
    return elapsed


async def measure(rounds: int, folder: Path) -> None:
    """Starts both bots and prints the table."""
    rasa_port = free_port()
    ours = services(ensure_model(), rasa_port=rasa_port, actions_port=free_port(), log_dir=folder / "log")
    started = time.perf_counter()
    for service in ours:
        await service.start()
    assert all([await service.ready() for service in ours])
    print(f"start (model there)      ours {time.perf_counter() - started:6.1f} s", flush=True)
    sample = sample_service(sample_bot(folder / "sample"), folder / "sample")
    started = time.perf_counter()
    await sample.start()
    assert await sample.ready()
    print(f"                         rasa init {time.perf_counter() - started:6.1f} s", flush=True)
    address = f"http://127.0.0.1:{rasa_port}/webhooks/rest/webhook"
    peer = f"{sample.health}webhook"
    session = requests.Session()
    mine: list[float] = []
    theirs: list[float] = []
    for number in range(rounds):
        for question, talk in zip(QUESTIONS, SMALL_TALK):
            mine.append(turn_ms(session, address, f"b{number}", question))
            theirs.append(turn_ms(session, peer, f"b{number}", talk))
    warm = len(QUESTIONS)
    a, b = statistics.median(mine[warm:]), statistics.median(theirs[warm:])
    print(f"median turn over REST    ours {a:6.1f} ms   rasa init {b:6.1f} ms   ratio {a / b:.2f}")
    pids = [service.pid for service in ours if service.pid]
    peer_pids = [sample.pid] if sample.pid else []
    print(f"memory used together     ours {used_mb(pids):6.0f} MB   rasa init {used_mb(peer_pids):6.0f} MB")
    print(f"resident, added up       ours {resident_mb(pids):6.0f} MB   rasa init {resident_mb(peer_pids):6.0f} MB")
    for service in [*ours, sample]:
        await service.stop()


def training() -> None:
    """Trains the assistant anew in a process of its own and prints time and peak memory."""
    with tempfile.TemporaryDirectory() as folder:
        command = [*training_command(folder, "anew"), "--force"]
        started = time.perf_counter()
        subprocess.run(command, cwd=ROOT, env={**ENV, "PYTHONPATH": str(ROOT)}, check=True, capture_output=True)
        elapsed = time.perf_counter() - started
        size = sum(path.stat().st_size for path in Path(folder).glob("*.tar.gz")) / 1e6
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1e6
    print(f"training                 ours {elapsed:6.1f} s, at most {peak:.2f} GB, model {size:.1f} MB", flush=True)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=12, help="of eight turns each")
    parser.add_argument("--no-training", action="store_true", help="leave out the training")
    options = parser.parse_args()
    if not options.no_training:
        training()
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(measure(options.rounds, Path(folder)))


if __name__ == "__main__":
    main()
