"""What openings and steps must know: each question once, for every kind that asks it."""

from rules.values.facts import FactKind
from rules.values.kind import ANY, Field, FieldKind

IS_PROVISIONAL = "provisional"
"""Under it an entry names the field right before it: its day runs into a year nobody announced."""
RECEIVER_UNIT = Field("receiver", "接收单位", "请问交给哪个单位？", FieldKind.UNIT)
RECEIVER_UNITS = Field(
    "receiver",
    "接收单位",
    "请问交给哪些单位？可以写几个，也可以写“全部乡镇”。",
    FieldKind.UNIT,
    several=True,
)
FOUND_AT = Field("found", "发现时间", "什么时候发现或者接到的？", FieldKind.PAST)
SOURCE = Field(
    "source",
    "来源",
    "是投诉举报、信访，还是检查巡查发现的？",
    FieldKind.SOURCE,
    records={"complaint": FactKind.COMPLAINT_RECEIVED},
)
URGENT = Field(
    "urgent", "情况紧急", "", FieldKind.FLAG, records={ANY: FactKind.FOUND_URGENT}, may_ask=False
)
"""Said of a case; some documents have a shorter period for it."""
FACTS = Field("facts", "基本事实", "请用一两句话说明时间、地点、当事人和基本违法事实。")
FORMED_AT = Field("formed", "形成时间", "这条信息是什么时候形成或者收到的？", FieldKind.PAST)
CONTENT = Field("facts", "信息内容", "请写明是什么信息、主要内容，文件和图片可以一并发来。")
REQUEST = Field("facts", "协助事项", "需要对方提供什么资料或者协助什么？请写明案情和问题。")
SCENE = Field("facts", "现场情况", "哪里、发生了什么、有没有人受伤或者继续发生的危险？")
REASON = Field("reason", "理由", "请说明理由。")
ITEMS = Field("items", "补充内容", "请一次性列明需要补充的材料。")
SUPPLIED = Field("supplied", "补充情况", "请说明补充了哪些材料。")
UNTIL = Field("until", "新期限", "延期到哪一天？", FieldKind.FUTURE_DAY)
OPINION = Field("opinion", "答复意见", "请写明答复意见。")
RESULT = Field("result", "办理结果", "请写明办理结果。")
TEAM = Field("team", "出发人员", "谁出发？请写明姓名，只知道一名的先写一名。", FieldKind.PEOPLE)
WHOM = Field("whom", "通知对象", "电话通知了谁？请写明姓名。")
PROOF_AT = Field("served", "送达时间", "纸质文书什么时候送到的？", FieldKind.PAST)
PROOF = Field("proof", "送达证明", "由谁签收，回执或者送达记录的编号是什么？")
