"""Starts the assistant and keeps it running: `python -m ops.launcher`, which `make run` calls."""

from __future__ import annotations

import asyncio
import os
import secrets
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any, Optional

from knowledge.loading import KnowledgeError
from ops.inputs import ROOT, present_inputs
from ops.model import MODELS_DIR, ensure_model
from ops.service import Service
from ops.serving import SERVING, data_folder, serving_in
from ops.switching import Rasas
from ops.trained import find

HOST = "127.0.0.1"
RASA_PORT = int(os.environ.get("RASA_PORT", "5005"))
ACTIONS_PORT = int(os.environ.get("ACTIONS_PORT", "5055"))
WEB_PORT = int(os.environ.get("WEB_PORT") or "8000")
DATA_DIR = data_folder()
WEBHOOK = f"http://{HOST}:{RASA_PORT}/webhooks/rest/webhook"
# What Rasa knows the gateway by; on one machine a new one at each start will do.
GATEWAY_SECRET = os.environ.get("GATEWAY_SECRET") or secrets.token_urlsafe(32)
LOG_DIR = ROOT / "var" / "log"

_READY = """
横浜スタートアップ支援アシスタントが起動しました。ブラウザで次のページを開くと、チャットを試せます。
The Yokohama startup support assistant is running. Open one of these pages in a browser to try the chat.

  日本語:  http://{host}:{web_port}/demo/ja/
  English: http://{host}:{web_port}/demo/en/
  職員用（デスク） / Staff desk: http://{host}:{web_port}/desk/

別の端末で「make chat」と入力するか、RESTでも会話できます。
You can also type "make chat" in another terminal, or ask over REST.

  curl -s {webhook} -H 'Content-Type: application/json' -d '{{"sender": "me", "message": "YOXO BOXはどこですか"}}'
  curl -s {webhook} -H 'Content-Type: application/json' -d '{{"sender": "me", "message": "What is the startup visa?"}}'

終了するには Ctrl-C を押してください。 / Press Ctrl-C to stop.
"""


# A message is too little work for two threads: the second one would mostly wait, and busily. With it a turn took both
# processes three times the processor time.
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


def services(
    model: Path, *, rasa_port: int = RASA_PORT, actions_port: int = ACTIONS_PORT, log_dir: Path = LOG_DIR
) -> list[Service]:
    """The processes that understand and answer, in the order they start: the action server, then Rasa."""
    python = _python()
    actions = Service(
        "actions",
        [*python, "-m", "rasa_sdk", "--actions", "actions", "--port", str(actions_port)],
        health=f"http://{HOST}:{actions_port}/health",
        log_dir=log_dir,
        env={**_environment(), **ONE_THREAD},
    )
    return [actions, rasa_service("rasa", model, rasa_port, actions_port=actions_port, log_dir=log_dir)]


def rasa_service(
    name: str, model: Path, port: int, *, actions_port: int = ACTIONS_PORT, log_dir: Path = LOG_DIR
) -> Service:
    """A Rasa with a model, on a port of the loopback."""
    endpoints, credentials = str(_endpoints(actions_port, log_dir)), str(ROOT / "credentials.yml")
    serve = ["-m", "rasa", "run", "--model", str(model), "-i", HOST, "-p", str(port)]
    return Service(
        name,
        [*_python(), *serve, "--endpoints", endpoints, "--credentials", credentials],
        health=f"http://{HOST}:{port}/webhooks/rest/",
        log_dir=log_dir,
        env={**_environment(), **ONE_THREAD},
    )


def web_services(
    *, rasa_port: int = RASA_PORT, web_port: int = WEB_PORT, data_dir: Path = DATA_DIR, log_dir: Path = LOG_DIR
) -> list[Service]:
    """The processes where people meet the assistant: the worker, and the gateway with its pages."""
    python = _python()
    env = {**_environment(), "RASA_PORT": str(rasa_port), "WEB_PORT": str(web_port), "DATA_DIR": str(data_dir)}
    if not os.environ.get("RASA_URL"):  # else Rasa is elsewhere, and whoever runs it says which model it has
        env["RASA_FILE"] = str(data_dir / SERVING)
    worker = Service(
        "worker", [*python, "-m", "web.worker"], health=data_dir / "worker.alive", log_dir=log_dir, env=env
    )
    address = f"http://{HOST}:{web_port}/chat/health"
    web = Service("web", [*python, "-m", "web.serve"], health=address, log_dir=log_dir, env=env)
    return [worker, web]


def migrate(data_dir: Path = DATA_DIR) -> bool:
    """Brings the database up to date; False when that fails, and its output tells why."""
    env = {**os.environ, **_environment(), "DATA_DIR": str(data_dir)}
    return subprocess.run([*_python(), "-m", "web.migrate"], env=env, cwd=ROOT, check=False).returncode == 0


def accounts(command: str, data_dir: Path = DATA_DIR) -> bool:
    """Runs `web.accounts`: `demo` makes accounts to try the desk with, `check` refuses them in production."""
    env = {**os.environ, **_environment(), "DATA_DIR": str(data_dir)}
    return subprocess.run([*_python(), "-m", "web.accounts", command], env=env, cwd=ROOT, check=False).returncode == 0


def _python() -> list[str]:
    # -W error is for tests; a running service has nobody to read the deprecations of its libraries.
    return [sys.executable, "-W", "ignore"]


