"""补正 <编号> <需要补充的材料>: the receiving unit asks the sender for what is missing."""

from handlers.command import Ask, Command
from handlers.dialogue import begin_step
from rules.in_force import Law
from rules.values.matter import Step
from rules.values.message import Reply
from storage import Transaction


def run(ask: Ask, tx: Transaction, law: Law) -> Reply:
    """Take the step, or ask for what it still needs."""
    return begin_step(Step.ASK_SUPPLEMENT, ask, tx, law)


COMMAND = Command(
    word="补正", usage="补正 <编号> <需要补充的材料>", about="要求对方补充材料，一次列明", run=run
)
