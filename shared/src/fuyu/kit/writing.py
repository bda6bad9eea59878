"""Writing a new city's package from the templates that come with the kernel."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from fuyu.kit.naming import Names
from fuyu.kit.problems import FolderTaken

TEMPLATES = Path(__file__).parent / "templates"
SUFFIX = ".j2"


def write_city(names: Names, into: Path) -> list[Path]:
    """Write the package into a folder of its own and return its files; raise FolderTaken where there is one already, and write nothing then."""
    root = into / names.distribution
    if root.exists():
        raise FolderTaken(f"{root} is there already. Take it away, or name another folder: `--into FOLDER`.", folder=str(root))
    texts = {root / path: text for path, text in _texts(names)}
    for path, text in texts.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return list(texts)


def _texts(names: Names) -> Iterator[tuple[Path, str]]:
    """Go through the files of the package, each with its place and its text; all are made before one is written."""
    # These files are Python, YAML and TOML, which know no escaping of HTML; naming.py refuses what could not stand in them.
    environment = Environment(loader=FileSystemLoader(TEMPLATES), undefined=StrictUndefined, keep_trailing_newline=True, autoescape=False)  # noqa: S701
    told = {"city": names.city, "title": names.title, "programme": names.programme, "package": names.package, "distribution": names.distribution}
    for template in sorted(TEMPLATES.rglob(f"*{SUFFIX}")):
        name = template.relative_to(TEMPLATES).as_posix()
        place = name.removesuffix(SUFFIX).replace("PACKAGE", names.package).replace("PROGRAMME", names.programme)
        yield Path(place), environment.get_template(name).render(told, kernel=version("fuyu"))
