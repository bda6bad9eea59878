"""What is issued: the base's certificate of honour with its plaque, the circular that names the bases, and the incubatees' certificate of training."""

from __future__ import annotations

from fuyu.law import Certificate

# 第十条：被认定为孵化基地的企业，颁发《郑州市企业卓越绩效管理孵化基地》荣誉证书和牌匾。
# The text gives no numbers to them; the patterns are a reading.
HONOUR = Certificate(
    "honour",
    "荣誉证书",
    "第十条",
    template="templates/honour.typ",
    number="郑孵证〔{year}〕{number:04}号",
    plaque="郑州市企业卓越绩效管理孵化基地",
)

# 第三条：经郑州市市场监督管理局研究批准，以文件通报形式命名。
CIRCULAR = Certificate("circular", "关于命名郑州市企业卓越绩效管理孵化基地的通报", "第三条", template="templates/circular.typ")

# 第十八条（一）：评估合格的企业视为完成孵化培训任务，由孵化基地颁发《孵化培训合格证书》。
COMPLETION = Certificate(
    "completion",
    "孵化培训合格证书",
    "第十八条（一）",
    template="templates/completion.typ",
    number="郑孵培证〔{year}〕{number:04}号",
)
