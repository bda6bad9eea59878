"""What a plugin's declaration must meet: each typical fault is refused at load, named, with a way out, and takes no other plugin down."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import date
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from fuyu.law import Laws, LawSettings, NoValue
from fuyu.law.registry import GROUP
from fuyu.problems import NotInForce, ProgrammeUnavailable

PACKAGE = '''
from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from marshmallow import fields

from fuyu.law import Actor, Certificate, City, Grant, Intake, Programme, Scope, asked, form
from fuyu.law.steps import APPLICATION, Announce, CALL, Decide, Effect, Process, Question, Submit
from . import rules


@form
@dataclass(frozen=True, kw_only=True)
class Application:
    """A form of one question."""

    years: int = asked(fields.Integer(strict=True), "年数", clause="第二条")


APPLY = Process(
    "apply", title="申报", over=APPLICATION, clause="第二条",
    steps=(
        Announce("announce", title="通知", clause="第二条", over=CALL, by="office"),
        Submit("apply", title="申报", clause="第二条", by="applicant"),
        Decide(
            "decide", title="认定", clause="第三条", by="office", asks=(Question.TO_ENTER,), takes_effect=(Effect.GRANT,),
            within="days_to_decide", since="apply",
        ),
    ),
)

city = City(
    id="CITY", title="某市", offices={"office": "某办公室"}, districts=("某区",),
    programmes=(
        Programme(
            id="CITY.prize", version="2025-01-01", title="某项目", office="office", folder=Path(__file__).parent,
            actors={"office": Actor(Scope.OFFICE, "某办公室"), "applicant": Actor(Scope.ORGANISATION, "申报组织")},
            intake=Intake(kind="round", title="批次", clause="第二条"), form=Application, processes=(APPLY,),
            grants=(Grant("prize", "某称号", "第三条"),), rules=(rules,),
        ),
    ),
)
'''

RULES = '''
from __future__ import annotations

from fuyu.law import finding, hookimpl


@hookimpl
def to_enter(law, application, as_of):
    """Ask the years."""
    least, years = law["least_years"], application.form.years
    return [finding("years", years >= least.value, least, actual=years, because=f"{years} years.")]
'''

REGULATION = """
title: 某办法
issuer: 某局
number: 某〔2025〕1号
status: in force
published_on: 2024-12-01
in_force_from: 2025-01-01
in_force_until: 2026-12-31
articles:
  第二条: 申报组织应当经营三年以上。
  第三条: 自申报之日起二十个工作日内认定。
"""

PARAMETERS = """
least_years:
  says: 经营三年以上
  unit: years
  clause: 第二条
  values: {2025-01-01: 3}
days_to_decide:
  says: 二十个工作日内认定
  unit: working days
  clause: 第三条
  values: {2025-01-01: 20}
