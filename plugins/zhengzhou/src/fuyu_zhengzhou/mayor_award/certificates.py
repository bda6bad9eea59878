"""What is issued: one certificate for award and nomination, which always shows the day, and so the year, of the award."""

from __future__ import annotations

from fuyu.law import Certificate

# 第四条：颁发奖杯、授予证书；第二十九条：奖杯、证书由郑州市人民政府授予……必须标明获奖时间。
# The text gives no number to it; the pattern is a reading.
AWARD_CERTIFICATE = Certificate(
    "award_certificate",
    "获奖证书",
    "第二十九条",
    template="templates/award.typ",
    number="郑质奖证〔{year}〕{number:03}号",
    issued_by="city_government",
)
