"""Free TCP ports of this machine, bound to 127.0.0.1."""

from __future__ import annotations

import random
import socket

# Below the range from which the kernel of Linux takes the near ends of outgoing connections (32768 on),
# so that no connection takes a port between our look and the server's bind.
LOWEST, HIGHEST = 15_000, 32_000
TRIES = 200

_given: set[int] = set()  # Handed out by this process, and perhaps not bound yet.


def is_free(port: int) -> bool:
    """Return whether a server could listen on 127.0.0.1:`port` now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def is_listening(port: int) -> bool:
    """Return whether someone answers on 127.0.0.1:`port` now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def free_port(wanted: int | None = None) -> int:
    """Return `wanted` where it is free, else a random free port."""
    if wanted is not None and is_free(wanted):
        return wanted
    for _ in range(TRIES):
        port = random.randint(LOWEST, HIGHEST)  # noqa: S311 -- nothing secret: two launchers should merely not meet.
        if port not in _given and is_free(port):
            _given.add(port)
            return port
    raise OSError(f"No free port between {LOWEST} and {HIGHEST} on 127.0.0.1 after {TRIES} tries.")
