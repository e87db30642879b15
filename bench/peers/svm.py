"""The peer of text books: TF-IDF over character n-grams and a linear support vector machine.

Usage: `python -m bench.peers.svm JOB FOUND`.
"""

from __future__ import annotations

import json
import pickle
import resource
import statistics
import sys
import time
from pathlib import Path

from scipy.special import softmax
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import make_pipeline
from sklearn.svm import LinearSVC


def main() -> None:
    """Command line."""
    job = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    started = time.perf_counter()
    machine = make_pipeline(TfidfVectorizer(analyzer="char", ngram_range=(1, 4), sublinear_tf=True), LinearSVC(C=1.0))
    machine.fit([text for _, text, _ in job["examples"]], [intent for _, _, intent in job["examples"]])
    training = time.perf_counter() - started
    answers, times = [], []
    for _, text in job["questions"]:
        before = time.perf_counter()
        margins = machine.decision_function([text])[0]
        times.append((time.perf_counter() - before) * 1000)
        best = int(margins.argmax())
        # It has no probabilities of its own: the softmax of its margins stands for them.
        answers.append((str(machine.classes_[best]), float(softmax(margins)[best]), float(margins[best])))
    found = {
        "answers": answers,
        "training_s": training,
        "latency_ms": statistics.median(times),
        "size_mb": len(pickle.dumps(machine)) / 1e6,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    Path(sys.argv[2]).write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    main()
