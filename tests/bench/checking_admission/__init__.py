"""A full admission check of one application, ZB-6 to ZB-11: through the law layer, and its rules called directly on the same facts."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from tests.bench.bed import Bed
from tests.bench.comparing import Comparison, Target, interleaved

from fuyu.law import Finding, Laws, LawSettings, Loaded
from fuyu.law.facts import Application, Call, File, Filled, Organisation
from fuyu.law.forms import read
from fuyu.law.strict_yaml import load

PROGRAMME, VERSION = "zhengzhou.base", "2022-01-10"
APPLIED_ON, JUDGED_ON = date(2026, 3, 2), date(2026, 3, 9)
WHOLE, RULES = "the whole check: the law's view, the questions, findings with their origins", "its rules alone"


def measure(bed: Bed, rounds: int, quick: bool) -> list[Comparison]:
    """Return the microseconds of a check and of the rules in it; what is beyond twice the rules is spent outside of them."""
    times = 50 if quick else 2_000
    loaded = Laws.load().of(PROGRAMME, VERSION)
    application = _application(loaded)
    assert not any(finding.stands_in_the_way for finding in _check(loaded, application))
    measured = interleaved({WHOLE: _timed(lambda: _check(loaded, application), times), RULES: _timed(_rules(loaded, application), times)}, rounds)
    each = f"{1e6 / sorted(measured[WHOLE])[rounds // 2]:,.0f} checks a second on one core"
    return [Comparison("A full admission check, from facts to findings", "microseconds", [Target(WHOLE, RULES, most=2.0)], measured, [each])]


def _timed(work: Callable[[], object], times: int) -> Callable[[], float]:
    def timed() -> float:
        began = time.perf_counter()
        for _ in range(times):
            work()
        return 1e6 * (time.perf_counter() - began) / times

    return timed


def _check(loaded: Loaded, application: Application) -> list[Finding]:
    """Check as a service does when the district recommends: under the law's view of that day, with all questions of the step."""
    law, ask = loaded.view(LawSettings(), JUDGED_ON), loaded.ask
    found = [*ask.to_enter(law, application, JUDGED_ON), *ask.to_hold(law, application, JUDGED_ON)]
    return [*found, *ask.to_take(law, "district", "recommend", application, JUDGED_ON)]


def _rules(loaded: Loaded, application: Application) -> Callable[[], object]:
    """Return the same rules as plain functions with what each of them takes."""
    told = {"law": loaded.view(LawSettings(), JUDGED_ON), "application": application, "as_of": JUDGED_ON}
    told |= {"step": "district", "does": "recommend", "subject": application}
    hooks = loaded.ask._hooks
    rules = [rule for question in ("to_enter", "to_hold", "to_take") for rule in getattr(hooks, question).get_hookimpls()]
    calls = [(rule.function, [told[name] for name in rule.argnames]) for rule in rules]
    return lambda: [list(function(*given) or ()) for function, given in calls]


def _application(loaded: Loaded) -> Application:
    """Return an application that is good in everything, with all that the check looks at, from the programme's own examples."""
    programme = loaded.programme
    example = _filled_in(next(iter(load(programme.folder / "examples.yaml").values())))
    told = example["organisation"]
    company = Organisation("org-1", "code-1", told["name"], told["district"], told["industry"], date.fromisoformat(told["founded_on"]))
    call = Call("call", programme.id, programme.version, 2026, date(2026, 2, 2), None)
    materials = {material.key: [File("file", material.title, "pdf", APPLIED_ON)] for material in programme.materials}
    listed = _entry(loaded, example, "incubatee_list")
    registered = [_entry(loaded, example, "registration", each.code) for each in listed.entry.companies]
    filled: dict[str, Sequence[Filled]] = {"incubatee_list": [listed], "registration": registered, "consent": [_entry(loaded, example, "consent", position=99)]}
    return Application("application-1", company, call, read(programme.form, example["form"]), APPLIED_ON, materials=materials, filled=filled)


def _entry(loaded: Loaded, example: Mapping[str, Any], step: str, organisation: str | None = None, position: int = 1) -> Filled:
    form = next(each.form for process in loaded.programme.processes for each in process.steps if each.name == step)
    assert form is not None
    return Filled(step, "someone", read(form, example["fills"][step]), APPLIED_ON, organisation, position)


def _filled_in(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _filled_in(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_filled_in(inner) for inner in value]
    return value.replace("{name}", "示范企业001").replace("{n}", "001") if isinstance(value, str) else value
