"""What changed since yesterday, or another day, about what an officer may see."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import groupby
from operator import itemgetter
from typing import Any

from flask import request, url_for

from portal.acting import WORDS
from portal.asking import REGISTRY, TRACKER
from portal.knowing import Document
from portal.pages.frame import city, desk, page, reach, show
from portal.pages.words import word_said
from portal.texts import say

_ALIKE = itemgetter("on", "kind", "id", "act", "step", "actor")
PAGES = {
    "application": "pages.application",
    "proceeding": "pages.proceeding",
    "designation": "pages.designation",
    "enrolment": "pages.enrolment",
    "session": "pages.session",
}
ACTS = {
    "application.begun": "开始申报",
    "application.ended": "申报终止",
    "application.receipt_recorded": "收文日期已登记",
    "application.receipt_corrected": "收文日期已更正",
    "application.misconduct_found": "违规情形已登记",
    "application.assignment_handed_over": "移交评审任务",
    "application.identity_papers_deleted": "按规定删除身份证件",
    "designation.granted": "予以认定",
    "designation.changed": "认定有变更",
    "designation.ended": "认定终止",
    "designation.expired": "认定到期",
    "designation.revoked": "取消认定",
    "designation.corrected": "文号已更正",
    "proceeding.opened": "发起",
    "proceeding.assignment_handed_over": "移交办理",
    "enrolment.proposed": "提出拟入孵",
    "enrolment.started": "开始孵化",
    "enrolment.refused": "不予入孵",
    "enrolment.ended": "孵化结束",
    "enrolment.stopped": "孵化中止",
    "enrolment.moved": "转移孵化基地",
    "enrolment.extended": "延长孵化期",
    "enrolment.corrected": "入孵资料已更正",
    "enrolment.data_corrected": "入孵资料已更正",
    "enrolment.process_withdrawn": "撤回申请",
    "enrolment.key_step_done": "完成重点孵化步骤",
    "enrolment.service_given": "提供承诺的服务",
    "session.logged": "登记培训",
    "session.corrected": "更正培训记录",
    "plan.filed": "提交年度计划",
    "report.filed": "提交报告",
}


@page("/changes")
def changes() -> Any:
    """List what changed since a day, yesterday where none is asked for, the newest first."""
    since = _day(request.args.get("since")) or reach().today() - timedelta(days=1)
    told = [desk().get(service, "/changes", since=since.isoformat()) for service in (REGISTRY, TRACKER)]
    rows = sorted((row for each in told for row in each["items"]), key=lambda row: str(row["at"]), reverse=True)
    alike = [list(each) for _, each in groupby(rows, _ALIKE)]
    return show("changes.html", rows=[{**_shown(each[0]), "count": len(each)} for each in alike], since=since, is_more=any(each["is_more"] for each in told))


def _shown(row: Document) -> Document:
    programme = city().programme(row["programme"], row["programme_version"])
    word = str(row["act"]).partition(".")[2]
    process = row["process"] or programme.entry()["name"]
    step = programme.step(process, row["step"]) if row["step"] else None
    title = word_said(programme, process, {"step": row["step"], "does": word}) if step else say(ACTS.get(str(row["act"]), WORDS.get(word, "有变更")))
    link = url_for("pages.base", id=row["belongs_to"]) if row["kind"] not in PAGES else url_for(PAGES[row["kind"]], id=row["id"])
    return {**row, "title": title, "step_title": (step or {}).get("title"), "by": programme.actor(row["actor"]), "link": link, "of": programme.title}


def _day(given: str | None) -> date | None:
    try:
        return date.fromisoformat(given or "")
    except ValueError:
        return None
