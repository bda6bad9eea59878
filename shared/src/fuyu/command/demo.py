"""`fuyu demo`: the demonstration, which is the stories that plugins bring for it, played against what runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import click

from fuyu.cases.building import Companies
from fuyu.cases.cast import Cast
from fuyu.cases.days import Days
from fuyu.cases.desk import Desk, Someone
from fuyu.cases.ground import SETTINGS, StandingGround, showing_pages
from fuyu.cases.playing import play
from fuyu.cases.reading import read_story
from fuyu.cases.story import Story
from fuyu.cases.telling import Told, Tone
from fuyu.command import console
from fuyu.command.demo_accounts import PORTAL, Deployment, make_accounts
from fuyu.http import request
from fuyu.law.registry import Laws
from fuyu.running.folders import Folders
from fuyu.running.keys import Keys
from fuyu.running.state import running_in
from fuyu.running.system import System

STORY = "demonstration.yaml"
HOURS = 24 * 7


@click.command()
@click.pass_obj
def demo(folders: Folders) -> None:
    """Fill what `fuyu up` started with the demonstration, and print its day and a token for each of its actors.

    It is a story like any other: `fuyu case list` shows more. A second call changes nothing.

    \b
    Example:
        fuyu demo
    """
    state = running_in(folders)
    if state is None:
        raise click.ClickException(f"Nothing runs in {folders.root}. Start it with `fuyu up`.")
    deployment = StandingGround(state.urls, Keys(folders.keys))
    tokens = prepare(deployment, console.print)
    console.print(f"The law's day is {stands_on(deployment)}.")
    for title, token in tokens.items():
        console.print(f"[bold]{title}[/]")
        click.echo(token)


def fill(folders: Folders, say: Callable[[str], None]) -> None:
    """Play the demonstration into an empty folder, by a system that looks for what is due only when it is asked to and is gone afterwards.

    What three years took of memory goes with it; the system that is started next has what it needs for a day.
    """
    with System(folders.root, settable_clock=True, settings=SETTINGS, without=showing_pages(), say=say) as system:
        say("Filling in the demonstration (some minutes, on the first start alone)")
        prepare(system, say)


def prepare(deployment: Deployment, say: Callable[[str], object] = lambda _: None) -> dict[str, str]:
    """Play the demonstration of each installed plugin that was not played here yet, saying which; return a token for each of its actors by title.

    What begins last is played first: the law's day then goes back only between two stories, and the longest passes the days of all others once more.
    """
    laws = Laws.load()
    casts = [_cast(story, laws) for story in sorted(_stories(laws), key=lambda story: story.happens[0].as_of)]
    missing = [cast for cast in casts if not _was_played(deployment, cast)]
    stood = [date.fromisoformat(stands_on(deployment))] if len(missing) < len(casts) else []
    for number, cast in enumerate(reversed(missing), 1):
        say(f"Filling in {cast.programme.title}, {number} of {len(missing)}")
        _play(cast.story, deployment, laws, say)
    if missing:
        _go_on_to(max(stood + [each.as_of for cast in casts for each in cast.story.happens]), deployment, missing[0].operator)
    tokens: dict[str, str] = {}
    for cast in casts:
        tokens |= {title: deployment.keys.mint(id, roles, datetime.now(UTC), HOURS) for title, id, roles in _people(cast)}
        if PORTAL in deployment.urls:
            make_accounts(deployment, cast)
    return tokens


def stands_on(deployment: Deployment) -> str:
    """Return the law's day on which the demonstration stands."""
    answer = request("GET", f"{deployment.urls['base-registry']}/ops/clock", timeout=30)
    return str(answer.raise_for_status().json()["today"])


def _stories(laws: Laws) -> Iterator[Story]:
    for loaded in laws.programmes.values():
        path = Path(loaded.programme.folder) / STORY
        if path.exists():
            yield read_story(path, laws)


def _cast(story: Story, laws: Laws) -> Cast:
    programme = laws.versions(story.programme)[-1].programme
    return Cast(story, laws.city(story.city), programme, Companies(programme))


def _was_played(deployment: Deployment, cast: Cast) -> bool:
    """Claim that the city has a call of the programme already: then whatever is there stays as it is."""
    token = deployment.keys.mint("operator", [_bound(cast.operator.roles[0])], datetime.now(UTC), 1)
    url = f"{deployment.urls['base-registry']}/calls"
    answer = request("GET", url, params={"programme": cast.programme.id}, headers={"Authorization": f"Bearer {token}"}, timeout=30)
    return bool(answer.raise_for_status().json()["items"])


class _Going(Told):
    """A story that says to which month it has come, once in three: no minute passes without a word."""

    def __init__(self, story: Story, say: Callable[[str], object]) -> None:
        super().__init__(story)
        self._say, self._quarter = say, ""

    def tell(self, tone: Tone, says: str, on: date | None = None, line: int | None = None) -> None:
        """Add a sentence."""
        super().tell(tone, says, on, line)
        quarter = f"{on.year}-{on.month - (on.month - 1) % 3:02}" if on else self._quarter
        if quarter > self._quarter:
            self._quarter = quarter
            self._say(f"  … {quarter}")


def _play(story: Story, deployment: Deployment, laws: Laws, say: Callable[[str], object]) -> None:
    told = play(story, StandingGround(deployment.urls, deployment.keys), laws, _Going(story, say))
    if not told.held:
        raise click.ClickException("The demonstration did not go through: " + " ".join(told.failures))


def _go_on_to(day: date, deployment: Deployment, operator: Someone) -> None:
    """Let the law's day be the same whatever was played, and in whatever order: the last of all stories, or the later one on which this deployment stood."""
    desk = Desk(deployment.urls, deployment.keys, operator)
    days = Days(desk, operator, date.fromisoformat(stands_on(deployment)))
    try:
        days.go_to(day)
    finally:
        days.close()
        desk.close()


def _people(cast: Cast) -> Iterator[tuple[str, str, list[dict[str, Any]]]]:
    """Go through the first person of each actor, as what can be tried; `fuyu token` mints one for any other."""
    shown: dict[str, Someone] = {}
    for someone in (cast.operator, *cast.people.values()):
        shown.setdefault(someone.roles[0].actor, someone)
    for someone in shown.values():
        yield f"{someone.title} ({_where(someone.roles[0])})", someone.id, [_bound(role) for role in someone.roles]


def _bound(role: Any) -> dict[str, str]:
    names = ("actor", "city", "office", "district", "organisation")
    return {name: value for name in names if (value := getattr(role, name))}


def _where(role: Any) -> str:
    return " ".join(value for name, value in _bound(role).items() if name != "actor")
