"""不予协助 <编号> <理由>: the unit asked for assistance declines, and says why."""

from handlers.command import Ask, Command
from handlers.dialogue import begin_step
from rules.in_force import Law
from rules.values.matter import Step
from rules.values.message import Reply
from storage import Transaction


def run(ask: Ask, tx: Transaction, law: Law) -> Reply:
    """Take the step, or ask for what it still needs."""
    return begin_step(Step.REFUSE, ask, tx, law)


COMMAND = Command(
    word="不予协助", usage="不予协助 <编号> <理由>", about="不予协助，须说明理由", run=run
)
