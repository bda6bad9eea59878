"""What the states of things are called."""

from __future__ import annotations

from portal.texts import say

TITLES = {
    "draft": "草稿",
    "running": "进行中",
    "completed": "已完成",
    "refused": "未通过",
    "not chosen": "未入选",
    "removed": "已移出",
    "withdrawn": "已撤回",
    "lapsed": "已失效",
    "held": "有效",
    "expired": "已到期",
    "ended": "已终止",
    "revoked": "已撤销",
    "proposed": "拟入孵",
    "not completed": "未完成",
    "to be moved": "待转移",
    "open": "进行中",
    "closed": "已结束",
    "overdue": "已逾期",
    "done": "已完成",
    "training": "培训",
    "reception": "接待交流",
    "exchange": "经验交流",
    "consulting": "咨询",
    "diagnosis": "诊断",
    "benchmarking": "对标",
    "planned": "计划中",
    "cancelled": "已取消",
    "valid": "有效",
    "ordered": "制作中",
    "issued": "已签发",
    "upheld": "成立",
    "rejected": "不成立",
    "tip": "线索",
    "announced": "已公告",
    "drawn": "已抽取",
    "listed": "已列入名单",
    "waiting": "等待名单",
    "returned": "已退回",
    "left": "未到",
    "skipped": "已跳过",
    "deemed": "视为完成",
    "not reached": "未到",
    "met": "符合",
    "not met": "不符合",
    "exempt": "不适用",
    "unknown": "待核实",
}
LOOKS = {
    "running": "primary",
    "held": "success",
    "completed": "success",
    "done": "success",
    "valid": "success",
    "met": "success",
    "overdue": "danger",
    "revoked": "danger",
    "refused": "danger",
    "not met": "danger",
    "not completed": "danger",
    "to be moved": "warning",
    "draft": "secondary",
    "proposed": "info",
    "open": "primary",
    "unknown": "warning",
}


def state_title(state: str | None) -> str:
    """Return what a state is called in the reader's language."""
    return say(TITLES.get(str(state), str(state)))


def look(state: str | None) -> str:
    """Return the Bootstrap colour of a state's badge; the words say it too."""
    return LOOKS.get(str(state), "secondary")
