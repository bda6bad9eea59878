"""The API as a whole: who may call what, and hundreds of requests, right and wrong."""

from __future__ import annotations

KEEPERS = "the operator, and those who act for an office"
