"""What a launcher says when a server cannot be started: what is missing and how to get it."""

from __future__ import annotations


class CannotStart(Exception):
    """A server or a service did not come up; the text says which, why, and the way out."""
