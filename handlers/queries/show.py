"""查 <编号>: where a matter stands, and everything that was done."""

from handlers.command import Ask, Command, apart, other_law
from rules.in_force import Law, scene_of
from rules.kinds.fields import FACTS
from rules.kinds.words import kind_word, state_word, step_word
from rules.law.regulation import Regulation
from rules.procedure.checklist import enclose_row
from rules.procedure.past import recalled
from rules.procedure.permit import next_steps, words
from rules.texts.cards import due_rows, public_row
from rules.texts.news import shown
from rules.values.dates import moment_text
from rules.values.errors import Missing
from rules.values.kind import Step
from rules.values.material import listed
from rules.values.matter import Entry, Matter
from rules.values.message import Message, Reply
from rules.values.people import Directory
from rules.values.privacy import discreet
from storage import Transaction

MENDED = "注意：这件事的登记有一部分读不出来，已按经过补上。不影响继续办理，请告诉管理员。"


def run(ask: Ask, tx: Transaction, law: Law) -> Reply:
    """Show one matter with its history and the steps this officer may take.

    The parties read in full what was said; who only watches over them reads it without numbers and
    without the names of who told it.
    """
    if not ask.number:
        raise Missing("查询", "编号", "查 移1")
    matter = tx.matters.get(ask.number)
    ask.may_see(matter, tx, law)
    regulation = law.regulation(matter)
    entries = tx.matters.entries(matter.number)
    then = recalled(ask.directory, entries)
    owed = law.owed(matter, then, ask.at)
    title = f"{matter.number} {state_word(matter.state, matter.kind)}"
    side = matter.side(ask.unit.id)
    opening = next((dict(entry.details) for entry in entries if entry.seq == 1), {})
    account = opening.get(FACTS.id) or matter.account
    rows = [title, account if side else discreet(account)]
    rows += [*due_rows(owed, then, ask.at), *other_law(matter, law)]
    if not matter.closed and (
        enclosed := enclose_row(regulation, Step.SEND.value, scene_of(matter, then))
    ):
        rows.append(enclosed)
    rows += [_row(entry, matter, regulation, ask.directory, plain=bool(side)) for entry in entries]
    rows += _gaps(entries, matter)
    if matter.number in tx.matters.mended:
        rows.append(MENDED)
    if materials := listed(tx.materials.of(matter.number), then):
        rows.append(f"{materials}发送“材料 {matter.number}”取回。")
    steps = next_steps(matter, side, law, ask.directory) if side else ()
    if steps:
        options = words(steps, matter, regulation)
        rows.append("可以发送" + "、".join(f"“{word} {matter.number}”" for word in options) + "。")
    return apart(ask, Message("\n".join(rows)), f"{public_row(matter, owed, ask.at)}。")


def _gaps(entries: tuple[Entry, ...], matter: Matter) -> list[str]:
    """Which entries of the record are missing or cannot be read, a row each way."""
    seen = {entry.seq for entry in entries}
    gaps = [str(seq) for seq in range(1, matter.entries + 1) if seq not in seen]
    parts = [str(entry.seq) for entry in entries if entry.damaged]
    return [
        f"注意：第{'、'.join(seqs)}条记录{how}，以上不是全部经过。不影响继续办理，请告诉管理员。"
        for seqs, how in ((gaps, "读不出来"), (parts, "有一部分读不出来"))
        if seqs
    ]


def _row(
    entry: Entry, matter: Matter, regulation: Regulation, directory: Directory, *, plain: bool
) -> str:
    directory = recalled(directory, [entry])
    word = step_word(entry.step, matter.kind, regulation)
    if entry.step is Step.SEND:
        word = f"发出{kind_word(matter.kind, regulation)}"
    who = directory.officer(entry.officer).name if entry.officer else "系统"
    details = shown(entry.details, regulation, directory, plain=plain)
    said = "；".join(f"{label}：{value}" for label, value in details)
    return f"{moment_text(entry.recorded_at)} {who} {word}" + (f"（{said}）" if said else "")


COMMANDS = (Command(word="查", usage="查 <编号>", about="进展和经过", run=run, group="查看"),)
