"""办结 <编号> <结果>: the matter is done, and the other side hears the result."""

from handlers.command import Ask, Command
from handlers.dialogue import begin_step
from rules.in_force import Law
from rules.values.matter import Step
from rules.values.message import Reply
from storage import Transaction


def run(ask: Ask, tx: Transaction, law: Law) -> Reply:
    """Take the step, or ask for what it still needs."""
    return begin_step(Step.SETTLE, ask, tx, law)


COMMAND = Command(word="办结", usage="办结 <编号> <结果>", about="办结并告知结果", run=run)
