"""The city's pool of experts: registered with an account to judge by, corrected, appraised, barred for misconduct and let back."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from flask import redirect, request, url_for

from fuyu.events.envelope import NO_CITY
from fuyu.ids import derived_id, new_id
from fuyu.law.programme import Scope
from fuyu.problems import InvalidInput, Problem
from fuyu.web.asking import running
from portal.accounts.keeping import account_of_login, invite, login_is_taken, login_of, make_account
from portal.asking import NOTIFIER, REGISTRY, Refusal
from portal.documents import Account
from portal.forms import ask, faults_by_name, read, titles_by_name, whole
from portal.knowing import Document
from portal.pages.accounts import mailed
from portal.pages.frame import account, city, desk, first_shown, only, page, reach, show, shown_again, version_to_name
from portal.pages.lists import Choice, Column, List, declared, listing
from portal.pages.uploads import take_materials
from portal.states import state_title
from portal.telling import beside, in_form_words
from portal.texts import say

MOST_ASSIGNED = 50
EMAIL = re.compile(r"[\w!#$%&'*+/=?^`{|}~-]+(\.[\w!#$%&'*+/=?^`{|}~-]+)*@[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\.[A-Za-z0-9-]{1,63}){1,4}", re.ASCII)
FORM = "expert"
EMPTIED: Document = {"name": "", "employer_code": None, "group_code": None, "titles": [], "qualifications": []}
"""What stands where nothing is typed in the form of an expert."""
APPRAISAL = {"year": "年度", "result": "考核结果", "says": "考核意见"}
BAR = {"found_on": "查实日期", "number": "文号", "finding": "查实的情形"}
LIFT = {"reason": "恢复的理由"}
NEW = {"login": "登录名或电子邮箱", "actor": "身份"}


def _standing(row: Document) -> str:
    return "barred" if row.get("bar") else "in pool"


def _qualifications(row: Document) -> str:
    return "、".join(str(each["title"]) for each in row.get("qualifications") or ())


def _appraised(row: Document) -> str:
    last = max(row.get("appraisals") or (), key=lambda each: each["year"], default=None)
    return f"{last['year']} {last['result']}" if last else ""


def _standings() -> Iterable[tuple[str, str]]:
    return [("false", state_title("in pool")), ("true", state_title("barred"))]


EXPERTS = List(
    "experts",
    "专家库",
    REGISTRY,
    "/experts",
    (
        Column("姓名", lambda row: row["name"]),
        Column("称号", lambda row: "、".join(row.get("titles") or ())),
        Column("工作单位", lambda row: row.get("employer_code"), "code"),
        Column("资格", _qualifications),
        Column("考核", _appraised),
        Column("状态", _standing, "state"),
    ),
    "pages.expert",
    (Choice("name", "姓名", most=60), Choice("employer", "工作单位代码", most=18), Choice("is_barred", "状态", _standings)),
    begins=("pages.new_expert", "登记专家"),
)


def _asked() -> Document:
    """Return the form of what is known of an expert, as a schema."""
    qualification = {
        "title": {"type": "string", "title": say("资格名称")},
        "number": {"type": "string", "title": say("编号")},
        "valid_until": {"type": "string", "format": "date", "title": say("有效期至")},
    }
    titles = {
        "name": {"type": "string", "title": say("姓名")},
        "employer_code": {"type": "string", "title": say("工作单位代码"), "x-help": say("统一社会信用代码；据此自动回避本单位的申报")},
        "group_code": {"type": "string", "title": say("所属集团代码"), "x-help": say("集团母公司的统一社会信用代码，没有的不填")},
        "titles": {"type": "array", "title": say("称号"), "items": {"type": "string", "title": say("称号")}},
        "qualifications": {
            "type": "array",
            "title": say("资格"),
            "items": {"type": "object", "required": ["title"], "properties": qualification},
        },
    }
    return {"required": ["name"], "properties": titles}


def _titles() -> dict[str, str]:
    """Return what the parts of an expert are called on the form, by their names at the service."""
    return {name.removeprefix(f"{FORM}."): title for name, title in titles_by_name(_asked(), FORM).items()}


@page("/experts")
def experts() -> Any:
    """List the pool."""
    return listing(EXPERTS)


# --- taking into the pool -------------------------------------------------------------------------------------------------------------------


def _judges() -> dict[str, str]:
    """Return the titles of the actors that are assigned by name in the city's programmes, by their names."""
    told = [(name, actor) for programme in declared() for name, actor in programme.told["actors"].items()]
    return {name: str(actor["title"]) for name, actor in reversed(told) if actor["scope"] == str(Scope.ASSIGNED)}


