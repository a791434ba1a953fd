"""为什么 <编号>: every date of a matter, taken apart: article, facts, counted days, calendar."""

from handlers.command import Ask, Command, apart, other_law
from rules.in_force import Law, Owed
from rules.law.duties import explain
from rules.law.regulation import Regulation
from rules.procedure.past import recalled
from rules.procedure.permit import short
from rules.texts.cards import public_row
from rules.values.dates import moment_text
from rules.values.errors import Missing
from rules.values.message import Message, Reply
from rules.values.people import Directory
from storage import Transaction


def run(ask: Ask, tx: Transaction, law: Law) -> Reply:
    """Explain each duty of the matter, the open ones first."""
    if not ask.number:
        raise Missing("查询依据", "编号", "为什么 移1")
    matter = tx.matters.get(ask.number)
    ask.may_see(matter, tx, law)
    regulation = law.regulation(matter)
    then = recalled(ask.directory, tx.matters.entries(matter.number))
    owed = law.owed(matter, then, ask.at)
    public = f"{public_row(matter, owed, ask.at)}。"
    if not owed:
        none = Message(f"{matter.number}：{regulation.short}对这件事没有规定期限。")
        return apart(ask, none, public)
    counted = [o for o in owed if o.duty.period is not None]
    parts = [
        f"{short(then, o.unit)}{o.duty.name}\n{explain(o.answer, regulation)}" for o in counted
    ]
    rest = [_unnumbered(o, ask, regulation, then) for o in owed if o.duty.period is None]
    if rest:
        parts.append("没有规定天数的：\n" + "\n".join(rest))
    head = f"{matter.number} 的期限这样计算：\n" if counted else f"{matter.number}：\n"
    return apart(ask, Message(head + "\n\n".join([*parts, *other_law(matter, law)])), public)


def _unnumbered(owed: Owed, ask: Ask, regulation: Regulation, then: Directory) -> str:
    """A duty that has a word in the place of a number: the word, since when, and where it stands.

    No date follows from such a word, and nothing is counted but the days that have gone by.
    """
    duty, answer = owed.duty, owed.answer
    case = f"{duty.condition}，" if duty.condition else ""
    who = short(then, owed.unit)
    since = ""
    if answer.met_at is not None:
        since = f"，已于{moment_text(answer.met_at)}完成"
    elif answer.started_at is not None:
        days = (ask.at - answer.started_at).days
        gone = f"已过{days}天" if days else "不满1天"
        since = f"，自{moment_text(answer.started_at)}起{gone}"
    return f"{case}{who}{duty.name}：“{duty.word}”{since}（{regulation.where(duty.cite)}）。"


COMMANDS = (
    Command(word="为什么", usage="为什么 <编号>", about="期限的依据和算法", run=run, group="查看"),
)
