"""为什么 <编号>: every date of a matter, taken apart: article, facts, counted days, calendar."""

from handlers.base import Ask, Command
from rules.duties import explain
from rules.errors import Missing
from rules.law import Law
from rules.message import Message, Reply
from rules.procedure import short
from storage import Transaction


def run(ask: Ask, tx: Transaction, law: Law) -> Reply:
    """Explain each duty of the matter, the open ones first."""
    if not ask.number:
        raise Missing("查询依据", "编号", "为什么 移1")
    matter = tx.matter(ask.number)
    ask.may_see(matter)
    regulation = law.regulation(matter)
    owed = law.owed(matter, ask.directory, ask.at)
    if not owed:
        return Reply(Message(f"{matter.number}：{regulation.short}对这件事没有规定期限。"))
    parts = [
        f"{short(ask.directory, o.unit)}{o.duty.name}\n{explain(o.answer, regulation)}"
        for o in owed
    ]
    return Reply(Message(f"{matter.number} 的期限这样计算：\n" + "\n\n".join(parts)))


COMMAND = Command(
    word="为什么", usage="为什么 <编号>", about="期限的依据和算法", run=run, group="查看"
)
