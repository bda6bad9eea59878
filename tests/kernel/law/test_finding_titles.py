"""Every finding that the installed plugins and the kernel can make has a short Chinese title."""

from __future__ import annotations

from pathlib import Path

import pytest

import fuyu
from fuyu.kit.finding_titles import keys_in, untitled
from fuyu.kit.trying import Trial
from fuyu.law.describing import describe
from fuyu.law.errors import DeclarationError
from fuyu.law.finding_titles import KERNEL, own_titles, read_titles, title_of, titles_of
from fuyu.law.registry import Laws, Loaded

LAWS = Laws.load()
ALL = [pytest.param(loaded, id=loaded.programme.name) for loaded in LAWS.programmes.values()]
SHARED = Path(fuyu.__path__[0])
SERVICES = SHARED.parents[2] / "services"
NOT_MADE = {"law/findings.py"}
"""Where findings are made of whatever key they are given."""


@pytest.mark.parametrize("loaded", ALL)
def test_every_finding_of_the_rules_has_a_title(loaded: Loaded) -> None:
    assert list(untitled(loaded.programme, Trial(loaded).keys)) == []


def test_every_finding_of_the_kernel_and_the_services_has_a_title() -> None:
    """INVARIANT: what is asked in every programme is told in every programme; the titles of bounded texts, papers and judgements come from declarations."""
    files = [*(path for path in SHARED.rglob("*.py") if path.relative_to(SHARED).as_posix() not in NOT_MADE), *SERVICES.glob("*/src/**/*.py")]
    keys = {key for path in files if "templates" not in path.parts for key in keys_in(path)}
    assert {key for key in keys if title_of(read_titles(KERNEL), key) is None} == {"material.*", "*.length"}


@pytest.mark.parametrize("loaded", ALL)
def test_each_title_is_short_chinese_without_a_full_stop(loaded: Loaded) -> None:
    for key, title in titles_of(loaded.programme).items():
        assert any("\u4e00" <= character <= "\u9fff" for character in title), key
        assert not title.endswith(("。", ".")), key


@pytest.mark.parametrize("loaded", ALL)
def test_what_a_declaration_titles_already_is_not_told_again(loaded: Loaded) -> None:
    programme = loaded.programme
    declared = {judgement.key for process in programme.processes for step in process.steps for judgement in step.judges}
    declared |= {f"material.{material.key}" for material in programme.materials}
    assert declared & own_titles(programme).keys() == set()
    assert declared <= titles_of(programme).keys()


def test_a_programme_is_described_with_its_titles() -> None:
    findings = describe(LAWS.of("zhengzhou.base", "2022-01-10"))["findings"]
    assert {key: findings[key] for key in ("model_applied", "material.request", "culture", "declared_interest")} == {
        "model_applied": "持续应用卓越绩效模式满规定年限",
        "material.request": "项目申请文件",
        "culture": "组织文化是否先进？",
        "declared_interest": "专家声明无利害关系",
    }


@pytest.mark.parametrize(
    ("key", "expected"),
    [("work", "甲"), ("work/2026-01-05/培训", "乙"), ("work.late", "丙"), ("work.late.1", "乙"), ("worker", None), ("sessions/2026", "丁")],
)
def test_the_whole_key_goes_before_its_longest_beginning(key: str, expected: str | None) -> None:
    assert title_of({"work": "甲", "work.*": "乙", "work.late": "丙", "sessions.*": "丁"}, key) == expected


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- 甲\n", "not a mapping"),
        ("key: met\n", "not Chinese"),
        ("key: 2\n", "not Chinese"),
        ("key: 已满年限。\n", "full stop"),
        ("work*: 按期完成\n", "no key of a finding"),
        ("key: 甲\nkey: 乙\n", "key"),
    ],
)
def test_a_file_that_tells_no_titles_is_refused(text: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "findings.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(DeclarationError, match=said):
        read_titles(tmp_path / "findings.yaml")


def test_keys_are_read_from_the_code(tmp_path: Path) -> None:
    """INVARIANT: a key that is written, put together, named before or handed on is found; without it a page would show a key to an officer."""
    file = tmp_path / "rules.py"
    file.write_text(
        'YEARLY = "yearly"\n'
        "def _one(law, key):\n    return finding(key, True, law)\n"
        'def to_enter(law, year):\n    name, by = f"floor.{year}", law\n'
        '    return [_one(law, "handed_on"), unknown("written", by), exempt(name, by), finding(f"{YEARLY}/{year}", True, by)]\n',
        encoding="utf-8",
    )
    assert keys_in(file) == {"handed_on", "written", "floor.*", "yearly/*"}
