"""What is said with a step that was taken, or in its place where somebody was faster."""

from handlers.command import Ask
from handlers.dialogue.state import Dialogue, moved_on
from rules.decisions.audience import UNHEARD
from rules.decisions.steps import LEFT
from rules.in_force import Law
from rules.kinds.fields import TEAM
from rules.kinds.words import done_word, step_word
from rules.law.regulation import Regulation, Scene
from rules.procedure.checklist import checks, enclose_row
from rules.procedure.past import recalled
from rules.texts.cards import card_for, due_rows, told
from rules.values.dates import moment_text
from rules.values.kind import Step
from rules.values.matter import Matter
from rules.values.message import Reply
from storage import Transaction


def out_of_date(step: Step, matter: Matter, ask: Ask, tx: Transaction, law: Law) -> Reply | None:
    """The present state, for a click on a card after which somebody has acted; None otherwise."""
    if not ask.clicked or not ask.card_version:
        return None
    since = [
        e
        for e in tx.matters.entries(matter.number)
        if e.seq > ask.card_version and moved_on(e, matter.kind)
    ]
    if not since:
        return None
    regulation, last = law.regulation(matter), since[-1]
    done = done_word(last.step, step_word(last.step, matter.kind, regulation))
    then = recalled(ask.directory, [last])
    who = then.officer(last.officer).name if last.officer else "系统"
    head = f"没有{step_word(step, matter.kind, regulation)}：{matter.number} {done}"
    owed = law.owed(matter, ask.directory, ask.at)
    card = card_for(
        matter,
        title=head,
        viewer=matter.side(ask.unit.id),
        law=law,
        directory=ask.directory,
        owed=owed,
        now=ask.at,
    )
    text = f"{head}（{who}，{moment_text(last.recorded_at)}），这张卡片已经过时。"
    rows = due_rows(owed, ask.directory, ask.at)
    return Reply(told("\n".join([text, *rows]), card), "已过时")


def team_rows(matter: Matter, dialogue: Dialogue, *, together: bool) -> tuple[str, ...]:
    """What is asked of a departure afterwards, where it was recorded with less than there is."""
    more = f"请发送“出发 {matter.number} 姓名”补记。"
    match dialogue.step:
        case Step.DISPATCH if len(dialogue.said.people(TEAM.id)) == 1:
            return (f"同去的还有其他人的，{more}",)
        case Step.ARRIVE if together:
            when = "按您说的时间" if dialogue.said.get(LEFT) else "按到场时间"
            return (f"出发没有单独登记，{when}一并记录。出发人员{more}",)
        case Step.PHONE if matter.state in UNHEARD:
            return ("已留下记录。对方还没有人确认，呼叫继续。",)
        case _:
            return ()


def conditions_of(regulation: Regulation, step: Step, scene: Scene) -> tuple[str, ...]:
    """The conditions of a step that was taken in one breath, so that nobody was asked."""
    needed = checks(regulation, step.value, scene)
    enclosed = enclose_row(regulation, step.value, scene)
    rows = (f"文件要求：{'；'.join(needed)}。" if needed else "", enclosed)
    return tuple(row for row in rows if row)
