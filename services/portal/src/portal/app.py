"""The web application of the portal."""

from __future__ import annotations

from flask import Flask

from fuyu.service import start
from fuyu.settings import Settings
from fuyu.web.app import create_app as create_service_app


def create_app(settings: Settings) -> Flask:
    """Return the service's application for any WSGI server."""
    from portal import SERVICE

    return create_service_app(start(SERVICE, settings))
