"""到场 <编号>: officers have reached the scene of an emergency."""

from handlers.command import Ask, Command
from handlers.dialogue import begin_step
from rules.in_force import Law
from rules.values.matter import Step
from rules.values.message import Reply
from storage import Transaction


def run(ask: Ask, tx: Transaction, law: Law) -> Reply:
    """Take the step, or ask for what it still needs."""
    return begin_step(Step.ARRIVE, ask, tx, law)


COMMAND = Command(word="到场", usage="到场 <编号>", about="人员已经到场", run=run)