"""

TEMPLATE = "#data.title #day(data.dated_on) #data.holder"

FILES = {"__init__.py": PACKAGE, "rules.py": RULES, "regulation.yaml": REGULATION, "parameters/law.yaml": PARAMETERS, "prize.typ": TEMPLATE}
COUNT = itertools.count()

Install = Callable[..., EntryPoint]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    """Return how a test writes a plugin and gets its entry point; `changed` maps a file to what stands in it and what is to stand there instead."""
    monkeypatch.syspath_prepend(str(tmp_path))

    def write(city: str = "testcity", /, *, named: str | None = None, **changed: tuple[str, str]) -> EntryPoint:
        module = f"plugin_{next(COUNT)}"
        for path, text in FILES.items():
            key = path.removesuffix(".py").removesuffix(".yaml").removesuffix(".typ").replace("__init__", "package").replace("parameters/law", "parameters")
            before, after = changed.get(key, ("", ""))
            assert before in text, f"{path} does not hold {before!r} any more"
            target = tmp_path / module / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text((text.replace(before, after) if before else text).replace("CITY", city), encoding="utf-8")
        return EntryPoint(name=named or city, value=f"{module}:city", group=GROUP)

    return write


def fault_of(entry: EntryPoint) -> str:
    """Return why a plugin was refused; nothing of it may run."""
    laws = Laws.load([entry])
    assert laws.programmes == {}
    assert laws.plugins[0].fault is not None
    return laws.plugins[0].fault


def test_a_whole_declaration_is_admitted(install: Install) -> None:
    """INVARIANT: what the other tests break is whole before they break it."""
    laws = Laws.load([install()])
    assert [plugin.fault for plugin in laws.plugins] == [None]
    assert list(laws.programmes) == [("testcity.prize", "2025-01-01")]


def test_a_misspelt_hook_is_refused(install: Install) -> None:
    """INVARIANT: a rule that nobody asks never loads, or a city would believe that it is asked."""
    assert "to_entre" in fault_of(install(rules=("def to_enter(", "def to_entre(")))


def test_a_hook_with_an_unknown_argument_is_refused(install: Install) -> None:
    """INVARIANT: a rule takes only what its question tells."""
    assert "applicant" in fault_of(install(rules=("(law, application, as_of)", "(law, applicant, as_of)")))


def test_a_key_that_stands_twice_is_refused(install: Install) -> None:
    """INVARIANT: of two numbers for one thing none is taken silently."""
    fault = fault_of(install(parameters=("days_to_decide:", "least_years:")))
    assert "'least_years'" in fault
    assert "law.yaml" in fault


@pytest.mark.parametrize(
    ("before", "after", "named"),
    [
        ("  clause: 第二条\n", "", "no clause"),
        ("  unit: years\n", "", "lacks unit"),
        ("clause: 第二条", "clause: 第九条", "第九条"),
        ("unit: working days", "unit: fortnights", "fortnights"),
        ("values: {2025-01-01: 3}", "values: 3", "values"),
        ("values: {2025-01-01: 3}", "values: {2025-01-01: 0}", "0 years"),
        ("values: {2025-01-01: 3}", "values: {2025-01-01: -3}", "-3 years"),
        ("says: 经营三年以上", "says: 经营三年以上\n  default: 3", "default"),
    ],
)
def test_a_parameter_says_its_clause_unit_and_value(install: Install, before: str, after: str, named: str) -> None:
    """INVARIANT: no number of the law stands without clause and unit, and none is read from a key that the kernel does not know."""
    assert named in fault_of(install(parameters=(before, after)))


def test_a_step_that_cites_an_unknown_clause_is_refused(install: Install) -> None:
    """INVARIANT: every clause that a page shows can be read in the regulation."""
    assert "'第八条'" in fault_of(install(package=('title="认定", clause="第三条"', 'title="认定", clause="第八条"')))


def test_a_step_by_an_unknown_actor_is_refused(install: Install) -> None:
    """INVARIANT: every step belongs to someone who exists, or it would stand open for ever."""
    fault = fault_of(install(package=('clause="第三条", by="office"', 'clause="第三条", by="mayor"')))
    assert "'mayor'" in fault
    assert "office, applicant" in fault


def test_a_step_deemed_done_by_an_unknown_actor_is_refused(install: Install) -> None:
    """INVARIANT: who says that a step counts as done is someone who exists."""
    assert "'mayor'" in fault_of(install(package=('clause="第二条", by="applicant")', 'clause="第二条", by="applicant", deemed_by="mayor")')))


def test_a_leader_leads_a_group_that_people_are_assigned_to(install: Install) -> None:
    """INVARIANT: a step that a group's leader takes names the step where the group is."""
    declared = 'clause="第三条", by="office"', 'clause="第三条", by="office", leads="apply"'
    assert "the leader of the group at 'apply'" in fault_of(install(package=declared))


def test_only_an_offices_word_can_wait_for_a_second_person(install: Install) -> None:
    """INVARIANT: what an applicant hands in never waits for an officer's colleague."""
    declared = 'clause="第二条", by="applicant")', 'clause="第二条", by="applicant", needs_second_person=True)'
    assert "step apply.apply needs a second person" in fault_of(install(package=declared))
    decided = 'clause="第三条", by="office"', 'clause="第三条", by="office", needs_second_person=True'
    (loaded,) = Laws.load([install(package=decided)]).programmes.values()
    assert loaded.programme.entry.step("decide").needs_second_person


@pytest.mark.parametrize(("named", "fault"), [("most_characters", "'most_characters'"), ("least_years", "in 'years'")])
def test_a_text_bounded_by_no_number_of_characters_is_refused(install: Install, named: str, fault: str) -> None:
    """INVARIANT: what a form's text may hold is a number of the law, in characters."""
    asked = f'asked(fields.String(), "年数", clause="第二条", at_most="{named}")'
    assert fault in fault_of(install(package=('asked(fields.Integer(strict=True), "年数", clause="第二条")', asked)))


def test_a_limit_without_the_day_it_runs_from_is_refused(install: Install) -> None:
    """INVARIANT: a time limit says from when it runs."""
    assert "`within` without `since`" in fault_of(install(package=('within="days_to_decide", since="apply"', 'within="days_to_decide"')))


def test_a_programme_that_grants_nothing_is_refused(install: Install) -> None:
    """INVARIANT: some step makes what was applied for come true."""
    assert "`grant`" in fault_of(install(package=(", takes_effect=(Effect.GRANT,)", "")))


