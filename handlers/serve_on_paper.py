"""纸质送达 <编号> <时间> <签收人>: delivered on paper, with proof."""

from handlers.command import Ask, Command
from handlers.dialogue import begin_step
from rules.in_force import Law
from rules.values.matter import Step
from rules.values.message import Reply
from storage import Transaction


def run(ask: Ask, tx: Transaction, law: Law) -> Reply:
    """Take the step, or ask for what it still needs."""
    return begin_step(Step.SERVE_ON_PAPER, ask, tx, law)


COMMAND = Command(
    word="纸质送达", usage="纸质送达 <编号> <时间> <签收人>", about="登记纸质文书的送达", run=run
)
