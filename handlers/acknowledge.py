"""签收 <编号>: signed for; evidence of receipt and nothing else."""

from handlers.command import Ask, Command
from handlers.dialogue import begin_step
from rules.in_force import Law
from rules.values.matter import Kind, State, Step
from rules.values.message import Reply
from storage import Transaction


def run(ask: Ask, tx: Transaction, law: Law) -> Reply:
    """Take the step. While an emergency rings, 收到 alone is what stops the ringing."""
    bare = not ask.number and not ask.text.startswith(COMMAND.word)
    meant = bare and any(
        (matter.kind, matter.state, matter.receiver)
        == (Kind.EMERGENCY, State.DELIVERED, ask.unit.id)
        for matter in tx.open_matters(ask.unit.id)
    )
    step = Step.CONFIRM if meant else Step.ACKNOWLEDGE
    return begin_step(step, ask, tx, law)


COMMAND = Command(
    word="签收", usage="签收 <编号>", about="签收，只作为收到的凭据，不影响期限", run=run
)