def test_two_ways_of_an_application_that_grant_are_refused(install: Install) -> None:
    """INVARIANT: of the processes over an application one is its own way, the others run beside it."""
    other = '(APPLY, Process("again", title="又一", over=APPLICATION, clause="第二条", steps=APPLY.steps))'
    assert "Exactly one process over the application may grant" in fault_of(install(package=("(APPLY,)", other)))


@pytest.mark.parametrize(
    ("after", "told"),
    [
        ("takes_effect=(Effect.GRANT, Effect.REMOVE)", "has the effect `remove`"),
        ("takes_effect=(Effect.GRANT, Effect.CONDUCT)", "asks `person` and `penalty`"),
        ('tells=("nobody",), takes_effect=(Effect.GRANT,)', "tells 'nobody'"),
        ('group_of="apply", takes_effect=(Effect.GRANT,)', "taken by the group of 'apply'"),
    ],
)
def test_what_a_step_cannot_bring_about_or_name_is_refused(install: Install, after: str, told: str) -> None:
    """INVARIANT: what acts on an application's way stands beside it, and people are told, assigned and recorded by names that exist."""
    assert told in fault_of(install(package=("takes_effect=(Effect.GRANT,)", after)))


CERTIFIED = 'Certificate("prize", "证书", "第三条", template="prize.typ", number="某证〔{year}〕{number:03}号")'


def certified(declared: str = CERTIFIED) -> tuple[str, str]:
    """Return the change by which the grant of the declaration gets a certificate."""
    return 'Grant("prize", "某称号", "第三条")', f'Grant("prize", "某称号", "第三条", certificate={declared})'


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("{number:03}", "001", "does not hold {number}"),
        ("{number:03}", "{place}", "cannot be filled in: 'place'"),
        ("某证〔", "某证/〔", "holds a slash"),
        ('"第三条", template', '"第八条", template', "cites '第八条'"),
        ('"prize.typ"', '"none.typ"', "'none.typ', which is no file"),
        ('"prize.typ"', '"prize.typ", issued_by="mayor"', "issued by the office 'mayor', which the city does not have"),
    ],
)
def test_a_certificate_is_declared_whole(install: Install, before: str, after: str, told: str) -> None:
    """INVARIANT: what a certificate lacks is told when the plugin loads, not when the first one is due."""
    assert told in fault_of(install(package=certified(CERTIFIED.replace(before, after))))


@pytest.mark.parametrize(
    ("template", "told"), [("#data.titel", 'prize.typ, line 1: dictionary does not contain key "titel"'), ("\n#day(", "prize.typ, line 2: unclosed")]
)
def test_a_template_is_set_with_an_example_when_it_loads(install: Install, template: str, told: str) -> None:
    """INVARIANT: a template that asks for what is never told, or is not whole, is found with its line by its author, without any font."""
    assert told in fault_of(install(package=certified(), prize=(TEMPLATE, template)))


@pytest.mark.parametrize(
    ("declared", "told"),
    [
        ('news=News("第八条", by="office")', "The news cites '第八条'"),
        ('news=News("第二条", by="applicant")', "The news are told by 'applicant', which is no office"),
        ('activities=Activities("mayor", {"visit": ActivityKind("观摩", "第二条")})', "The activities are told by 'mayor', which is no office"),
        ('activities=Activities("office", {"visit": ActivityKind("观摩", "第八条")})', "The activity visit cites '第八条'"),
    ],
)
def test_news_and_activities_are_an_offices_and_rest_on_clauses(install: Install, declared: str, told: str) -> None:
    """INVARIANT: a board that nobody may write on, or that rests on no clause, is found when the plugin loads."""
    package = PACKAGE.replace("rules=(rules,),", f"rules=(rules,), {declared},").replace("import Actor,", "import Activities, ActivityKind, Actor, News,")
    assert told in fault_of(install(package=(PACKAGE, package)))


def test_a_certificate_is_brought_by_a_step_and_a_step_brings_one(install: Install) -> None:
    """INVARIANT: no certificate is declared that never comes, and no step promises one that nobody declared."""
    assert "brought by no step" in fault_of(install(package=certified()))
    assert "has no certificate" in fault_of(install(package=("takes_effect=(Effect.GRANT,)", "takes_effect=(Effect.GRANT, Effect.CERTIFY)")))


def test_every_fault_is_told_at_once(install: Install) -> None:
    """INVARIANT: an author mends a declaration in one go."""
    fault = fault_of(install(package=('by="office", asks=(Question.TO_ENTER,)', 'by="mayor", over="moon"')))
    assert "'mayor'" in fault
    assert "'moon'" in fault


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ("{2026-06-01: 3}", "on 2025-01-01; the first applies from 2026-06-01"),
        ("{2020-01-01: 2, 2024-01-01: ended}", "on 2025-01-01; the last one ended before 2024-01-01"),
    ],
)
def test_a_number_without_a_value_in_the_version_is_refused(install: Install, values: str, told: str) -> None:
    """INVARIANT: a value outside its version raises; it never falls back to another."""
    assert told in fault_of(install(parameters=("{2025-01-01: 3}", values)))


