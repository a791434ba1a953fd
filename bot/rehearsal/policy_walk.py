"""A reminder policy walked through in virtual time: who would be told what, and when."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import product

from rules.decisions.act import Act, Said
from rules.decisions.steps import open_matter
from rules.in_force import Law
from rules.kinds import KINDS
from rules.law.regulation import Scene
from rules.procedure.permit import leaders, opening_asks
from rules.reminders.policy import working_day
from rules.reminders.responsibility import History, Told
from rules.values.dates import BEIJING
from rules.values.kind import Field, FieldKind, KindSpec
from rules.values.matter import Failed, Matter, Outcome, Push
from rules.values.people import RANKS, Directory, Officer, Role, Unit, UnitType
from scheduler.sweep import passed

MORNING = time(9)
"""When the matters are opened, in Beijing."""
ONE_DAY = timedelta(days=1)
LEVELS = (UnitType.TOWNSHIP, UnitType.DEPARTMENT)
SOURCE = "inspection"
"""Where a referral is said to come from."""
CONTENT = "排练用的事项"
NAMES = ("甲", "乙", "丙")
"""People a document asks for who need not be in the address book."""


class Unmanned(Exception):
    """The address book has no unit of a level that could send or receive anything."""


@dataclass(frozen=True, slots=True)
class Telling:
    """One reminder to one person.

    Attributes:
        push: what would be put into the outbox; sent at `push.at`.
    """

    matter: Matter
    push: Push


@dataclass(frozen=True, slots=True)
class Walk:
    """What a policy does with one matter of each kind that nobody touches.

    Attributes:
        opened: when the matters were opened.
        starts: how each matter was filed.
        tellings: in the order in which they would go out.
        failed: rules that could not be asked.
    """

    opened: datetime
    starts: tuple[Outcome, ...]
    tellings: tuple[Telling, ...]
    failed: tuple[Failed, ...]


def walk(law: Law, directory: Directory, first: date, days: int) -> Walk:
    """Open one matter of each kind, leave it alone, and let the clock run.

    Args:
        law: with the policy that is tried.
        directory: who is there.
        first: the matters are opened on the first working morning from this day on.
        days: how many days are walked through, `first` among them; what would go out later is
            left out.

    Raises:
        Unmanned: no unit of a level has a liaison.
        Refusal: the county's document does not let such a matter be opened.
    """
    day = first if law.calendar.day(first).kind.working else working_day(first, 1, law.calendar)
    opened = datetime.combine(day, MORNING, BEIJING)
    end = datetime.combine(first + days * ONE_DAY, time(0), BEIJING)
    law = law.on(opened)
    starts = [_open(kind, law, directory, opened) for kind in KINDS.values()]
    told: list[Telling] = []
    failed: dict[Failed, None] = {}
    for start in starts:
        for outcome, fresh in _looks(start, law, directory, end):
            told += [Telling(outcome.after, push) for push in fresh if push.at < end]
            failed |= dict.fromkeys(outcome.failed)
    told.sort(key=lambda one: one.push.at)
    return Walk(opened, tuple(starts), tuple(told), tuple(failed))


def _looks(
    start: Outcome, law: Law, directory: Directory, end: datetime
) -> Iterator[tuple[Outcome, tuple[Push, ...]]]:
    """Every decision of the sweep about a matter, with the pushes that are new."""
    outcome, matter = start, start.after
    seen: set[str] = set()
    told: tuple[Told, ...] = ()
    while True:
        fresh = tuple(push for push in outcome.pushes if push.key not in seen)
        seen |= {push.key for push in fresh}
        told += tuple(Told(push.to, push.kind, push.urgent) for push in fresh)
        yield outcome, fresh
        now = matter.next_look
        if now is None or now >= end:
            return
        outcome = passed(matter, law, directory, now, History(start.entries, told))
        matter = outcome.after


def _open(kind: KindSpec, law: Law, directory: Directory, at: datetime) -> Outcome:
    sender, receiver = _sides(kind, law, directory)
    officer = directory.answering(sender.id)[0]
    scene = Scene(kind.id, sender.type, receiver.type, _source(kind))
    said = Said(
        tuple(
            (field.id, _answer(field, receiver, officer, directory, at))
            for field in opening_asks(kind, law.local, scene)
        )
    )
    act = Act(officer, at, said, law, directory, reaches=lambda _: True)
    return open_matter(kind, 1, act)


def _source(kind: KindSpec) -> str:
    return SOURCE if kind.sourced else ""


def _sides(kind: KindSpec, law: Law, directory: Directory) -> tuple[Unit, Unit]:
    """Sender and receiver: the direction of which the document says most, the fullest units."""
    ways = [(a, b) for a, b in product(LEVELS, LEVELS) if a is not b]

    def duties(way: tuple[UnitType, UnitType]) -> tuple[int, int]:
        found = law.local.duties_in(Scene(kind.id, *way, _source(kind)))
        return sum(duty.period is not None for duty in found), len(found)

    sends, receives = max(ways, key=duties)
    return _fullest(sends, directory), _fullest(receives, directory)


def _fullest(level: UnitType, directory: Directory) -> Unit:
    """The unit with the most posts filled, the first of them; one that somebody answers for."""
    units = [
        unit
        for unit in directory.units.values()
        if unit.type is level and unit.active and directory.with_role(unit.id, Role.LIAISON)
    ]
    if not units:
        raise Unmanned(level.value)
    return max(units, key=lambda unit: _posts(unit, directory))


def _posts(unit: Unit, directory: Directory) -> int:
    roles = (Role.LIAISON, Role.LEADER, Role.PRINCIPAL, Role.DUTY)
    rostered = {shift.rank for shift in directory.shifts if shift.unit == unit.id}
    filled = sum(bool(directory.with_role(unit.id, role)) for role in roles)
    return filled + sum(rank in rostered for rank in RANKS)


def _answer(
    field: Field, receiver: Unit, officer: Officer, directory: Directory, at: datetime
) -> str:
    """What an opening is told for a field, in the canonical words of `Said`."""
    known = leaders(field.role or Role.LEADER, directory.unit_of(officer).id, directory)
    answers = {
        FieldKind.UNIT: receiver.id,
        FieldKind.PAST: at.isoformat(),
        FieldKind.FUTURE_DAY: (at.date() + ONE_DAY).isoformat(),
        FieldKind.PEOPLE: "、".join(NAMES[: max(field.least, 2)]),
        FieldKind.OFFICER: known[0].name if known else NAMES[0],
        FieldKind.SOURCE: SOURCE,
        FieldKind.CHOICE: next(iter(field.choices), ""),
        FieldKind.TEXT: CONTENT,
    }
    return answers[field.kind]


def posts_of(officer: Officer, directory: Directory, at: datetime) -> str:
    """What somebody is, for a list: roles, and a turn of duty at that instant."""
    unit = directory.unit_of(officer).id
    words = [ROLES[role] for role in Role if role in officer.roles]
    words += [
        TURNS[rank]
        for rank in RANKS
        if officer.id in {one.id for one in directory.on_duty(unit, at, rank)}
    ]
    return "、".join(words) or officer.title or "工作人员"


ROLES: Mapping[Role, str] = {
    Role.LIAISON: "联络员",
    Role.DUTY: "值班岗",
    Role.LEADER: "分管领导",
    Role.PRINCIPAL: "主要领导",
    Role.SUPERVISOR: "监督人员",
    Role.ADMINISTRATOR: "管理员",
    Role.COUNTY_DUTY: "县总值班室",
}
TURNS: Mapping[int, str] = {1: "值班第一人", 2: "值班第二人", 3: "带班领导"}