def _environment() -> dict[str, str]:
    return {
        "PYTHONPATH": str(ROOT),
        "RASA_TELEMETRY_ENABLED": "false",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "SANIC_HOST": HOST,
        # Each thread would keep free memory of its own; with two heaps the processes are smaller and no slower.
        "MALLOC_ARENA_MAX": "2",
        "GATEWAY_SECRET": GATEWAY_SECRET,
    }


def _endpoints(actions_port: int, folder: Path) -> Path:
    """The endpoints file; a copy in `folder` when the action server is not at its usual port."""
    path = ROOT / "endpoints.yml"
    usual, wanted = ":5055/", f":{actions_port}/"
    if usual == wanted:
        return path
    folder.mkdir(parents=True, exist_ok=True)
    copy = folder / "endpoints.yml"
    copy.write_text(path.read_text(encoding="utf-8").replace(usual, wanted), encoding="utf-8")
    return copy


async def run(model: Path) -> int:
    """Starts all processes, waits until they answer, keeps them alive until Ctrl-C."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    actions, _ = services(model)
    rasas = Rasas(rasa_service, model, port=RASA_PORT, data_dir=DATA_DIR, models_dir=MODELS_DIR, secret=GATEWAY_SECRET)
    worker, web = web_services()
    others = [worker, actions, web]
    running = [worker, actions, *rasas.services, web]
    print("Starting ... / 起動しています...", flush=True)
    for service in running:
        await service.start()
    failed = await _first(stop, running)
    if failed is None:
        await _end(others, rasas)
        return 0
    if failed:
        for service in failed:
            print(f"{service.name} did not start; see {service.log_path}", file=sys.stderr)
        await _end(others, rasas)
        return 1
    if await rasas.wrong_model():
        print(f"Rasa loaded another model than {model.name}; see {LOG_DIR / 'rasa.log'}", file=sys.stderr)
        await _end(others, rasas)
        return 1
    print(_READY.format(webhook=WEBHOOK, host=HOST, web_port=WEB_PORT), flush=True)
    watching = [asyncio.create_task(service.watch()) for service in others]
    watching.append(rasas.follow())
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait([stopping, *watching], return_when=asyncio.FIRST_COMPLETED)
    await _end(others, rasas)
    for task in watching:
        task.cancel()
    ended = await asyncio.gather(*watching, return_exceptions=True)
    faults = [one for one in ended if isinstance(one, Exception)]
    for fault in faults:
        print(f"The launcher failed: {type(fault).__name__}: {fault}", file=sys.stderr)
    return 1 if faults else 0


def model_to_serve() -> Path:
    """The model that was chosen at the desk while the files were as they are now, else the one of the present files.

    Raises:
        RuntimeError: when the model had to be trained and that failed.
        knowledge.loading.KnowledgeError: when the knowledge base is malformed.
    """
    inputs, serving = present_inputs(), serving_in(DATA_DIR).now()
    if serving is None:
        return ensure_model()
    chosen = find(MODELS_DIR, serving.model)
    if serving.inputs == inputs.name and chosen and chosen.usable(inputs):
        return chosen.path
    if inputs.name != serving.model:
        print(
            f"The model {serving.model} does not fit the files any more; theirs, {inputs.name}, is used.\n"
            f"モデル{serving.model}はいまのファイルに合わないため、{inputs.name}を使います。",
            flush=True,
        )
    return ensure_model()


async def _first(stop: asyncio.Event, running: list[Service]) -> Optional[list[Service]]:
    """What comes first: None when told to stop, else the processes that do not answer (none when all do)."""
    stopping = asyncio.ensure_future(stop.wait())
    ready = asyncio.ensure_future(asyncio.gather(*(service.ready() for service in running)))
    waiting: set[asyncio.Future[Any]] = {stopping, ready}
    await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    if stop.is_set():
        ready.cancel()
        return None
    stopping.cancel()
    return [service for service, answers in zip(running, ready.result()) if not answers]


async def _end(others: list[Service], rasas: Rasas) -> None:
    print("Stopping ... / 終了しています...", flush=True)
    await asyncio.gather(*(service.stop() for service in others), rasas.end())


def _taken() -> list[int]:
    """The ports that something else listens on."""
    found = []
    for port in (WEB_PORT, RASA_PORT, ACTIONS_PORT):
        with socket.socket() as probe:
            if probe.connect_ex((HOST, port)) == 0:
                found.append(port)
    return found


def main() -> int:
    """Command line."""
    if taken := _taken():
        ports = ", ".join(map(str, taken))
        print(f"Port {ports} is in use. / ポート{ports}は使用中です。", file=sys.stderr)
        return 1
    # First what takes a moment: whoever forgot a setting is not to wait for the training to hear of it.
    if not migrate():
        print("The database could not be brought up to date. / データベースを更新できませんでした。", file=sys.stderr)
        return 1
    if not accounts("check"):
        return 1
    try:
        model = model_to_serve()
    except KnowledgeError as problem:
        print(f"The knowledge base is malformed. / 知識ベースに誤りがあります。\n{problem}", file=sys.stderr)
        return 1
    except (RuntimeError, OSError) as problem:
        print(problem, file=sys.stderr)
        return 1
    if not accounts("demo"):
        return 1
    return asyncio.run(run(model))


if __name__ == "__main__":
    sys.exit(main())
