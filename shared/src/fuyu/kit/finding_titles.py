"""Whether each finding that a programme's rules make has a title: keys are read from the code, and taken from what the rules answer."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from pathlib import Path

from fuyu.kit.code import rule_files, tree_of
from fuyu.law.finding_titles import TOLD, title_of, titles_of
from fuyu.law.programme import Programme

MAKERS = frozenset({"finding", "exempt", "unknown", "Finding"})
OPEN = "*"
"""What stands in a key for the part that is known only when a rule runs."""

Functions = ast.FunctionDef | ast.AsyncFunctionDef


def untitled(programme: Programme, answered: Iterable[str] = ()) -> Iterator[str]:
    """Yield each key of the rules' code, and of the findings that they `answered`, for which no title is told."""
    titles = titles_of(programme)
    keys = {key for file in rule_files(programme) for key in keys_in(file)} | set(answered)
    for key in sorted(keys):
        if title_of(titles, key) is None and not (OPEN in key and any(fnmatchcase(each, key.replace("/", ".")) for each in titles)):
            yield f"{TOLD} has no title for the finding {key!r}. Write what it asks in Chinese, as an officer would say it."


def keys_in(file: Path) -> set[str]:
    """Return the keys of the findings that a file's code makes, `*` for a part that varies; a key that is nothing else is left to what the rules answer."""
    tree = tree_of(file)
    functions = [node for node in ast.walk(tree) if isinstance(node, Functions)]
    found = {key for function in functions for call in _calls(function, MAKERS) for key in _read(call.args[0], function, functions, tree)}
    return {key for key in found if key.strip("*./_")}


def _calls(inside: ast.AST, names: Iterable[str]) -> Iterator[ast.Call]:
    for node in ast.walk(inside):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names and node.args:
            yield node


def _read(node: ast.expr, function: Functions, functions: list[Functions], tree: ast.Module) -> set[str]:
    """Return what a key's expression may come to."""
    if isinstance(node, ast.Constant):
        return {str(node.value)}
    if isinstance(node, ast.JoinedStr):
        return {"".join(_part(each, tree) for each in node.values)}
    if isinstance(node, ast.Name):
        assigned = {key for value in _assigned(node.id, function) for key in _read(value, function, functions, tree)}
        return assigned or {key for value, caller in _given(node.id, function, functions) for key in _read(value, caller, functions, tree)}
    return {OPEN}


def _part(node: ast.expr, tree: ast.Module) -> str:
    """Return a part of a text as it stands, or as a name of the module has it."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    named = node.value.id if isinstance(node, ast.FormattedValue) and isinstance(node.value, ast.Name) else None
    values = [each.value for each in tree.body if isinstance(each, ast.Assign) and any(isinstance(t, ast.Name) and t.id == named for t in each.targets)]
    return str(values[0].value) if values and isinstance(values[0], ast.Constant) else OPEN


def _assigned(name: str, function: Functions) -> Iterator[ast.expr]:
    """Go through what a function gives a name, alone or as one of several."""
    for node in ast.walk(function):
        for target in node.targets if isinstance(node, ast.Assign) else ():
            value = node.value if isinstance(node, ast.Assign) else None
            if isinstance(target, ast.Name) and target.id == name and value is not None:
                yield value
            elif isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
                yield from (given for each, given in zip(target.elts, value.elts, strict=False) if isinstance(each, ast.Name) and each.id == name)


def _given(name: str, function: Functions, functions: list[Functions]) -> Iterator[tuple[ast.expr, Functions]]:
    """Go through what the file's other functions give for an argument."""
    place = next((place for place, each in enumerate(function.args.args) if each.arg == name), None)
    for caller in (each for each in functions if each is not function):
        for call in _calls(caller, {function.name}):
            if place is not None and place < len(call.args):
                yield call.args[place], caller
