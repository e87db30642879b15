"""Limits of the REST channel, in one place, each with its reason."""

MAX_BODY_BYTES = 64 * 1024  # one 12 MB message blocks Rasa for minutes; a turn is a few hundred bytes
MAX_MESSAGE_CHARS = 2_000  # a long letter has about 1,000; Sudachi and the classifier take 20 ms for 2,000
MAX_SENDER_CHARS = 128  # twice an UUID with a prefix
DEADLINE_S = 9.0  # a visitor has an answer or an apology within 10 s
