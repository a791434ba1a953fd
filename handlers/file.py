"""立案 <编号>: the receiving unit has decided to open a case."""

from handlers.command import Ask, Command
from handlers.dialogue import begin_step
from rules.in_force import Law
from rules.values.matter import Step
from rules.values.message import Reply
from storage import Transaction


def run(ask: Ask, tx: Transaction, law: Law) -> Reply:
    """Take the step, or ask for what it still needs."""
    return begin_step(Step.FILE, ask, tx, law)


COMMAND = Command(word="立案", usage="立案 <编号>", about="告知已决定立案", run=run)
