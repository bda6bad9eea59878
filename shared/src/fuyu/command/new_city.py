"""`fuyu new-city`: a package for a new city, which meets the contract at once."""

from __future__ import annotations

from pathlib import Path

import click

from fuyu.command import console
from fuyu.kit.naming import names_of
from fuyu.kit.problems import FolderTaken, UnusableName
from fuyu.kit.writing import write_city


@click.command()
@click.argument("name")
@click.option("--title", metavar="TITLE", help="The city's name as people read it, such as 样本市; without it NAME is written.")
@click.option("--programme", default="model", show_default=True, metavar="NAME", help="What its first programme is called in ids and folders.")
@click.option(
    "--into", type=click.Path(exists=True, file_okay=False, path_type=Path), default=Path(), metavar="FOLDER", help="Where to write it; by default here."
)
def new_city(name: str, title: str | None, programme: str, into: Path) -> None:
    """Write a package for the city NAME, with one small programme, its numbers, rules and stories, to put a regulation in their place.

    NAME is the city's id, with which the ids of its programmes begin: small letters, digits and underscores. The folder fuyu-NAME must not
    be there yet. docs/a-new-city.md leads from it to a plugin that runs.

    \b
    Examples:
        fuyu new-city yangben --title 样本市
        fuyu new-city yangben --programme award --into plugins
    """
    try:
        names = names_of(name, title, programme)
        files = write_city(names, into)
    except (UnusableName, FolderTaken) as problem:
        raise click.ClickException(problem.detail) from None
    except OSError as error:
        raise click.ClickException(f"{error.filename} cannot be written: {error.strerror}. Name another folder: `--into FOLDER`.") from None
    root = into / names.distribution
    for file in files:
        console.print(f"  {file}", soft_wrap=True)
    console.print(f"\nWrote {len(files)} files. Go on with:\n\n    cd {root}\n    fuyu check-city .", soft_wrap=True)
