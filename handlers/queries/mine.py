"""待办: what my unit still owes, and what others still owe it."""

from handlers.command import Ask, Command, apart
from rules.in_force import Law
from rules.kinds.words import state_word
from rules.procedure.binding import binding
from rules.procedure.permit import next_steps, short, words
from rules.texts.cards import line_text, public_row
from rules.values.matter import Matter
from rules.values.message import Message, Reply
from storage import Pressing, Transaction

MOST = 10
"""How many of either are listed."""


def run(ask: Ask, tx: Transaction, law: Law) -> Reply:
    """List what waits for the unit, then what it waits for; the most pressing first."""
    unit = ask.unit
    ours = tx.views.pressing(unit.id, MOST, ours=True)
    theirs = tx.views.pressing(unit.id, MOST, ours=False)
    if not ours.count + theirs.count:
        return Reply(Message(f"{unit.short}没有在办事项。"))
    parts = [f"{unit.short}在办事项 {ours.count + theirs.count} 件。"]
    if ours.count:
        parts += ["需要本单位办理：", *_rows(ours, ask, law)]
    if theirs.count:
        parts += ["等待对方办理：", *_rows(theirs, ask, law)]
    rows = [
        f"{public_row(matter, law.owed(matter, ask.directory, ask.at), ask.at)}。"
        for matter in (*ours.first, *theirs.first)
    ]
    return apart(ask, Message("\n".join(parts)), "\n".join(rows))


def _rows(pressing: Pressing, ask: Ask, law: Law) -> list[str]:
    rows = [_row(matter, ask, law) for matter in pressing.first]
    if pressing.count > MOST:
        rows.append(f"另有 {pressing.count - MOST} 件，请发送“查 <编号>”查看。")
    return rows


def _row(matter: Matter, ask: Ask, law: Law) -> str:
    side = matter.side(ask.unit.id)
    other = matter.unit(side.other) if side else matter.sender
    parts = [f"{matter.number} {short(ask.directory, other)}：{matter.summary}"]
    parts.append(state_word(matter.state, matter.kind))
    lines = binding(matter, law, ask.directory, ask.at)
    parts += [line_text(line.owed, ask.directory, ask.at) for line in lines[:1]]
    steps = next_steps(matter, side, law, ask.directory) if side else ()
    if steps:
        [word] = words(steps[:1], matter, law.regulation(matter))
        parts.append(f"可以发送“{word} {matter.number}”")
    return "，".join(parts) + "。"


COMMANDS = (
    Command(word="待办", usage="待办", about="本单位在办事项和期限", run=run, group="查看"),
)
