"""Which examples are left out of a first fit, to see what the classifier makes of what it was not trained on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

FEW = 4_000  # examples; with fewer, every one is left out once, since a small part would say too little
PARTS = 5
MOST = 800  # left out where there are many; their twins come in addition
OUTSIDE_PART, OUTSIDE_MANY = 10, 20  # of how many intents one is left out entirely, with few and many examples
SEED = 1


@dataclass(frozen=True)
class Part:
    """What is left out of one fit.

    Attributes:
        rows: of all examples left out.
        outside: for each of the rows, whether its whole intent is left out.
    """

    rows: np.ndarray
    outside: np.ndarray


def parts(labels: np.ndarray, languages: np.ndarray, alike: np.ndarray) -> list[Part]:
    """What to leave out, part by part: some examples of most intents and all examples of a few.

    An example goes together with its twin, the most similar example of the same intent in the other language. That
    is often its translation, and with it in the training the example would hardly be left out.

    Args:
        labels: class numbers, one an example.
        languages: of each example.
        alike: vectors (unit length) by which twins are found, one row an example; may have no columns.
    """
    draw = np.random.default_rng(SEED)
    order, intents = draw.permutation(len(labels)), draw.permutation(labels.max() + 1)
    few = len(labels) <= FEW
    found = []
    for number, rows in enumerate(np.array_split(order, PARTS) if few else [order[:MOST]]):
        outside = np.isin(labels, intents[number :: OUTSIDE_PART if few else OUTSIDE_MANY])
        # With few intents, those left out would be missed by the others.
        outside &= len(intents) >= OUTSIDE_PART
        left_out = np.union1d(np.union1d(rows, _twins(rows, labels, languages, alike)), np.flatnonzero(outside))
        found.append(Part(left_out, outside[left_out]))
    return found


def _twins(rows: np.ndarray, labels: np.ndarray, languages: np.ndarray, alike: np.ndarray) -> np.ndarray:
    found = []
    for row in rows if alike.shape[1] else ():
        others = np.flatnonzero((labels == labels[row]) & (languages != languages[row]))
        if len(others):
            found.append(others[np.argmax(alike[others] @ alike[row])])
    return np.array(found, dtype=int)
