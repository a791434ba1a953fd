"""转交 <编号> <单位> <理由>: the receiving unit passes a referral to the unit that is competent."""

from handlers.command import Ask, Command
from handlers.dialogue import begin_step
from rules.in_force import Law
from rules.values.matter import Step
from rules.values.message import Reply
from storage import Transaction


def run(ask: Ask, tx: Transaction, law: Law) -> Reply:
    """Take the step, or ask for what it still needs."""
    return begin_step(Step.HAND_ON, ask, tx, law)


COMMAND = Command(
    word="转交", usage="转交 <编号> <单位> <理由>", about="转给有管辖权的单位", run=run
)
