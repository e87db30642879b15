"""Pipelines that Rasa trains: ours, that of `rasa init`, and DIET on our words.

Usage: `python -m bench.peers.rasa_model PEER JOB FOUND`.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import resource
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import structlog

ROOT = Path(__file__).resolve().parent.parent.parent
COUNTS: list[dict[str, Any]] = [
    {"name": "CountVectorsFeaturizer"},
    {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
]
PIPELINES: dict[str, list[dict[str, Any]]] = {
    # As the configuration `rasa init` generates with 3.6 has it.
    "rasa-init": [
        {"name": "WhitespaceTokenizer"},
        {"name": "RegexFeaturizer"},
        {"name": "LexicalSyntacticFeaturizer"},
        *COUNTS,
        {"name": "DIETClassifier", "epochs": 100},
        {"name": "EntitySynonymMapper"},
        {"name": "ResponseSelector", "epochs": 100},
        {"name": "FallbackClassifier", "threshold": 0.3, "ambiguity_threshold": 0.1},
    ],
    "diet-words": [
        {"name": "bot.tokenizer.BilingualTokenizer"},
        *COUNTS,
        {"name": "DIETClassifier", "epochs": 100, "entity_recognition": False},
    ],
}


def pipeline(peer: str) -> list[dict[str, Any]]:
    """The components with their settings; `ours` is read from `config.yml`."""
    if peer != "ours":
        return PIPELINES[peer]
    from rasa.shared.utils.io import read_yaml_file

    return list(read_yaml_file(ROOT / "config.yml")["pipeline"])


def train(peer: str, examples: list[list[str]], folder: Path) -> Path:
    """Trains with Rasa as its command line does, and returns the model."""
    from rasa.model_training import train_nlu

    # JSON, since Rasa needs minutes to read as many examples from YAML.
    common = [{"text": text, "intent": intent} for _, text, intent in examples]
    data = folder / "nlu.json"
    data.write_text(json.dumps({"rasa_nlu_data": {"common_examples": common}}, ensure_ascii=False), encoding="utf-8")
    config = folder / "config.json"
    settings = {"recipe": "default.v1", "language": "en", "assistant_id": "bench", "pipeline": pipeline(peer)}
    config.write_text(json.dumps(settings, ensure_ascii=False), encoding="utf-8")
    return Path(train_nlu(str(config), str(data), str(folder / "models"), fixed_model_name="model"))


def answer(parsed: dict[str, Any]) -> tuple[str | None, float, float]:
    """Best intent, confidence and the score by which the unknown is told: familiarity where a pipeline has it."""
    # FallbackClassifier puts an intent of its own first.
    ranking = [r for r in parsed.get("intent_ranking") or [] if r["name"] != "nlu_fallback"]
    if not ranking:
        return None, 0.0, 0.0
    best = ranking[0]
    return best["name"], best["confidence"], parsed.get("familiarity", best["confidence"])


def main() -> None:
    """Command line."""
    peer, given, found = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    sys.path.insert(0, str(ROOT))
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    logging.disable(logging.WARNING)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    job = json.loads(given.read_text(encoding="utf-8"))
    from rasa.core.agent import Agent

    with tempfile.TemporaryDirectory() as name:
        os.chdir(name)  # Rasa keeps its training cache here, and so forgets it
        started = time.perf_counter()
        model = train(peer, job["examples"], Path(name))
        training = time.perf_counter() - started
        size = model.stat().st_size / 1e6
        agent = Agent.load(str(model))
        loop = asyncio.new_event_loop()
        answers, times = [], []
        for _, text in job["questions"]:
            before = time.perf_counter()
            parsed = loop.run_until_complete(agent.parse_message(text))
            times.append((time.perf_counter() - before) * 1000)
            answers.append(answer(parsed))
    result = {
        "answers": answers,
        "training_s": training,
        "latency_ms": statistics.median(times),
        "size_mb": size,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    found.write_text(json.dumps(result, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    main()
