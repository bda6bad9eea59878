"""What is sent is packed, where the browser says that it unpacks: pages as they are made, assets once."""

from __future__ import annotations

import gzip
import io
import secrets
from functools import lru_cache

from flask import Response, request

LEAST_BYTES = 1_000
PACKED = frozenset({"text/html", "text/css", "text/javascript", "application/javascript", "image/svg+xml", "application/json"})
ASSETS = (".static", ".htmx")
QUICK, SMALL = 4, 9
MOST_PADDING = 100


def compress(response: Response) -> Response:
    """Pack an answer of text with gzip where its reader takes that; a cache keeps both kinds apart."""
    if response.mimetype not in PACKED or response.status_code != 200 or "Content-Encoding" in response.headers:
        return response
    response.vary.add("Accept-Encoding")
    if not request.accept_encodings["gzip"] or request.method != "GET":
        return response
    response.direct_passthrough = False
    content = response.get_data()
    if len(content) < LEAST_BYTES:
        return response
    response.set_data(_asset(content) if (request.endpoint or "").endswith(ASSETS) else _padded(content))
    response.headers["Content-Encoding"] = "gzip"
    etag, _ = response.get_etag()
    if etag:
        response.set_etag(etag, weak=True)
    return response


@lru_cache(maxsize=64)
def _asset(content: bytes) -> bytes:
    return gzip.compress(content, SMALL, mtime=0)


def _padded(content: bytes) -> bytes:
    """Return a page packed, longer by a length that is drawn: how well a guess packs beside a secret then tells nothing (the attack called BREACH)."""
    packed = io.BytesIO()
    name = "a" * secrets.randbelow(MOST_PADDING)
    with gzip.GzipFile(filename=name, mode="wb", compresslevel=QUICK, fileobj=packed, mtime=0) as into:
        into.write(content)
    return packed.getvalue()
