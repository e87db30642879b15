from pathlib import Path

import pytest

from bench.peers import job
from bench.peers.job import Job, run

EXAMPLES = [
    ("en", f"{verb} the {thing}", verb) for verb in ("open", "close", "paint") for thing in ("door", "window", "box")
]
JOB = Job(EXAMPLES, [("en", "open the gate"), ("en", "close it")])


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(job, "CACHE_DIR", tmp_path / "cache")


def test_job_trains_and_asks_in_a_process_of_its_own() -> None:
    result = run("svm", JOB)
    assert result is not None
    assert [intent for intent, _, _ in result.answers] == ["open", "close"]
    assert result.training_s > 0 and result.latency_ms > 0 and result.size_mb > 0
    assert result.peak_mb > 50


def test_job_result_is_kept_for_the_same_inputs_only(monkeypatch: pytest.MonkeyPatch) -> None:
    first = run("svm", JOB)
    kept = run("svm", JOB, only_cached=True)
    assert kept is not None and first is not None
    assert (kept.training_s, kept.date) == (first.training_s, first.date)
    assert run("svm", Job(EXAMPLES[1:], JOB.questions), only_cached=True) is None
    monkeypatch.setitem(job.SOURCES, "svm", ("bench/massive.py",))
    assert run("svm", JOB, only_cached=True) is None
