"""What templates call to put things into words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date
from decimal import Decimal
from typing import Any

from flask import Flask, url_for

from fuyu.ids import new_id
from fuyu.law.forms import BASES
from fuyu.problems import Problem
from portal.acting import WORDS
from portal.asking import TRACKER, desk, reach
from portal.documents import Account
from portal.knowing import Document, Programme
from portal.pages.evidence import takes_evidence
from portal.pages.frame import city
from portal.pages.incubations import openable
from portal.pages.organisations import keeps_organisations
from portal.states import look, state_title
from portal.telling import condition_in_words, finding_in_words, in_words, is_chinese, plain
from portal.texts import day, is_english, moment, say

PICKED = {BASES: (TRACKER, "/bases")}
"""Where the records lie of which forms hold ids, by what the forms call them."""
MOST_TO_PICK = 1_000

KNOWN = {
    "statement": "记录",
    "points": "得分",
    "note": "评语",
    "people": "人员",
    "interest": "有利害关系",
    "companies": "企业",
    "name": "名称",
    "code": "统一社会信用代码",
    "on": "日期",
    "because": "理由",
    "clause": "条款",
    "regulation": "文件",
    "sessions": "培训",
    "hours": "课时",
    "batches": "批次",
    "summary": "总结",
    "total": "合计",
    "score": "得分",
    "bonus": "加分",
    "yearly": "年度工作报告",
    "first": "首任",
    "district": "区县",
    "title": "名称",
    "industry": "行业",
    "running_enrolments": "在孵企业",
    "completed_enrolments": "完成孵化",
    "ended_enrolments": "结束孵化",
    "years": "各年度",
    "starts_on": "起始日期",
    "first_day": "起始日",
    "last_day": "截止日",
    "programme": "项目",
    "version": "版本",
    "parameter": "参数",
    "value": "取值",
    "rule": "规则",
    "days": "天数",
    "last": "止",
    "process": "流程",
    "step": "环节",
    "is_needed": "需要复核",
    "host": "承办单位",
    "year": "年度",
    "days_off": "放假",
    "days_worked": "调休上班",
    "signature": "签名",
    "identity": "身份证明",
    "seal": "盖章",
    "evidence": "证据",
    "phone": "电话",
    "address": "地址",
    "email": "电子邮箱",
    "begins": "孵化开始",
    "period ends": "孵化期满",
    "extension ends": "延期届满",
    "ended": "孵化结束",
    "extension could end": "延期最晚可至",
    "designation ends": "基地认定到期",
    "designated_on": "认定日",
    "period_ended_on": "原孵化期满日",
    "period_ends_on": "孵化期满日",
    "opened_on": "环节开启日",
    "state": "状态",
    "consulting": "咨询",
    "diagnosis": "诊断",
    "benchmarking": "对标",
    "facts": "数据",
}
ABOUT = {"designation": "pages.base", "enrolment": "pages.enrolment", "application": "pages.application", "proceeding": "pages.proceeding"}


def word_of(name: str) -> str:
    """Return the word for a member's name."""
    return say(KNOWN.get(str(name), str(name)))


def days_until(on: str | None) -> int | None:
    """Return how many days are left until a day, less than nothing when it is past."""
    return (date.fromisoformat(on[:10]) - reach().today()).days if on else None


def span_said(first: str, last: str | None) -> str:
    """Return the days of an absence in words."""
    return say("{first} 至 {last}", first=day(first), last=day(last)) if last else say("自 {first} 起", first=day(first))


def about_link(row: Document) -> str:
    """Return the address of what a duty is about, where it has a page."""
    about = row.get("about") or {}
    if about.get("kind") == "district":
        return _report_of(row)
    endpoint = ABOUT.get(str(about.get("kind", "")))
    if endpoint == "pages.base" and row.get("programme") and not city().programme(row["programme"], row.get("programme_version")).brings_up:
        endpoint = "pages.designation"  # What brings up nobody has no work of a base to show.
    return url_for(endpoint, id=about["id"]) if endpoint and about.get("id") else ""


def _report_of(row: Document) -> str:
    """Return the address of the report that a district owes, whose duty names programme and district, year and part."""
    programme, _, district = str(row["about"]["id"]).partition("/")
    year, _, part = str(row["key"]).rpartition("/")[2].partition("-")
    return url_for("pages.district_report", programme=programme, district=district, year=int(year), part=int(part))


