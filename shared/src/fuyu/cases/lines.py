"""On which line each value of a YAML text stands, so that a fault in what it means can be shown as exactly as one in how it is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, Node, SequenceNode

Place = tuple[str | int, ...]
"""The keys and positions that lead to a value, from the top."""


def lines_of(text: str) -> Mapping[Place, int]:
    """Return the line, counted from 1, of every key and item of a text that fuyu.law.strict_yaml has read."""
    root = YAML(typ="safe", pure=True).compose(text)
    return dict(_lines(root, ())) if root is not None else {}


def line_at(lines: Mapping[Place, int], place: Place) -> int:
    """Return the line of a place, or of the nearest one around it."""
    while place and place not in lines:
        place = place[:-1]
    return lines.get(place, 1)


def _lines(node: Node, place: Place) -> Iterator[tuple[Place, int]]:
    yield place, _line(node)
    if isinstance(node, MappingNode):
        for key, value in node.value:
            inner = (*place, str(key.value))
            yield from _lines(value, inner)
            yield inner, _line(key)  # The key's line, where its value begins on a later one.
    elif isinstance(node, SequenceNode):
        for number, item in enumerate(node.value):
            yield from _lines(item, (*place, number))


def _line(node: Any) -> int:
    return int(node.start_mark.line) + 1
