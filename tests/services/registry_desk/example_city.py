"""An application in the example city, whose regulation changed on 1 January 2026."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from fuyu.caller import Role
from fuyu.law.strict_yaml import load

from .registry import Refused, Registry, code, name

EXAMPLES = Path(__file__).resolve().parents[3] / "examples/example-city/src/fuyu_example/award/examples.yaml"


def application_received_on(registry: Registry, day: str) -> dict[str, Any]:
    """Open the edition of 2026 in December 2025, let a company hand in on a day, and return its application."""
    operator = registry.person("operator-2", Role("operator", "example"))
    registry.set_day("2025-12-01")
    office = registry.person("office-1", Role("award office", "example", office="award-office"))
    call = office.make("/calls", {"programme": "example.award", "year": 2026})
    assert call["programme_version"] == "2020-07-01"
    company = registry.person("company-1", Role("applicant", "example", organisation=code(1)))
    company.make("/organisations", {"code": code(1), "name": name(1), "district": "东区"})
    form = json.loads(json.dumps(load(EXAMPLES)["a_small_enterprise"]["form"], ensure_ascii=False, default=str).replace("{name}", name(1)).replace("{n}", "1"))
    made = company.make("/applications", {"call": call["id"], "organisation": code(1), "form": form})
    path = f"/applications/{made['id']}"
    saved = company.change(path, {"materials": {"evidence": [company.upload()]}})
    if not saved.is_success:
        raise Refused(saved.text)
    registry.set_day(day)
    company.acts(path, "apply", "submit")
    return operator.get(path)
