"""What every service keeps of the others: which plugins their workers found, so that a mismatch can be seen."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version

from fuyu.events.envelope import NO_CITY, Event, Subject
from fuyu.service import Handler, Running
from fuyu.store.rows import Rows
from fuyu.store.transaction import Transaction


def note_started(tx: Transaction, event: Event) -> None:
    """Keep the plugins that a service's worker found when it last started."""
    told = {"what": "peer", "service": event.data["service"], "version": event.data["version"], "plugins": event.data["plugins"], "at": event.time}
    tx.rows.state.update_one({"_id": f"peer {event.subject.id}"}, {"$set": told}, upsert=True)


KERNEL_HANDLERS: Mapping[str, Handler] = {"service.started": note_started}


def say_started(running: Running) -> None:
    """Tell everyone that a worker of this service started, with its plugins."""
    name = running.service.name
    plugins = [
        {"name": each.name, "distribution": each.distribution, "version": each.version, "digest": each.digest, "fault": each.fault}
        for each in running.laws.plugins
    ]
    data = {"service": name, "version": _version(), "plugins": plugins}
    running.store.transact(lambda tx: tx.emit("service.started", Subject("service", name), data), city=NO_CITY)


def plugin_mismatches(rows: Rows) -> dict[str, dict[str, list[str]]]:
    """Return the plugins that services run in different versions: by plugin, each version with the services that have it."""
    found: dict[str, dict[str, list[str]]] = {}
    for peer in rows.state.find({"what": "peer"}).sort("service"):
        for plugin in peer["plugins"]:
            running = f"{plugin['version']} ({plugin['digest'][:12]})" if not plugin.get("fault") else f"refused: {plugin['fault']}"
            found.setdefault(plugin["name"], {}).setdefault(running, []).append(peer["service"])
    return {name: versions for name, versions in found.items() if len(versions) > 1}


def _version() -> str:
    try:
        return version("fuyu")
    except PackageNotFoundError:
        return "0"
