"""签收 <编号>: signed for; evidence of receipt and nothing else."""

from handlers.command import Ask, step_command
from handlers.dialogue import begin_step
from rules.in_force import Law
from rules.kinds.steps import STEPS
from rules.values.kind import State, Step
from rules.values.message import Reply
from storage import Transaction


def run(ask: Ask, tx: Transaction, law: Law) -> Reply:
    """Take the step. While an emergency rings, 收到 alone is what stops the ringing."""
    bare = not ask.number and not ask.text.startswith(STEPS[Step.ACKNOWLEDGE].word)
    meant = bare and any(
        matter.kind.rings and (matter.state, matter.receiver) == (State.DELIVERED, ask.unit.id)
        for matter in tx.matters.open_of(ask.unit.id)
    )
    step = Step.CONFIRM if meant else Step.ACKNOWLEDGE
    return begin_step(step, ask, tx, law)


COMMANDS = (step_command(Step.ACKNOWLEDGE, run),)
