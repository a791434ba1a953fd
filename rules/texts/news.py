"""What one side hears when the other has taken a step."""

from collections.abc import Mapping
from datetime import date, datetime

from rules.in_force import Law
from rules.kinds import FIELD_KINDS, KINDS
from rules.kinds.fields import IS_PROVISIONAL
from rules.kinds.words import SOURCES, done_word, kind_word, step_word
from rules.law.regulation import Regulation, Scene
from rules.procedure.checklist import besides
from rules.procedure.permit import short
from rules.texts.cards import card_for, due_rows, told
from rules.values.dates import PROVISIONAL, day_text, moment_text
from rules.values.kind import FieldKind, Side, Step
from rules.values.matter import Matter
from rules.values.message import Message
from rules.values.people import Directory, Officer
from rules.values.privacy import discreet

NOTE = "note"
"""Under which an entry keeps what was reported with a step that asks for no words."""
NAMED_WITH_IT = frozenset({"facts", "urgent"})
"""Said of an opening where the matter is named."""
LABELS: Mapping[str, str] = {
    **{
        field.id: field.label
        for kind in KINDS.values()
        for field in (*kind.opening, *(one for move in kind.moves.values() for one in move.asks))
        if field.id not in NAMED_WITH_IT
    },
    "left": "出发时间",
    "duty": "期限",
    "old": "原为",
    "new": "现为",
    "why": "原因",
    NOTE: "说明",
    "material": "材料",
}


ALSO: Mapping[str, FieldKind] = {
    "old": FieldKind.FUTURE_DAY,
    "new": FieldKind.FUTURE_DAY,
    "left": FieldKind.PAST,
}
"""What else stands in a record and is no answer to a question."""


def stepped(
    matter: Matter,
    step: Step,
    viewer: Side,
    officer: Officer,
    details: tuple[tuple[str, str], ...],
    law: Law,
    directory: Directory,
    at: datetime,
    *,
    scene: Scene,
    added: bool = False,
) -> Message:
    """Tell a side what the other has just done, with its own next steps.

    Args:
        matter: as it stands after the step.
        step: what was done.
        viewer: the side that is told.
        officer: who did it.
        details: what was said with it; personal numbers and who told it are masked.
        law: the county's words.
        directory: names of units and people.
        at: when.
        scene: what decided which entries held when the step was taken.
        added: the step only adds names to what was recorded before.
    """
    regulation = law.regulation(matter)
    head = _head(matter, step, officer, law, directory, added=added)
    parts = [*announced(matter, step, officer, details, law, directory, at, added=added)]
    if not added and (step is not Step.REPORT_UP or regulation.gate(Step.HAND_ON.value, scene)):
        parts.append(matter.kind.afterwords.get(step, ""))
    owed = law.owed(matter, directory, at)
    parts += due_rows(owed, directory, at)
    parts += besides(regulation, step.value, viewer, scene, matter.number)
    card = card_for(
        matter, title=head, viewer=viewer, law=law, directory=directory, owed=owed, now=at
    )
    return told("\n".join(part for part in parts if part), card)


def announced(
    matter: Matter,
    step: Step,
    officer: Officer,
    details: tuple[tuple[str, str], ...],
    law: Law,
    directory: Directory,
    at: datetime,
    *,
    added: bool = False,
) -> tuple[str, ...]:
    """Who did what, when, in which words: the rows by which the other side hears of a step."""
    said = shown(details, law.regulation(matter), directory)
    head = _head(matter, step, officer, law, directory, added=added)
    told_by = f"{head}（{officer.name}，{moment_text(at)}）。"
    return (told_by, *(f"{label}：{value}" for label, value in said))


def _head(
    matter: Matter,
    step: Step,
    officer: Officer,
    law: Law,
    directory: Directory,
    *,
    added: bool,
) -> str:
    word = step_word(step, matter.kind, law.regulation(matter))
    return (
        f"{matter.number}：{directory.unit_of(officer).short}{done_word(step, word, added=added)}"
    )


def undelivered(matter: Matter, law: Law, directory: Directory) -> Message:
    """Tell the sender that nobody could be reached, and what the law still allows."""
    word = kind_word(matter.kind, law.regulation(matter))
    receiver = short(directory, matter.receiver)
    not_begun = "，期限没有开始计算" if law.counts_from_delivery(matter) else ""
    return Message(
        f"{matter.number}：{word}没有送达{receiver}，对方没有能够接收的联系人{not_begun}。\n"
        f"请改用纸质文书或者电话办理，送到后发送“纸质送达 {matter.number}”登记时间和证明。"
    )


def shown(
    details: tuple[tuple[str, str], ...],
    regulation: Regulation,
    directory: Directory,
    *,
    plain: bool = False,
) -> tuple[tuple[str, str], ...]:
    """Details as people read them, each under its label.

    Names instead of ids, days written out. The facts of an opening are left out: they stand where
    the matter is named.

    Args:
        details: as they were said.
        regulation: for its labels.
        directory: for names.
        plain: as they were said, for a party in private; else without anybody's numbers and without
            who told it.
    """
    hide = str if plain else discreet
    labels = {**LABELS, **{asked.field: asked.label for asked in regulation.requires}}
    behind = (*details[1:], ("", ""))
    return tuple(
        (labels[i], hide(_shown(i, value, regulation, directory, provisional=provisional)))
        for (i, value), after in zip(details, behind, strict=False)
        for provisional in [after == (IS_PROVISIONAL, i)]
        if i in labels
    )


def duty_name(duty_id: str, regulation: Regulation) -> str:
    """What a duty is called; its id where the document has no such duty."""
    duty = regulation.duty(duty_id)
    return duty.name if duty else duty_id


def recorded_day(words: str, *, provisional: bool = False) -> str:
    """A day as it is kept in a record, `2027-01-08`, as people read it.

    Entries of before 0.2.0 keep a provisional one as `2027-01-08暂定`; they are never rewritten.
    """
    day = day_text(date.fromisoformat(words.removesuffix(PROVISIONAL)))
    return f"{PROVISIONAL}{day}" if provisional or words.endswith(PROVISIONAL) else day


def _shown(
    field: str, value: str, regulation: Regulation, directory: Directory, *, provisional: bool
) -> str:
    """One detail as people read it; what is no value of its field is shown as it stands."""
    try:
        if ALSO.get(field, FIELD_KINDS.get(field)) is FieldKind.FUTURE_DAY:
            return recorded_day(value, provisional=provisional)
        return _worded(field, value, regulation, directory)
    except (ValueError, KeyError):
        return value


def _worded(field: str, value: str, regulation: Regulation, directory: Directory) -> str:
    if field == "duty":
        return duty_name(value, regulation)
    match ALSO.get(field) or FIELD_KINDS.get(field):
        case FieldKind.UNIT:
            return short(directory, value)
        case FieldKind.SOURCE:
            return SOURCES[value]
        case FieldKind.PAST:
            return moment_text(datetime.fromisoformat(value))
        case _:
            officers = directory.officers
            return "、".join(
                officers[person].name if person in officers else person
                for person in value.split("、")
            )
