"""Who decides where a receiver holds itself not competent: the government of the county."""

from collections.abc import Callable
from datetime import datetime

from rules.in_force import Law, scene_of
from rules.kinds.words import kind_word, step_word
from rules.law.regulation import Route
from rules.procedure.permit import short
from rules.reminders.policy import hold
from rules.values.dates import moment_text
from rules.values.kind import Step
from rules.values.matter import Entry, Matter, Push
from rules.values.message import Message
from rules.values.people import Directory, Officer, Role, UnitType
from rules.values.privacy import discreet


def deciders(
    directory: Directory, at: datetime, reaches: Callable[[Officer], bool]
) -> tuple[Officer, ...]:
    """Who can be told for the government: its liaisons, else anybody there; none if unreachable."""
    homes = [unit.id for unit in directory.units.values() if unit.type is UnitType.GOVERNMENT]
    found = tuple(o for home in homes for o in directory.with_role(home, Role.LIAISON))
    if not found:
        found = tuple(o for home in homes for role in Role for o in directory.with_role(home, role))
    return tuple(filter(reaches, directory.present(found, at)))


def put_before(
    matter: Matter, entry: Entry, law: Law, directory: Directory, reaches: Callable[[Officer], bool]
) -> tuple[Push, ...]:
    """Tell who decides that a matter has been put before them.

    Args:
        matter: as it stands after the step.
        entry: the record of the step.
        law: the county's words and office hours.
        directory: who there is.
        reaches: whether some channel can write to an officer.
    """
    message = _message(matter, entry, law, directory)
    at = entry.recorded_at
    return tuple(
        Push(
            key=f"{matter.number}:decide:{entry.seq}:{person.id}",
            to=person.id,
            number=matter.number,
            kind="step",
            message=message,
            at=hold(at, person, law.policy, law.calendar),
        )
        for person in deciders(directory, at, reaches)
    )


def _message(matter: Matter, entry: Entry, law: Law, directory: Directory) -> Message:
    regulation = law.regulation(matter)
    route = route_of(matter, law, directory)
    officer = directory.officer(entry.officer)
    word = step_word(Step.REPORT_UP, matter.kind, regulation)
    unit, what = short(directory, entry.unit), kind_word(matter.kind, regulation)
    parties = f"{short(directory, matter.sender)}→{short(directory, matter.receiver)}"
    rows = [
        f"{matter.number}：{unit}{word}{route.to}决定由谁管辖"
        f"（{officer.name}，{moment_text(entry.recorded_at)}）。",
        f"{what}（{parties}）：{matter.summary}",
        f"理由：{discreet(dict(entry.details).get('reason', ''))}",
        f"联系人：{officer.name}{f' {officer.mobile}' if officer.mobile else ''}。",
        f"依据{regulation.where(route.cite)}。请把决定告知双方，由{unit}登记结果。"
        f"可以发送“查 {matter.number}”。",
    ]
    return Message("\n".join(rows))


def route_of(matter: Matter, law: Law, directory: Directory) -> Route:
    """To whom the document sends a question of competence; a matter put there has one."""
    return law.regulation(matter).routes_for(Step.REPORT_UP.value, scene_of(matter, directory))[0]


def heard(
    matter: Matter,
    law: Law,
    directory: Directory,
    at: datetime,
    reaches: Callable[[Officer], bool],
) -> str:
    """What who puts it there hears of it: who was told, or that it must go on paper."""
    to = route_of(matter, law, directory).to
    people = deciders(directory, at, reaches)
    if not people:
        return f"通讯录里没有登记{to}的联系人，系统没有通知任何人。请把报请函和案卷材料书面送{to}。"
    names = "、".join(f"{directory.unit_of(one).short}{one.name}" for one in people)
    return f"已通知{names}。报请函和案卷材料仍按规定书面报送。"
