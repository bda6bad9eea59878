"""What is recorded while a base stands: extension, assessment, complaint, re-review, revocation, subsidy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal as Number

from marshmallow import fields, validate

from fuyu.law import asked, form, schema_of
from fuyu.law.forms import BASES
from fuyu.web.fields import Date, Identifier, Money, Text
from fuyu_zhengzhou.base.entries import long_text
from fuyu_zhengzhou.base.forms import one_of

GROUNDS = ("违法违规经营", "投诉查实未及时整改", "未履行职责或未提供承诺服务", "孵化成功率低于规定比例", "未完成交办工作", "不符合孵化基地标准")
GROUND_CLAUSES = ("第十七条（二）", "第十七条（二）1", "第十七条（二）2", "第十七条（二）3", "第十七条（二）4", "第十七条（二）5")
SPENT_ON = ("孵化基地建设", "教学培训", "学习交流活动", "其他")


@form
@dataclass(frozen=True, kw_only=True, slots=True)
class ExtensionRequest:
    """An incubatee's own application for more time."""

    until: date = asked(Date(), "申请延长至", clause="第十六条（三）")
    because: str = asked(long_text(), "延期理由", clause="第十六条（三）")


@form
@dataclass(frozen=True, kw_only=True, slots=True)
class ChosenBase:
    """The base that the city bureau chooses for an incubatee whose own is no base any more."""

    designation: str = asked(Identifier(), "接收孵化基地", clause="第十六条（二）", refers_to=BASES)


@form
@dataclass(frozen=True, kw_only=True, slots=True)
class Leaving:
    """Why an incubatee leaves its incubation."""

    because: str = asked(long_text(), "退出孵化的原因", clause="第四条")


@form
@dataclass(frozen=True, kw_only=True, slots=True)
class EffectClaim:
    """What a company that completed says the model brought it."""

    benefits: str = asked(long_text(), "导入卓越绩效管理模式取得的效益", clause="第二十条（一）")


@form
@dataclass(frozen=True, kw_only=True, slots=True)
class ExpertOpinion:
    """The experts' opinion on whether the model works in a company, as the city bureau received it."""

    experts: str = asked(Text(most=500), "专家组", clause="第二十条（一）")
    given_on: date = asked(Date(), "认定日期", clause="第二十条（一）")
    opinion: str = asked(long_text(), "专家认定意见", clause="第二十条（一）")


@form
@dataclass(frozen=True, kw_only=True, slots=True)
class Assessment:
    """An on-site assessment against GB/T 19580: findings on its seven categories, no mark (pass is the assessor's finding)."""

    assessed_on: date = asked(Date(), "评估日期", clause="第十八条（一）")
    assessor: str = asked(Text(), "评估人", clause="第十八条（一）")
    leadership: str = asked(long_text(), "领导", clause="第十八条（一）")
    strategy: str = asked(long_text(), "战略", clause="第十八条（一）")
    customers: str = asked(long_text(), "顾客与市场", clause="第十八条（一）")
    resources: str = asked(long_text(), "资源", clause="第十八条（一）")
    processes: str = asked(long_text(), "过程管理", clause="第十八条（一）")
    measurement: str = asked(long_text(), "测量、分析与改进", clause="第十八条（一）")
    results: str = asked(long_text(), "结果", clause="第十八条（一）")


@form
@dataclass(frozen=True, kw_only=True, slots=True)
class RectificationReport:
    """The base's report on what was put right after a failed assessment or a verified complaint."""

    causes: str = asked(long_text(), "不合格原因", clause="第十八条（三）")
    measures: str = asked(long_text(), "整改措施及完成情况", clause="第十八条（三）")


@form
@dataclass(frozen=True, kw_only=True, slots=True)
class PlannedStep:
    """One dated step of a special plan."""

    what: str = asked(Text(most=500), "培训内容", clause="第十八条（三）")
    due_on: date = asked(Date(), "完成日期", clause="第十八条（三）")


