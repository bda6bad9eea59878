"""Setting a certificate by Typst: a template and its texts in, PDF/A-2b out, or a problem that names what is wrong."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

import segno
import typst

from fuyu.certificates.fonts import Fonts
from fuyu.certificates.texts import EXAMPLE, letters_of
from fuyu.problems import Problem

STANDARD: Literal["a-2b"] = "a-2b"
_UNSHOWN = re.compile(r'the text `"(.+?)"` could not be displayed')
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")


class LetterMissing(Problem):
    """A text holds a letter that the fonts of the certificate lack; a certificate with a box in a name would be worse than none, so there is none."""

    slug, status, title = "letter-missing", 422, "The certificate's fonts lack a letter"

    @classmethod
    def of(cls, found: Sequence[tuple[str, str]], fonts: Sequence[str]) -> LetterMissing:
        """Return the refusal for letters with the field that holds each."""
        errors = [{"field": field, "letter": letter, "code_point": f"U+{ord(letter):04X}", "needed": list(fonts)} for field, letter in found]
        named = "; ".join(f"{each['letter']} ({each['code_point']}) in {each['field']}" for each in errors)
        said = f"No certificate was ordered: {', '.join(fonts)} lack {named}. Correct the text, or put a font that has the letter into the folder FUYU_FONTS."
        return cls(said, errors=errors)


class TemplateFailed(Problem):
    """The template of a certificate could not be set; its author's plugin must be mended."""

    slug, status, title = "template-failed", 503, "The template of a certificate failed"


def check_letters(texts: Mapping[str, Any], fonts: Fonts, families: Sequence[str]) -> None:
    """Raise LetterMissing where the texts hold a letter that none of the families has."""
    placed = dict.fromkeys(letters_of(texts))
    lacking = fonts.lacking(families, {letter for _, letter in placed})
    if lacking:
        raise LetterMissing.of([(field, letter) for field, letter in placed if letter in lacking], families)


def typeset(template: Path, texts: Mapping[str, Any], fonts: Fonts, families: Sequence[str], at: datetime) -> bytes:
    """Return a certificate as PDF/A-2b, created `at` an instant; raise LetterMissing or TemplateFailed, never return one with a box for a letter."""
    compiler = typst.Compiler(root=template.parent, font_paths=fonts.faces, ignore_system_fonts=True)
    try:
        made = compiler.compile(_source(template), format="pdf", pdf_standards=[STANDARD], sys_inputs=_inputs(texts, families), timestamp=int(at.timestamp()))
    except typst.TypstError as error:
        raise _problem(error, template, families) from None
    if not isinstance(made, bytes):
        raise TemplateFailed(f"{template.name} makes several files where one is needed.", template=template.name)
    return made


def faults_of_template(template: Path, families: Sequence[str]) -> list[str]:
    """Return why a template cannot be set with an example's texts, none where it can; it needs no font, so that a plugin loads without any."""
    texts = EXAMPLE.as_document() | {
        "mark": "example",
        "code": "2345-6789-ABCD",
        "check": "https://example.org/check",
        "qr": qr_of("https://example.org/check"),
    }
    bare = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[])
    compiler = typst.Compiler(root=template.parent, font_paths=bare, ignore_system_fonts=True)
    try:
        compiler.compile_with_warnings(_source(template), format="svg", sys_inputs=_inputs(texts, families))
    except typst.TypstError as error:
        return [_told(error, template)]
    return []


def qr_of(address: str) -> str:
    """Return the QR code of an address as SVG, without a border: the template leaves the room around it."""
    svg: str = segno.make(address, error="m", micro=False).svg_inline(border=0, scale=4, dark="#000")
    return svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)


@cache
def _prelude() -> bytes:
    return (files("fuyu.certificates") / "prelude.typ").read_bytes()


def _source(template: Path) -> bytes:
    return _prelude() + b"\n" + template.read_bytes()


def _inputs(texts: Mapping[str, Any], families: Sequence[str]) -> dict[str, str]:
    return {"data": json.dumps({**texts, "fonts": list(families)}, ensure_ascii=False)}


def _problem(error: typst.TypstError, template: Path, families: Sequence[str]) -> Problem:
    unshown = _UNSHOWN.search(error.message)
    if unshown is None:
        return TemplateFailed(_told(error, template), template=template.name)
    letters = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), unshown[1])
    return LetterMissing.of([(template.name, letter) for letter in dict.fromkeys(letters)], families)


def _told(error: typst.TypstError, template: Path) -> str:
    """Return Typst's message with the line of the template that it is about."""
    told = error.diagnostic[max(error.diagnostic.find("error:"), 0) :]  # warnings stand before it
    place = re.search(r":(\d+):\d+", told)
    line = int(place[1]) - _prelude().count(b"\n") - 1 if place else 0
    return f"{template.name}{f', line {line}' if line > 0 else ''}: {error.message}"
