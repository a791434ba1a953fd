"""延期 <编号> <新日期> <理由>: it will be later, announced before the line."""

from handlers.command import Ask, Command
from handlers.dialogue import begin_step
from rules.in_force import Law
from rules.values.matter import Step
from rules.values.message import Reply
from storage import Transaction


def run(ask: Ask, tx: Transaction, law: Law) -> Reply:
    """Take the step, or ask for what it still needs."""
    return begin_step(Step.EXTEND, ask, tx, law)


COMMAND = Command(
    word="延期", usage="延期 <编号> <新日期> <理由>", about="在期满前告知延期", run=run
)
