"""Which examples are left out of a first fit, to see what the classifier makes of what it was not trained on."""

from __future__ import annotations

import numpy as np

FEW = 4_000  # examples; with fewer, every one is left out once, since a small part would say too little
PARTS = 5
MOST = 800  # left out where there are many; their twins come in addition
SEED = 1


def parts(labels: np.ndarray, languages: np.ndarray, alike: np.ndarray) -> list[np.ndarray]:
    """Row numbers of the examples to leave out, part by part.

    An example goes together with its twin, the most similar example of the same intent in the other language. That
    is often its translation, and with it in the training the example would hardly be left out.

    Args:
        labels: class numbers, one an example.
        languages: of each example.
        alike: vectors (unit length) by which twins are found, one row an example; may have no columns.
    """
    order = np.random.default_rng(SEED).permutation(len(labels))
    few = len(labels) <= FEW
    chosen = np.array_split(order, PARTS) if few else [order[:MOST]]
    return [np.union1d(rows, _twins(rows, labels, languages, alike)) for rows in chosen]


def _twins(rows: np.ndarray, labels: np.ndarray, languages: np.ndarray, alike: np.ndarray) -> np.ndarray:
    found = []
    for row in rows if alike.shape[1] else ():
        others = np.flatnonzero((labels == labels[row]) & (languages != languages[row]))
        if len(others):
            found.append(others[np.argmax(alike[others] @ alike[row])])
    return np.array(found, dtype=int)
