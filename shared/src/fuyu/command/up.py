"""`fuyu up`: everything on this machine, until Ctrl-C."""

from __future__ import annotations

import importlib
import importlib.util
import signal
import time
from collections.abc import Mapping
from functools import partial
from types import FrameType
from typing import Any, get_args
from urllib.parse import urlsplit

import click
from rich.markup import escape

from fuyu.command import console
from fuyu.running.errors import CannotStart
from fuyu.running.folders import Folders
from fuyu.running.system import Broker, System

SECONDS_BETWEEN_LOOKS = 1
PORTAL = "portal"

say = partial(console.print, soft_wrap=True)


class Stop(BaseException):
    """Someone wants Fuyu to stop: Ctrl-C, `fuyu down`, or a closed terminal."""


@click.command()
@click.option("--broker", type=click.Choice(get_args(Broker)), default="memory", show_default=True, help="rabbitmq: one process per service and worker.")
@click.option("--port", default=8080, show_default=True, help="Listen from this port on, or on a free one where it is taken (0: any free one).")
@click.option("--settable-clock/--real-clock", default=True, show_default=True, help="Whether an operator may set the law's day, as the demonstration does.")
@click.option("--demonstration/--empty", default=True, show_default=True, help="Whether to fill in the demonstration.")
@click.pass_obj
def up(folders: Folders, broker: Broker, port: int, settable_clock: bool, demonstration: bool) -> None:
    """Start everything on this machine and keep it running until Ctrl-C: MongoDB, broker, mail sink, services.

    All files lie in the folder `var`: logs in var/log, mails in var/mail. Deleting it starts afresh.

    \b
    Examples:
        fuyu up
        fuyu up --broker rabbitmq       needs Debian's rabbitmq-server
        fuyu --var /tmp/other up        a second one beside the first
    """
    began = time.monotonic()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)
    system = System(folders.root, broker=broker, settable_clock=settable_clock, port=port or None, say=_stage)
    demo = _demonstrating() if demonstration and settable_clock else None
    try:
        if demo and not system.was_started:
            demo.fill(folders, _stage)
        with system:
            tokens = _demonstration(demo, system) if demo else {}
            _show(system, tokens, time.monotonic() - began)
            _tell_taken(system, port)
            _watch(system)
    except Stop:
        say("Fuyu is down.")


def _stop(number: int, frame: FrameType | None) -> None:
    """Leave the watch once; further signals change nothing, for stopping takes seconds and must be whole."""
    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, signal.SIG_IGN)
    say("\n[dim]Stopping …[/]")
    raise Stop


def _stage(line: str) -> None:
    say(f"[dim]{line} …[/]")


def _demonstrating() -> Any:
    """Return what fills in the demonstration, None where this installation has nothing for that."""
    return importlib.import_module("fuyu.command.demo") if importlib.util.find_spec("fuyu.command.demo") else None


def _demonstration(demo: Any, system: System) -> Mapping[str, str]:
    """Return a token for each actor in the demonstration, and tell its day."""
    tokens: Mapping[str, str] = demo.prepare(system)
    if tokens:
        say(f"The demonstration stands on {demo.stands_on(system)}: that is the law's day of every service.")
    return tokens


def _show(system: System, tokens: Mapping[str, str], seconds: float) -> None:
    """Print where everything is and who can be tried; lines stay whole, so that addresses and tokens can be copied."""
    say(f"\n[bold]Fuyu 孵育 is up after {seconds:.1f} s.[/] Ctrl-C stops all of it.\n")
    if PORTAL in system.urls:
        signs_in = "; everyone of the demonstration is signed in by one click" if tokens else ""
        say(f"  [bold]Open {system.urls[PORTAL]}/ in a browser[/]{signs_in}.\n")
    for name, url in system.urls.items():
        say(f"  {name:<18} {url}   (API: {url}/docs)")
    say(f"  {'mail':<18} {system.folders.mail}   (one file for each message)")
    say(f"  {'logs':<18} {system.folders.log('services').parent}")
    if tokens:
        say("\nTokens, each good for this machine alone; send one as the header Authorization: Bearer TOKEN")
    for title, token in tokens.items():
        say(f"\n  [bold]{title}[/]\n  {token}")
    if tokens and PORTAL in system.urls:
        say(f"\n[bold]Open {system.urls[PORTAL]}/ in a browser.[/] Ctrl-C stops all of it.")
    if not tokens:
        say("\n`fuyu token --help` tells how to mint a token for any role.")


def _tell_taken(system: System, port: int) -> None:
    """Say where a service listens at another port than it was asked to: one for all, or one after the other."""
    ports = [urlsplit(url).port for url in system.urls.values()]
    step = 1 if len(set(ports)) > 1 else 0
    if port and ports != [port + step * number for number in range(len(ports))]:
        say(f"\n[yellow]From port {port} on not all ports were free; the addresses above are those that were taken instead.[/]")


def _watch(system: System) -> None:
    """Start again whatever ends by itself, and say so."""
    while True:
        time.sleep(SECONDS_BETWEEN_LOOKS)
        try:
            for name in system.revive():
                say(f"[yellow]{name} had ended; it was started again. {system.folders.log(name)} tells more.[/]")
        except CannotStart as reason:  # It ended again while it started; giving up would take everything else down with it.
            say(f"[yellow]{escape(str(reason))} It is tried again.[/]")
