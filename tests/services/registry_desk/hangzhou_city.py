"""A cultivation in Hangzhou that has come to the question to the departments."""

from __future__ import annotations

import json
from pathlib import Path

from fuyu.caller import Role
from fuyu.law.strict_yaml import load

from .registry import Person, Refused, Registry, code, name

EXAMPLES = Path(__file__).resolve().parents[3] / "plugins/hangzhou/src/fuyu_hangzhou/cultivation/examples.yaml"
BUREAU = "market-bureau"


def officer(registry: Registry) -> Person:
    """Return an officer of Hangzhou's bureau."""
    return registry.person("officer-h", Role("city bureau", "hangzhou", office=BUREAU))


def at_the_departments(registry: Registry, day: str) -> str:
    """Open a round in March 2026 that closes on a day, let a company apply and its district recommend it; return the call's address."""
    registry.set_day("2026-03-02")
    call = officer(registry).make("/calls", {"programme": "hangzhou.cultivation", "year": 2026, "closes_on": day})
    company = registry.person("company-h", Role("applicant", "hangzhou", organisation=code(1)))
    company.make("/organisations", {"code": code(1), "name": name(1), "district": "西湖区"})
    form = json.loads(json.dumps(load(EXAMPLES)["a_good_organisation"]["form"], ensure_ascii=False, default=str).replace("{name}", name(1)).replace("{n}", "1"))
    made = company.make("/applications", {"call": call["id"], "organisation": code(1), "form": form})
    path, paper = f"/applications/{made['id']}", company.upload()
    papers = {key: [paper] for key in ("application_form", "evidence", "chief_quality_officer", "organisation_chart")}
    answer = company.change(path, {"materials": papers})
    if not answer.is_success:
        raise Refused(answer.text)
    company.acts(path, "apply", "submit")
    district = registry.person("officer-hd", Role("district bureau", "hangzhou", office=BUREAU, district="西湖区"))
    judged = {key: {"is_met": True, "note": "已查阅"} for key in ("material_complete", "district_credit")}
    # The district looks at the file before it acts.
    district.acts(path, "district_review", "recommend", judged=judged)
    return f"/calls/{call['id']}"
