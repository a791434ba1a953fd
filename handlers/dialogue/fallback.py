"""What is answered to words that are no command: a greeting, thanks, a question, anything else."""

import re

from handlers.command import Ask

GREETING = "您好，我是执法协作助手。直接说要办的事，或者发送“帮助”看看能办什么。"
THANKS = "不用谢。要办事请直接说，或者发送“待办”查看本单位的事项。"
UNKNOWN = (
    "没有听懂，什么也没有办理。可以这样说：“移送 市监局 某店无证经营”“受理 移12”“待办”，"
    "或者发送“帮助”。"
)
QUESTION = (
    "没有看懂问的是哪一件。进展请发送“查 移12”，期限依据请发送“为什么 移12”，"
    "本单位的事项请发送“待办”。"
)
ALARM = (
    "没有听懂，什么也没有发出。如果是紧急情况，请立即拨打电话，并发送“紧急 单位 现场情况”，"
    "例如“紧急 城关镇 化工仓库泄漏”。"
)
CLOSED = "没有办理：“{word}”还没有开通，请按原来的方式办理。"
HINTS = {
    "催办": "到期以前和过期以后，系统会自动提醒经办单位。进展请发送“查 移12”。",
    "不予立案": "办理结果可以发送“办结 移12 不予立案，理由”告知对方。",
    "争议": "管辖规定请发送“条文 移12”查看。",
}
ELSE = "现在能办的请发送“帮助”查看。"

_HELLO = re.compile(
    r"(?:你好|您好|在吗|在不在|有人吗|早上好|上午好|下午好|晚上好|hi|hello|你是谁|哈[喽啰]|嗨)+"
)
_THANKS = re.compile(
    r"(?:好的?|嗯+|收到)?(?:非常|多|十分)?(?:谢谢|感谢|辛苦了?|麻烦了)(?:你们?|您|大家|啦|了)*"
)
_ASKS = re.compile(r"(?:[?？]|[吗呢])$|怎么(?:样|还)|咋样|进展|进度|到哪|什么时候|多久|几天|几时")
_ALARM = re.compile(
    r"着火|起火|失火|爆炸|泄漏|泄露|坍塌|塌方|倒塌|中毒|溺水|落水|被困|伤亡|受伤|触电|决堤|溃坝|群殴|出人命"
)
_MARKS = " 。.，,！!~～@"


def unheard(ask: Ask) -> str:
    """The answer to a message for which there is no command."""
    if ask.command:
        return CLOSED.format(word=ask.command) + HINTS.get(ask.command, ELSE)
    said = ask.text.strip(_MARKS)
    asks = _ASKS.search(said)
    said = said.rstrip("?？")
    if not said or _HELLO.fullmatch(said.lower()):
        return GREETING
    if _ALARM.search(said):
        return ALARM
    if _THANKS.fullmatch(said):
        return THANKS
    return QUESTION if asks else UNKNOWN
