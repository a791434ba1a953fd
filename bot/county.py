"""A county's address book from one file: units, officers, duty roster, the group they share."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path

from rules.people import Directory, Officer, Role, Shift, Unit, UnitType
from rules.reading import BadFile, Table, open_toml
from rules.wording import BEIJING

SAMPLES = Path(__file__).parent / "counties"
"""Sample counties that travel with the program, one file each, named after the county's id."""

HANDOVER = time(8, 30)
"""When one shift of a roster hands over to the next, in Beijing."""

POSTS = ("first", "second", "leader")
"""The posts of one shift, in the order in which they are called."""


@dataclass(frozen=True, slots=True)
class Group:
    """A group chat in which the bot is a member."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class County:
    """A county as its file describes it.

    Attributes:
        id: the file's name, which is also the county's id.
        regulation: id of the document in force there.
        start: when a rehearsal of it begins.
    """

    id: str
    name: str
    regulation: str
    group: Group
    start: datetime
    directory: Directory


def samples() -> tuple[str, ...]:
    """Ids of the sample counties."""
    return tuple(sorted(path.stem for path in SAMPLES.glob("*.toml")))


def load_county(path: Path) -> County:
    """Read a county's file, whole or not at all.

    Raises:
        BadFile: with every fault that was found.
    """
    file = open_toml(path)
    faults = file.faults
    group = file.table("group")
    start = file.instant("start")
    units = {unit.id: unit for unit in map(_unit, file.tables("unit"))}
    officers = {officer.id: officer for officer in map(_officer, file.tables("officer"))}
    shifts = tuple(shift for item in file.tables("roster") for shift in _shifts(item))
    county = County(
        id=path.stem,
        name=file.text("name"),
        regulation=file.text("regulation"),
        group=Group(group.text("id"), group.text("name")) if group else Group("", ""),
        start=start or datetime.min.replace(tzinfo=BEIJING),
        directory=Directory(path.stem, units, officers, shifts),
    )
    if group:
        group.close()
    file.close()
    faults += _broken(units, officers, shifts)
    if faults:
        raise BadFile(path.name, tuple(faults))
    return county


def _unit(table: Table) -> Unit:
    unit = Unit(
        id=table.text("id"),
        name=table.text("name"),
        short=table.text("short"),
        type=table.choice("type", UnitType, UnitType.DEPARTMENT),
        aliases=table.texts("aliases"),
        parent=table.text("parent", "") or None,
    )
    table.close()
    return unit


def _officer(table: Table) -> Officer:
    officer = Officer(
        id=table.text("id"),
        name=table.text("name"),
        unit=table.text("unit"),
        title=table.text("title", ""),
        roles=frozenset(table.choices("roles", Role)),
        mobile=table.text("mobile", ""),
        deputy=table.text("deputy", "") or None,
        quiet=table.text("quiet", ""),
    )
    table.close()
    return officer


def _shifts(table: Table) -> Iterable[Shift]:
    """A rotation written out: one shift a day from handover to handover, turn after turn."""
    unit, first, days = table.text("unit"), table.day("from"), table.whole("days")
    turns = [tuple(turn.text(post) for post in POSTS) for turn in table.tables("turns")]
    table.close()
    if first is None or not turns:
        table.fault("turns", "缺少起始日期或者班次")
        return
    for n in range(days):
        start = datetime.combine(first + timedelta(days=n), HANDOVER, BEIJING)
        for rank, officer in enumerate(turns[n % len(turns)], 1):
            yield Shift(unit, officer, start, start + timedelta(days=1), rank)


def _broken(
    units: dict[str, Unit], officers: dict[str, Officer], shifts: tuple[Shift, ...]
) -> list[str]:
    """References that lead nowhere."""
    faults = [
        f"unit {unit.id}：上级单位 {unit.parent} 不在表中"
        for unit in units.values()
        if unit.parent and unit.parent not in units
    ]
    for officer in officers.values():
        if officer.unit not in units:
            faults.append(f"officer {officer.id}：单位 {officer.unit} 不在表中")
        if officer.deputy and officer.deputy not in officers:
            faults.append(f"officer {officer.id}：代理人 {officer.deputy} 不在表中")
        if officer.id != officer.id.lower():
            faults.append(f"officer {officer.id}：企业微信账号请用小写")
    unknown = {shift.officer for shift in shifts} - officers.keys()
    faults += [f"roster：值班员 {person} 不在表中" for person in sorted(unknown)]
    faults += [
        f"roster：单位 {unit} 不在表中"
        for unit in sorted({shift.unit for shift in shifts} - units.keys())
    ]
    return faults
