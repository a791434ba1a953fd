"""答复 <编号> <意见>: the unit asked for assistance answers."""

from handlers.command import Ask, Command
from handlers.dialogue import begin_step
from rules.in_force import Law
from rules.values.matter import Step
from rules.values.message import Reply
from storage import Transaction


def run(ask: Ask, tx: Transaction, law: Law) -> Reply:
    """Take the step, or ask for what it still needs."""
    return begin_step(Step.REPLY, ask, tx, law)


COMMAND = Command(word="答复", usage="答复 <编号> <意见>", about="答复协助事项", run=run)
