"""What becomes of each clause of a regulation, read from the plugin that declares it.

A clause is built where a declaration, a rule or a number of the programme names it. Of each other one the folder's coverage.yaml tells whether
it is built all the same, done by people, or out of scope, and why.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from fuyu.kit.code import files_of, place_of, texts_in
from fuyu.law.errors import DeclarationError
from fuyu.law.registry import Loaded
from fuyu.law.strict_yaml import load

TOLD = "coverage.yaml"
WAYS = {"built": "built", "manual": "by people", "out_of_scope": "out of scope"}


def is_mapped(loaded: Loaded) -> bool:
    """Claim that a programme has a map of its clauses."""
    return (loaded.programme.folder / TOLD).exists()


def told_of(loaded: Loaded) -> Mapping[str, Any]:
    """Return what the folder's map tells, nothing where there is none; raise DeclarationError where it is no map."""
    content = load(loaded.programme.folder / TOLD) if is_mapped(loaded) else {}
    if not isinstance(content, Mapping):
        raise DeclarationError(
            str(loaded.programme.folder / TOLD), "The file is not a mapping.", "Write `第一条: {out_of_scope: the reason}`, a line a clause."
        )
    return content


def faults_of(loaded: Loaded) -> Iterator[str]:
    """Yield what is wrong with a programme's map: a clause that nothing tells of, one told of twice, one that the text has not, a way that is none."""
    told, named, name = told_of(loaded), named_in(loaded), loaded.programme.name
    for clause in loaded.regulation.articles:
        if clause not in named and clause not in told:
            yield f"{name}: {clause} is named by nothing in the folder. Tell in {TOLD} what becomes of it."
    for clause, what in told.items():
        if clause not in loaded.regulation.articles:
            yield f"{name}: {TOLD} tells of {clause}, which the text does not have."
        if clause in named:
            yield f"{name}: {TOLD} tells of {clause}, which {', '.join(named[clause])} names. Take it out."
        if not isinstance(what, Mapping) or len(what) != 1 or next(iter(what)) not in WAYS or not next(iter(what.values())):
            yield f"{name}: {TOLD} tells of {clause} in another way than one of {', '.join(WAYS)} with a reason."


def rows_of(loaded: Loaded) -> Iterator[tuple[str, str, str]]:
    """Go through the clauses in the order of the text: each with what becomes of it, and where or why."""
    told, named = told_of(loaded), named_in(loaded)
    for clause in loaded.regulation.articles:
        if clause in named:
            yield clause, "built", ", ".join(f"`{file}`" for file in named[clause])
        else:
            way, where = next(iter(told.get(clause, {}).items()), ("", ""))
            yield clause, WAYS.get(way, "not told"), where


def named_in(loaded: Loaded) -> dict[str, list[str]]:
    """Return the files of a programme that name each clause: in a literal of the code, or as the clause of a number."""
    programme, clauses = loaded.programme, set(loaded.regulation.articles)
    found: dict[str, list[str]] = {}
    for file in files_of(programme):
        for clause in clauses & texts_in(file):
            found.setdefault(clause, []).append(place_of(file, programme))
    for file in sorted(programme.folder.glob("parameters/*.yaml")):
        for clause in _clauses_of_numbers(file) & clauses:
            found.setdefault(clause, []).append(place_of(file, programme))
    return {clause: sorted(set(files)) for clause, files in found.items()}


def _clauses_of_numbers(file: Path) -> set[str]:
    return {str(number["clause"]) for number in load(file).values() if "clause" in number}
