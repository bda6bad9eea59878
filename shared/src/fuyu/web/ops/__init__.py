"""What operators, probes and the story runner ask of every service, under /ops."""

from __future__ import annotations

from fuyu.web.ops import days, dead_letters, health, plugins  # noqa: F401 -- each adds its views to the blueprint.
from fuyu.web.ops.health import watch
from fuyu.web.ops.resources import blueprint

__all__ = ["blueprint", "watch"]
