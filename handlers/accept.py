"""受理 <编号>: the receiving unit takes a referral on. That is not yet filing the case."""

from handlers.command import Ask, Command
from handlers.dialogue import begin_step
from rules.in_force import Law
from rules.values.matter import Step
from rules.values.message import Reply
from storage import Transaction


def run(ask: Ask, tx: Transaction, law: Law) -> Reply:
    """Take the step, or ask for what it still needs."""
    return begin_step(Step.ACCEPT, ask, tx, law)


COMMAND = Command(word="受理", usage="受理 <编号>", about="受理移送的案件；受理不等于立案", run=run)
