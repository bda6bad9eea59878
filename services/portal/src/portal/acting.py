"""Acting at a step: which words a person may say, what the page asks for each, and what is sent of what was typed."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from werkzeug.datastructures import MultiDict

from fuyu.law.programme import Scope
from fuyu.process.proposing import SECOND
from portal.asking import Desk
from portal.forms import Field, ask, read, titles_by_name
from portal.knowing import Document, Programme

WORDS = {
    "announce": "开启",
    "submit": "提交",
    "fill": "填报",
    "score": "提交评分",
    "agree": "确认合议得分",
    "record": "提交记录",
    "ask": "征求意见",
    "answer": "答复意见",
    "close": "结束",
    "publish": "公布",
    "conclude": "结束公示",
    "vote": "登记表决",
    "choose": "确定名单",
    "assign": "指派人员",
    "declare": "申明利害关系",
    "release": "解除指派",
    "skip": "跳过本环节",
    "deem": "视为完成",
    "recuse": "责令回避",
    SECOND[0]: "复核同意",
    SECOND[1]: "复核退回",
    "note": "知悉",
    "verify": "属实",
    "reject": "不属实",
}
"""What stands on a button; verdicts have their own titles from the programme."""
NEEDS_REASON = frozenset({"skip", "deem", "release", "recuse", SECOND[1]})
ALONE = frozenset({"assign", "declare", "release", "skip", "deem", SECOND[0], SECOND[1]})
"""Words that are said without what the step itself asks."""
PARTS = {
    "entry.points": "得分",
    "entry.people": "人员",
    "entry.interest": "有利害关系",
    "entry.statement": "记录",
    "entry.note": "说明",
    "entry": "填写的内容",
    "reason": "理由",
    "number": "文号",
    "grounds": "撤销情形",
}
"""What the parts of an act are called that every step may ask."""


@dataclass(frozen=True)
class Word:
    """One word that can be said at a step: what stands on its button, and where it leads ("on", another way of a verdict, or "" where it stays)."""

    word: str
    title: str
    leads: str


@dataclass(frozen=True)
class Way:
    """One word that somebody may say at a step, with what the page asks for it."""

    word: str
    title: str
    leads: str
    needs_reason: bool
    is_numbered: bool
    judges: bool
    takes_statement: bool
    fields: list[Field] = field(default_factory=list)
    sheet: Document = field(default_factory=dict)
    people: list[Document] = field(default_factory=list)


@dataclass(frozen=True)
class OpenStep:
    """A step that is open on a subject, for one person: what they may say there, or whose turn it is."""

    told: Document
    declared: Document
    programme: Programme
    ways: list[Way]

    @property
    def waits_for(self) -> str:
        """Return who acts at it."""
        return self.programme.actor(self.told.get("by"))


def open_steps(desk: Desk, programme: Programme, record: Document, typed: Mapping[str, Any] | None = None) -> list[OpenStep]:
    """Return the steps that are open on a record, those first at which the person of the desk may act; a step told with a `draft` is filled from it."""
    found = [_open(desk, programme, record, told, typed or {}) for told in record.get("steps", ())]
    return sorted(found, key=lambda step: not step.ways)


def anew_at(desk: Desk, programme: Programme, record: Document, process: str, step: str, typed: Mapping[str, Any]) -> OpenStep:
    """Return a step at which something was said already, with every word that could have been said in its place."""
    declared = programme.step(process, step)
    words = [word for word in declared["words"] if word not in ALONE]
    told = {
        **{name: declared.get(name) for name in ("name", "title", "clause", "by")},
        "process": process,
        "judges": declared.get("judges", []),
        "words": words,
    }
    return OpenStep(told, declared, programme, [_way(desk, programme, record, told, declared, word, typed) for word in words])


def words_at(step: Document, without: Collection[str] = ALONE) -> list[Word]:
    """Return what can be said at a step, those words first that lead on."""
    words = [_said(step, word) for word in step.get("words", ()) if word not in without]
    return sorted(words, key=lambda each: each.leads != "on")


def _said(step: Document, word: str) -> Word:
    verdict = next((each for each in step.get("verdicts", ()) if each["word"] == word), None)
    if verdict is None:
        return Word(word, WORDS.get(word, word), "" if word in ALONE else "on")
    return Word(word, str(verdict["title"]), str(verdict["way"]))


def _open(desk: Desk, programme: Programme, record: Document, told: Document, typed: Mapping[str, Any]) -> OpenStep:
    declared = programme.step(told["process"], told["name"])
    ways = [_way(desk, programme, record, told, declared, word, typed) for word in told["words"] if _may(desk, programme, record, told, declared, word)]
    return OpenStep(told, declared, programme, ways)


def _may(desk: Desk, programme: Programme, record: Document, told: Document, declared: Document, word: str) -> bool:
    """Claim that the person is the actor of a word at a step; the service has the last word."""
    actor = declared.get("by") or told.get("by")
    if word == "deem":
        actor = declared.get("deemed_by")
    elif word in ("assign", "release", "skip") and declared.get("assigned_by"):
        actor = declared["assigned_by"]
    if actor is None or not any(role.actor == actor for role in desk.roles):
        return False
    person = desk.account.person if desk.account else None
    walk = walk_of(record, str(told["process"]))
    if programme.scope(actor) == str(Scope.ASSIGNED) and person not in walk.get("assigned", {}).get(told["name"], ()):
        return False
    proposed_by = told.get("proposed", {}).get("by")
    if word in SECOND and proposed_by == person:
        return False
    if word == SECOND[0] and desk.stead and proposed_by == desk.stead["person"]:  # What the absent one proposed another than the deputy confirms.
        return False
    if declared.get("assigned_by") and word not in ("assign", "release", "skip", "deem"):
        return (word == "declare") != has_declared(walk, declared, person)
    return not (word == "release" and not walk.get("assigned", {}).get(told["name"]))


def walk_of(record: Document, process: str) -> Document:
    """Return the walk of a process on a record: an enrolment has several."""
    walks = record.get("walks")
    if isinstance(walks, Mapping):
        found: Document = walks.get(process, {})
        return found
    return record.get("walk") or {}


def has_declared(walk: Document, declared: Document, person: str | None) -> bool:
    """Claim that an assigned person said already whether they have an interest."""
    where = (declared["name"], declared.get("group_of"))
    return any(act["does"] == "declare" and act["step"] in where and act["by"] == person for act in walk.get("acts", ()))


def _way(desk: Desk, programme: Programme, record: Document, told: Document, declared: Document, word: str, typed: Mapping[str, Any]) -> Way:
    said = _said(declared, word)
    is_forward = said.leads == "on"
    key = f"{told['process']}.{told['name']}.{word}"
    sheet = told.get("sheet", {}) if word in ("score", "agree") else {}
    entry = typed.get("entry") if typed.get("way") == key else told.get("draft") if sheet else None
    asks = declared.get("form") if is_forward else None
    fields = ask(asks, entry, "entry", typed.get("errors") if typed.get("way") == key else None) if asks else []
    return Way(
        word=word,
        title=said.title,
        leads=said.leads,
        needs_reason=word in NEEDS_REASON or said.leads not in ("on", ""),
        is_numbered=bool(declared.get("is_numbered")) and is_forward,
        judges=bool(told.get("judges")) and word not in ALONE,
        takes_statement=not declared.get("form") and word in ("record", "fill", "note"),
        fields=fields,
        sheet=sheet,
        people=list(_people(desk, record, told, word)),
    )


def _people(desk: Desk, record: Document, told: Document, word: str) -> Iterator[Document]:
    """Yield the people that an office can assign, or release."""
    assigned = walk_of(record, str(told["process"])).get("assigned", {}).get(told["name"], ())
    if word == "release":
        names = {each["person"]: each["name"] for each in desk.all("base-registry", "/experts", most=500)} if assigned else {}
        yield from ({"person": person, "name": names.get(person, person)} for person in assigned)
    if word == "assign":
        for each in desk.all("base-registry", "/experts", most=500):
            if each["person"] not in assigned:
                yield each


def act_of(programme: Programme, posted: MultiDict[str, str]) -> dict[str, Any]:
    """Return the act that was typed on a page, as the services take it."""
    process, step, does = posted.get("process", ""), posted.get("step", ""), posted.get("does", "")
    declared = programme.step(process, step)
    act: dict[str, Any] = {"process": process, "step": step, "does": does, "entry": entry_of(declared, does, posted)}
    judged = {key.split(".")[1] for key in posted if key.startswith("judged.")}
    if does not in ALONE:
        answers = {key: _answer(posted, key) for key in sorted(judged)}
        act["judged"] = {key: answer for key, answer in answers.items() if answer}
    act["overrides"] = {key.removeprefix("override."): value.strip() for key, value in posted.items() if key.startswith("override.") and value.strip()}
    for name in ("reason", "number"):
        act[name] = (posted.get(name) or "").strip()
    return {name: value for name, value in act.items() if value not in ("", {}, None)}


def titles_of(programme: Programme, process: str, step: str, record: Document | None = None) -> dict[str, str]:
    """Return what the parts of an act on a record are called on its form, by the names under which a service finds them wrong."""
    declared = programme.step(process, step)
    found = titles_by_name(declared["form"], "entry") if declared.get("form") else {}
    found |= {f"judged.{key}": str(asks) for key, asks in programme.judgements(process, step).items()}
    sheets = [told["sheet"] for told in (record or {}).get("steps", ()) if (told["process"], told["name"]) == (process, step) and "sheet" in told]
    found |= {f"entry.points.{item['key']}": str(programme.says(item["title"])) for sheet in sheets for item in sheet["items"]}
    return found | {name: title for name, title in PARTS.items() if name not in found}


def entry_of(declared: Document, does: str, posted: MultiDict[str, str]) -> dict[str, Any]:
    """Return what was typed for a step's own form, a sheet, an assignment or a declaration."""
    if does in ("assign", "release"):
        return {"people": posted.getlist("people")}
    if does == "declare":
        told = (posted.get("interest_says") or "").strip()
        return {"interest": posted.get("interest") == "true"} | ({"note": told} if told and posted.get("interest") == "true" else {})
    verdict = next((each for each in declared.get("verdicts", ()) if each["word"] == does), None)
    is_forward = verdict["way"] == "on" if verdict else does not in ALONE
    entry = read(declared["form"], posted, "entry") if declared.get("form") and is_forward else {}
    if not declared.get("form") and does not in ALONE and (statement := (posted.get("statement") or "").strip()):
        entry["statement"] = statement
    if does in ("score", "agree"):
        points = {key.removeprefix("points."): value.strip() for key, value in posted.items() if key.startswith("points.") and value.strip()}
        entry |= {"points": points} if points else {}
        if (note := (posted.get("note") or "").strip()) and "note" not in entry:
            entry["note"] = note
    return entry


def _answer(posted: MultiDict[str, str], key: str) -> dict[str, Any] | None:
    given = posted.get(f"judged.{key}.is_met")
    if given not in ("true", "false"):
        return None
    return {"is_met": given == "true", "note": (posted.get(f"judged.{key}.note") or "").strip()}
