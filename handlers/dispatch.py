"""出发 <编号> <姓名、姓名>: officers are on their way to an emergency; names can be added."""

from handlers.command import Ask, Command
from handlers.dialogue import begin_step
from rules.in_force import Law
from rules.values.matter import Step
from rules.values.message import Reply
from storage import Transaction


def run(ask: Ask, tx: Transaction, law: Law) -> Reply:
    """Take the step, or ask for what it still needs."""
    return begin_step(Step.DISPATCH, ask, tx, law)


COMMAND = Command(
    word="出发",
    usage="出发 <编号> <姓名、姓名>",
    about="派员出发，先写一名也可以，随后补记",
    run=run,
)
