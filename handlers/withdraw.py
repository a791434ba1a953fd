"""撤回 <编号> <理由>: the sender takes a matter back."""

from handlers.base import Ask, Command
from handlers.dialogue import begin_step
from rules.law import Law
from rules.matter import Step
from rules.message import Reply
from storage import Transaction


def run(ask: Ask, tx: Transaction, law: Law) -> Reply:
    """Take the step, or ask for what it still needs."""
    return begin_step(Step.WITHDRAW, ask, tx, law)


COMMAND = Command(word="撤回", usage="撤回 <编号> <理由>", about="撤回自己发出的事项", run=run)
