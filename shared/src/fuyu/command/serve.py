"""`fuyu serve`: one service, or all in one process with their workers."""

from __future__ import annotations

import click

from fuyu.running.serving import Binding, Server


@click.command()
@click.argument("service", required=False)
@click.option("--all", "is_all", is_flag=True, help="Serve every service, and run their workers, in this one process.")
@click.option("--without", multiple=True, metavar="SERVICE", help="With --all: leave this one out; may be given several times.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Listen here; 0.0.0.0 in a container behind a proxy.")
@click.option("--port", default=8080, show_default=True, help="Listen on this port.")
@click.option("--threads", default=8, show_default=True, help="Requests at once in each process.")
@click.option("--processes", default=1, show_default=True, help="Processes that share the port; with --all always one.")
def serve(service: str | None, is_all: bool, without: tuple[str, ...], host: str, port: int, threads: int, processes: int) -> None:
    """Serve SERVICE under http://HOST:PORT/SERVICE, or all services with --all.

    The settings come from FUYU_… variables, which `fuyu up` sets by itself. On SIGTERM it finishes the requests
    that it has taken and ends.

    \b
    Examples:
        fuyu serve base-registry --port 8081
        fuyu serve --all                      one process for everything, for trying Fuyu out
    """
    if is_all == bool(service):
        raise click.UsageError("Name one service, or say --all.")
    binding = Binding(host, port, threads, 1 if is_all else processes)
    Server([service] if service else None, binding, without).run()
