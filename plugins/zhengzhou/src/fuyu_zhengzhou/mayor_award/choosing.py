"""How the award is chosen: the nine steps of 第十七条, none of which can be jumped."""

from __future__ import annotations

from fuyu.law.steps import (
    ADMIT,
    APPLICATION,
    CALL,
    RECOMMEND,
    REFUSE,
    RETURN,
    Announce,
    Choose,
    Effect,
    Fill,
    Judgement,
    Mark,
    Notice,
    Process,
    Question,
    Review,
    Score,
    Signed,
    Submit,
    Visit,
    Vote,
)
from fuyu_zhengzhou.mayor_award.forms import Presented, ReviewReport
from fuyu_zhengzhou.verdicts import PASS

# 第十七条（三）：对各单位申报资料的完整性进行把关，并会同……对申请单位质量、安全、环境污染等方面是否违法进行核查，经所在地人民政府或开发区管委会同意。
LOCAL_FINDS = (
    Judgement("complete", "申报资料是否完整？", "第十七条（三）"),
    Judgement("lawful_in_quality", "质量方面经核查是否无违法？", "第十七条（三）"),
    Judgement("lawful_in_safety", "安全方面经核查是否无违法？", "第十七条（三）"),
    Judgement("lawful_in_environment", "环境污染方面经核查是否无违法？", "第十七条（三）"),
    Judgement("government_agrees", "所在地人民政府或开发区管委会是否同意并盖章？", "第十七条（三）"),
)

# 第十三条、第十四条 as far as only an office and the departments that it asks can tell.
SECRETARIAT_FINDS = (
    Judgement("licences", "是否取得国家规定应取得的证照或资质？", "第十四条（二）"),
    Judgement("method", "质量管理模式、方法是否具有示范效应和推广价值？", "第十三条（二）"),
    Judgement("front_of_industry", "上年度指标是否位居国内、省内同行业前列（非盈利性业务：社会贡献位于行业前列）？", "第十三条（三）"),
    Judgement("reputation", "是否具有良好的诚信记录和社会声誉？", "第十三条（四）"),
    Judgement("conforms_to_policy", "是否符合国家产业、环保、质量、节能减排等政策？", "第十四条（一）"),
    Judgement("no_other_violation", "是否无其他违反法律、法规行为？", "第十四条（七）"),
)

# 第十七条（八）：提交相关证明材料。个人举报，应当签署本人姓名，注明联系电话、通讯地址，并提供身份证明;
# 单位举报，应当注明住所及联系电话、通讯地址，并加盖单位公章。
# The address where an organisation has its seat and the one where letters reach it are read as one.
REPORTED = Signed(
    person=(Mark.NAME, Mark.PHONE, Mark.ADDRESS, Mark.SIGNATURE, Mark.IDENTITY, Mark.EVIDENCE),
    organisation=(Mark.NAME, Mark.PHONE, Mark.ADDRESS, Mark.SEAL, Mark.EVIDENCE),
)

APPLY = Process(
    "apply",
    title="申报评定",
    over=APPLICATION,
    clause="第十七条",
    opened_by=("applicant",),
    steps=(
        Announce("announce", title="信息发布", by="secretariat", clause="第十七条（一）"),
        Submit("apply", title="自愿申报", by="applicant", clause="第十七条（二）"),
        Review("local_check", title="申报推荐", by="district bureau", clause="第十七条（三）", may=(RETURN, REFUSE, RECOMMEND), judges=LOCAL_FINDS),
        Review(
            "qualify",
            title="资格审核",
            by="secretariat",
            clause="第十七条（四）",
            may=(RETURN, REFUSE, ADMIT),
            asks=(Question.TO_ENTER, Question.TO_HOLD),
            judges=SECRETARIAT_FINDS,
        ),
        Score(
            "document_sheets",
            title="材料评审打分",
            by="expert",
            assigned_by="secretariat",
            clause="第十七条（五）",
            on="gbt_19580",
            at_least="group_least",
            at_most="group_most",
        ),
        Review(
            "document_review",
            title="材料评审报告",
            by="expert",
            assigned_by="secretariat",
            leads="document_sheets",
            clause="第十七条（五）",
            may=(REFUSE, PASS),
            form=ReviewReport,
        ),
        Score(
            "site_review",
            title="现场评审",
            by="expert",
            assigned_by="secretariat",
            clause="第十七条（六）",
            on="gbt_19580",
            at_least="group_least",
            at_most="group_most",
        ),
        Visit(
            "site_report",
            title="现场评审报告",
            by="expert",
            assigned_by="secretariat",
            leads="site_review",
            clause="第十七条（六）",
            form=ReviewReport,
        ),
        Vote("vote", title="综合评审", over=CALL, by="committee", clause="第十七条（七）", majority="vote_majority"),
        Notice("notice", title="公示", over=CALL, by="secretariat", clause="第十七条（八）", days="publication_days", signed=REPORTED),
        Choose("decide", title="确定", over=CALL, by="city government", clause="第十七条（九）", takes_effect=(Effect.GRANT,), is_numbered=True),
        Fill("present", title="颁发奖杯、证书", by="city government", clause="第十七条（九）", form=Presented, takes_effect=(Effect.CERTIFY,)),
    ),
)
