"""The blueprint that the views of /ops hang on."""

from __future__ import annotations

from fuyu.web.blueprint import Blueprint

blueprint = Blueprint("ops", path="/ops", description="How the service is, and what an operator does with it.")
