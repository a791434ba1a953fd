"""撤回 <编号> <理由>: the sender takes a matter back; 误报 calls an emergency off."""

from dataclasses import replace

from handlers.command import Ask, step_command
from handlers.dialogue import begin_step
from rules.decisions.steps import Unfit
from rules.in_force import Law
from rules.values.kind import Step
from rules.values.message import Reply
from storage import Transaction

FALSE_ALARM = "误报"


def run(ask: Ask, tx: Transaction, law: Law) -> Reply:
    """Take the step, or ask for what it still needs."""
    if FALSE_ALARM in ask.text:
        ask = _false_alarm(ask, tx)
    return begin_step(Step.WITHDRAW, ask, tx, law)


def _false_alarm(ask: Ask, tx: Transaction) -> Ask:
    """The word is the reason, and without a number it means the one emergency there is.

    Raises:
        Unfit: the unit has none open that it reported, or several.
    """
    number = ask.number
    if not number:
        mine = [
            matter.number
            for matter in tx.matters.open_of(ask.unit.id)
            if matter.kind.rings and matter.sender == ask.unit.id
        ]
        if len(mine) != 1:
            which = f"本单位发出的有{'、'.join(mine)}，" if mine else ""
            raise Unfit(f"没有撤回：{which}请写明编号，例如“撤回 {(mine or ['急1'])[0]} 误报”。")
        [number] = mine
    return replace(ask, number=number, rest=ask.rest or FALSE_ALARM)


COMMANDS = (step_command(Step.WITHDRAW, run),)
