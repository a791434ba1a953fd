"""紧急 <单位> <现场情况>: an emergency is told to the unit that must send officers."""

from handlers.command import Ask, Command
from handlers.dialogue import begin_opening
from rules.in_force import Law
from rules.values.matter import Kind
from rules.values.message import Reply
from storage import Transaction


def run(ask: Ask, tx: Transaction, law: Law) -> Reply:
    """Draft it; nothing is sent before it is confirmed."""
    return begin_opening(Kind.EMERGENCY, ask, tx, law)


COMMAND = Command(
    word="紧急", usage="紧急 <单位> <现场情况>", about="紧急通报", run=run, group="发起"
)
