"""The `fuyu` command: everything that is done with Fuyu outside a browser."""

from __future__ import annotations

import importlib
import os
from pathlib import Path

import click
from rich.console import Console

from fuyu.running.errors import CannotStart
from fuyu.running.folders import Folders
from fuyu.running.state import adopt

COLUMNS_OF_A_FILE = 160
"""How wide a table is where no terminal tells its width: in 80 columns, which is what rich takes, the reasons would be cut to pieces."""
console = Console(highlight=False)
if not console.is_terminal and "COLUMNS" not in os.environ:
    console.width = COLUMNS_OF_A_FILE
complaints = Console(stderr=True, highlight=False)

# Each command is a module that is imported only when it is called, so that `fuyu --help` answers at once.
COMMANDS = {
    "up": ("up", "Start everything on this machine and keep it running."),
    "down": ("down", "Stop what `fuyu up` started."),
    "demo": ("demo", "Fill a running Fuyu with the demonstration."),
    "token": ("token", "Mint a token for a person in a role."),
    "case": ("case", "Run stories against the real services."),
    "simulate": ("simulate", "Try a draft or changed numbers over the live records."),
    "plugins": ("plugins", "List cities, programmes, clauses and readings."),
    "new-city": ("new_city", "Write a package for a new city, to put a regulation into."),
    "check-city": ("check_city", "Say what a city's package lacks of the contract."),
    "diff-city": ("diff_city", "Show what tells two programmes apart, clause by clause."),
    "serve": ("serve", "Serve one service, or all in one process."),
    "work": ("work", "Run one service's worker: relay, consumer and ticking."),
    "migrate": ("migrate", "Bring the services' databases up to date."),
    "backup": ("backup", "Write all that the services keep into one file."),
    "restore": ("restore", "Fill empty databases from a backup."),
    "dead-letters": ("dead_letters", "Look at events that could not be applied, and replay them."),
    "audit": ("audit", "Verify the trail of who did what, and print its head."),
    "evidence": ("evidence", "Verify the evidence of a decision, without any server."),
    "bounce": ("bounce", "Note that mails came back, from the reports of a mail server."),
    "resend": ("resend", "Publish snapshots that set other services' records right."),
}


class Lazy(click.Group):
    """A group that knows its commands by name and imports the one that is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order in which a newcomer meets them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """Import and return a command; say so when this installation lacks it."""
        if name not in COMMANDS:
            return None
        module = f"fuyu.command.{COMMANDS[name][0]}"
        try:
            command: click.Command = getattr(importlib.import_module(module), COMMANDS[name][0])
        except ModuleNotFoundError as missing:
            if missing.name != module:
                raise
            raise click.ClickException(f"`fuyu {name}` is not part of this installation: there is no module {module}.") from None
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands with one sentence each, without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, says) for name, (_, says) in COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; what cannot be started is said in one paragraph, without a traceback."""
        try:
            return super().invoke(ctx)
        except CannotStart as reason:
            complaints.print(f"[red]{reason}[/]", markup=True, soft_wrap=True)
            raise SystemExit(1) from None


@click.group(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="fuyu", prog_name="fuyu")
@click.option(
    "--var",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("var"),
    envvar="FUYU_VAR",
    show_default=True,
    help="Where a local run keeps all its files.",
)
@click.pass_context
def main(ctx: click.Context, var: Path) -> None:
    """Fuyu 孵育 keeps the records of a city's quality-incubation programmes.

    \b
    A first look, all on this machine:
        fuyu up                        starts everything and prints an address and tokens
        fuyu token --help              mints further tokens
        fuyu case run FILE             plays a story and says what held
        fuyu down                      stops it from another terminal

    Each command tells more with --help.
    """
    ctx.obj = Folders(var)
    if ctx.invoked_subcommand not in {"up", "down", None}:
        adopt(ctx.obj)
