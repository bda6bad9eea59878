"""What a base reports every year, and a district every half year: 第十四条（五） and 第十三条（三）."""

from __future__ import annotations

from fuyu.law import DistrictReport, Report

# 第十四条（五）：每年定期向所在地区县（市）市场监督管理局汇报孵化基地工作开展情况，向郑州市市场监督管理局上报工作总结和卓越绩效孵化基地运行自评报告。
CLAUSE = "第十四条（五）"
REPORTS = (
    Report(
        "work_report",
        "孵化基地工作开展情况汇报",
        CLAUSE,
        to="district bureau",
        sections={"sessions": "教学培训与接访情况", "incubatees": "入孵企业情况", "needs": "困难与需要支持的事项"},
    ),
    Report(
        "work_summary",
        "年度工作总结",
        CLAUSE,
        to="city bureau",
        sections={"sessions": "教学培训与接访情况", "incubatees": "孵化情况", "services": "承诺服务提供情况", "outlook": "下一年度打算"},
    ),
    Report(
        "self_assessment",
        "卓越绩效孵化基地运行自评报告",
        CLAUSE,
        to="city bureau",
        sections={"incubatees": "孵化成效", "services": "承诺服务提供情况", "functions": "功能运行情况（第十五条）", "problems": "存在问题与改进"},
    ),
)

# 第十三条（三）：全面掌握孵化基地工作开展情况和成效，定期向所在地人民政府和郑州市市场监督管理局汇报。
DISTRICT_REPORT = DistrictReport(
    "孵化基地工作推进和成效报告", "第十三条（三）", by="district bureau", months="district_report_every", within="district_report_within"
)
