"""Words as an office writes them, county by county."""

from collections.abc import Mapping
from typing import Protocol

from rules.kinds.steps import STEPS
from rules.values.kind import Incomplete, KindSpec, State, Step

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

if missing := set(State) - set(STATES):
    raise Incomplete(f"states without a word: {', '.join(sorted(missing))}")


class LocalWords(Protocol):
    """Where a county's own words come from: its regulation."""

    def word(self, term: str, default: str) -> str:
        """The county's word for a term of the glossary, or the default."""
        ...


def kind_word(kind: KindSpec, local: LocalWords) -> str:
    """What the county calls this kind: 移送 in 清丰, 移交 in 沧州."""
    return local.word(kind.id, kind.word)


def state_word(state: State, kind: KindSpec) -> str:
    """How a state is named: as the kind names it, or the usual way."""
    return kind.state_words.get(state, STATES[state])


def step_word(step: Step, kind: KindSpec, local: LocalWords) -> str:
    """What the county calls a step; the kind's own word stands before the county's."""
    if step is Step.SEND:
        return kind_word(kind, local)
    return kind.step_words.get(step) or local.word(step.value, STEPS[step].word)


def deed_word(step: Step, word: str) -> str:
    """What was done, without 已: 受理, 要求补正.

    Args:
        step: what was done.
        word: the county's word for it.
    """
    return STEPS[step].deed.format(word=word)


def done_word(step: Step, word: str, *, added: bool = False) -> str:
    """A step's word as something done: 已受理, but 不予受理 as it is, and 已要求补正.

    Args:
        step: what was done.
        word: the county's word for it.
        added: it only adds names to what was recorded before.
    """
    if added:
        return f"已补记{word}人员"
    return f"{'已' if STEPS[step].already else ''}{deed_word(step, word)}"
