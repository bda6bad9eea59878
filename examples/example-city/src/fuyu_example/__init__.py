"""示例市: a made-up city, deliberately unlike the others, for whoever writes the next one.

It decides before its notice, ranks by percentile, keeps places for small and medium enterprises, lets repeat winners in beside the quota, and has two versions
of its regulation: `award` is the first, `award_2026` the later one, which reuses what did not change.
"""

from __future__ import annotations

from fuyu.law import City
from fuyu_example.award.programme import AWARD_2020
from fuyu_example.award_2026.programme import AWARD_2026

city = City(
    id="example",
    title="示例市",
    offices={"award-office": "示例市质量创新奖评奖办公室"},
    districts=("东区", "西区", "南县"),
    programmes=(AWARD_2020, AWARD_2026),
)
