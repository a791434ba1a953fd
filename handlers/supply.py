"""补充 <编号> <补充情况>: the sender tells that what was missing is there now."""

from handlers.command import Ask, Command
from handlers.dialogue import begin_step
from rules.in_force import Law
from rules.values.matter import Step
from rules.values.message import Reply
from storage import Transaction


def run(ask: Ask, tx: Transaction, law: Law) -> Reply:
    """Take the step, or ask for what it still needs."""
    return begin_step(Step.SUPPLY, ask, tx, law)


COMMAND = Command(word="补充", usage="补充 <编号> <补充情况>", about="告知已补充材料", run=run)
