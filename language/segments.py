"""The parts of a message that may each hold a question of their own."""

from __future__ import annotations

import re

MAX_SEGMENTS = 12  # a letter of twelve sentences; what lies between is rarely the question

# A name may end in a mark too: "YOKOHAMA Hack!って", "Hack! with".
_END = re.compile(
    r"(?<=[。！？?\n])|(?<=!)(?!\s*(?-i:[a-z])|[!！?？]|(?:って|は|の|に|を|が|で|と|も|へ|や|から|まで))"
    r"|(?<=[a-z0-9)]{2}\.)(?<!\b(?:etc|ltd|inc)\.)(?<!\b(?:vs|no)\.)(?<!\bapprox\.)(?=\s+[a-z])",
    re.IGNORECASE,
)
# Where one sentence asks two things. English needs a question word behind the joint, Japanese a clause before it.
_JOINTS = re.compile(
    r"(?:[、,]\s*(?:それから|それと|あと|また|さらに|加えて|ついでに|および|及び)[、,]?)"
    r"|(?<=か)、|(?<=て)、|(?<=と)、|(?<=で)、|(?<=ですか)と"
    r"|(?:[,;]|(?<!\s))\s+(?:and|also|plus)\s+(?=(?:also|how|what|where|when|who|which|is|are|can|do|does|may|the)\b)",
    re.IGNORECASE,
)
_LEADING_JOINT = re.compile(r"^(?:それから|それと|あと|また|さらに|加えて|ついでに|also|and)[、,\s]+", re.IGNORECASE)
_MIN_CHARS = 3


def segments(text: str) -> list[str]:
    """The sentences of a text, those that join two questions cut in two; the last ones where there are many.

    Returns:
        At least two segments, or nothing when the text is a single sentence.
    """
    parts = [part for sentence in _END.split(text) for part in _JOINTS.split(sentence)]
    parts = [_LEADING_JOINT.sub("", part.strip()).strip() for part in parts]
    parts = [part for part in parts if len(part) >= _MIN_CHARS]
    return parts[-MAX_SEGMENTS:] if len(parts) > 1 else []
