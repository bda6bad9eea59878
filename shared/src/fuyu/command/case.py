"""`fuyu case`: stories, which are examples of a regulation at work."""

from __future__ import annotations

import signal
import sys
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from types import FrameType
from typing import get_args

import click

from fuyu.cases.explaining import explain as explained
from fuyu.cases.finding import files_in, stories_of
from fuyu.cases.ground import Ground, OwnGround, standing
from fuyu.cases.playing import play
from fuyu.cases.reading import read_story
from fuyu.cases.story import Story, UnreadableStory
from fuyu.cases.telling import Told, summary
from fuyu.command import complaints, console
from fuyu.law.registry import Laws
from fuyu.problems import ProgrammeUnavailable
from fuyu.running.folders import Folders
from fuyu.running.keys import Keys
from fuyu.running.system import Broker
from fuyu.service import load_services

UNREADABLE = 2


@click.group()
def case() -> None:
    """Stories: examples of a regulation at work, written in YAML and played against the real services.

    docs/cases.md teaches how to write one.

    \b
    Examples:
        fuyu case list                       the stories of the installed plugins
        fuyu case explain example.award      what a story can say of a programme
        fuyu case run my-story.yaml          plays it
    """


@case.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path), metavar="FILE…")
@click.option("--at", multiple=True, metavar="URL", help="Play at a deployment that runs already: one address for all services, or NAME=URL for each.")
@click.option("--broker", type=click.Choice(get_args(Broker)), default="memory", show_default=True, help="What carries events in the stories' own system.")
@click.option("--keep", is_flag=True, help="Keep the own system running after the last story, to look around in it, until Ctrl-C.")
@click.pass_obj
def run(folders: Folders, files: Sequence[Path], at: Sequence[str], broker: Broker, keep: bool) -> None:
    """Play the stories of files, or of all files in a folder, and say sentence by sentence what held and what did not.

    It starts a system of its own under var/cases (MongoDB, services, mail), in which each story finds empty databases,
    and stops it at the end. It exits with 0 when all held, 1 when something did not, 2 when a file cannot be read.

    \b
    Examples:
        fuyu case run my-story.yaml
        fuyu case run plugins/ examples/
        fuyu case run --at http://127.0.0.1:8080 my-story.yaml     goes on from what is there
    """
    laws = Laws.load()
    stories = _read(files, laws)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)
    with ExitStack() as stack:
        ground = _ground(stack, folders, at, broker)
        told = [play(story, ground, laws, Told(story, console)) for story in stories]
        console.print(f"\n[bold]{summary(told)}[/]")
        if keep and isinstance(ground, OwnGround):
            _stay(ground)
    sys.exit(0 if all(each.held for each in told) else 1)


@case.command(name="list")
@click.argument("programme", required=False)
def list_(programme: str | None) -> None:
    """List the stories of the installed plugins, each with its sentence and the requirements that it holds."""
    laws, faults = Laws.load(), False
    before = ""
    for name, path in stories_of(laws, programme):
        if name != before:
            console.print(f"[bold]{name}[/]")
            before = name
        try:
            story = read_story(path, laws)
            console.print(f"  {story.says} [dim]{', '.join(story.requirements)}\n    {_short(path)}[/]", soft_wrap=True)
        except UnreadableStory as unreadable:
            faults = True
            _complain(unreadable)
    sys.exit(UNREADABLE if faults else 0)


@case.command()
@click.argument("programme")
def explain(programme: str) -> None:
    """Show what a story can say of a PROGRAMME: its people, its steps with their words, its builders, its numbers.

    \b
    Examples:
        fuyu case explain example.award
        fuyu case explain example.award@2020-07-01
    """
    id, _, version = programme.partition("@")
    try:
        laws = Laws.load()
        loaded = laws.of(id, version) if version else laws.versions(id)[-1]
    except ProgrammeUnavailable as problem:
        raise click.ClickException(problem.detail) from None
    console.print(explained(loaded))


def _read(files: Sequence[Path], laws: Laws) -> list[Story]:
    """Read all files before anything is started; exit with 2 where one cannot be read."""
    stories, faults = [], False
    for path in files_in(files):
        try:
            stories.append(read_story(path, laws))
        except UnreadableStory as unreadable:
            faults = True
            _complain(unreadable)
    if faults:
        sys.exit(UNREADABLE)
    return stories


def _complain(unreadable: UnreadableStory) -> None:
    for fault in unreadable.faults:
        complaints.print(f"[red]✗[/] {fault}", soft_wrap=True)


def _ground(stack: ExitStack, folders: Folders, at: Sequence[str], broker: Broker) -> Ground:
    if at:
        return standing(at, sorted(load_services()), Keys(folders.keys))
    return stack.enter_context(OwnGround(folders.root / "cases", broker=broker, say=lambda line: console.print(f"[dim]{line} …[/]")))


def _interrupt(number: int, frame: FrameType | None) -> None:
    """Leave the story at hand, once: what follows stops the system, and a second signal must not break that off."""
    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, signal.SIG_IGN)
    raise KeyboardInterrupt


def _stay(ground: OwnGround) -> None:
    """Leave the system as the last story left it, until someone presses Ctrl-C."""
    for name, url in ground.system.urls.items():
        console.print(f"{name}: {url}/docs")
    console.print("[dim]Ctrl-C stops it.[/]")
    with suppress(KeyboardInterrupt):
        signal.pause()


def _short(path: Path) -> Path:
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
