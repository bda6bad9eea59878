"""Refusals and findings in the reader's language; where a service tells more in English, that stands behind it in a panel."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from fuyu.law.strict_yaml import load
from fuyu.problems import Problem
from portal.asking import NOTIFIER, REGISTRY, TRACKER, Down
from portal.knowing import Document, Programme
from portal.texts import day, is_english, say

PROBLEMS = Path(__file__).with_name("problems.yaml")
LISTING = frozenset({"conditions-not-met", "invalid-input", "unreadable-sheet"})
"""Problems whose members say more than they do."""
REASONS = {
    "Length must be between 1 and 200.": "至少填写一项",
    "Missing data for required field.": "没有填写",
    "Field may not be null.": "没有填写",
    "Unknown field.": "表中没有这一项",
    "is not known here": "表中没有这一项",
    "Not a valid date.": "不是有效的日期",
    "Not a valid integer.": "请填整数",
    "Not a valid number.": "请填数字",
    "Not a valid string.": "请填文字",
    "Not a valid boolean.": "请选择是或否",
    "Not a valid email address.": "不是有效的电子邮箱",
    "Invalid input type.": "填写的内容不对",
    "is missing": "没有填写",
    "is blank": "没有填写",
    "is too long": "太长",
    "is not a text, or holds a control character": "不能有控制字符",
    "is not a whole number": "请填整数",
    "is not a decimal number in a text": "请填数字",
    "lies outside what is taken": "超出允许的范围",
    "is neither true nor false": "请选择是或否",
    "is not a 统一社会信用代码": "不是正确的统一社会信用代码",
    "has a wrong check character": "校验码不对，请核对",
    "This lies in the future.": "不能晚于今天",
    "This day has not come.": "不能晚于今天",
    "It lies outside the call or in the future.": "应在批次开启之日至今天之间",
    "It lies before the call, in the future, or after the day on which the application was handed in here.": "应在批次开启之日至在线提交之日之间",
    "No receipt is on record yet; give its number and its scan.": "还没有收文记录，须填写编号并上传扫描件",
    "Nothing differs from the receipt that is on record.": "与现有收文记录相同，没有改动",
    "The designation bears this number already.": "与现在的文号相同",
    "Nothing differs from how the enrolment stands.": "没有改动任何一项",
    "Nothing differs from what was said.": "与原来的结论相同，没有改动",
    "These services were given already, so they stay promised.": "已经提供过的服务不能去掉",
    "What was done for it on other days rests on its period; correct that first.": "已登记的培训或服务不在更正后的孵化期内，请先更正那些记录",
    "The duty has no such level.": "这项期限没有这一级",
    "The city has no such district.": "本市没有这个区县",
    "lies before away_from": "早于外出第一天",
    "is nobody else of this directory": "须是名册中的另一人",
    "stands in none of this person's offices, districts or organisations": "须是同一单位的人员",
    "This year has not come.": "这一年还没有到",
    "is not a 文号": "不是正确的文号，例如“郑市监文〔2026〕9号”",
}
BEGINNINGS = {"is not a day of the calendar": "不是有效的日期", "Must be one of": "请从所列各项中选择"}
"""Reasons by how they begin, where they go on with what is taken."""
MOST_LATIN_A_SIGN = 4
"""A text of so many letters to each Chinese one is no Chinese text."""
UNITS = {
    "years": "年",
    "months": "个月",
    "days": "天",
    "working days": "个工作日",
    "points": "分",
    "points of 1000": "分",
    "yuan": "元",
    "characters": "字",
    "copies": "份",
}
"""What the units of numbers are called that say the same of every number; others are told by their condition's title."""
AWAY = ("met", "exempt")
PARTS = {REGISTRY: "申报与认定", TRACKER: "入孵与培训", NOTIFIER: "收件箱与提醒"}
"""What the services are called where one is away."""


@cache
def problems() -> Mapping[str, str]:
    """Return what each kind of problem means."""
    return {str(slug): str(text) for slug, text in load(PROBLEMS).items()}


def in_words(problem: Problem, programme: Programme | None = None) -> list[str]:
    """Return a refusal as sentences: what it is, then each condition that is not met or each field that is wrong."""
    if problem.slug == Down.slug and problem.members.get("service") in PARTS:
        part = say(PARTS[problem.members["service"]])
        return [say("系统中“{part}”的部分暂时没有响应，什么也没有改变。请一分钟后再试：它恢复以后，页面照常可用。", part=part)]
    told = [finding_in_words(each, programme) for each in problem.members.get("findings", ()) if each.get("outcome") not in AWAY]
    told += [f"{each.get('field', '')}：{reason(each)}" for each in problem.members.get("errors", ())]
    file = f"{problem.members['file']}：" if problem.members.get("file") else ""
    if is_english():
        return [*([file + problem.detail] if not told else []), *told]
    said = problems().get(f"{problem.slug}/{problem.members.get('because', '')}") or problems().get(problem.slug)
    if problem.slug not in LISTING and is_chinese(problem.detail):
        said = problem.detail  # It says more of this one refusal than what is said of all of its kind.
    if said is not None:
        said = file + said
    if said is None:
        return told or [problem.detail]
    return told if told and problem.slug in LISTING else [said, *told]


