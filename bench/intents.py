"""Which intent a message has, and whether it has any: `make bench-intent`.

Trains every classifier on the public data set MASSIVE, one bilingual model each, and asks the questions of its `dev`
part. Choices are made on a fixed part of `train` (`--tuning`), which is trained on only once they are made and `dev` is
asked. Results are kept under `var/`, so that a rerun trains only what changed.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Optional

import numpy as np

from bench import massive, measures
from bench.massive import LANGUAGES, Utterance
from bench.peers.job import PEERS, Job, Result, run

DRAWS = 3
FULL, SMALL = "all of train", "15 an intent and language"


class Bench:
    """The data, and the results of classifiers on it.

    Args:
        folder: of the data set.
        tuning: ask the tuning part of `train` instead of `dev`.
        fresh: train anew whatever is kept.
        only_cached: train nothing.
    """

    def __init__(self, folder: Path, *, tuning: bool, fresh: bool, only_cached: bool):
        everything = massive.read(folder, "train")
        part, kept = massive.parted(everything)
        self.asked = kept if tuning else massive.read(folder, "dev")
        self.train = part if tuning else everything
        self._drawn_from = part
        self.outside = massive.left_out(everything)
        seen = {u.text for u in everything if u.language == "ja"}
        self.language = np.array([u.language for u in self.asked])
        self.unknown = np.array([u.intent in self.outside for u in self.asked])
        self.repeated = np.array([u.language == "ja" and u.text in seen for u in self.asked])
        self._fresh = fresh
        self._only_cached = only_cached

    def result(self, peer: str, examples: list[Utterance]) -> Optional[Result]:
        """Of one classifier trained on these examples."""
        job = Job([(u.language, u.text, u.intent) for u in examples], [(u.language, u.text) for u in self.asked])
        return run(peer, job, fresh=self._fresh, only_cached=self._only_cached)

    def right(self, result: Result) -> np.ndarray:
        """Whether the best intent is the one meant."""
        return np.array([given == u.intent for (given, _, _), u in zip(result.answers, self.asked)])

    def known_only(self, examples: list[Utterance]) -> list[Utterance]:
        """Without the intents that play the unknown."""
        return [u for u in examples if u.intent not in self.outside]

    def draw(self, seed: int) -> list[Utterance]:
        """The small regime, the same whatever is asked."""
        return massive.drawn(self._drawn_from, seed)


def intents(bench: Bench, peers: list[str], *, quick: bool) -> None:
    """Prints accuracy and macro-F1 per language, small regime first, and what it costs."""
    print(f"\n## Intents, {SMALL}, {1 if quick else DRAWS} draws (mean and lowest to highest)\n")
    for peer in peers:
        results = [r for seed in range(1 if quick else DRAWS) if (r := bench.result(peer, bench.draw(seed)))]
        if not results:
            continue
        cells = []
        for language in LANGUAGES:
            found = [bench.right(r)[bench.language == language].mean() for r in results]
            cells.append(f"{language} {np.mean(found):.3f} ({min(found):.3f} to {max(found):.3f})")
        print(f"{peer:11s}", "  ".join(cells), " ", _costs(results[0]), flush=True)
    if quick:
        return
    print(f"\n## Intents, {FULL}\n")
    for peer in peers:
        result = bench.result(peer, bench.train)
        if not result:
            continue
        right = bench.right(result)
        cells = []
        for language in LANGUAGES:
            here = bench.language == language
            wanted = [u.intent for u in bench.asked if u.language == language]
            given = [str(a[0]) for a, u in zip(result.answers, bench.asked) if u.language == language]
            cells.append(f"{language} {right[here].mean():.3f} F1 {measures.macro_f1(wanted, given):.3f}")
        once = right[(bench.language == "ja") & ~bench.repeated].mean()
        print(f"{peer:11s}", "  ".join(cells), f" ja without duplicates {once:.3f} ", _costs(result), flush=True)


def unknown(bench: Bench, peers: list[str], *, quick: bool) -> None:
    """Prints how well trained intents are told from those left out, and what confidences are worth."""
    regimes = {SMALL: bench.known_only(bench.draw(0))}
    if not quick:
        regimes[FULL] = bench.known_only(bench.train)
    for name, examples in regimes.items():
        print(f"\n## Knowing what it does not know, {name}, {len(bench.outside)} intents left out\n")
        for peer in peers:
            result = bench.result(peer, examples)
            if not result:
                continue
            right = bench.right(result)
            confidences = np.array([a[1] for a in result.answers])
            scores = np.array([a[2] for a in result.answers])
            for language in LANGUAGES:
                here = bench.language == language
                known = ~bench.unknown[here]
                told_apart(peer, language, scores[here], right[here], known, confidences[here], plot=peer == "ours")


def told_apart(
    peer: str,
    language: str,
    scores: np.ndarray,
    right: np.ndarray,
    known: np.ndarray,
    confidences: Optional[np.ndarray] = None,
    *,
    plot: bool = False,
) -> None:
    """Prints how well the scores of questions of one language tell the known from the unknown.

    Args:
        peer: what gave the scores.
        language: for the line.
        scores: of all questions.
        right: whether the best answer is right.
        known: whether there is a right answer at all.
        confidences: that the best answer is right; the scores if not given.
        plot: print the reliability of the confidences too.
    """
    sure = (scores if confidences is None else confidences)[known].clip(0.0)
    print(
        f"{peer:11s} {language} area {measures.area(scores[known], scores[~known]):.3f}"
        f"  outside recall {measures.outside_recall(scores[known], scores[~known]):.3f}"
        f"  calibration error {measures.calibration_error(sure, right[known]):.3f}"
        f"  {_operating(scores, right, known)}",
        flush=True,
    )
    if plot:
        _reliability(sure, right[known])


def _operating(scores: np.ndarray, right: np.ndarray, known: np.ndarray) -> str:
    """Half of the questions choose the bar, the other half tell what it does."""
    half = np.arange(len(scores)) % 2 == 0
    bar = measures.cheapest(scores[half], right[half])
    at = measures.operating(scores[~half], right[~half], known[~half], bar)
    return f"at {bar:.2f}: right {at.right:.3f} wrong {at.wrong:.3f} declined {at.declined:.3f} cost {at.cost:.2f}"


def _reliability(confidences: np.ndarray, right: np.ndarray) -> None:
    bins = measures.reliability(confidences, right)
    print("            said ", " ".join(f"{said:.2f}" for said, _, _ in bins))
    print("            held ", " ".join(f"{held:.2f}" for _, held, _ in bins))


def _costs(result: Result) -> str:
    return (
        f"training {result.training_s:.0f} s, model {result.size_mb:.1f} MB, peak {result.peak_mb:.0f} MB, "
        f"{result.latency_ms:.1f} ms a message ({result.date}, load {result.load:.0f})"
    )


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--massive", type=Path, required=True, help="folder of train.ja.jsonl, dev.en.jsonl, ...")
    parser.add_argument("--quick", action="store_true", help="the small regime, one draw")
    parser.add_argument("--fresh", action="store_true", help="train anew what is kept from earlier runs")
    parser.add_argument("--cached", action="store_true", help="only what is kept from earlier runs")
    parser.add_argument("--only", nargs="*", default=list(PEERS), choices=PEERS, help="classifiers")
    parser.add_argument("--tuning", action="store_true", help="ask the tuning part of train, not dev: for choices")
    options = parser.parse_args()
    bench = Bench(options.massive, tuning=options.tuning, fresh=options.fresh, only_cached=options.cached)
    intents(bench, options.only, quick=options.quick)
    unknown(bench, options.only, quick=options.quick)


if __name__ == "__main__":
    main()
