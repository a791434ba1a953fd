"""电话通知 <编号> <姓名>: the sender reached somebody by telephone; evidence of it, no more."""

from handlers.command import Ask, Command
from handlers.dialogue import begin_step
from rules.in_force import Law
from rules.values.matter import Step
from rules.values.message import Reply
from storage import Transaction


def run(ask: Ask, tx: Transaction, law: Law) -> Reply:
    """Take the step, or ask for what it still needs."""
    return begin_step(Step.PHONE, ask, tx, law)


COMMAND = Command(
    word="电话通知", usage="电话通知 <编号> <姓名>", about="紧急通报已打电话通知，留下记录", run=run
)