def reason(fault: Document) -> str:
    """Return what is wrong with a field."""
    told = str(fault.get("reason", ""))
    if is_english():
        return f"{told} ({fault['needed']})" if fault.get("needed") else told
    known = REASONS.get(told) or next((said for begin, said in BEGINNINGS.items() if told.startswith(begin)), None)
    if known is not None:
        return known
    if is_chinese(told):
        return told
    return f"填写的内容不对（{fault['needed']}）" if is_chinese(fault.get("needed")) else "填写的内容不对"


def in_form_words(problem: Problem, titles: Mapping[str, str]) -> None:
    """Put the titles of a form's fields in the place of their names in a refusal, each with what is wrong in the reader's language."""
    for each in problem.members.get("errors", ()):
        name = str(each.get("field", "")).replace("/", ".").strip(".")
        row = next((int(part) + 1 for part in name.split(".") if part.isdecimal()), None)
        told = _title(name, titles) or _title(".".join(part for part in name.split(".") if not part.isdecimal()), titles)
        if told is not None:
            each |= {"reason": reason(each), "field": f"{say(told)} {say('第 {n} 行', n=row)}" if row else say(told), "at": name}


def beside(problem: Problem | None, titles: Mapping[str, str]) -> dict[str, str]:
    """Return what is wrong by the name of the field at which it stands, once a refusal is in the words of the form that has these fields."""
    if problem is None:
        return {}
    whole = {str(problem.members.get("field")): in_words(problem)[0]}
    found = whole | {str(each["at"]): str(each["reason"]) for each in problem.members.get("errors", ()) if each.get("at")}
    return {name: said for name, said in found.items() if name in titles}


def _title(name: str, titles: Mapping[str, str]) -> str | None:
    return next((title for known, title in titles.items() if name == known or name.startswith(f"{known}.")), None)


def is_chinese(value: Any) -> bool:
    """Claim that a value is a text written in Chinese: an English sentence may name a clause in Chinese, a Chinese one a standard in Latin letters."""
    letters = [letter for letter in value if letter.isalpha()] if isinstance(value, str) else []
    return len(letters) < MOST_LATIN_A_SIGN * sum("\u4e00" <= letter <= "\u9fff" for letter in letters)


def finding_in_words(finding: Document, programme: Programme | None = None) -> str:
    """Return a finding as a sentence: the condition's title, with what is needed and what was found."""
    if is_english():
        because = str(finding.get("because", ""))
        return programme.words.begun(because) if programme else because
    title = programme.finding(finding) if programme else None
    if title is None:
        return str(finding.get("because", ""))
    unit = UNITS.get(programme.unit(finding), "") if programme else ""
    parts = [
        f"{say(word)} {plain(finding[name])}{f' {unit}' if unit and is_number(finding[name]) else ''}"
        for name, word in (("needed", "要求"), ("found", "实际"))
        if name in finding and not isinstance(finding[name], bool)
    ]
    return f"{title}（{'，'.join(parts)}）" if parts else title


def condition_in_words(finding: Document, programme: Programme) -> str:
    """Return the condition that a finding is about: its title, which is Chinese; for who reads English what the rule says of it."""
    return finding_in_words(finding, programme) if is_english() and finding.get("because") else programme.finding(finding) or ""


def is_number(value: Any) -> bool:
    """Claim that a value of a finding is a number: JSON's own, or a Decimal as text."""
    return not isinstance(value, bool) and re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", str(value)) is not None


def plain(value: Any) -> str:
    """Return any value of a finding or fact as words."""
    if value is None or value == "":
        return "—"
    if isinstance(value, bool):
        return say("是") if value else say("否")
    if isinstance(value, Mapping):
        return "；".join(f"{name} {plain(inner)}" for name, inner in value.items() if inner not in (None, "", [], {}))
    if isinstance(value, list | tuple):
        return "、".join(plain(each) for each in value) or "—"
    if isinstance(value, str) and len(value) == 10 and value[4:5] == "-":
        try:
            return day(date.fromisoformat(value))
        except ValueError:
            return value
    return str(value)
