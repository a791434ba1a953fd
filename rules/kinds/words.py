"""Words and dates as an office writes them, county by county."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from rules.values.matter import Kind, State, Step

BEIJING = ZoneInfo("Asia/Shanghai")
MINUTE = timedelta(minutes=1)
HOUR_MINUTES = 60
DAY_MINUTES = 24 * HOUR_MINUTES

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


PROVISIONAL = "暂定"
"""What stands before a date that runs into a year whose days off nobody has announced."""


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


def day_text(day: date) -> str:
    """A day as offices write it: 4月8日（周三）."""
    return f"{day.month}月{day.day}日（周{'一二三四五六日'[day.weekday()]}）"


def moment_text(instant: datetime) -> str:
    """An instant in Beijing: 4月3日（周五）17:40."""
    local = instant.astimezone(BEIJING)
    return f"{day_text(local.date())}{local:%H:%M}"


def clock_text(instant: datetime) -> str:
    """The time of day in Beijing: 17:40."""
    return f"{instant.astimezone(BEIJING):%H:%M}"


def span_text(span: timedelta) -> str:
    """A stretch of time to the nearest minute: 1小时30分钟, 2天3小时."""
    minutes = round(span / MINUTE)
    if minutes < 1:
        return "不到1分钟"
    days, rest = divmod(minutes, DAY_MINUTES)
    hours, rest = divmod(rest, HOUR_MINUTES)
    parts = ((days, "天"), (hours, "小时"), (0 if days else rest, "分钟"))
    return "".join(f"{number}{unit}" for number, unit in parts if number)
