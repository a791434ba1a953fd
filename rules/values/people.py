"""Units, officers, the duty roster: who is meant, and who may speak for a unit."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
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
        active: False once an address book left it out: retired, kept for the record.
    """

    id: str
    name: str
    short: str
    type: UnitType
    aliases: tuple[str, ...] = ()
    parent: str | None = None
    active: bool = True


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
        active: False for somebody retired: his name stays readable in the record, he is told
            nothing, counts as nobody's contact and can do nothing.
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
SUCCESSION = (Role.LEADER, Role.PRINCIPAL, Role.LIAISON)
"""Who answers for what somebody retired leaves behind, where no deputy does."""
GONE = "{}（已不在通讯录）"
"""In the place of a name that no address book has kept."""


@dataclass(frozen=True)
class Directory:
    """The county's address book at one moment. A value: importing people makes a new one.

    Attributes:
        units: by id, the retired ones too.
        officers: by id, the retired ones too.
    """

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

    def unit(self, unit_id: str) -> Unit:
        """A unit that a record names; a retired stand-in where no address book has kept it."""
        known = self.units.get(unit_id)
        if known is not None:
            return known
        name = GONE.format(unit_id)
        return Unit(unit_id, name, name, UnitType.DEPARTMENT, active=False)

    def officer(self, officer_id: str) -> Officer:
        """Somebody a record names; a retired stand-in where no address book has kept him."""
        known = self.officers.get(officer_id)
        if known is not None:
            return known
        return Officer(officer_id, GONE.format(officer_id), "", frozenset(), active=False)

    def signer(self, unit_id: str) -> Unit:
        """The unit that signs for a unit: its parent where it is a body, else itself."""
        unit = self.unit(unit_id)
        return self.unit(unit.parent) if unit.parent else unit

    def unit_of(self, officer: Officer) -> Unit:
        """The unit that signs for the officer: the parent where the officer sits in a body."""
        return self.signer(officer.unit)

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
        """The officer, or the deputy during leave; None when nobody of them is there.

        For somebody retired it is the deputy of the same unit, else the unit's leader in charge,
        its principal, its liaison.
        """
        seen: set[str] = set()
        home = self.unit_of(officer).id
        person: Officer | None = officer
        while person is not None and person.id not in seen:
            stays = officer.active or self.unit_of(person).id == home
            if person.active and stays and not person.away(at):
                return person
            seen.add(person.id)
            person = self.officers.get(person.deputy) if person.deputy else None
        if officer.active:
            return None
        heirs = (o for role in SUCCESSION for o in self.with_role(home, role))
        return next(iter(self.present(heirs, at)), None)

    def carriers(self, unit: str, officer_id: str, at: datetime) -> tuple[Officer, ...]:
        """Who goes on, for a unit, with what an officer began there.

        The officer or who stands in, as long as he sits in that unit or was there when he retired;
        otherwise, and where nobody stands in, who answers for the unit.

        Args:
            unit: id of a side of the matter.
            officer_id: who filed it, or acted last; "" for nobody.
            at: now.
        """
        officer = self.officer(officer_id)
        if self.unit_of(officer).id == unit:
            person = self.standing_in(officer, at)
            if person is not None:
                return (person,)
        return self.present(self.answering(unit), at)

    def answering(self, unit: str) -> tuple[Officer, ...]:
        """Who answers for a unit in everyday matters: its liaisons, else leader, else principal."""
        posts = (self.with_role(unit, role) for role in (Role.LIAISON, Role.LEADER, Role.PRINCIPAL))
        return next((people for people in posts if people), ())

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
                found.append(self.officer(shift.officer))
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


def with_retired(fresh: Directory, before: Directory) -> Directory:
    """A new address book, with everybody and every unit that only the earlier one has, retired.

    A record names people and units by id and is kept for good; nobody in it may become nameless.
    What is of use for reaching somebody (telephone, hours, absences) is not kept of the retired.
    """
    units = {
        unit.id: replace(unit, active=False)
        for unit in before.units.values()
        if unit.id not in fresh.units
    }
    officers = {
        officer.id: replace(officer, active=False, mobile="", quiet="", leaves=())
        for officer in before.officers.values()
        if officer.id not in fresh.officers
    }
    return replace(fresh, units={**fresh.units, **units}, officers={**fresh.officers, **officers})