def titled(text: Any) -> Any:
    """Return a title that a record holds a copy of, in the reader's language."""
    return city().says(text)


def heading(message: Document) -> str:
    """Return what a message is about: its subject as it was sent, for who reads English what it is called there, where the message tells it."""
    return str((message.get("headings") or {}).get("en") or message["subject"]) if is_english() else str(message["subject"])


def what_day(told: str) -> str:
    """Return what a day of an incubation is, in words; of a step's limit its title."""
    return say("期限：{title}", title=titled(told.removeprefix("due: "))) if told.startswith("due: ") else word_of(told)


def rests_on(told: Document) -> list[tuple[str, str]]:
    """Return the facts on which a day rests as words, without the ids among them."""
    return [(word_of(name), state_title(value) if name == "state" else plain(value)) for name, value in told.items() if name in KNOWN and value]


def span(record: Document) -> Document:
    """Return the days of an incubation on a line from its first day to its last, each with its share of the way in percent; today among them."""
    first = date.fromisoformat(record["starts_on"])
    today = date.fromisoformat(record["today"])
    ends = [date.fromisoformat(each) for each in (record.get("extended_until") or record["ends_on"], record.get("ended_on")) if each]
    is_over = record.get("ended_on") is not None
    last = max([*ends, *([] if is_over else [today])])
    whole = max((last - first).days, 1)

    def at(on: date) -> float:
        return round(min(max((on - first).days, 0), whole) * 100 / whole, 2)

    within = [each for each in record["dates"] if each["on"] <= last.isoformat()]
    days = [{"on": each["on"], "what": what_day(each["what"]), "at": at(date.fromisoformat(each["on"]))} for each in within]
    return {"today": None if is_over else at(today), "gone": at(min(today, last)), "days": days, "last": last.isoformat()}


def judged_title(programme: Programme, process: str, step: str, key: str) -> str:
    """Return the question that a key stands for; the key itself where the version asks it no more."""
    return str(programme.judgements(process, step).get(key, key))


def ground_title(ground: Document, overdue: Sequence[Document] = ()) -> str:
    """Return what a ground is about: the duty that was missed, or the condition that is not met; empty where nobody tells it in words."""
    missed = next((row["title"] for row in overdue if row["key"] == ground["key"] and (row.get("about") or {}).get("id") == ground["designation"]), None)
    if missed:
        return say("未完成：{what}", what=titled(missed))
    programme = city().programme(ground["programme"], ground.get("programme_version"))
    return condition_in_words(ground["findings"][0] if ground.get("findings") else {"key": ground["key"]}, programme)


def readable(text: str | None) -> str:
    """Return a text that a reader of the page's language can read; nothing where it is English on a Chinese page."""
    return text if text and (is_english() or is_chinese(text)) else ""


def word_said(programme: Programme, process: str, act: Document) -> str:
    """Return what somebody said at a step: the verdict's own title, else the word on the button."""
    verdicts = programme.step(process, act["step"]).get("verdicts", ())
    title = next((str(each["title"]) for each in verdicts if each["word"] == act["does"]), None)
    return say(title or WORDS.get(str(act["does"]), str(act["does"])))


def by_whom(programme: Programme, row: Document) -> str:
    """Return who did what a record notes beside its steps: the actor's title and, to readers of an office, the person's name."""
    title = programme.actor(row["actor"]) if row.get("actor") else ""
    names = any(role.office or role.actor == "operator" for role in desk().roles)
    found = Account.objects(person=row.get("by")).only("name").first() if names else None
    return " · ".join(dict.fromkeys(filter(None, (title, found.name if found else ""))))


def corrected(programme: Programme, row: Document) -> list[tuple[str, str, str]]:
    """Return what a correction changed, in words: the part's title, what stood there before, and what stands there since."""
    before: Any = row["before"]
    after: Any = row["after"]
    if not isinstance(before, Mapping):  # A number alone.
        return [(say("文号"), plain(before), plain(after))]
    if "does" in before:
        process = row.get("process") or _process_with(programme, before["step"])
        title = str(programme.step(process, before["step"])["title"])
        return [(title, word_said(programme, process, dict(before)), word_said(programme, process, after))]
    names = [name for name in CORRECTED if before.get(name) != after.get(name)]
    return [(say(CORRECTED[name]), _noted(name, before.get(name), "原扫描件"), _noted(name, after.get(name), "新扫描件")) for name in names]


