"""Finding a city's plugin: an installed package by its name or its city's, or a folder that pip has not seen yet."""

from __future__ import annotations

import sys
import tomllib
from importlib.metadata import EntryPoint, PackageNotFoundError, distribution, entry_points
from pathlib import Path
from typing import Any

from fuyu.kit.problems import NoPlugin
from fuyu.law.registry import GROUP, Laws

PROJECT = "pyproject.toml"


def load_package(named: str) -> Laws:
    """Return the law of one plugin alone, with its fault where it was refused; raise NoPlugin where there is none of this name."""
    folder = Path(named)
    return Laws.load(_of_folder(folder) if folder.is_dir() else _installed(named))


def _installed(named: str) -> list[EntryPoint]:
    try:
        found = [entry for entry in distribution(named).entry_points if entry.group == GROUP]
    except (PackageNotFoundError, ValueError):
        found = [entry for entry in entry_points(group=GROUP) if named in (entry.name, entry.module)]
    if not found:
        known = ", ".join(sorted(entry.dist.name if entry.dist else entry.name for entry in entry_points(group=GROUP))) or "none"
        raise NoPlugin(f"{named!r} is neither a folder nor an installed package with an entry point in the group {GROUP!r}. Installed are: {known}.")
    return found


def _of_folder(folder: Path) -> list[EntryPoint]:
    """Return the entry points that a folder's pyproject.toml declares, its sources before all else on the path."""
    project = _project(folder)
    declared = project.get("project", {}).get("entry-points", {}).get(GROUP, {})
    if not declared:
        raise NoPlugin(f'{folder / PROJECT} declares no plugin. Add [project.entry-points."{GROUP}"] with a line such as `yangben = "fuyu_yangben:city"`.')
    for source in reversed(_sources(folder, project)):
        sys.path.insert(0, str(source))
    return [EntryPoint(name, value, GROUP) for name, value in declared.items()]


def _project(folder: Path) -> dict[str, Any]:
    try:
        return tomllib.loads((folder / PROJECT).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise NoPlugin(f"{folder} holds no {PROJECT}. Name the folder that `fuyu new-city` wrote, or an installed package.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise NoPlugin(f"{folder / PROJECT} cannot be read: {error}. Mend it there.") from None


def _sources(folder: Path, project: dict[str, Any]) -> list[Path]:
    packages = project.get("tool", {}).get("hatch", {}).get("build", {}).get("targets", {}).get("wheel", {}).get("packages", [])
    named = [(folder / package).resolve().parent for package in packages]
    return list(dict.fromkeys(named)) or [(folder / "src" if (folder / "src").is_dir() else folder).resolve()]
