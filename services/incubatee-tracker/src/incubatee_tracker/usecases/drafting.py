"""Drafts of reports: what the records of a year tell, as sentences that its writer goes on from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from fuyu.law.programme import Report
from incubatee_tracker.documents import Activity, BaseYear, Enrolment, Plan, Session
from incubatee_tracker.facts import decimal
from incubatee_tracker.usecases.services import days_given

KINDS = {"training": "培训", "reception": "接访", "exchange": "交流"}
OUTCOMES = {"completed": "完成孵化培训", "not completed": "期满未完成", "withdrawn": "退出孵化"}


def facts_of(city: str, designation: str, year: int) -> dict[str, Any]:
    """Return what the records show of a designation's year: sessions by kind, batches, hours, plan, activities, incubatees by outcome, services."""
    first, last = f"{year}-01-01", f"{year}-12-31"
    held = BaseYear.objects(city=city, designation=designation, year=year).as_pymongo().first() or {}
    sessions = list(Session.objects(city=city, designation=designation, year=year).only("kind", "attendance").as_pymongo())
    plan = Plan.objects(city=city, designation=designation, year=year).order_by("-id").first()
    enrolments = list(Enrolment.rows({"city": city, "designation": designation}, ("state", "starts_on", "ended_on", "promised")))
    services = [tick for each in enrolments for promise in each.get("promised", ()) for tick in _given_in(promise, first, last)]
    return {
        "batches": held.get("batches", 0),
        "sessions": held.get("sessions", 0),
        "hours": f"{decimal(held.get('hours')):f}",
        "kinds": dict(Counter(each["kind"] for each in sessions)),
        "attendances": sum(len(each["attendance"]) for each in sessions),
        "planned": len(plan.sessions) if plan else None,
        "activities": dict(Counter(_taken_part_in(city, designation, first, last))),
        "started": sum(1 for each in enrolments if first <= (each.get("starts_on") or "") <= last),
        "running": sum(1 for each in enrolments if _ran_at_the_end(each, last)),
        "ended": dict(Counter(each["state"] for each in enrolments if each["state"] in OUTCOMES and first <= (each.get("ended_on") or "") <= last)),
        "services": dict(Counter(services)),
    }


def draft(report: Report, year: int, facts: Mapping[str, Any]) -> list[dict[str, str]]:
    """Return the sections of a report, drafted where the records know of them, and empty where only its writer does."""
    return [{"key": key, "title": title, "text": DRAFTS[key](year, facts) if key in DRAFTS else ""} for key, title in report.sections.items()]


def _sessions(year: int, facts: Mapping[str, Any]) -> str:
    kinds = "、".join(f"{KINDS.get(kind, kind)}{count}次" for kind, count in sorted(facts["kinds"].items()))
    plan = f"年度教学计划安排{facts['planned']}次，" if facts["planned"] is not None else "本年度未提交教学计划，"
    held = f"实际开展{facts['sessions']}次（{kinds or '无'}），合计{facts['hours']}学时，{facts['attendances']}家次参加"
    return f"{year}年，{plan}{held}，其中公益性教学或接访服务{facts['batches']}批次。"


def _activities(year: int, facts: Mapping[str, Any]) -> str:
    taken = "、".join(f"{title}{count}次" for title, count in sorted(facts["activities"].items()))
    own = f"自行开展培训、分享{facts['sessions']}次，合计{facts['hours']}学时" if facts["sessions"] else "无自行开展的记录"
    return f"{year}年按推广计划参加：{taken or '无记录'}；{own}。"


def _incubatees(year: int, facts: Mapping[str, Any]) -> str:
    ended = "，".join(f"{OUTCOMES[state]}{count}家" for state, count in sorted(facts["ended"].items()))
    return f"{year}年新入孵{facts['started']}家；{ended or '无企业结束孵化'}；年末在孵{facts['running']}家。"


def _services(year: int, facts: Mapping[str, Any]) -> str:
    given = "、".join(f"{service}{count}次" for service, count in sorted(facts["services"].items()))
    return f"{year}年按入孵承诺提供服务：{given or '无记录'}。"


DRAFTS: Mapping[str, Callable[[int, Mapping[str, Any]], str]] = {
    "sessions": _sessions,
    "activities": _activities,
    "incubatees": _incubatees,
    "services": _services,
}


def _taken_part_in(city: str, designation: str, first: str, last: str) -> list[str]:
    """Return the kinds of the office's activities that were held at a designation in a year, or to which it came as a guest."""
    place = {"bases.designation": designation, "$or": [{"host": designation}, {"came": designation}]}
    found = Activity.objects(__raw__={"city": city, "state": "held", "held_on": {"$gte": first, "$lte": last}, **place}).only("kind_title").as_pymongo()
    return [each["kind_title"] for each in found]


def _given_in(promise: Mapping[str, Any], first: str, last: str) -> list[str]:
    return [str(promise["service"]) for each in days_given(promise) if first <= each["on"] <= last]


def _ran_at_the_end(enrolment: Mapping[str, Any], last: str) -> bool:
    starts, ended = enrolment.get("starts_on"), enrolment.get("ended_on")
    return starts is not None and starts <= last and (ended is None or ended > last)
