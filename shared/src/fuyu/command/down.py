"""`fuyu down`: stop what `fuyu up` started."""

from __future__ import annotations

import os
import signal
import time

import click

from fuyu.command import console
from fuyu.running.folders import Folders
from fuyu.running.state import running_in

SECONDS_TO_STOP = 90


@click.command()
@click.pass_obj
def down(folders: Folders) -> None:
    """Stop what `fuyu up` started in this folder, and nothing else.

    \b
    Examples:
        fuyu down
        fuyu --var /somewhere/else down
    """
    state = running_in(folders)
    if state is None:
        console.print(f"Nothing of Fuyu runs in {folders.root}.")
        return
    os.kill(state.pid, signal.SIGTERM)
    until = time.monotonic() + SECONDS_TO_STOP
    while running_in(folders) is not None:
        if time.monotonic() > until:
            raise click.ClickException(f"Process {state.pid} has not ended after {SECONDS_TO_STOP} s. Its logs are in {folders.root / 'log'}.")
        time.sleep(0.1)
    console.print("Fuyu is down.")
