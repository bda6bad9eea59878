"""What is recorded when a base's standing changes while it is one: a certificate that was renewed, an award that was withdrawn (第六条, 第十七条（二）)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fuyu.law import asked, form
from fuyu.law.steps import DESIGNATION, RETURN, Effect, Fill, Process, Review
from fuyu.web.fields import Date, Text
from fuyu_zhengzhou.base.forms import CITY_AWARD, DISTRICT_AWARD, NATIONAL_AWARD, PROVINCE_AWARD, one_of
from fuyu_zhengzhou.verdicts import CONFIRM


@form
@dataclass(frozen=True, kw_only=True, slots=True)
class RenewedCertificate:
    """A certificate that takes the place of an earlier one; `system` is its standard, or the industry's system as the application named it."""

    system: str = asked(Text(), "认证标准或行业管理体系", clause="第六条（三）")
    number: str = asked(Text(most=80), "证书编号", clause="第六条（三）")
    issuer: str = asked(Text(), "认证机构", clause="第六条（三）")
    valid_from: date = asked(Date(), "有效期自", clause="第六条（三）")
    expires_on: date = asked(Date(), "有效期至", clause="第六条（三）")


@form
@dataclass(frozen=True, kw_only=True, slots=True)
class WithdrawnAward:
    """A government quality award of the base that its giver withdrew."""

    level: str = asked(one_of((DISTRICT_AWARD, CITY_AWARD, PROVINCE_AWARD, NATIONAL_AWARD)), "奖项", clause="第六条（一）")
    granted_on: date = asked(Date(), "获奖日期", clause="第六条（一）")
    withdrawn_on: date = asked(Date(), "撤销日期", clause="第六条（一）")
    basis: str = asked(Text(most=500), "撤销依据（文号）", clause="第六条（一）")


RENEW_CERTIFICATE = Process(
    "renew_certificate",
    title="换发管理体系认证证书",
    over=DESIGNATION,
    clause="第六条（三）",
    opened_by=("base",),
    many=True,
    steps=(
        Fill("renewed_certificate", title="登记换发的证书", by="base", clause="第六条（三）", form=RenewedCertificate),
        Review(
            "confirm_certificate",
            title="区县（市）局核对证书",
            by="district bureau",
            clause="第十三条（一）",
            may=(RETURN, CONFIRM),
            back_to="renewed_certificate",
        ),
    ),
)

WITHDRAW_AWARD = Process(
    "withdraw_award",
    title="登记被撤销的政府质量奖",
    over=DESIGNATION,
    clause="第六条（一）",
    opened_by=("city bureau",),
    many=True,
    steps=(Fill("withdrawn_award", title="登记撤销情况", by="city bureau", clause="第六条（一）", form=WithdrawnAward, takes_effect=(Effect.RECORD,)),),
)
