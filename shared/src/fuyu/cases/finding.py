"""Where stories lie: beside the programmes of the installed plugins, or wherever a writer keeps them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from fuyu.law.registry import Laws

FOLDER = "cases"


def stories_of(laws: Laws, programme: str | None = None) -> Iterator[tuple[str, Path]]:
    """Go through the stories of the installed plugins, each with the version of the programme beside which it lies."""
    for loaded in laws.programmes.values():
        if programme in (None, loaded.programme.id):
            yield from ((loaded.programme.name, path) for path in sorted((loaded.programme.folder / FOLDER).glob("*.yaml")))


def files_in(paths: Sequence[Path]) -> list[Path]:
    """Return the files named; in place of a folder those of every `cases` in it, or, where it holds none, its own."""
    found: list[Path] = []
    for path in paths:
        found += (sorted(path.rglob(f"{FOLDER}/*.yaml")) or sorted(path.glob("*.yaml"))) if path.is_dir() else [path]
    return found
