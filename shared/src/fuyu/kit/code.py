"""The code that a programme consists of: its folder's files, its rules, and what these import of the same package."""

from __future__ import annotations

import ast
import importlib
import os
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from types import ModuleType

from fuyu.law.programme import Programme
from fuyu.law.questions import PROJECT

MARK = f"{PROJECT}_impl"


def rules_of(module: ModuleType) -> dict[str, object]:
    """Return the functions of a module that are marked as rules, by their names."""
    own = {name: each for name, each in vars(module).items() if callable(each) and hasattr(each, MARK)}
    return {name: each for name, each in own.items() if getattr(each, "__module__", None) == module.__name__}


def question_of(name: str, rule: object) -> str:
    """Return the question that a rule answers: the one it names, else its own name."""
    return getattr(rule, MARK).get("specname") or name


def rule_files(programme: Programme) -> dict[Path, ModuleType]:
    """Return the modules of rules and all that these import of their own package, by file."""
    return _reached(programme.rules)


def files_of(programme: Programme) -> list[Path]:
    """Return every Python file that a programme consists of: those of its folder, its rules, and what these import of the package.

    Rules of another version that this one does not register are none of its own, though a declaration that it reuses names them.
    """
    found = dict.fromkeys(sorted(programme.folder.rglob("*.py")))
    declaring = [module for file in found if (module := _loaded_from(file)) is not None]
    others = {file: module for file, module in _reached(declaring, without=programme.rules).items() if file not in found}
    return [*found, *sorted({*others, *rule_files(programme)} - found.keys())]


def place_of(file: Path, programme: Programme) -> str:
    """Return where a file lies, as seen from a programme's folder."""
    return Path(os.path.relpath(file, programme.folder)).as_posix()


@cache
def tree_of(file: Path) -> ast.Module:
    """Return a file's code as Python reads it."""
    return ast.parse(file.read_text(encoding="utf-8"), filename=str(file))


def texts_in(file: Path) -> set[str]:
    """Return the texts that stand literally in a file."""
    return {node.value for node in ast.walk(tree_of(file)) if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def _reached(modules: Iterable[ModuleType], without: Iterable[ModuleType] | None = None) -> dict[Path, ModuleType]:
    """Return modules and what they import of their package; with `without`, rules that are not among these are left out."""
    own = None if without is None else {module.__name__ for module in without}
    found: dict[Path, ModuleType] = {}
    waiting = list(modules)
    while waiting:
        module = waiting.pop()
        file = Path(str(module.__file__)).resolve()
        is_foreign_rule = own is not None and bool(rules_of(module)) and module.__name__ not in own
        if file not in found and not is_foreign_rule:
            found[file] = module
            waiting.extend(_imported(module, file))
    return found


def _imported(module: ModuleType, file: Path) -> Iterator[ModuleType]:
    top = module.__name__.split(".")[0]
    for node in ast.walk(tree_of(file)):
        if isinstance(node, ast.Import):
            yield from _named([alias.name for alias in node.names], top)
        elif isinstance(node, ast.ImportFrom):
            source = from_where(node, module)
            yield from _named([source, *(f"{source}.{alias.name}" for alias in node.names)], top)


def from_where(node: ast.ImportFrom, module: ModuleType) -> str:
    """Return the full name of the module from which a line imports, dots at its beginning resolved."""
    if not node.level:
        return node.module or ""
    package = module.__name__ if hasattr(module, "__path__") else module.__name__.rpartition(".")[0]
    base = package.rsplit(".", node.level - 1)[0]
    return f"{base}.{node.module}" if node.module else base


def _named(names: Iterable[str], top: str) -> Iterator[ModuleType]:
    for name in names:
        if name.split(".")[0] == top and (module := sys.modules.get(name)) is not None and getattr(module, "__file__", None):
            yield module


def _loaded_from(file: Path) -> ModuleType | None:
    wanted = file.resolve()
    for module in list(sys.modules.values()):
        origin = getattr(module, "__file__", None)
        if origin is not None and Path(origin).name == file.name and Path(origin).resolve() == wanted:
            return module
    return None


def modules_of(package: str) -> list[str]:
    """Return the names of all modules of a package, those included that nothing imports."""
    folder = Path(str(importlib.import_module(package).__file__)).parent
    names = [".".join([package, *path.relative_to(folder).with_suffix("").parts]) for path in sorted(folder.rglob("*.py"))]
    return [name.removesuffix(".__init__") for name in names]