@page("/experts/new", methods=("GET", "POST"))
def new_expert() -> Any:
    """Take an expert into the pool; who has no account is invited to one, by which they judge what is assigned to them."""
    only(any(role.office for role in desk().roles))
    problem, typed, errors = None, None, {}
    if request.method == "POST":
        typed = read(_asked(), request.form, FORM)
        try:
            return redirect(_register(typed), 303)
        except Problem as refusal:
            problem, errors = refusal, faults_by_name(refusal, FORM)
            in_form_words(problem, _titles() | NEW)
    return show(
        "expert_new.html",
        problem.status if problem else 200,
        problem=problem,
        beside=beside(problem, NEW),
        fields=ask(_asked(), typed, FORM, errors),
        judges=list(_judges().items()),
        typed=request.form,
        key=request.form.get("key") or new_id(),
    )


def _register(told: Document) -> str:
    """Register who was typed; return where to go then. Sent again, the same form registers and invites the same person."""
    login, actor, key = login_of(request.form.get("login", "")), request.form.get("actor", ""), request.form.get("key") or new_id()
    known = account_of_login(login)
    if known is not None and not _is_judge(known):
        raise login_is_taken()
    if known is None and not EMAIL.fullmatch(login):
        reason = say("没有这个账号；要邀请，请填写电子邮箱") if login else "is missing"
        raise InvalidInput.of_fields([{"field": "login", "reason": reason}])
    if known is None and actor not in _judges():
        raise InvalidInput.of_fields([{"field": "actor", "reason": "is missing"}])
    person = known.person if known else derived_id("expert", account().person, key)
    made = desk().post(REGISTRY, "/experts", {**told, "person": person}, key=key)
    said = {"done": 1} if known else _invited(person, login, str(told["name"]), actor)
    return url_for("pages.expert", id=made["id"], **said)


def _is_judge(known: Account) -> bool:
    """Claim that an account has a role of this city in which one is assigned by name."""
    return any(role["city"] == desk().city and role["actor"] in _judges() for role in known.roles)


def _invited(person: str, login: str, name: str, actor: str) -> dict[str, Any]:
    """Take an expert into the directory with the address, make the account and mail its invitation; return what the page then says."""
    known = {"person": person, "name": name, "email": login}
    desk().post(NOTIFIER, "/people", {**known, "roles": [{"actor": actor}]}, key=request.form.get("key") or derived_id("known", person))
    given = {**known, "login": login, "roles": [{"actor": actor, "city": desk().city}]}

    def work(tx: Any) -> tuple[Account, str]:
        made = make_account(tx, given)
        return made, invite(tx, made)

    return mailed(*running().store.transact(work, city=NO_CITY))


# --- one expert -----------------------------------------------------------------------------------------------------------------------------


@page("/experts/<id:id>", methods=("GET", "POST"))
def expert(id: str) -> Any:
    """Show what is known of an expert, and correct it."""
    if request.method == "GET":
        return _one(id)
    told = EMPTIED | read(_asked(), request.form, FORM)
    shown = first_shown(_stands(desk().get(REGISTRY, f"/experts/{id}")))
    try:
        if changes := {name: value for name, value in told.items() if value != shown[name]}:
            desk().patch(REGISTRY, f"/experts/{id}", changes, request.form.get("version", ""))
        return redirect(url_for("pages.expert", id=id, saved=1), 303)
    except Refusal as refusal:
        errors = faults_by_name(refusal, FORM)
        in_form_words(refusal, _titles())
        return _one(id, refusal, FORM, told=told, errors=errors)


