"""如果 <时间> <步骤> [<编号>]: the lines a step would have, and a day later. Nothing is done."""

from dataclasses import replace
from datetime import datetime, timedelta

from handlers.command import Ask, Command
from rules.decisions.steps import Unfit
from rules.in_force import OPEN, Law, Owed
from rules.kinds import KINDS
from rules.kinds.fields import SOURCE
from rules.kinds.steps import STEPS
from rules.kinds.words import kind_word, state_word, step_word
from rules.law.duties import Status
from rules.law.periods import beijing_day
from rules.procedure.permit import short
from rules.texts.cards import when_text
from rules.values.dates import day_text, moment_text
from rules.values.errors import Missing
from rules.values.facts import Fact
from rules.values.kind import State, Step
from rules.values.matter import Matter
from rules.values.message import Message, Reply
from storage import Transaction

ONE_DAY = timedelta(days=1)
STARTS = frozenset(kind.delivered_by for kind in KINDS.values())
"""What a matter that is sent starts; what led to it is not asked here."""
HOW = "如果 明天 移送 市监局"
MOST = 3
"""How many suggestions, or duties without a number, are listed."""
NOT_DONE = "只是试算，什么也没有办理。"


def run(ask: Ask, tx: Transaction, law: Law) -> Reply:
    """Answer with the lines of two days side by side."""
    if ask.number:
        return _of_matter(tx.matters.get(ask.number), ask, tx, law)
    return _of_opening(ask, law)


def _of_opening(ask: Ask, law: Law) -> Reply:
    """What a matter would start if it were delivered at that instant."""
    local = law.in_force(_then(ask))
    kind = next(
        (
            kind
            for kind in KINDS.values()
            if any(
                word in ask.text
                for word in (kind_word(kind, local), kind.word, kind.command, *kind.called)
            )
        ),
        None,
    )
    if kind is None:
        raise Missing("试算", "要办的事", HOW)
    if len(ask.units) != 1:
        raise Missing("试算", "接收单位", f"如果 明天 {kind_word(kind, local)} 市监局")
    unit = ask.directory.unit(ask.units[0])
    receiver = unit.parent or unit.id
    if receiver == ask.unit.id:
        raise Unfit(f"没有试算：{unit.short}就是您所在的单位。请写明要交给的其他单位。")
    known: tuple[Fact, ...] = (Fact(kind.begins, ask.at),) if kind.begins else ()
    if kind.sourced and (came := SOURCE.records.get(ask.source)):
        known += (Fact(came, ask.at),)

    def sent(at: datetime) -> tuple[Owed, ...]:
        matter = Matter(
            number="",
            kind=kind,
            state=State.DELIVERED,
            sender=ask.unit.id,
            receiver=receiver,
            opener=ask.officer.id,
            regulation=local.id,
            regulation_version=law.in_force(at).version,
            conversation="",
            summary="",
            facts=(*known, Fact(kind.delivered_by, at)),
            opened_at=at,
            looked_at=at,
            next_look=None,
            version=1,
            entries=0,
        )
        owed = law.owed(matter, ask.directory, at)
        return tuple(one for one in owed if one.answer.started_by in STARTS) or owed

    then = _then(ask)
    word = kind_word(kind, local)
    what = f"{word}送达{short(ask.directory, receiver)}"
    return _side_by_side(what, sent(then), sent(then + ONE_DAY), then, ask)


def _of_matter(matter: Matter, ask: Ask, tx: Transaction, law: Law) -> Reply:
    """What a step would make of a matter's lines."""
    ask.may_see(matter, tx, law)
    regulation = law.regulation(matter)
    open_steps = [
        step
        for (state, step), move in matter.kind.moves.items()
        if state is matter.state and move.fact and step is not Step.HAND_ON
    ]
    words = {
        word: step
        for step in open_steps
        for word in (STEPS[step].word, step_word(step, matter.kind, regulation))
    }
    said = [word for word in sorted(words, key=len, reverse=True) if word in ask.text]
    if not said:
        names = dict.fromkeys(step_word(step, matter.kind, regulation) for step in open_steps)
        options = "、".join(f"“如果 明天 {name} {matter.number}”" for name in list(names)[:MOST])
        now = state_word(matter.state, matter.kind)
        can = f"可以发送{options}。" if options else f"可以发送“为什么 {matter.number}”。"
        raise Unfit(f"没有试算：{matter.number} 目前{now}，没有这一步。{can}")
    step = words[said[0]]
    move = matter.kind.moves[matter.state, step]
    assert move.fact is not None  # noqa: S101  # others were left out above
    fact = move.fact

    def taken(at: datetime) -> tuple[Owed, ...]:
        until = ask.until if step is Step.EXTEND else None
        done = Fact(fact, ask.at if step is Step.EXTEND else at, until)
        after = replace(matter, state=move.to, facts=(*matter.facts, done))
        return law.owed(after, ask.directory, done.at)

    then = ask.at if step is Step.EXTEND else _then(ask)
    later = () if step is Step.EXTEND else taken(then + ONE_DAY)
    return _side_by_side(f"{said[0]} {matter.number}", taken(then), later, then, ask)


def _then(ask: Ask) -> datetime:
    return ask.ahead or ask.at


def _side_by_side(
    what: str, first: tuple[Owed, ...], later: tuple[Owed, ...], then: datetime, ask: Ask
) -> Reply:
    """One row a duty: its line then, and a day later; the text's word where nothing has a number.

    The hour is named only where a line hangs on it.
    """
    next_day = {one.duty.id: _line(one, then + ONE_DAY) for one in later}
    rows: list[str] = []
    hours = False
    for one in first:
        line = _line(one, then)
        if not line:
            continue
        hours = hours or one.answer.hours
        other = next_day.get(one.duty.id, "")
        change = ("，晚一天相同" if other == line else f"；晚一天，{other}") if other else ""
        rows.append(f"{_what(one, ask)}：{line}{change}（{one.duty.cite.article}）。")
    rows = rows or [_worded(one, ask) for one in first if one.duty.word][:MOST]
    at = moment_text(then) if hours else day_text(beijing_day(then))
    rows = rows or ["没有以天数计算的期限。"]
    return Reply(Message("\n".join([f"如果{at}{what}：", *rows, NOT_DONE])))


def _what(owed: Owed, ask: Ask) -> str:
    case = f"{owed.duty.condition}，" if owed.duty.condition else ""
    return f"{case}{short(ask.directory, owed.unit)}{owed.duty.name}"


def _worded(owed: Owed, ask: Ask) -> str:
    """A duty without a number, in the text's own word."""
    duty = owed.duty
    return f"{_what(owed, ask)}：原文是“{duty.word}”，没有规定天数（{duty.cite.article}）。"


def _line(owed: Owed, at: datetime) -> str:
    """A line that would run, or how one would end with the step; "" for what it does not touch."""
    answer = owed.answer
    if answer.status in OPEN:
        return when_text(owed, at)
    if answer.met_at == at and answer.status is Status.MET:
        return "按时"
    if answer.met_at == at and answer.status is Status.MET_LATE:
        return "已过期限"
    return ""


COMMANDS = (
    Command(
        word="如果",
        usage="如果 <时间> <步骤> <编号>",
        about="先算一算期限，什么也不办理",
        run=run,
        group="查看",
    ),
)
