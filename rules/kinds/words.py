"""Words as an office writes them, county by county."""

from collections.abc import Mapping
from typing import Protocol

from rules.values.matter import Kind, State, Step

KINDS: Mapping[Kind, str] = {
    Kind.REFERRAL: "移送",
    Kind.ASSISTANCE: "协助",
    Kind.EMERGENCY: "紧急通报",
}

PREFIXES: Mapping[Kind, str] = {
    Kind.REFERRAL: "移",
    Kind.ASSISTANCE: "协",
    Kind.EMERGENCY: "急",
}
"""The first character of a matter's number."""

STEPS: Mapping[Step, str] = {
    Step.REGISTER: "登记",
    Step.SEND: "移送",
    Step.FAIL: "送达失败",
    Step.SERVE_ON_PAPER: "纸质送达",
    Step.ACKNOWLEDGE: "签收",
    Step.ACCEPT: "受理",
    Step.REFUSE: "不予受理",
    Step.ASK_SUPPLEMENT: "补正",
    Step.SUPPLY: "补充",
    Step.EXTEND: "延期",
    Step.REPLY: "答复",
    Step.HAND_ON: "转交",
    Step.REPORT_UP: "报请",
    Step.FILE: "立案",
    Step.CONFIRM: "确认",
    Step.PHONE: "电话通知",
    Step.DISPATCH: "出发",
    Step.ARRIVE: "到场",
    Step.SETTLE: "办结",
    Step.WITHDRAW: "撤回",
    Step.RECOMPUTE: "期限重算",
    Step.ATTACH: "归入材料",
}
"""The word for a step, which is also the command that takes it."""

SOURCES: Mapping[str, str] = {"complaint": "投诉举报、信访", "inspection": "检查巡查发现"}
"""Where a case came from, in the order in which it is asked."""

STATES: Mapping[State, str] = {
    State.REGISTERED: "已登记，尚未送出",
    State.UNDELIVERED: "未送达",
    State.DELIVERED: "已送达，等待办理",
    State.SUPPLEMENTING: "等待补充材料",
    State.ACCEPTED: "已受理",
    State.REFUSED: "不予受理",
    State.REPORTED: "已报请决定管辖",
    State.FILED: "已立案",
    State.REPLIED: "已答复",
    State.CONFIRMED: "已确认，等待出发",
    State.DISPATCHED: "已出发",
    State.ARRIVED: "已到场",
    State.SETTLED: "已办结",
    State.WITHDRAWN: "已撤回",
}


class LocalWords(Protocol):
    """Where a county's own words come from: its regulation."""

    def word(self, term: str, default: str) -> str:
        """The county's word for a term of the glossary, or the default."""
        ...


def kind_word(kind: Kind, local: LocalWords) -> str:
    """What the county calls this kind: 移送 in 清丰, 移交 in 沧州."""
    return local.word(kind.value, KINDS[kind])


def state_word(state: State, kind: Kind) -> str:
    """How a state is named. A refused assistance letter is 不予协助 and no 不予受理."""
    if state is State.REFUSED and kind is Kind.ASSISTANCE:
        return "不予协助"
    return STATES[state]


def step_word(step: Step, kind: Kind, local: LocalWords) -> str:
    """What the county calls a step. Refusing an assistance letter is 不予协助 and no 不予受理."""
    if step is Step.SEND:
        return kind_word(kind, local)
    if step is Step.REFUSE and kind is Kind.ASSISTANCE:
        return "不予协助"
    return local.word(step.value, STEPS[step])


def done_word(step: Step, word: str, *, added: bool = False) -> str:
    """A step's word as something done: 已受理, but 不予受理 as it is, and 已要求补正.

    Args:
        step: what was done.
        word: the county's word for it.
        added: it only adds names to what was recorded before.
    """
    if step is Step.ASK_SUPPLEMENT:
        return f"已要求{word}"
    if added:
        return f"已补记{word}人员"
    return word if word.startswith("不") else f"已{word}"
