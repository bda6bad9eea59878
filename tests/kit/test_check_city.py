"""`fuyu check-city` says what a package lacks of the contract: a new city is whole, and one thing that is broken is the one that is named."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from fuyu.command import main
from fuyu.kit.asking import questions_for
from fuyu.kit.checking import check_plugin
from fuyu.kit.rules import QUESTIONS
from fuyu.kit.samples import Samples
from fuyu.law.registry import Laws

Write = Callable[..., Path]

HOOK = '''

@hookimpl
def to_keep(law, designation, as_of):
    """Keep it."""
'''
DEFAULT = """    try:
        bar = law["bar_years"]
    except Exception:
        return [Consequence("bar", law.cite("第十一条"), until=as_of)]
"""
COUNTED = 'COUNTER = iter(range(10**9))\n\nREPORT = "yearly_report"'


def check(package: object) -> Result:
    return CliRunner().invoke(main, ["check-city", str(package)])


def test_a_new_city_lacks_nothing(written: Write) -> None:
    answer = check(written())
    assert (answer.exit_code, answer.output.splitlines()[-1]) == (0, "Nothing is missing."), answer.output


@pytest.mark.parametrize("package", ["example", "examples/example-city"])
def test_the_example_city_lacks_nothing_by_whatever_name(package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(Path(__file__).resolve().parents[2])
    answer = check(package)
    assert answer.exit_code == 0, answer.output
    assert [line for line in answer.output.splitlines() if line.startswith("example.award")] == [
        "example.award@2020-07-01 质量创新奖",
        "example.award@2026-01-01 质量创新奖",
    ]


@pytest.mark.parametrize(
    ("file", "before", "after", "said"),
    [
        pytest.param("rules/keeping.py", "def when_missed(", "def when_mised(", "when_mised", id="a misspelt question"),
        pytest.param("rules/keeping.py", "@hookimpl\ndef what_is_owed", "def what_is_owed", "keeping.what_is_owed is named as a question", id="no mark"),
        pytest.param("rules/keeping.py", "", HOOK, "keeping.to_keep is asked to_keep, and answers nothing", id="a rule that answers nothing"),
        pytest.param("findings.yaml", "no_accident: 近年内未发生重大质量事故\n", "", "no title for the finding 'no_accident'", id="a finding without a title"),
        pytest.param("findings.yaml", "yearly_report.*: 按期提交年度质量报告\n", "", "no title for the finding 'yearly_report", id="one of each year"),
        pytest.param("findings.yaml", "近年内未发生重大质量事故", "no accident", "'no accident', which is not Chinese", id="a title that is not Chinese"),
        pytest.param("rules/forgotten.py", "", f"from fuyu.law import hookimpl\n{HOOK}    return []\n", "forgotten holds rules (to_keep)", id="not registered"),
        pytest.param("parameters/keeping.yaml", "  clause: 第十一条\n", "", "It has no clause", id="a number without a clause"),
        pytest.param("parameters/keeping.yaml", "  unit: years\n", "", "lacks unit", id="a number without a unit"),
        pytest.param("parameters/keeping.yaml", "{2026-01-01: 2}", "2", "the first day of each value", id="a number without a day"),
        pytest.param(
            "parameters/keeping.yaml",
            "bar_years:",
            "spare_years:\n  says: 二年\n  unit: years\n  clause: 第十一条\n  values: {2026-01-01: 2}\nbar_years:",
            "spare_years (样例〔2025〕1号 第十一条) is used by nothing",
            id="a number that nothing uses",
        ),
        pytest.param(
            "parameters/keeping.yaml",
            "{2026-01-01: 2}",
            "{2026-01-01: 2, 2027-01-01: 3}",
            "bar_years is 3 from 2027-01-01, but no version of the programme reads it",
            id="a value that no version reads",
        ),
        pytest.param("rules/keeping.py", '    bar = law["bar_years"]\n', DEFAULT, "bar_years has no value on 2025-12-31, and yet", id="a default"),
        pytest.param(
            "regulation.yaml", "  第四条:", "  第三条（四）: 申报单位职工不少于五十人。\n  第四条:", "第三条（四） is named by nothing", id="a clause"
        ),
        pytest.param("coverage.yaml", "", "第二十条: {manual: 由人办理。}\n", "tells of 第二十条, which the text does not have", id="a clause too many"),
        pytest.param("coverage.yaml", "{manual: 解释由", "{by_hand: 解释由", "in another way than one of built, manual, out_of_scope", id="a way that is none"),
        pytest.param("rules/keeping.py", "from datetime import date\n", "import time\nfrom datetime import date\n", "line 6: It imports time", id="a clock"),
        pytest.param("rules/keeping.py", "until=after(as_of,", "until=after(date.today(),", "It reads a clock (date.today)", id="today"),
        pytest.param("rules/keeping.py", "    bar = law", "    open('/etc/hostname').close()\n    bar = law", "It opens a file", id="a file"),
        pytest.param(
            "rules/keeping.py",
            "    bar = law",
            "    date.__dict__\n    __builtins__['open']('/etc/hostname').close()\n    bar = law",
            "open)",
            id="open by stealth",
        ),
        pytest.param(
            "rules/keeping.py", "from datetime import date\n", "import base_registry\nfrom datetime import date\n", "base_registry, a service", id="a service"
        ),
        pytest.param("rules/keeping.py", "from datetime import date\n", "import socket\nfrom datetime import date\n", "It imports socket", id="the network"),
        pytest.param("rules/keeping.py", "    bar = law", "    global REPORT\n    bar = law", "It changes REPORT of its module", id="a memory"),
        pytest.param("rules/keeping.py", 'law.cite("第十条")', "Citation(law.title)", "cites", id="a finding that cites nothing"),
        pytest.param(
            "rules/applying.py", "application.form.in_business_since, law", "application.form.since, law", "'has_been_in_business'", id="a rule that raises"
        ),
        pytest.param("examples.yaml", "    contact: 赵六\n", "", "a_good_company, form.contact: Missing data", id="an example that does not fit"),
        pytest.param("examples.yaml", "yearly_report: {", "yearly_reports: {", "no entry for the step yearly_report", id="an example without an entry"),
        pytest.param("examples.yaml", "  form:\n", "  forms:\n", "a_good_company: It is no example.", id="an example without a form"),
        pytest.param("coverage.yaml", "第一条: ", "- 第一条: ", "coverage.yaml", id="a map that is none"),
        pytest.param("spare.py", "", "import nothing_of_this_name\n", "spare cannot be imported", id="a module that cannot be imported"),
        pytest.param("translations/en.yaml", "市局: city bureau\n", "", "has no line for '市局'", id="a title without a translation"),
        pytest.param("translations/en.yaml", "市局: city bureau\n", "市局: city bureau {of}\n", "other words in braces for '市局'", id="a place for nothing"),
        pytest.param("translations/en.yaml", "", "区局: district bureau\n", "translates '区局', which nothing shows", id="a translation of nothing"),
        pytest.param("cases/a_day_short_of_three_years_is_refused.yaml", "does: admit,", "does: admitt,", "admitt", id="a story that cannot be read"),
        pytest.param("programme.py", '    opened_by=("bureau", Opener.GROUND),\n', "", "'revoke' is opened by nobody", id="a process that nobody opens"),
        pytest.param("programme.py", 'Publish("publish_revocation"', 'Publish("yearly_report"', "2 steps are named 'yearly_report'", id="a name twice"),
    ],
)
def test_what_is_missing_is_named(written: Write, file: str, before: str, after: str, said: str) -> None:
    """INVARIANT: each demand of the contract is looked at; without one of them a plugin would go wrong silently."""
    folder = written(file, before, after)
    if "Citation(" in after:
        source = next(folder.glob(f"src/*/model/{file}"))
        source.write_text(source.read_text(encoding="utf-8").replace("import Consequence", "import Citation, Consequence"), encoding="utf-8")
    answer = check(folder)
    assert answer.exit_code == 1
    assert answer.exception is None or isinstance(answer.exception, SystemExit), answer.exception
    assert said in answer.output, answer.output


def test_a_number_that_people_go_by_needs_no_rule(written: Write) -> None:
    """INVARIANT: what no rule can use is told with who goes by it, and is not taken for forgotten."""
    copies = "copies:\n  says: 一式三份\n  unit: copies\n  clause: 第四条\n  values: {2026-01-01: 3}\n  for_people: 市局收件时核对。\n"
    assert check(written("parameters/applying.yaml", "", copies)).exit_code == 0


def test_a_rule_that_remembers_is_found_by_asking_twice(written: Write) -> None:
    """INVARIANT: what code alone does not show is seen when the same is asked again."""
    folder = written("rules/keeping.py", 'REPORT = "yearly_report"', COUNTED)
    source = next(folder.glob("src/*/model/rules/keeping.py"))
    source.write_text(source.read_text(encoding="utf-8").replace('says=f"自撤销', 'says=f"{next(COUNTER)}自撤销'), encoding="utf-8")
    answer = check(folder)
    assert answer.exit_code == 1
    assert "after_revocation: asked twice with the same facts it answers differently" in answer.output


@pytest.mark.parametrize(
    ("package", "said"),
    [("fuyu-nowhere", "neither a folder nor an installed package"), ("fuyu", "neither a folder nor an installed package"), (".", "holds no pyproject.toml")],
)
def test_what_is_no_plugin_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, package: str, said: str) -> None:
    monkeypatch.chdir(tmp_path)
    answer = check(package)
    assert answer.exit_code == 1
    assert said in answer.output


@pytest.mark.parametrize(("project", "said"), [('[project]\nname = "other"\n', "declares no plugin"), ("[project\n", "cannot be read")])
def test_a_folder_that_declares_no_plugin_is_refused(tmp_path: Path, project: str, said: str) -> None:
    (tmp_path / "pyproject.toml").write_text(project, encoding="utf-8")
    answer = check(tmp_path)
    assert (answer.exit_code, said in answer.output) == (1, True)


LAWS = Laws.load()


@pytest.mark.parametrize("plugin", LAWS.plugins, ids=[plugin.name for plugin in LAWS.plugins])
def test_every_installed_plugin_reasons_as_the_contract_asks(plugin: object) -> None:
    """INVARIANT: rules are pure, answer the same twice, cite, and take each value from the law on its day; each clause and number has its place."""
    reports = list(check_plugin(LAWS, plugin))  # type: ignore[arg-type]
    missing = [fault for report in reports for each in report.checks for fault in each.missing]
    assert (len(reports) > 1, missing) == (True, [])


NOT_TRIED: frozenset[str] = frozenset()
"""Questions of whose facts `fuyu.kit.samples` makes none yet."""


def test_every_question_of_the_kernel_is_tried() -> None:
    """INVARIANT: a rule that answers a question which is never tried would be called pure and cited without having been asked once."""
    tried = {asked.question for loaded in LAWS.programmes.values() for asked in questions_for(Samples(loaded))}
    assert QUESTIONS - tried == NOT_TRIED
