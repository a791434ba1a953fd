"""A calendar was loaded: the open lines of a matter, counted anew, and what is said of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from rules.decisions.reminders import look
from rules.in_force import OPEN, Law, Owed, shown_day
from rules.kinds.fields import IS_PROVISIONAL
from rules.law.duties import Status
from rules.procedure.past import with_names
from rules.procedure.permit import short
from rules.reminders.addressees import Addressees, Called
from rules.reminders.responsibility import NOTHING, History
from rules.texts.cards import card_for
from rules.values.dates import PROVISIONAL as ESTIMATED
from rules.values.dates import day_text
from rules.values.kind import Step
from rules.values.matter import Entry, Line, Matter, Outcome, Push
from rules.values.message import Message
from rules.values.people import Directory
from rules.values.push import PushKind

INSTANT = timedelta(microseconds=1)
PROVISIONAL = Status.PROVISIONAL.value
STILL_OPEN = OPEN | {Status.OVERDUE}
"""How a line that moves may stand afterwards: the new day may have passed already."""


@dataclass(frozen=True, slots=True)
class Moved:
    """One open line that a calendar moves, or makes firm where it was provisional.

    Attributes:
        owed: the duty as it stands now.
        line: the row as it stood.
        old: the last day as it was told, provisional or firm.
        new: the last day now.
    """

    owed: Owed
    line: Line
    old: date
    new: date

    @property
    def old_text(self) -> str:
        """The former line as people were told it."""
        return _day(self.old, provisional=self.line.status == PROVISIONAL)

    @property
    def new_text(self) -> str:
        """The line as it is now."""
        return _day(self.new, provisional=self.owed.answer.provisional)

    def details(self) -> tuple[tuple[str, str], ...]:
        """The line in a matter's record: the duty, what was, what is, and which is provisional."""
        return (
            ("duty", self.owed.duty.id),
            *_record("old", self.old, provisional=self.line.status == PROVISIONAL),
            *_record("new", self.new, provisional=self.owed.answer.provisional),
        )


def moves(
    matter: Matter, lines: Sequence[Line], law: Law, directory: Directory, now: datetime
) -> tuple[Moved, ...]:
    """The open lines of a matter that the law as loaded puts on another day, or makes firm.

    A line that has passed is never among them, whatever a calendar says afterwards.

    Args:
        matter: an open matter.
        lines: its rows as they were recorded last.
        law: with the new calendar.
        directory: names of units.
        now: the present instant.
    """
    return _moves(lines, law.owed(matter, directory, now), now)


def recompute(
    matter: Matter,
    lines: Sequence[Line],
    law: Law,
    directory: Directory,
    now: datetime,
    why: str,
    history: History = NOTHING,
) -> Outcome | None:
    """Count an open matter's lines anew and tell both sides once what moved; None for nothing.

    Args:
        matter: as it is.
        lines: its rows as they were recorded last.
        law: with the new calendar.
        directory: who is there.
        now: the present instant.
        why: what was loaded, in words.
        history: what was done and said before.
    """
    if matter.closed:
        return None
    owed = law.owed(matter, directory, now)
    fresh = tuple(one.line() for one in owed)
    if _dates(fresh) == _dates(lines):
        return None
    moved = _moves(lines, owed, now)
    after = replace(matter, version=matter.version + 1)
    entries: tuple[Entry, ...] = ()
    pushes: tuple[Push, ...] = ()
    if moved:
        after = replace(after, entries=matter.entries + 1)
        said = (*(pair for one in moved for pair in one.details()), ("why", why))
        bare = Entry(matter.number, after.entries, Step.RECOMPUTE, "", "", now, now, (), said)
        entries = (with_names(bare, after, directory),)
        people = Addressees(
            after, directory, law.policy, law.calendar, history.carriers(after)
        ).sides(now)
        pushes = tuple(_push(one, moved, after, law, directory, owed, now, why) for one in people)
    past = [o.answer.due for o in (one.owed for one in moved) if o.answer.due]
    since = min([after.looked_at, *(due - INSTANT for due in past if due <= now)])
    found = look(replace(after, looked_at=since), law, directory, now, history)
    return Outcome(
        before=matter,
        after=replace(after, looked_at=max(now, matter.looked_at), next_look=found.next_look),
        lines=fresh,
        entries=entries,
        pushes=(*pushes, *found.pushes),
        failed=found.failed,
    )


def _moves(lines: Sequence[Line], owed: Sequence[Owed], now: datetime) -> tuple[Moved, ...]:
    before = {line.duty: line for line in lines}
    found: list[Moved] = []
    for one in owed:
        line, new = before.get(one.duty.id), shown_day(one.answer)
        if line is None or line.last_day is None or new is None:
            continue
        passed = line.due is not None and line.due <= now
        firm = (line.status == PROVISIONAL) != one.answer.provisional
        if one.answer.status in STILL_OPEN and not passed and (new != line.last_day or firm):
            found.append(Moved(one, line, line.last_day, new))
    return tuple(found)


def _dates(lines: Sequence[Line]) -> list[tuple[object, ...]]:
    """What a calendar can change of some rows: everything but whether a line has passed by now."""
    return [
        (line.duty, line.unit, line.status == PROVISIONAL, line.due, line.safe_due, line.last_day)
        for line in lines
    ]


def _push(
    one: Called,
    moved: Sequence[Moved],
    matter: Matter,
    law: Law,
    directory: Directory,
    owed: Sequence[Owed],
    now: datetime,
    why: str,
) -> Push:
    person = one.officer
    head = f"{matter.number}：期限重新计算"
    rows = [f"{head}。{why}。", *(_row(each, directory, now) for each in moved)]
    rows.append(f"算法请发送“为什么 {matter.number}”。")
    card = card_for(
        matter,
        title=head,
        viewer=matter.side(directory.unit_of(person).id),
        law=law,
        directory=directory,
        owed=owed,
        now=now,
    )
    text = "\n".join(rows)
    return Push(
        key=f"{matter.number}:{Step.RECOMPUTE}:{matter.entries}:{person.id}",
        to=person.id,
        number=matter.number,
        kind=PushKind.STEP,
        message=Message(text, replace(card, note="\n".join(rows[1:]))),
        at=one.at,
    )


def _row(moved: Moved, directory: Directory, now: datetime) -> str:
    """Whose line went from when to when, and under which article."""
    owed = moved.owed
    case = f"{owed.condition}，" if owed.condition else ""
    due = owed.answer.due
    passed = "，按新的安排已过期限" if due is not None and due <= now else ""
    return (
        f"{case}{short(directory, owed.unit)}{owed.duty.name}："
        f"原为{moved.old_text}，现为{moved.new_text}{passed}（{owed.duty.cite.article}）。"
    )


def _day(day: date, *, provisional: bool) -> str:
    return f"{ESTIMATED}{day_text(day)}" if provisional else f"{day_text(day)}24:00"


def _record(field: str, day: date, *, provisional: bool) -> tuple[tuple[str, str], ...]:
    """A day under its field; right behind it, whether it is provisional."""
    kept = (field, day.isoformat())
    return (kept, (IS_PROVISIONAL, field)) if provisional else (kept,)