def _process_with(programme: Programme, step: str) -> str:
    """Return the first process with a step, for a correction that does not name its own."""
    return next((str(each["name"]) for each in programme.told["processes"] if any(one["name"] == step for one in each["steps"])), "")


def _noted(name: str, value: Any, scan: str) -> str:
    if name == "incubatee" and isinstance(value, Mapping):
        return f"{value['name']}（{value['code']}，{value['district']}）"
    return say(scan) if name == "file" and value else plain(value)


CORRECTED = {
    "received_on": "收文日期",
    "number": "收文编号",
    "file": "收文扫描件",
    "incubatee": "入孵企业",
    "promised": "承诺的服务",
    "starts_on": "孵化开始日期",
    "ends_on": "孵化期满日期",
}
"""What can be corrected of a receipt and of an enrolment, in the order in which it is told."""


def total(points: Document) -> str:
    """Return what the points of a sheet come to."""
    return f"{sum(map(Decimal, map(str, points.values()))):f}"


def told_of(entry: Document) -> Document:
    """Return what was filled in beside the points of a sheet, which stand by themselves with the titles of their items."""
    return {name: value for name, value in entry.items() if name not in ("points", "rubric") and value not in ("", None)}


def role_said(role: Document) -> str:
    """Return a role in words: the actor's title, and where or for whom it acts."""
    return " · ".join(filter(None, (say(city().actor(role["actor"])), role.get("district"), role.get("organisation"))))


def columns_of(rows: list[Document], asked: Mapping[str, Any]) -> list[str]:
    """Return the members of rows in the order in which the form asks for them, and after them those that it does not know."""
    there = {name for row in rows for name in row}
    return [*(name for name in asked if name in there), *sorted(there - set(asked))]


def to_pick(kind: str) -> dict[str, str]:
    """Return the names of the records of a kind that the person may choose among, by their ids, in the order of their names."""
    service, path = PICKED[kind]
    programmes = [each["id"] for each in city().latest() if city().programme(each["id"]).brings_up]
    rows = [row for id in programmes for row in desk().all(service, path, MOST_TO_PICK, programme=id, state="held")]
    return dict(sorted(((row["id"], _name_of(row["organisation"])) for row in rows), key=lambda each: each[1]))


def picked(kind: str, id: str, record: Document) -> str:
    """Return the name of a record that was chosen in a file, as the file names it or as the person sees it; its id where neither tells."""
    named = {record.get("designation"): record.get("base"), **{each["designation"]: each["base"] for each in record.get("past_stays") or ()}}
    if record.get("taker"):
        named[record["taker"]["designation"]] = record["taker"]
    if named.get(id):
        return str(named[id]["name"])
    service, path = PICKED[kind]
    with suppress(Problem):
        return _name_of(desk().get(service, f"{path}/{id}")["organisation"])
    return id


def _name_of(organisation: Document) -> str:
    return " · ".join(filter(None, (organisation["name"], organisation.get("district"))))


def register(app: Flask) -> None:
    """Let every template call these."""
    app.jinja_env.globals.update(
        _=say,
        day=day,
        moment=moment,
        new_key=new_id,
        columns_of=columns_of,
        role_said=role_said,
        told_of=told_of,
        titled=titled,
        total=total,
        by_whom=by_whom,
        corrected=corrected,
        plain=plain,
        word_of=word_of,
        heading=heading,
        days_until=days_until,
        about_link=about_link,
        span_said=span_said,
        span=span,
        what_day=what_day,
        rests_on=rests_on,
        judged_title=judged_title,
        ground_title=ground_title,
        readable=readable,
        state_title=state_title,
        look=look,
        in_words=in_words,
        condition_in_words=condition_in_words,
        finding_in_words=finding_in_words,
        is_english=is_english,
        takes_evidence=takes_evidence,
        openable=openable,
        keeps_organisations=keeps_organisations,
        picked=picked,
        to_pick=to_pick,
        words=WORDS,
        word_said=word_said,
    )
