"""How good and how fast: accuracy, speed and memory, measured against peers in the same run."""
