"""The one library that mongod needs and a slim Debian lacks, libcurl: lent from pycurl's wheel, so that nobody needs root."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Mapping
from ctypes.util import find_library
from pathlib import Path

from fuyu.running.errors import CannotStart

WANTED = "libcurl.so.4"


def environment_with_libcurl(folder: Path) -> Mapping[str, str]:
    """Return the environment in which mongod finds libcurl: the machine's own, or the wheel's by a link in `folder`.

    mongod only starts it up and never calls out with it (free monitoring is off), so any libcurl 4 will do.
    """
    if find_library("curl"):
        return dict(os.environ)
    libraries = _of_the_wheel()
    if libraries is None:
        raise CannotStart(f"mongod needs {WANTED}, which this machine lacks. On Debian: `apt-get install libcurl4`.")
    folder.mkdir(parents=True, exist_ok=True)
    link = folder / WANTED
    link.unlink(missing_ok=True)
    link.symlink_to(next(libraries.glob("libcurl-*.so.4*")))
    return {**os.environ, "LD_LIBRARY_PATH": os.pathsep.join([str(folder), str(libraries), *filter(None, [os.environ.get("LD_LIBRARY_PATH")])])}


def _of_the_wheel() -> Path | None:
    """Return the folder of pycurl's libraries; it lies beside the package."""
    found = importlib.util.find_spec("pycurl")
    folders = [Path(place).parent / "pycurl.libs" for place in (found.submodule_search_locations or [])] if found else []
    return next((folder for folder in folders if folder.is_dir()), None)
