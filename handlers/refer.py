"""移送 <单位> <基本事实>: a unit passes a case to the one that is competent."""

from handlers.command import Ask, Command
from handlers.dialogue import begin_opening, begin_step
from rules.in_force import Law
from rules.values.matter import Kind, Step
from rules.values.message import Reply
from storage import Transaction


def run(ask: Ask, tx: Transaction, law: Law) -> Reply:
    """Draft a referral; with the number of a registered one, send that."""
    if ask.number:
        return begin_step(Step.SEND, ask, tx, law)
    return begin_opening(Kind.REFERRAL, ask, tx, law)


COMMAND = Command(
    word="移送",
    usage="移送 <单位> <基本事实>",
    about="移送案件或者线索",
    run=run,
    group="发起",
)
