"""Which law runs here: each plugin with its version and digest, for a comparison across services."""

from __future__ import annotations

from typing import Any

from flask.views import MethodView
from marshmallow import fields

from fuyu.web.access import SIGNED_IN, access
from fuyu.web.asking import running
from fuyu.web.blueprint import unversioned
from fuyu.web.ops.resources import blueprint
from fuyu.web.schemas import Schema


class PluginShown(Schema):
    """An installed plugin; `fault` says why it was refused at load, where it was."""

    name = fields.String(required=True)
    distribution = fields.String(required=True)
    version = fields.String(required=True)
    digest = fields.String(required=True, metadata={"description": "SHA-256 over its code and declarations"})
    fault = fields.String(required=True, allow_none=True)
    programmes = fields.List(fields.String(), required=True)


class PluginsShown(Schema):
    """All installed plugins."""

    items = fields.List(fields.Nested(PluginShown), required=True)


@blueprint.route("/plugins")
class Plugins(MethodView):
    """The plugins of cities."""

    @access(SIGNED_IN)
    @unversioned
    @blueprint.response(200, PluginsShown)
    def get(self) -> dict[str, Any]:
        """List the installed plugins with the versions of their programmes."""
        laws = running().laws
        return {"items": [{**_plain(plugin), "programmes": _programmes(plugin)} for plugin in laws.plugins]}


def _plain(plugin: Any) -> dict[str, Any]:
    return {name: getattr(plugin, name) for name in ("name", "distribution", "version", "digest", "fault")}


def _programmes(plugin: Any) -> list[str]:
    return [f"{programme.id}@{programme.version}" for programme in plugin.city.programmes] if plugin.city else []
