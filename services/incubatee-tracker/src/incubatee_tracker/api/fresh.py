"""Answers that change without their record: with the day, or with what was counted since."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import marshmallow as ma
from flask import Response

from fuyu.web.answers import json_answer
from fuyu.web.schemas import instance


def fresh(shown: Mapping[str, Any], shows: type[ma.Schema]) -> Response:
    """Answer what was just computed, never 304; the record's version goes along as ETag where a change needs it for If-Match."""
    headers = {"ETag": f'"{shown["version"]}"'} if "version" in shown else None
    return json_answer(instance(shows).dump(shown), headers=headers)
