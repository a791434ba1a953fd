"""确认 <编号>: somebody on duty takes an emergency on. Not yet on the way."""

from handlers.command import Ask, step_command
from handlers.dialogue import begin_step
from rules.decisions.steps import Unfit
from rules.in_force import Law
from rules.kinds.steps import STEPS
from rules.values.errors import NotYours
from rules.values.kind import Step
from rules.values.message import Message, Reply
from storage import Transaction


def run(ask: Ask, tx: Transaction, law: Law) -> Reply:
    """Confirm an emergency. A draft that waits is confirmed by the dialogue before this."""
    stray = not ask.number and (ask.command != STEPS[Step.CONFIRM].word or ask.clicked)
    if stray or not (ask.number or _awaited(ask, tx)):
        return Reply(
            Message("没有等待确认的草稿，可能已经发出或者失效。可以发送“待办”查看。"), "已失效"
        )
    try:
        return begin_step(Step.CONFIRM, ask, tx, law)
    except NotYours as refusal:
        if tx.matters.get(ask.number).sender != ask.unit.id:
            raise
        raise Unfit(
            f"{refusal}已经打通电话的，请发送“电话通知 {ask.number} 姓名”留下记录。"
        ) from refusal


def _awaited(ask: Ask, tx: Transaction) -> bool:
    """Whether an emergency of the unit is open."""
    return any(
        matter.kind.rings and matter.receiver == ask.unit.id
        for matter in tx.matters.open_of(ask.unit.id)
    )


COMMANDS = (step_command(Step.CONFIRM, run, also=("确认发出",)),)
