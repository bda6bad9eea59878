"""What the pages say: every Chinese text has an English one, and none is left over."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fuyu.law.describing import describe
from fuyu.law.registry import Laws
from fuyu.law.strict_yaml import load
from fuyu.problems import Problem
from fuyu.web.problems import kinds
from portal.knowing import HELP, translated

PORTAL = Path(__file__).resolve().parents[2] / "services/portal/src/portal"
SAID = re.compile(r"""(?<![\w.])(?:_|say)\(\s*(["'])((?:(?!\1).)*[\u4e00-\u9fff](?:(?!\1).)*)\1""")
WORD = re.compile(r'(?<!r)"([^"\n]*[\u4e00-\u9fff][^"\n]*)"')
LISTS = ("lists", "experts", "absences", "news", "activities", "preferring", "district_reports", "bases", "home", "objections", "simulating")
TABLES = ("states.py", "acting.py", *(f"pages/{name}.py" for name in ("words", "changes", *LISTS)))
"""Modules whose Chinese words are looked up when they are shown."""


def said() -> set[str]:
    """Return the texts that templates and modules hand to `_` and `say`, and those of the tables of words."""
    files = [*PORTAL.rglob("*.py"), *PORTAL.rglob("*.html")]
    found = {match.group(2) for path in files for match in SAID.finditer(path.read_text("utf-8"))}
    return found | {match.group(1) for name in TABLES for match in WORD.finditer((PORTAL / name).read_text("utf-8"))}


def test_every_text_has_an_english_one() -> None:
    english = load(PORTAL / "english.yaml")
    assert sorted(said() - set(english)) == []
    assert all(str(text).strip() for text in english.values())


def test_places_for_values_are_the_same_in_both_languages() -> None:
    """INVARIANT: a text whose places differ would fail on the page of whoever reads English."""
    places = re.compile(r"\{[a-z]+\}")
    wrong = [text for text, told in load(PORTAL / "english.yaml").items() if sorted(places.findall(text)) != sorted(places.findall(told))]
    assert wrong == []


def test_every_problem_has_its_chinese_words() -> None:
    import base_registry  # noqa: F401 -- its problems are known once it is loaded
    import incubatee_tracker  # noqa: F401
    import notifier  # noqa: F401

    told = load(PORTAL / "problems.yaml")
    assert sorted({kind.slug for kind in kinds(Problem)} - set(told) - {Problem.slug}) == []


def test_a_share_is_never_shown_as_more_than_it_is() -> None:
    """INVARIANT: a rate that falls short of what is needed does not look like it."""
    from portal.pages.dashboard import percent

    assert [percent(number) for number in (8 * 100 / 27, 2_996 * 100 / 10_000, 30.0, 0.29 * 100, 100.0, 0.0)] == ["29.6%", "29.9%", "30%", "29%", "100%", "0%"]


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Yield each value within a description by its path, without what the portal adds."""
    if isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            if key != HELP:
                yield from leaves(inner, f"{path}/{key}")
    else:
        yield path, value


def test_an_english_description_differs_in_titles_alone() -> None:
    """INVARIANT: what is sent back, compared or quoted is the same in every language: keys, words, choices, clauses, the law's own texts."""
    for loaded in Laws.load().programmes.values():
        told = describe(loaded)
        english = dict(leaves(translated(told, "en").told))
        chinese = dict(leaves(told))
        assert english.keys() == chinese.keys()
        changed = {path for path, value in chinese.items() if english[path] != value}
        assert {path.rsplit("/", 1)[1] for path in changed if "/sections/" not in path} <= {"title", "asks", "note", "plaque"}
        assert not any(path.startswith(("/regulation", "/parameters", "/findings", "/translations")) for path in changed)
        assert "/title" in changed


def test_a_title_that_a_record_copied_is_told_in_english_also_with_its_year() -> None:
    laws = Laws.load()
    programme = translated(describe(laws.of("zhengzhou.base", "2022-01-10")), "en")
    told = [programme.says(text) for text in ("提交申报", "2025年年度工作总结", "2026 认定批次", "2026年送教上门", "", None)]
    assert told == ["Handing in the application", "Summary of the year's work 2025", "Designation round 2026", "2026年送教上门", "", None]
    written = [programme.says(text) for text in ("2026年公益性教学或接访服务", "报送2026年教学计划。", "向示范021提供入孵时承诺的服务", "小型")]
    assert written == ["Public benefit teaching or receptions 2026", "To be handed in: Teaching plan 2026.", "Services promised to 示范021 at entry", "Small"]
    assert translated(describe(laws.of("wuhu.pool", "draft-1")), "en").says("第3次回访") == "Revisit 3"
    assert translated(describe(laws.of("hangzhou.cultivation", "2025-12-25")), "en").says("2025年度自我评价报告") == "Self-assessment report 2025"


def test_a_duty_that_a_service_names_is_told_in_english_with_its_part_of_the_year_and_its_subject() -> None:
    """INVARIANT: after the colon stands a name, which stays as it is; what is no title before it, a colon makes none."""
    laws = Laws.load()
    base, cultivation = (translated(describe(laws.of(*each)), "en") for each in (("zhengzhou.base", "2022-01-10"), ("hangzhou.cultivation", "2025-12-25")))
    assert base.says("2025年第2期孵化基地工作推进和成效报告") == "Report on the base's progress and effect 2025/2"
    told = [cultivation.says(text) for text in ("核查异议：示范企业002", "征求有关部门意见：市应急管理局", "某事：示范企业002", "核查异议")]
    assert told == [
        "Check of an objection: 示范企业002",
        "Consultation of the departments concerned: 市应急管理局",
        "某事：示范企业002",
        "Check of an objection",
    ]
