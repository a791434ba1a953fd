"""签收 <编号>: signed for; evidence of receipt and nothing else."""

from handlers.base import Ask, Command
from handlers.dialogue import begin_step
from rules.law import Law
from rules.matter import Step
from rules.message import Reply
from storage import Transaction


def run(ask: Ask, tx: Transaction, law: Law) -> Reply:
    """Take the step, or ask for what it still needs."""
    return begin_step(Step.ACKNOWLEDGE, ask, tx, law)


COMMAND = Command(
    word="签收", usage="签收 <编号>", about="签收，只作为收到的凭据，不影响期限", run=run
)
