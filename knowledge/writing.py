"""Puts an article into the text of its topic's file and leaves everything else in the file as it is written."""

from __future__ import annotations

import io
from difflib import SequenceMatcher
from typing import Any, Optional

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from knowledge.schema import LANGUAGES, Article, Source, Topic

_ORDER = list(Article.__fields__)
_ONE_LINE = frozenset({"title", "facts", "related", "revised", "where"})  # written as {...} or [...]
_SIGNS = frozenset("?,:#[]{}&*!|>'\"%@`")
_LONGEST_LINE = 1_000_000  # a text stays on one line, as in the files, so that a change shows as one line


def with_article(text: str, article: Article, sources: Optional[dict[str, Source]] = None) -> str:
    """A topic's file with an article in it: changed where it differs, or added at the end.

    Args:
        text: the file; comments, order, quotes and all that is the same stay.
        article: what shall stand in it.
        sources: to be added to those of the topic, by their keys.
    """
    yaml = _yaml()
    tree = yaml.load(text)
    before = {one.id: one for one in Topic.parse_obj(YAML(typ="safe").load(text)).articles}
    for key, source in (sources or {}).items():
        tree.setdefault("sources", CommentedMap())[key] = _written(source.dict(exclude_none=True))
    if "sources" in tree:
        _before_articles(tree)
    place = next((node for node in tree["articles"] if node["id"] == article.id), None)
    if place is None:
        place = CommentedMap({"id": article.id})
        tree["articles"].append(place)
    usual = {name: field.get_default() for name, field in Article.__fields__.items() if not field.required}
    old = {**usual, **(before[article.id].dict() if article.id in before else {})}
    for name, value in article.dict().items():
        if name in old and value == old[name]:
            continue
        if name in usual and value == usual[name]:  # what is usual is not said
            place.pop(name, None)
        elif name in place:
            _change(place, name, value)
        else:
            _insert(place, name, value)
    out = io.StringIO()
    yaml.dump(tree, out)
    return out.getvalue()


def block_of(text: str, article: str) -> str:
    """The lines of one article in a topic's file, or nothing when it is not there."""
    tree = _yaml().load(text)
    lines = text.rstrip("\n").split("\n")
    starts = [node.lc.line for node in tree["articles"]] + [len(lines)]
    found = next((i for i, node in enumerate(tree["articles"]) if node["id"] == article), None)
    return "" if found is None else "\n".join(lines[starts[found] : starts[found + 1]]) + "\n"


def _yaml() -> YAML:
    yaml: Any = YAML()
    yaml.preserve_quotes = True
    yaml.width = _LONGEST_LINE
    yaml.indent(mapping=2, sequence=2, offset=0)
    return yaml


def _change(place: CommentedMap, name: str, value: Any) -> None:
    """Changes what differs below one field, and leaves the nodes of what does not."""
    node = place[name]
    if isinstance(node, CommentedMap) and isinstance(value, dict) and name != "where":
        for language in LANGUAGES:
            if isinstance(value[language], list):
                _change(node, language, value[language])
            elif node.get(language) != _scalar(value[language]):
                node[language] = _scalar(value[language], in_line=name in _ONE_LINE)
    elif isinstance(node, CommentedSeq) and value and all(isinstance(one, str) for one in value):
        matched = SequenceMatcher(None, [str(one) for one in node], value, autojunk=False)
        for kind, first, last, new_first, new_last in reversed(matched.get_opcodes()):
            if kind != "equal":
                for index in range(last - 1, first - 1, -1):
                    del node[index]
                for one in reversed(value[new_first:new_last]):
                    node.insert(first, one)
    else:
        place[name] = _written(value, name)


def _insert(place: CommentedMap, name: str, value: Any) -> None:
    earlier = set(_ORDER[: _ORDER.index(name)])
    position = max((i + 1 for i, key in enumerate(place) if key in earlier), default=0)
    place.insert(position, name, _written(value, name))


def _written(value: Any, name: str = "", in_line: bool = False) -> Any:
    """A value as the files write it."""
    node: Any
    if isinstance(value, dict):
        node = CommentedMap(
            {key: _written(one, key, in_line or name in _ONE_LINE) for key, one in value.items() if one is not None}
        )
    elif isinstance(value, list):
        node = CommentedSeq([_written(one, "", in_line or name in _ONE_LINE) for one in value])
    else:
        return _scalar(value, in_line=in_line)
    if name in _ONE_LINE:
        node.fa.set_flow_style()
    return node


def _scalar(value: Any, *, in_line: bool = False) -> Any:
    """A date or year without quotes, as YAML reads it; in quotes what would mean something inside `{ }` or `[ ]`."""
    if in_line and isinstance(value, str) and _SIGNS & set(value):
        return DoubleQuotedScalarString(value)
    if isinstance(value, str) and value[:4].isdigit() and value.replace("-", "").isdigit():
        read = YAML(typ="safe").load(value)
        return read if str(read) == value else value
    return value


def _before_articles(tree: CommentedMap) -> None:
    """The sources of a topic that had none stand before its articles."""
    keys = list(tree)
    if keys.index("sources") > keys.index("articles"):
        sources = tree.pop("sources")
        tree.insert(list(tree).index("articles"), "sources", sources)
