"""Refusals of the kit, each with a type of its own; the command prints their sentence."""

from __future__ import annotations

from fuyu.problems import Problem


class UnusableName(Problem):
    """A name that Python, the broker or the databases cannot take, or that another plugin bears already."""

    slug, status, title = "unusable-name", 422, "The name cannot be used"


class FolderTaken(Problem):
    """There is something already where a package is to be written."""

    slug, status, title = "folder-taken", 409, "There is something already in this place"


class NoPlugin(Problem):
    """What was named is neither a folder nor an installed package with a city's plugin in it."""

    slug, status, title = "no-plugin", 404, "There is no plugin of this name"
