"""报请 <编号> <理由>: the county government is to decide whose it is."""

from handlers.command import Ask, Command
from handlers.dialogue import begin_step
from rules.in_force import Law
from rules.values.matter import Step
from rules.values.message import Reply
from storage import Transaction


def run(ask: Ask, tx: Transaction, law: Law) -> Reply:
    """Take the step, or ask for what it still needs."""
    return begin_step(Step.REPORT_UP, ask, tx, law)


COMMAND = Command(
    word="报请", usage="报请 <编号> <理由>", about="不属本部门管辖的，报请县人民政府决定", run=run
)