@form
@dataclass(frozen=True, kw_only=True, slots=True)
class KeyPlan:
    """The special plan (专项孵化计划) of an incubatee on the key-incubation list (重点孵化名单)."""

    listed_on: date = asked(Date(), "列入重点孵化名单日期", clause="第十八条（三）")
    steps: Sequence[PlannedStep] = asked(
        fields.List(fields.Nested(schema_of(PlannedStep)), validate=validate.Length(min=1)), "专项孵化计划", clause="第十八条（三）"
    )


@form
@dataclass(frozen=True, kw_only=True, slots=True)
class SelfAssessment:
    """What a base hands in for its re-review: the work of its term and its own assessment."""

    work: str = asked(long_text(), "任期工作总结", clause="第十七条（一）")
    assessment: str = asked(long_text(), "孵化基地运行自评报告", clause="第十四条（五）")


@form
@dataclass(frozen=True, kw_only=True, slots=True)
class Continuation:
    """Why and until when a base goes on without another review (因工作需要的，经批准后予以延续)."""

    work_need: str = asked(long_text(), "工作需要", clause="第五条")
    because: str = asked(long_text(), "延续理由", clause="第五条")
    until: date = asked(Date(), "延续至", clause="第五条")


@form
@dataclass(frozen=True, kw_only=True, slots=True)
class AssignedWork:
    """Annual training or supporting work that a bureau assigns to a base (交办的年度培训及配合性工作)."""

    title: str = asked(Text(most=120), "工作名称", clause="第十七条（二）5")
    what: str = asked(long_text(), "工作内容", clause="第十七条（二）5")
    due_on: date = asked(Date(), "完成期限", clause="第十七条（二）5")


@form
@dataclass(frozen=True, kw_only=True, slots=True)
class WorkDone:
    """A base's answer to work that was assigned to it."""

    done: str = asked(long_text(), "完成情况", clause="第十七条（二）5")


@form
@dataclass(frozen=True, kw_only=True, slots=True)
class Complaint:
    """An incubatee's complaint about its base; the base sees the matter and not the name."""

    matter: str = asked(long_text(), "投诉事项", clause="第十七条（二）2")
    happened_on: date = asked(Date(), "发生日期", clause="第十七条（二）2")


@form
@dataclass(frozen=True, kw_only=True, slots=True)
class Revocation:
    """The ground on which a designation is taken away, with its facts."""

    ground: str = asked(one_of(GROUNDS), "取消资格的事由", clause="第十七条（二）")
    facts: str = asked(long_text(), "事实和证据", clause="第十七条（二）")
    grounds: Sequence[str] = asked(fields.List(Text(most=60), validate=validate.Length(max=50)), "系统已提出的事由", clause="第十七条（二）", default=())
    clause: str | None = asked(one_of(GROUND_CLAUSES, allow_none=True), "所依据的条款", clause="第十七条（二）", default=None)


@form
@dataclass(frozen=True, kw_only=True, slots=True)
class TakenBack:
    """What was taken back after a revocation."""

    certificate_on: date = asked(Date(), "收回荣誉证书日期", clause="第十七条（二）")
    plaque_on: date = asked(Date(), "收回牌匾日期", clause="第十七条（二）")


@form
@dataclass(frozen=True, kw_only=True, slots=True)
class SubsidyClaim:
    """A base's application for the one-time subsidy."""

    amount: Number = asked(Money(), "申报奖补金额（元）", clause="第十九条（一）")
    plan: str = asked(long_text(), "资金使用计划", clause="第十九条（一）")


@form
@dataclass(frozen=True, kw_only=True, slots=True)
class Payment:
    """A payment that was made."""

    amount: Number = asked(Money(), "拨付金额（元）", clause="第十九条（一）")
    paid_on: date = asked(Date(), "拨付日期", clause="第十九条（一）")
    reference: str = asked(Text(most=80), "凭证号", clause="第十九条（一）")


@form
@dataclass(frozen=True, kw_only=True, slots=True)
class Spending:
    """One expense out of the subsidy."""

    amount: Number = asked(Money(), "支出金额（元）", clause="第十九条（一）")
    spent_on: date = asked(Date(), "支出日期", clause="第十九条（一）")
    purpose: str = asked(one_of(SPENT_ON), "用途", clause="第十九条（一）")
    note: str = asked(Text(most=500, allow_none=True), "说明", clause="第十九条（一）", default=None)
