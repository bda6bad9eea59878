"""Files: handed to the service that will keep them, which looks at their content; and fetched from it."""

from __future__ import annotations

import hashlib
from importlib.metadata import files
from typing import Any

from flask import Response, request, stream_with_context
from flask import send_file as send_file_of
from werkzeug.datastructures import FileStorage

from fuyu.ids import derived_id
from fuyu.problems import Problem
from portal.asking import REGISTRY, TRACKER
from portal.pages.frame import PUBLIC, desk, page, show

SERVICES = {"registry": REGISTRY, "tracker": TRACKER}
KEPT_HEADERS = ("Content-Type", "Content-Disposition", "Content-Length")


@page("/assets/htmx.js", PUBLIC)
def htmx() -> Any:
    """Give htmx as its package brings it."""
    found = next(path for path in files("django-htmx") or () if path.name == "htmx-2.min.js")
    answer = send_file_of(str(found.locate()), mimetype="text/javascript", max_age=86_400)
    answer.headers["Cache-Control"] = "public, max-age=86400"
    return answer


@page("/files/<any(registry, tracker):where>", methods=("POST",), most_files=5)
def send_file(where: str) -> Any:
    """Take a file and hand it over; the answer is the line that the page puts into its form."""
    lines: list[dict[str, Any]] = []
    problems: list[Problem] = []
    for file in request.files.getlist("file"):
        if not file.filename:
            continue
        try:
            lines.append(desk().upload(SERVICES[where], file.filename, file.stream, file.mimetype or "application/octet-stream"))
        except Problem as refusal:
            problems.append(refusal)
    return show("_files.html", 200, files=lines, problems=problems, where=where, name=request.form.get("name", "files"))


@page("/files/<any(registry, tracker):where>/<id:id>")
def get_file(where: str, id: str) -> Any:
    """Give a file to who may see it."""
    answer = desk().ask("GET", SERVICES[where], f"/files/{id}")
    headers = {name: value for name in KEPT_HEADERS if (value := answer.headers.get(name))}
    return Response(stream_with_context(iter([answer.content])), headers=headers)


def take_materials(where: str) -> list[str]:
    """Return the ids of files that came with a form, each handed over to its service first; raise what the service says of a bad one.

    A form that is sent again with the same files names the same ids, so that the service knows it again.
    """
    found = [each for each in request.form.getlist("files") if each]
    for file in request.files.getlist("file"):
        if file.filename:
            kind = file.mimetype or "application/octet-stream"
            found.append(desk().upload(SERVICES[where], file.filename, file.stream, kind, key=_key_of(file))["id"])
    return list(dict.fromkeys(found))


def _key_of(file: FileStorage) -> str | None:
    """Return the key under which a file of this form is handed over; None where the form has none."""
    form, digest = request.form.get("key"), hashlib.sha256()
    for part in iter(lambda: file.stream.read(1 << 20), b""):
        digest.update(part)
    file.stream.seek(0)
    return derived_id("file", form, str(file.filename), digest.hexdigest()) if form else None
