"""Units, officers, the duty roster: who is meant, and who may speak for a unit."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum


class UnitType(StrEnum):
    """What a unit is in the county's documents."""

    TOWNSHIP = "township"
    DEPARTMENT = "department"
    GOVERNMENT = "government"
    """The county government itself: decides competence, owes nothing here."""
    BODY = "body"
    """An internal, dispatched or stationed body (所, 大队, 股): never signs; has a `parent`."""


class Role(StrEnum):
    """What an officer does for the unit."""

    LIAISON = "liaison"
    DUTY = "duty"
    LEADER = "leader"
    """分管领导, the leader in charge."""
    PRINCIPAL = "principal"
    """主要领导."""
    SUPERVISOR = "supervisor"
    """The county's supervising body (司法局)."""
    ADMINISTRATOR = "administrator"
    COUNTY_DUTY = "county-duty"
    """The county's own duty office (县总值班室): carries an emergency nobody else answers."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A township government, a department, or a body that belongs to one.

    Attributes:
        id: short and stable, such as `chengguan` or `samr`.
        name: the official name, as on the seal.
        short: what people call it; shown in chat.
        aliases: other names people type.
        parent: for a body, the unit it belongs to and that signs for it.
    """

    id: str
    name: str
    short: str
    type: UnitType
    aliases: tuple[str, ...] = ()
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class Leave:
    """An absence, from `start` up to but not including `end`, both aware."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Officer:
    """A person with a WeCom id who works for one unit.

    Attributes:
        id: WeCom userid in lower case.
        deputy: officer id of who stands in during leave.
        quiet: personal quiet hours "HH:MM-HH:MM" in Beijing; they may cross midnight.
    """

    id: str
    name: str
    unit: str
    roles: frozenset[Role]
    title: str = ""
    mobile: str = ""
    deputy: str | None = None
    quiet: str = ""
    active: bool = True
    leaves: tuple[Leave, ...] = ()

    def away(self, at: datetime) -> bool:
        """Whether the officer is on leave at that instant."""
        return any(leave.start <= at < leave.end for leave in self.leaves)


@dataclass(frozen=True, slots=True)
class Shift:
    """One person on a unit's duty roster from `start` up to but not including `end`.

    A shift is `LONGEST_SHIFT` long at the most; a longer one is written as several.

    Attributes:
        rank: 1 is called first, 2 next; 3 is the leader on duty (带班领导).
    """

    unit: str
    officer: str
    start: datetime
    end: datetime
    rank: int


LEADER_ON_DUTY = 3
RANKS = (1, 2, LEADER_ON_DUTY)
"""Of a roster, in the order in which they are called."""
LONGEST_SHIFT = timedelta(days=31)
"""No entry of a roster is longer."""


@dataclass(frozen=True)
class Directory:
    """The county's address book at one moment. A value: importing people makes a new one."""

    county: str
    units: Mapping[str, Unit]
    officers: Mapping[str, Officer]
    shifts: tuple[Shift, ...] = ()
    version: int = 0
    _by_role: dict[tuple[str, Role], tuple[Officer, ...]] = field(
        default_factory=dict, init=False, compare=False, repr=False
    )
    _by_rank: dict[tuple[str, int], tuple[list[datetime], list[Shift]]] = field(
        default_factory=dict, init=False, compare=False, repr=False
    )

    def unit_of(self, officer: Officer) -> Unit:
        """The unit that signs for the officer: the parent where the officer sits in a body."""
        unit = self.units[officer.unit]
        return self.units[unit.parent] if unit.parent else unit

    def with_role(self, unit: str, role: Role) -> tuple[Officer, ...]:
        """Active officers of a unit (its bodies included) with that role, in a stable order."""
        known = self._by_role.get((unit, role))
        if known is None:
            known = tuple(
                officer
                for officer in sorted(self.officers.values(), key=lambda o: o.id)
                if officer.active and role in officer.roles and self.unit_of(officer).id == unit
            )
            self._by_role[unit, role] = known
        return known

    def standing_in(self, officer: Officer, at: datetime) -> Officer | None:
        """The officer, or the deputy during leave; None when nobody of them is there."""
        seen: set[str] = set()
        person: Officer | None = officer
        while person is not None and person.id not in seen:
            if person.active and not person.away(at):
                return person
            seen.add(person.id)
            person = self.officers.get(person.deputy) if person.deputy else None
        return None

    def present(self, officers: Iterable[Officer], at: datetime) -> tuple[Officer, ...]:
        """Each officer or who stands in, nobody twice, order kept."""
        found: dict[str, Officer] = {}
        for officer in officers:
            person = self.standing_in(officer, at)
            if person is not None:
                found.setdefault(person.id, person)
        return tuple(found.values())

    def on_duty(self, unit: str, at: datetime, rank: int) -> tuple[Officer, ...]:
        """Who is on the unit's roster at that instant with that rank, in a stable order."""
        starts, shifts = self._roster(unit, rank)
        found: list[Officer] = []
        for shift in reversed(shifts[: bisect_right(starts, at)]):
            if shift.end > at:
                found.append(self.officers[shift.officer])
            elif at - shift.start > LONGEST_SHIFT:
                break
        return tuple(reversed(found))

    def _roster(self, unit: str, rank: int) -> tuple[list[datetime], list[Shift]]:
        """The shifts of a unit and rank in the order of their starts, and those starts."""
        known = self._by_rank.get((unit, rank))
        if known is None:
            mine = [shift for shift in self.shifts if shift.unit == unit and shift.rank == rank]
            mine.sort(key=lambda shift: (shift.start, shift.officer))
            known = ([shift.start for shift in mine], mine)
            self._by_rank[unit, rank] = known
        return known

    def next_shift(self, unit: str, after: datetime) -> datetime | None:
        """The first instant after that one at which a shift of the unit begins; None for none."""
        found: list[datetime] = []
        for rank in RANKS:
            starts, _ = self._roster(unit, rank)
            found += starts[bisect_right(starts, after) :][:1]
        return min(found, default=None)

    def supervisors(self) -> tuple[Officer, ...]:
        """Everybody who supervises the county, in a stable order."""
        return self._everywhere(Role.SUPERVISOR)

    def duty_office(self) -> tuple[Officer, ...]:
        """The county's own duty office, in a stable order; nobody where none is named."""
        return self._everywhere(Role.COUNTY_DUTY)

    def keepers(self) -> tuple[Officer, ...]:
        """Who keeps the address book: the administrators, or else the supervisors."""
        return self._everywhere(Role.ADMINISTRATOR) or self.supervisors()

    def _everywhere(self, role: Role) -> tuple[Officer, ...]:
        return tuple(
            officer
            for officer in sorted(self.officers.values(), key=lambda o: o.id)
            if officer.active and role in officer.roles
        )
