"""The fonts that certificates are set in: where they lie, and which letters they have."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import typst
from fontTools.ttLib import TTFont

from fuyu.problems import Unavailable

# Where Debian, Fedora and Arch keep Noto CJK.
SYSTEM = (Path("/usr/share/fonts/opentype/noto"), Path("/usr/share/fonts/google-noto-sans-cjk-fonts"), Path("/usr/share/fonts/noto-cjk"))


class FontsMissing(Unavailable):
    """The fonts of certificates are not installed here, so none can be set; it waits until they are."""

    slug, status, title = "fonts-missing", 503, "The fonts of certificates are not installed"


@dataclass(frozen=True)
class Fonts:
    """The fonts of one deployment; reading their folders takes a tenth of a second, so they are read once a process."""

    folder: Path
    faces: Any

    def letters(self, families: Sequence[str]) -> frozenset[int]:
        """Return the code points that some family of these has; raise FontsMissing where one of the families is not here."""
        return frozenset().union(*(_letters_of(*self._place(family)) for family in families))

    def lacking(self, families: Sequence[str], letters: Iterable[str]) -> set[str]:
        """Return those letters that no family has; blanks and line ends need none."""
        known = self.letters(families)
        return {letter for letter in letters if ord(letter) not in known and not letter.isspace()}

    def _place(self, family: str) -> tuple[str, int]:
        found = [face for face in self.faces.fonts() if face.family == family and face.path]
        if not found:
            raise _missing(self.folder, family)
        face = min(found, key=lambda each: abs(each.weight - 400))
        return face.path, face.index


def fonts_in(folder: Path) -> Fonts:
    """Return the fonts in the folder that the settings name and those of the system; raise FontsMissing where there is none at all."""
    fonts = _read(folder.resolve())
    if not fonts.faces.fonts():
        raise _missing(folder, "Noto Serif CJK SC")
    return fonts


@cache
def _read(folder: Path) -> Fonts:
    places = [str(each) for each in (folder, *SYSTEM) if each.is_dir()]
    return Fonts(folder, typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=places))


@cache
def _letters_of(path: str, index: int) -> frozenset[int]:
    with TTFont(path, fontNumber=index, lazy=True) as font:
        return frozenset(font.getBestCmap())


def _missing(folder: Path, family: str) -> FontsMissing:
    _read.cache_clear()  # It may be installed while this process runs.
    return FontsMissing(f"The font {family} is neither in {folder} (FUYU_FONTS) nor among the system's. Run scripts/install-fonts.", needed=family)
