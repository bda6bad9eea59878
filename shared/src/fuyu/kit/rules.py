"""Whether each rule of a package is asked, and answers: no marked function that no programme registers, none that looks like a rule and is not marked."""

from __future__ import annotations

import ast
import importlib
import inspect
from collections.abc import Iterator
from pathlib import Path
from types import FunctionType, ModuleType

from fuyu.kit.code import MARK, modules_of, question_of, rules_of, tree_of
from fuyu.law import questions
from fuyu.law.programme import City, Programme

QUESTIONS = frozenset(name for name, each in inspect.getmembers(questions, inspect.isfunction) if hasattr(each, f"{questions.PROJECT}_spec"))


def pending(programme: Programme) -> Iterator[str]:
    """Yield what is wrong with a programme's own rules: a module without any, a function without the mark, a rule that never answers."""
    for module in programme.rules:
        marked = rules_of(module)
        if not marked:
            yield f"{module.__name__} is registered, but holds no rule. Mark its functions with `@hookimpl`, or take it out of `rules`."
        for name, each in vars(module).items():
            if name in QUESTIONS and isinstance(each, FunctionType) and each.__module__ == module.__name__ and not hasattr(each, MARK):
                yield f"{module.__name__}.{name} is named as a question, but is never asked: it lacks `@hookimpl`."
        yield from (f"{module.__name__}.{name} is asked {question_of(name, rule)}, and answers nothing." for name, rule in _silent(module, marked))


def unregistered(city: City) -> Iterator[str]:
    """Yield each module of the city's packages that holds rules which no programme of it registers."""
    registered = {module.__name__ for programme in city.programmes for module in programme.rules}
    packages = sorted({name.split(".")[0] for name in registered})
    for name in (each for package in packages for each in modules_of(package)):
        try:
            found = rules_of(importlib.import_module(name))
        except Exception as error:  # noqa: BLE001 -- whatever a module raises that no programme needs, it is said with its name.
            yield f"{name} cannot be imported: {error!r}. Mend it, or take it out of the package."
            continue
        if found and name not in registered:
            yield f"{name} holds rules ({', '.join(found)}) that are never asked. Name the module in a programme's `rules`."


def _silent(module: ModuleType, marked: dict[str, object]) -> Iterator[tuple[str, object]]:
    """Go through the rules that can return nothing but None."""
    for node in tree_of(Path(str(module.__file__))).body:
        if isinstance(node, ast.FunctionDef) and node.name in marked and not any(map(_gives, ast.walk(node))):
            yield node.name, marked[node.name]


def _gives(node: ast.AST) -> bool:
    if isinstance(node, ast.Yield | ast.YieldFrom):
        return True
    return isinstance(node, ast.Return) and node.value is not None and not (isinstance(node.value, ast.Constant) and node.value.value is None)
