"""Serving a contender exactly as Fuyu serves a service: the same gunicorn, the same threads, one process."""

from __future__ import annotations

import os
from importlib import import_module
from typing import TYPE_CHECKING

import click

from fuyu.running.serving import Binding, Server

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


class Plain(Server):
    """Fuyu's server around another app."""

    def load(self) -> WSGIApplication:
        """Make the app after the fork, as Fuyu does."""
        app: WSGIApplication = import_module(f"tests.bench.logging_sessions.{self._names[0]}").create_app(os.environ)  # type: ignore[index]
        return app


@click.command()
@click.argument("name", type=click.Choice(["bare", "by_hand"]))
@click.option("--port", type=int, required=True)
def serve(name: str, port: int) -> None:
    """Serve one of the contenders."""
    Plain([name], Binding(port=port)).run()


serve()