def _stands(expert: Document) -> Document:
    """Return what is known of an expert as its form asks it."""
    return {name: expert.get(name) or empty for name, empty in EMPTIED.items()}


def _one(id: str, problem: Problem | None = None, at: str = "", titles: Any = None, told: Document | None = None, errors: Any = None, **more: Any) -> Any:
    """Show an expert; `at` is the form that was refused, whose parts `titles` name, and `told` what was typed in that of what is known, with its `errors`."""
    expert, version = desk().versioned(REGISTRY, f"/experts/{id}")
    known, shown = shown_again(told, _stands(expert), problem) if told else (expert, _stands(expert))
    values = {
        "expert": expert,
        "version": version_to_name(version, problem),
        "standing": _standing(expert),
        "may_judge": _may_judge_work(),
        "assigned": desk().get(REGISTRY, f"/experts/{id}/applications", limit=MOST_ASSIGNED),
        "programmes": {each["id"]: each["title"] for each in city().latest()},
        "fields": ask(_asked(), known, FORM, errors),
        "shown": shown,
        "problem": problem,
        "at": at,
        "typed": request.form if titles else {},
        "beside": beside(problem, titles or {}),
        "files": more.pop("files", []),
        "year": reach().today().year,
        "key": request.form.get("key") or new_id(),
    }
    return show("expert.html", problem.status if problem else 200, **{**values, **more})


def _may_judge_work() -> bool:
    """Claim that one of the person's roles is of an office that assigns experts, and so appraises and bars them; the service has the last word."""
    offices = {
        (by, programme.told["actors"][by]["office"])
        for programme in declared()
        for process in programme.told["processes"]
        for step in process["steps"]
        if (by := step.get("assigned_by")) and programme.scope(by) == str(Scope.OFFICE)
    }
    return any((role.actor, role.office) in offices for role in desk().roles)


@page("/experts/<id:id>/appraisals", methods=("POST",))
def appraise_expert(id: str) -> Any:
    """Keep what the office thinks of an expert's work in a year."""
    body: dict[str, Any] = _typed(APPRAISAL)
    if "year" in body:
        body["year"] = whole(body["year"])
    return _sent(id, "appraisals", body, APPRAISAL)


@page("/experts/<id:id>/bars", methods=("POST",), most_files=5)
def bar_expert(id: str) -> Any:
    """Bar an expert for misconduct, with what was found, its day, number and papers."""
    only(_may_judge_work())
    files: list[str] = []
    try:
        files = take_materials("registry")
    except Problem as refusal:
        return _one(id, refusal, "bars", BAR)
    return _sent(id, "bars", _typed(BAR) | {"files": files}, BAR, files)


@page("/experts/<id:id>/bars/lift", methods=("POST",))
def lift_bar(id: str) -> Any:
    """Lift a bar with a reason."""
    return _sent(id, "bars/lift", _typed(LIFT), LIFT)


def _typed(names: Iterable[str]) -> dict[str, Any]:
    return {name: value for name in names if (value := request.form.get(name, "").strip())}


def _sent(id: str, what: str, body: dict[str, Any], titles: dict[str, str], files: Iterable[str] = ()) -> Any:
    try:
        desk().post(REGISTRY, f"/experts/{id}/{what}", body, key=request.form.get("key"), version=request.form.get("version"))
    except Refusal as refusal:
        in_form_words(refusal, titles)
        return _one(id, refusal, what, titles, files=list(files))
    return redirect(url_for("pages.expert", id=id, done=1), 303)
