"""The duties that counties have in common, by id: one id for one thing, whatever it is called."""

from collections.abc import Mapping

DUTIES: Mapping[str, str] = {
    "refer": "移送案件或线索",
    "refer-urgent": "紧急移送",
    "refer-complaint": "移送投诉、举报、信访",
    "refer-to-township": "向乡镇移送",
    "file-complaint": "对投诉举报立案",
    "accept-complaint": "受理投诉举报",
    "notify-township": "告知投诉人并书面告知乡镇",
    "complaint-feedback": "反馈投诉举报处理情况",
    "acceptance-notice": "书面告知受理情况",
    "decide-filing": "决定是否立案",
    "file-case": "立案",
    "supplement-notice": "通知补充材料",
    "supplement": "补充材料",
    "assist-reply": "答复协助函",
    "assist-supplement-notice": "告知需要补充的资料",
    "report-delivery": "送交检测报告、鉴定结论",
    "decline-assistance": "告知不能协助的理由",
    "share": "共享信息",
    "inspection-notice": "提前告知专项检查",
    "emergency-notice": "通报紧急情况",
    "emergency-dispatch": "派员赶赴现场",
    "legal-review": "签署并反馈法制审核意见",
    "minor-case-notice": "通报轻微违法行为",
    "penalty-copy": "抄送处罚决定书",
    "guidance-after-copy": "规范、指导当事人",
    "annual-guidance": "到乡镇带办或者指导",
    "regular-meeting": "召开例行会议",
    "stop-violation": "制止正在进行的违法行为",
    "notify-found": "告知发现的违法行为",
    "investigate": "查处",
    "crime-transfer": "移送涉嫌犯罪案件",
    "publish-case": "录入公示平台",
}
"""Every duty id there is, and what is owed in a few words; a document may name it its own way."""
