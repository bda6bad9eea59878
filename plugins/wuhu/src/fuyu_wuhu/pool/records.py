"""What is recorded in the pool: accidents, new classes, self-assessments, revisits, help (三, 四（二）1, 四（四）)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from marshmallow import fields

from fuyu.law import asked, form, schema_of
from fuyu_wuhu.pool.classes import ALL
from fuyu_wuhu.pool.forms import ACCIDENTS, CLASSES, one_of, said

CATEGORIES = ("领导", "战略", "顾客与市场", "资源", "过程管理", "测量、分析与改进", "结果")


@form
@dataclass(frozen=True, kw_only=True, slots=True)
class Accident:
    """A major accident of an organisation in the pool, as a competent authority found it."""

    kind: str = asked(one_of(ACCIDENTS), "事故类别", clause="三 首段")
    is_major: bool = asked(fields.Boolean(), "是否认定为重大事故", clause="三 首段")
    happened_on: date = asked(fields.Date(), "发生日期", clause="三 首段")
    found_by: str = asked(said(), "认定单位", clause="三 首段")
    finding: str = asked(said(), "认定结论", clause="三 首段")


@form
@dataclass(frozen=True, kw_only=True, slots=True)
class Reclassification:
    """A new class within the cycle, with its reason."""

    holds_class: str = asked(one_of(CLASSES), "调整后的分类", clause="四（二）1 末段")
    found: Sequence[str] = asked(fields.List(one_of(ALL)), "经认定符合的分类条件", clause="四（二）1 首段")
    because: str = asked(said(), "组织实施卓越绩效推广情况及调整理由", clause="四（二）1 末段")


@form
@dataclass(frozen=True, kw_only=True, slots=True)
class Withdrawal:
    """That an organisation leaves the pool of its own will."""

    because: str = asked(said(), "退出原因", clause="二（三）")


@form
@dataclass(frozen=True, kw_only=True, slots=True)
class Category:
    """What a self-assessment says on one category of GB/T 19580."""

    category: str = asked(one_of(CATEGORIES), "GB/T 19580 类目", clause="四（四）1")
    strengths: str = asked(said(), "优势", clause="四（四）1")
    to_improve: str = asked(said(), "不足和弱项", clause="四（四）1")


@form
@dataclass(frozen=True, kw_only=True, slots=True)
class SelfAssessment:
    """An organisation's own assessment against GB/T 19580, with what it improved."""

    assessed_on: date = asked(fields.Date(), "自评日期", clause="四（四）1")
    categories: Sequence[Category] = asked(fields.List(fields.Nested(schema_of(Category))), "对照 GB/T 19580 的自我评价", clause="四（四）1")
    improvements: str = asked(said(), "改进情况", clause="四（四）1")


@form
@dataclass(frozen=True, kw_only=True, slots=True)
class Revisit:
    """A station's revisit."""

    visited_on: date = asked(fields.Date(), "回访日期", clause="四（四）1")
    results: str = asked(said(), "孵化成效", clause="四（四）1")
    needs: str = asked(fields.String(), "需求和建议", clause="四（四）1", default="")


@form
@dataclass(frozen=True, kw_only=True, slots=True)
class HelpWanted:
    """A need of its own that an organisation brings to its station."""

    need: str = asked(said(), "个性化需求", clause="四（四）1")


@form
@dataclass(frozen=True, kw_only=True, slots=True)
class HelpGiven:
    """The station's answer."""

    answer: str = asked(said(), "帮扶情况", clause="四（四）1")
