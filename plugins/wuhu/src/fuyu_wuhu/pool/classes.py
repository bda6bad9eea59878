"""The four classes: the conditions that the text names for each, and the quota between D and C (四（二）1)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from fuyu.law import Finding, Law, finding, hookimpl
from fuyu.law.facts import Call

BELOW_A = "未达到A类"
STABLE, SYSTEMATIC, GOOD, SOLID = "质量管理水平稳定", "质量管理方法系统", "质量基础良好", "质量基础扎实"

# 四（二）1：A类……；B类……；C类……；D类……。
CONDITIONS: Mapping[str, Sequence[str]] = {
    "A": (GOOD, STABLE, "质量管理团队对卓越绩效管理模式初步了解并已试点导入"),
    "B": (GOOD, STABLE, SYSTEMATIC, "首席质量官、中层质量管理团队及相关直属部门基本了解，并已在部分部门或班组导入"),
    "C": (SOLID, STABLE, SYSTEMATIC, "管理手段能够有效展开", "中高层领导团队了解，并已在部分班组或部门成熟实施"),
    "D": (SOLID, "质量管理经验丰富", "管理手段方法特色鲜明", "中高层领导团队了解掌握，并已全员导入实施"),
}
CLAUSES = {"A": "四（二）1 A类", "B": "四（二）1 B类", "C": "四（二）1 C类", "D": "四（二）1 D类"}
ALL = tuple(dict.fromkeys(condition for conditions in CONDITIONS.values() for condition in conditions))


def as_the_text_says(law: Law, holds_class: str, found: Sequence[str]) -> Iterator[Finding]:
    """Ask that the office found each condition that the text names for the class; one that does not reach A has none."""
    if holds_class == BELOW_A:
        return
    lacking = [condition for condition in CONDITIONS[holds_class] if condition not in found]
    because = f"Not found: {'；'.join(lacking)}." if lacking else "Each condition of the class was found."
    by = law.cite(CLAUSES[holds_class])
    yield finding("class_conditions", not lacking, by, actual=list(found), needed=list(CONDITIONS[holds_class]), because=because, about=holds_class)


# 四（二）1：D类组织数量不超过C类组织数量。
def may_grow(law: Law, call: Call | None, after: str, before: str | None = None) -> Finding:
    """Ask that one more in a class, or one that changes from another, does not let D grow beyond C; what lets D not grow is never refused for it.

    So while a removal has left more D than C, another C may enter and a D may become a C, but no D may come.
    """
    counts = dict(call.classes) if call else {}
    now = {name: counts.get(name, 0) for name in CONDITIONS}
    then = {**now, after: now.get(after, 0) + 1}
    if before is not None:
        then[before] -= 1
    most = law["most_d_for_each_c"]
    holds = then["D"] <= now["D"] or then["D"] <= most.value * then["C"]
    because = f"There would be {then['D']} of class D and {then['C']} of class C."
    return finding("d_at_most_c", holds, most, actual=then["D"], needed=most.value * then["C"], because=because, fact="call.classes")


@hookimpl
def to_balance(law: Law, call: Call, as_of: date) -> Sequence[Finding]:
    """Show whether D has outgrown C; a removal or a withdrawal may have brought it about, and it stays until it is cured."""
    most, d, c = law["most_d_for_each_c"], call.classes.get("D", 0), call.classes.get("C", 0)
    because = f"There are {d} of class D and {c} of class C."
    return [finding("d_at_most_c", d <= most.value * c, most, actual=d, needed=most.value * c, because=because, fact="call.classes")]
