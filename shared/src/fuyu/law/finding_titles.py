"""What each finding of a programme asks, as a short Chinese title: the programme's own in its findings.yaml, beneath them the kernel's."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from fuyu.law.errors import DeclarationError
from fuyu.law.lengths import bounded
from fuyu.law.programme import Programme
from fuyu.law.strict_yaml import load

TOLD = "findings.yaml"
ANY = ".*"
KERNEL = Path(__file__).parent / TOLD
KEY = re.compile(r"[a-z0-9_]+(\.[a-z0-9_]+)*(\.\*)?")
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def titles_of(programme: Programme) -> Mapping[str, str]:
    """Return the titles by key: own, of materials, judgements and bounded texts, and the kernel's; a key that ends in `.*` stands for all that begin so."""
    return {**_of_kernel(), **_declared(programme), **own_titles(programme)}


def own_titles(programme: Programme) -> Mapping[str, str]:
    """Return the titles of a programme's findings.yaml, none where there is no file; raise DeclarationError for a key or a title that is none."""
    path = programme.folder / TOLD
    return read_titles(path) if path.exists() else {}


def title_of(titles: Mapping[str, str], key: str) -> str | None:
    """Return a finding's title: of its whole key, else of the longest beginning, up to a point or a stroke; None where nothing tells it."""
    if key in titles:
        return titles[key]
    parts = re.split(r"[./]", key)
    beginnings = (".".join(parts[:count]) + ANY for count in range(len(parts) - 1, 0, -1))
    return next((titles[each] for each in beginnings if each in titles), None)


def read_titles(path: Path) -> Mapping[str, str]:
    """Return the titles of a file; raise DeclarationError naming each line that is no title."""
    content = load(path)
    if not isinstance(content, dict):
        raise DeclarationError(str(path), "The file is not a mapping of keys to titles.", "Write `business_years: 依法经营满规定年限`, a line for each.")
    if faults := [fault for key, title in content.items() for fault in _faults(key, title)]:
        raise DeclarationError(str(path), " ".join(faults), "Write a short Chinese title without 。 for each key.")
    return content


def _faults(key: object, title: object) -> Iterator[str]:
    if not isinstance(key, str) or not KEY.fullmatch(key):
        yield f"{key!r} is no key of a finding."
    if not isinstance(title, str) or not CHINESE.search(title):
        yield f"The title of {key!r} is {title!r}, which is not Chinese."
    elif title != title.strip() or title.endswith(("。", ".")):
        yield f"The title of {key!r} ends with a full stop or a space."


@cache
def _of_kernel() -> Mapping[str, str]:
    return read_titles(KERNEL)


def _declared(programme: Programme) -> dict[str, str]:
    """Return the titles that the declaration holds already: of materials, of what people judge, of texts whose characters are bounded."""
    steps = [step for process in programme.processes for step in process.steps]
    forms = [programme.form, *(step.form for step in steps if step.form is not None)]
    found = {f"material.{material.key}": material.title for material in programme.materials}
    found |= {judgement.key: judgement.asks for step in steps for judgement in step.judges}
    return found | {f"{fact}.length": f"{title}不超过规定字数" for form in forms for fact, title in bounded(form)}
