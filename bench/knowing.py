"""Whether the assistant knows what it does not know, on its own held-out questions: `make bench-knowing`.

Every classifier learns the assistant's own examples and is asked the test questions; those outside the scope, near it
or far, have no right answer. The score by which they are told apart is, for the assistant, the probability of the best
answer; for a classifier alone, its confidence in an article, and where it finds an intent that no article answers, as
much below zero. Results of trainings are kept under `var/`, so that a rerun trains only what changed.
"""

from __future__ import annotations

import argparse

import numpy as np

from actions.library import Library, Shelf
from bench import intents
from bench.accuracy import ask
from bench.massive import LANGUAGES
from bench.peers.job import Job, run
from bench.questions import Pipeline, Question, read
from knowledge.intents import article_of
from ops.model import ROOT, ensure_model

ASSISTANT = "assistant"
PEERS = (ASSISTANT, "ours", "svm", "diet-words", "rasa-init")
QUICK = (ASSISTANT, "svm")

Scored = list[tuple[float, bool]]  # for each question the score, and whether the best article answers it


def of_assistant(questions: list[Question], shelf: Shelf) -> Scored:
    """What the assistant makes of them: the pipeline, the search and the decision."""
    pipeline = Pipeline(ensure_model())
    found = []
    for question in questions:
        best = next(iter(ask(question, pipeline, shelf).considered), None)
        found.append((best.probability, _answers(best.article, question, shelf)) if best else (0.0, False))
    return found


def of_classifier(peer: str, questions: list[Question], shelf: Shelf) -> Scored:
    """What a classifier alone makes of them, trained on what the assistant is trained on."""
    from rasa.shared.importers.importer import TrainingDataImporter

    # The paths are those of Rasa's own command.
    importer = TrainingDataImporter.load_from_config("config.yml", "domain.yml", ["data"])
    learnt = importer.get_nlu_data().intent_examples
    examples = [("", m.get("text"), m.get("intent")) for m in learnt]
    result = run(peer, Job(examples, [(q.language, q.turns[0]) for q in questions]))
    assert result is not None
    found = []
    for question, (intent, confidence, _) in zip(questions, result.answers):
        article = article_of(intent or "")
        found.append((confidence, _answers(article, question, shelf)) if article else (-confidence, False))
    return found


def _answers(article: str, question: Question, shelf: Shelf) -> bool:
    return bool(set(question.facts) & set(shelf.base.articles[article].facts))


def main() -> None:
    """Command line: prints the table, and for the assistant the reliability of its probabilities."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="*", default=list(PEERS), choices=PEERS, help="classifiers")
    parser.add_argument("--quick", action="store_true", help="the assistant beside the peer that trains in seconds")
    options = parser.parse_args()
    assert ROOT.samefile("."), "run it in the folder of the project"
    shelf = Library().shelf()
    questions = [q for q in read("test") if q.kind == "question" or q.outside]
    language = np.array([q.language for q in questions])
    outside = np.array([q.outside for q in questions])
    for peer in QUICK if options.quick else options.only:
        scored = of_assistant(questions, shelf) if peer == ASSISTANT else of_classifier(peer, questions, shelf)
        scores, right = (np.array(column) for column in zip(*scored))
        for code in LANGUAGES:
            here = language == code
            intents.told_apart(peer, code, scores[here], right[here], ~outside[here], plot=peer == ASSISTANT)


if __name__ == "__main__":
    main()
