"""Whether rules are pure, read from their code: what they import and call, and those of the same package that they build on."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from importlib.metadata import entry_points
from pathlib import Path
from types import ModuleType

from fuyu.kit.code import from_where, place_of, rule_files, tree_of
from fuyu.law.programme import Programme
from fuyu.service import GROUP

STANDARD = frozenset({
    "__future__", "abc", "bisect", "collections", "contextlib", "copy", "dataclasses", "datetime", "decimal", "enum", "fractions", "functools", "heapq",
    "itertools", "math", "numbers", "operator", "re", "statistics", "string", "types", "typing", "unicodedata",
})  # fmt: skip  # One name a line would take a screen.
KERNEL = ("fuyu.law", "fuyu.dates", "fuyu.web.fields")
OTHERS = frozenset({"marshmallow", "stdnum", "dateutil"})
"""What the forms are made of, check digits, and dates: none of them reads a clock, a file or the network by being called with facts."""

CLOCKS = frozenset({"today", "now", "utcnow"})
FILES = frozenset({"read_text", "read_bytes", "write_text", "write_bytes", "iterdir", "glob", "rglob", "unlink", "mkdir"})
CALLS = {
    "open": "opens a file",
    "input": "asks a person",
    "print": "prints",
    "exec": "runs code that is no part of it",
    "eval": "runs code that is no part of it",
    "__import__": "imports by a name made at run time",
}


def impurities(programme: Programme) -> Iterator[str]:
    """Yield what is not pure in a programme's rules and in what they import of their package, each with file and line."""
    for file, module in rule_files(programme).items():
        for node in ast.walk(tree_of(file)):
            for fault in _of(node, module, file):
                yield f"{place_of(file, programme)}, line {getattr(node, 'lineno', 1)}: {fault}"


def _of(node: ast.AST, module: ModuleType, file: Path) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (fault for alias in node.names if (fault := _import(alias.name, module)))
    elif isinstance(node, ast.ImportFrom):
        if fault := _import(from_where(node, module), module):
            yield fault
    elif isinstance(node, ast.Global):
        yield f"It changes {', '.join(node.names)} of its module, so that a second answer could differ from the first. Return what you found instead."
    elif isinstance(node, ast.Call):
        yield from _call(node)


def _import(name: str, module: ModuleType) -> str | None:
    top = name.split(".", maxsplit=1)[0]
    if top in _services():
        return f"It imports {name}, a service. A rule knows no service: what it needs are facts of `fuyu.law.facts`."
    own = module.__name__.split(".", maxsplit=1)[0]
    if top in {own, *STANDARD, *OTHERS} or any(name == allowed or name.startswith(f"{allowed}.") for allowed in KERNEL):
        return None
    return f"It imports {name}, which a pure rule has no use for. It may import {', '.join(KERNEL)}, its own package and what computes without a clock."


def _call(node: ast.Call) -> Iterator[str]:
    function = node.func
    if isinstance(function, ast.Name) and function.id in CALLS:
        yield f"It {CALLS[function.id]}. A rule is told facts and answers; nothing else."
    if isinstance(function, ast.Attribute) and function.attr in CLOCKS and not node.args:
        yield f"It reads a clock ({ast.unparse(function)}). The day that counts is `as_of`."
    if isinstance(function, ast.Attribute) and function.attr in FILES:
        yield f"It reaches for a file ({ast.unparse(function)}). Numbers of the law stand in parameters/, facts come as arguments."


def _services() -> set[str]:
    return {entry.module.split(".")[0] for entry in entry_points(group=GROUP)}
