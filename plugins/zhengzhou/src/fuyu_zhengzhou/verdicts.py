"""Words of decision that Zhengzhou's processes say beside the kernel's own."""

from __future__ import annotations

from fuyu.law.steps import Verdict, Way

PASS = Verdict("pass", Way.ON, "合格")
FAIL = Verdict("fail", Way.BACK, "不合格")
PROPOSE = Verdict("propose", Way.ON, "提出撤销")
REVOKE = Verdict("revoke", Way.ON, "撤销")
KEEP = Verdict("keep", Way.END, "不予撤销")
PROPOSE_REVOCATION = Verdict("propose_revocation", Way.END, "提出取消资格")
VERIFY = Verdict("verify", Way.ON, "查证属实")
REJECT = Verdict("reject", Way.END, "查不属实")
ACCEPT = Verdict("accept", Way.ON, "验收")
CONFIRM = Verdict("confirm", Way.ON, "整改到位")
