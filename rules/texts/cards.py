"""A matter on a card: what it is, where it stands, by when, and what can be done next."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from rules.in_force import Law, Owed, shown_day
from rules.kinds.fields import FOUND_AT
from rules.kinds.steps import STEPS
from rules.kinds.words import kind_word, state_word, step_word
from rules.law.duties import Answer, DutyClass, Status
from rules.procedure.binding import bound
from rules.procedure.permit import next_steps, short
from rules.values.dates import PROVISIONAL, day_text, moment_text
from rules.values.kind import Side, Step
from rules.values.matter import Matter
from rules.values.message import Button, Card, Message
from rules.values.people import Directory

ENDING = frozenset(step for step, spec in STEPS.items() if spec.warns)
TYPED = frozenset({Step.ACKNOWLEDGE, Step.HAND_ON, Step.WITHDRAW})
"""Steps that are typed and never put on a card: nothing hangs on them, or too much."""
MOST_BUTTONS = 4
"""More than four on a phone are two rows to choose from at night."""
STATE = "状态"
LINE, SOFT_LINE = "期限", "一般期限"
DUE_ROWS = (f"{LINE}：", f"{SOFT_LINE}：")


def line_word(answer: Answer) -> str:
    """What a line is called: one of 原则上 or 一般 is never a plain 期限."""
    return SOFT_LINE if answer.duty_class is DutyClass.SOFT else LINE


def card_for(
    matter: Matter,
    *,
    title: str,
    viewer: Side | None,
    law: Law,
    directory: Directory,
    owed: Iterable[Owed],
    now: datetime,
) -> Card:
    """The card of a matter as one side sees it.

    Args:
        matter: as it stands.
        title: what this card is about, one line.
        viewer: the side whose buttons it carries; None for a third party, who gets none.
        law: for the county's words and bars.
        directory: for the names of units.
        owed: the matter's duties; the open ones with a number are shown as lines.
        now: to tell a line that has passed.
    """
    regulation = law.regulation(matter)
    parties = f"{short(directory, matter.sender)} → {short(directory, matter.receiver)}"
    lines = [
        ("单位", f"{parties}（{kind_word(matter.kind, regulation)}）"),
        (STATE, state_word(matter.state, matter.kind)),
    ]
    lines += since_row(matter)
    for nearest in [line.owed for line in bound(owed)][:1]:
        case = bool(nearest.duty.condition)
        lines += [
            ("附条件" if case else "应办", _what(nearest, directory)),
            ("该项期限" if case else line_word(nearest.answer), when_text(nearest, now)),
            ("依据", regulation.where(nearest.duty.cite)),
        ]
    return Card(
        title=title,
        desc=matter.summary,
        lines=tuple(lines),
        buttons=buttons_for(matter, viewer, law, directory) if viewer else (),
        number=matter.number,
        version=matter.entries,
    )


def buttons_for(matter: Matter, viewer: Side, law: Law, directory: Directory) -> tuple[Button, ...]:
    """One button for each next step, the expected one first and in the main colour."""
    regulation = law.regulation(matter)
    expected = matter.kind.expected.get((matter.state, viewer), ())
    steps = [
        step
        for step in next_steps(matter, viewer, law, directory)
        if step not in TYPED or step in expected
    ]
    return tuple(
        Button(
            text=word,
            says=f"{word} {matter.number}",
            style=3 if step in ENDING else 1 if place == 0 else 2,
        )
        for place, step in enumerate(steps[:MOST_BUTTONS])
        for word in (step_word(step, matter.kind, regulation),)
    )


def since_row(matter: Matter) -> tuple[tuple[str, str], ...]:
    """When a referred case was found: the sender's own 今早 says nothing on another day."""
    since = matter.kind.since
    if since is None:
        return ()
    began = next((fact.at for fact in matter.facts if fact.kind is matter.kind.begins), None)
    return ((since.label, moment_text(began)),) if began else ()


def public_row(matter: Matter, owed: Iterable[Owed], now: datetime) -> str:
    """All that a group of all units reads of a matter: its number, its state and the day."""
    state = state_word(matter.state, matter.kind)
    line = next((one.owed for one in bound(owed) if not one.owed.duty.condition), None)
    when = f"，{line_word(line.answer)}{when_text(line, now)}" if line else ""
    return f"{matter.number} {state}{when}"


def choice_row(matter: Matter, *, group: bool) -> str:
    """A matter among others to choose from."""
    told = state_word(matter.state, matter.kind) if group else matter.summary
    return f"{matter.number} {told}"


def public_card(card: Card, matter: Matter, owed: Iterable[Owed], now: datetime) -> Card:
    """A card of a matter as a group of all units may see it, with its buttons."""
    return Card(
        title=public_row(matter, owed, now),
        buttons=card.buttons,
        number=card.number,
        version=card.version,
    )


def due_rows(owed: Iterable[Owed], directory: Directory, now: datetime) -> tuple[str, ...]:
    """The open lines, one row of text each."""
    return tuple(
        f"{line_word(line.owed.answer)}：{line_text(line.owed, directory, now)}。"
        for line in bound(owed)
    )


def line_text(owed: Owed, directory: Directory, now: datetime) -> str:
    """One line of law on a card: who must do what by when, and under which article."""
    return f"{_what(owed, directory)}，{when_text(owed, now)}，依据{owed.duty.cite.article}"


def _what(owed: Owed, directory: Directory) -> str:
    """Who must do what; a duty that is owed in one case only says in which."""
    case = f"{owed.condition}，" if owed.condition else ""
    return f"{case}{short(directory, owed.unit)}{owed.duty.name}"


def when_text(owed: Owed, now: datetime) -> str:
    """When it is due, in as few words as are still true."""
    answer = owed.answer
    if answer.status is Status.PAUSED:
        left = f"，剩{answer.left}个工作日" if answer.left is not None else ""
        return f"暂停计算{left}"
    if answer.provisional:
        day = shown_day(answer)
        return f"{PROVISIONAL}{day_text(day)}" if day else f"日期{PROVISIONAL}"
    if answer.due is None:
        return "原文未定天数"
    if answer.status is Status.OVERDUE:
        soft = answer.duty_class is DutyClass.SOFT
        passed = owed.duty.lapse or (f"已超过{SOFT_LINE}" if soft else "已过期限")
        return f"{passed}（{_end_text(answer)}）"
    if answer.due <= now:
        return f"{line_word(answer)}{_end_text(answer)}"
    return f"{_end_text(answer)}前"


def _end_text(answer: Answer) -> str:
    """The end as an instant to be kept: the last day's 24:00, or for hours the time of day."""
    assert answer.due is not None  # noqa: S101  # callers show no end where there is none
    if answer.hours or answer.last_day is None:
        return moment_text(answer.due)
    return f"{day_text(answer.last_day)}24:00"


def told(text: str, card: Card) -> Message:
    """A card and its text twin, which ends with what can be typed in the place of the buttons."""
    options = "、".join(f"“{button.says}”" for button in card.buttons)
    return Message(f"{text}\n可以发送{options}。" if options else text, noted(card, text))


def noted(card: Card, text: str) -> Card:
    """The card with what it does not show yet below its title, which is the text's first line."""
    if card.note:
        return card
    _, _, rest = text.partition("\n")
    shown = (*DUE_ROWS, *(f"{label}：" for label, _ in card.lines if label == FOUND_AT.label))
    fresh = [
        row
        for row in rest.split("\n")
        if not row.startswith(shown) and not (card.desc and row.endswith(card.desc))
    ]
    return replace(card, note="\n".join(fresh))
