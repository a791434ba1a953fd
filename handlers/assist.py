"""协助 <单位> <事项>: a township asks a department for material or an opinion."""

from handlers.command import Ask, Command
from handlers.dialogue import begin_opening
from rules.in_force import Law
from rules.values.matter import Kind
from rules.values.message import Reply
from storage import Transaction


def run(ask: Ask, tx: Transaction, law: Law) -> Reply:
    """Draft it; nothing is sent before it is confirmed."""
    return begin_opening(Kind.ASSISTANCE, ask, tx, law)


COMMAND = Command(word="协助", usage="协助 <单位> <事项>", about="请求协助", run=run, group="发起")