def test_asking_for_a_number_that_is_not_declared_raises(install: Install) -> None:
    """INVARIANT: a misspelt parameter never becomes a default."""
    laws = Laws.load([install()])
    law = laws.of("testcity.prize", "2025-01-01").view(LawSettings(), date(2026, 3, 2))
    assert law["least_years"].value == 3
    with pytest.raises(NoValue, match="declares no parameter 'least_year'; it declares days_to_decide, least_years"):
        law["least_year"]
    with pytest.raises(NoValue, match="no clause '第七条'"):
        law.cite("第七条")


def test_two_plugins_that_claim_one_city_are_both_refused(install: Install) -> None:
    """INVARIANT: which of two laws judges is never left to the order of installation; a third plugin runs on."""
    laws = Laws.load([install("alpha"), install("alpha"), install("beta")])
    assert [plugin.name for plugin in laws.plugins if plugin.fault] == ["alpha", "alpha"]
    assert all("claims the same programmes" in str(plugin.fault) for plugin in laws.plugins if plugin.fault)
    assert list(laws.programmes) == [("beta.prize", "2025-01-01")]


def test_a_plugin_that_raises_at_import_takes_no_other_down(install: Install) -> None:
    """INVARIANT: one city's mistake closes no other city."""
    broken = install("alpha", rules=("from fuyu.law import finding, hookimpl", "raise RuntimeError('no such table')"))
    laws = Laws.load([broken, install("beta")])
    assert [(plugin.name, plugin.fault) for plugin in laws.plugins] == [("alpha", "no such table"), ("beta", None)]
    assert laws.of("beta.prize", "2025-01-01").programme.title == "某项目"
    with pytest.raises(ProgrammeUnavailable, match=r"alpha\.prize@2025-01-01 is not running here: its plugin was refused at load\. no such table"):
        laws.of("alpha.prize", "2025-01-01")


def test_a_rule_that_wraps_others_is_refused(install: Install) -> None:
    """INVARIANT: answers stand side by side, each with its clause; a rule that could change what another says would decide unseen."""
    wraps = "@hookimpl(wrapper=True)\ndef to_enter(law, application, as_of):\n    return (yield)\n\n\ndef unused(law, application, as_of):"
    fault = fault_of(install(rules=("@hookimpl\ndef to_enter(law, application, as_of):", wraps)))
    assert "'to_enter'" in fault
    assert "wraps others" in fault


def test_a_missing_plugin_is_named(install: Install) -> None:
    """INVARIANT: records of a programme without its plugin say which plugin is missing, not that something failed."""
    laws = Laws.load([install("beta")])
    with pytest.raises(ProgrammeUnavailable, match=r"alpha\.prize@2025-01-01 is not running here: no installed plugin .* Install the plugin of 'alpha'"):
        laws.of("alpha.prize", "2025-01-01")
    with pytest.raises(ProgrammeUnavailable, match="alpha"):
        laws.city("alpha")


def test_an_entry_point_bears_its_citys_id(install: Install) -> None:
    """INVARIANT: a plugin speaks for the city whose name it is installed under."""
    assert "Its city is 'beta'" in fault_of(install("beta", named="alpha"))
    assert "begins with 'beta'" in fault_of(install("alpha", package=('id="CITY.prize"', 'id="beta.prize"')))


def test_outside_its_dates_in_force_no_version_judges(install: Install) -> None:
    """INVARIANT: the last day in force is inside (L1), the next is not, and the refusal says when one was (L6)."""
    laws = Laws.load([install()])
    assert laws.in_force("testcity.prize", date(2026, 12, 31), LawSettings()).programme.version == "2025-01-01"
    with pytest.raises(NotInForce, match="is in force from 2025-01-01 to 2026-12-31"):
        laws.in_force("testcity.prize", date(2027, 1, 1), LawSettings())


def test_what_stands_runs_on_under_the_version_that_was_last_and_under_none_before_its_first_day(install: Install) -> None:
    """INVARIANT: a text that lapsed begins nothing new, but what began under it is still checked, taught and told of (L6)."""
    laws = Laws.load([install()])
    for day in (date(2025, 1, 1), date(2026, 12, 31), date(2027, 1, 1), date(2036, 1, 1)):
        assert laws.last_in_force("testcity.prize", day, LawSettings()).programme.version == "2025-01-01"
    with pytest.raises(NotInForce, match="is in force from 2025-01-01 to 2026-12-31"):
        laws.last_in_force("testcity.prize", date(2024, 12, 31), LawSettings())
