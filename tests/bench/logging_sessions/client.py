"""The client: a few threads with a kept connection each, as cheap as can be, since it shares the cores with what it measures."""

from __future__ import annotations

import socket
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier


def post_all(port: int, requests: Sequence[bytes], connections: int) -> float:
    """Send the requests, each once, over so many connections at a time; return the seconds to the last answer. Each must be answered 201."""
    shares = [requests[number::connections] for number in range(connections)]
    start = Barrier(connections + 1)
    with ThreadPoolExecutor(connections) as threads:
        done = [threads.submit(_post, port, share, start) for share in shares]
        start.wait()
        began = time.perf_counter()
        ended = [each.result() for each in done]
    return max(ended) - began


def _post(port: int, requests: Sequence[bytes], start: Barrier) -> float:
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection, connection.makefile("rb") as answers:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        start.wait()
        for request in requests:
            connection.sendall(request)
            status = answers.readline()
            length = 0
            while (line := answers.readline()) not in (b"\r\n", b""):
                if line[:15].lower() == b"content-length:":
                    length = int(line[15:])
            body = answers.read(length)
            if b" 201 " not in status:
                raise RuntimeError(f"A session was not taken: {status!r} {body[:1000]!r}")
        return time.perf_counter()
