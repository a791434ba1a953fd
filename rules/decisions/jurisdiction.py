"""Who decides where a receiver holds itself not competent: the bodies the document names."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

from rules.in_force import Law, scene_of
from rules.kinds.words import kind_word, step_word
from rules.law.regulation import Regulation, Route
from rules.procedure.permit import short
from rules.reminders.policy import hold
from rules.values.dates import moment_text
from rules.values.kind import Step
from rules.values.matter import Entry, Matter, Push
from rules.values.message import Message
from rules.values.people import Directory, Officer, Role, Unit, UnitType
from rules.values.privacy import discreet
from rules.values.push import PushKind

GOVERNMENT = ("政府", "共同的上一级")
"""By what a document means the government; the level above a township and a department is that."""
PARTS = re.compile("[，；,;]")
"""Between a body and the one that follows where it does not help."""
COMMON_NAMES: Mapping[str, str] = {"司法行政": "司法局"}
"""How documents call a body that every county has under another name."""


def bodies(to: str, directory: Directory) -> tuple[Unit, ...]:
    """The units that a document's words mean; none where the address book has no such unit.

    Args:
        to: as in a route, such as 县司法局. Where it names one body after another (…，协调不成的
            由…), the first that is there.
        directory: units, the retired ones left out.
    """
    units = [unit for unit in directory.units.values() if unit.active]
    for part in PARTS.split(to):
        if found := tuple(unit for unit in units if _meant(unit, part)):
            return found
    return ()


def _meant(unit: Unit, words: str) -> bool:
    if any(name in words for name in GOVERNMENT):
        return unit.type is UnitType.GOVERNMENT
    common = next((name for term, name in COMMON_NAMES.items() if term in words), "")
    named = any(name in words for name in _names(unit))
    return named or unit.name.endswith(words) or common in _names(unit)


def _names(unit: Unit) -> Iterator[str]:
    yield from (unit.name, unit.short, *unit.aliases)


def unnamed(regulation: Regulation, directory: Directory) -> Iterator[tuple[Route, str]]:
    """Routes of a document to which no unit of an address book fits, or nobody there.

    Yields:
        The route, and what is missing, as a sentence without its end.
    """
    for route in regulation.routes:
        found = bodies(route.to, directory)
        if not found:
            yield route, f"通讯录里没有“{route.to}”这个单位"
        elif not any(directory.with_role(unit.id, role) for unit in found for role in Role):
            names = "、".join(unit.short for unit in found)
            yield route, f"通讯录里的{names}没有联系人"


def deciders(
    to: str, directory: Directory, at: datetime, reaches: Callable[[Officer], bool]
) -> tuple[Officer, ...]:
    """Who can be told for the bodies: their liaisons, else anybody there; none if unreachable.

    Args:
        to: the document's words for who decides.
        directory: who there is.
        at: now.
        reaches: whether some channel can write to an officer.
    """
    found: list[Officer] = []
    for home in bodies(to, directory):
        liaisons = directory.with_role(home.id, Role.LIAISON)
        anybody = (o for role in Role for o in directory.with_role(home.id, role))
        found += liaisons or anybody
    return tuple(filter(reaches, directory.present(found, at)))


def decides(unit: Unit, matter: Matter, law: Law, directory: Directory) -> bool:
    """Whether a matter has been put before a unit to decide whose it is."""
    if not matter.put_up:
        return False
    routes = law.regulation(matter).routes_for(Step.REPORT_UP.value, scene_of(matter, directory))
    return any(unit in bodies(route.to, directory) for route in routes[:1])


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
            kind=PushKind.STEP,
            message=message,
            at=hold(at, person, law.policy, law.calendar),
        )
        for person in deciders(route_of(matter, law, directory).to, directory, at, reaches)
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
    people = deciders(to, directory, at, reaches)
    if not people:
        return f"通讯录里没有登记{to}的联系人，系统没有通知任何人。请把报请函和案卷材料书面送{to}。"
    names = "、".join(f"{directory.unit_of(one).short}{one.name}" for one in people)
    return f"已通知{names}。报请函和案卷材料仍按规定书面报送。"
