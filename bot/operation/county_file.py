"""A county's address book from one file: units, officers, duty roster, the group they share."""

import re
from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import TypeVar

from rules.law.regulation_file import place_of
from rules.values.dates import BEIJING
from rules.values.people import Directory, Officer, Role, Shift, Unit, UnitType
from rules.values.toml_table import BadFile, Table, open_toml, text_of

T = TypeVar("T", bound=Hashable)

SAMPLES = Path(__file__).parents[1] / "rehearsal" / "counties"
"""Sample counties that travel with the program, one file each, named after the county's id."""

HANDOVER = time(8, 30)
"""When one shift of a roster hands over to the next, in Beijing."""

NAME = re.compile(r"[㐀-鿿]{2,}(?:·[㐀-鿿]+)*[0-9A-Za-z]?")
SEPARATORS = re.compile(r"[\s\-—－()（）]")
TELEPHONE = re.compile(r"(?:\+?86)?1[3-9]\d{9}|0\d{2,3}[2-8]\d{6,7}")

POSTS = ("first", "second", "leader")
"""The posts of one shift, in the order in which they are called."""

ANY_TIME = datetime.min.replace(tzinfo=BEIJING)


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
        start: when a rehearsal of it begins; `ANY_TIME` where the file does not say.
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
    listed_units = tuple(map(_unit, file.tables("unit")))
    listed_officers = tuple(map(_officer, file.tables("officer")))
    units = {unit.id: unit for unit in listed_units}
    officers = {officer.id: officer for officer in listed_officers}
    rosters = tuple(tuple(_shifts(item)) for item in file.tables("roster"))
    shifts = tuple(shift for roster in rosters for shift in roster)
    county = County(
        id=path.stem,
        name=file.text("name"),
        regulation=file.text("regulation"),
        group=Group(group.text("id"), group.text("name")) if group else Group("", ""),
        start=start or ANY_TIME,
        directory=Directory(path.stem, units, officers, shifts),
    )
    if group:
        group.close()
    file.close()
    doubled = _doubled(listed_units, listed_officers)
    faults += doubled
    if not any(fault.partition("：")[0].endswith(".id") for fault in doubled):
        faults += [*_broken(units, officers, rosters), *_misplaced(rosters, units, officers)]
    if faults:
        text = text_of(path)
        raise BadFile(path.name, tuple(f"{place_of(text, fault)}{fault}" for fault in faults))
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
        name=_name(table),
        unit=table.text("unit"),
        title=table.text("title", ""),
        roles=frozenset(table.choices("roles", Role)),
        mobile=_telephone(table),
        deputy=table.text("deputy", "") or None,
        quiet=table.text("quiet", ""),
    )
    table.close()
    return officer


def _name(table: Table) -> str:
    """A person's name: one person, without blanks or signs."""
    name = table.text("name")
    if name and not NAME.fullmatch(name):
        table.fault("name", f"“{name}”不是一个人的姓名；一人一项，不写空格、顿号、职务和电话")
    return name


def _telephone(table: Table) -> str:
    """A number that can be dialled, without blanks and hyphens; "" where none is written."""
    written = table.text("mobile", "")
    bare = SEPARATORS.sub("", written)
    if bare and not TELEPHONE.fullmatch(bare):
        table.fault("mobile", f"“{written}”不是电话号码；写11位手机号，或者带区号的固定电话")
    return bare


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
    units: dict[str, Unit], officers: dict[str, Officer], rosters: tuple[tuple[Shift, ...], ...]
) -> list[str]:
    """References that lead nowhere, or to whom they cannot be meant for."""
    faults = [
        f"unit[{unit.id}].parent：上级单位 {unit.parent} 不在表中"
        for unit in units.values()
        if unit.parent and unit.parent not in units
    ]
    for officer in officers.values():
        where = f"officer[{officer.id}]"
        if officer.unit not in units:
            faults.append(f"{where}.unit：单位 {officer.unit} 不在表中")
        if officer.deputy and officer.deputy not in officers:
            faults.append(f"{where}.deputy：代理人 {officer.deputy} 不在表中")
        if officer.deputy == officer.id:
            faults.append(f"{where}.deputy：代理人不能是本人")
        elif (
            officer.deputy in officers
            and (home := _home(officer.deputy, units, officers))
            and (own := _home(officer.id, units, officers))
            and home != own
        ):
            deputy = officers[officer.deputy].name
            faults.append(f"{where}.deputy：{deputy}是{units[home].short}的，代理人要在本单位")
        if officer.id != officer.id.lower():
            faults.append(f"{where}.id：企业微信账号请用小写")
    for place, roster in enumerate(rosters, 1):
        unknown = {shift.officer for shift in roster} - officers.keys()
        faults += [f"roster[{place}].turns：值班员 {person} 不在表中" for person in sorted(unknown)]
        if roster and roster[0].unit not in units:
            faults.append(f"roster[{place}].unit：单位 {roster[0].unit} 不在表中")
    return faults


def _doubled(units: tuple[Unit, ...], officers: tuple[Officer, ...]) -> list[str]:
    """Ids written twice, and names by which nobody could tell two apart."""
    faults = [f"unit[{i}].id：同一单位写了两次" for i in _twice(unit.id for unit in units)]
    faults += [f"officer[{i}].id：同一账号写了两次" for i in _twice(o.id for o in officers)]
    for short in _twice(unit.short for unit in units):
        last = [unit.id for unit in units if unit.short == short][-1]
        faults.append(f"unit[{last}].short：两个单位都叫“{short}”，请写得能分清")
    own = [unit for unit in units if unit.parent is None]
    names = {name: unit for unit in own for name in (unit.name, unit.short)}
    for unit in own:
        for alias in unit.aliases:
            other = names.setdefault(alias, unit)
            if other.id != unit.id:
                faults.append(f"unit[{unit.id}].aliases：“{alias}”也是{other.short}的名称，分不清")
    for mobile in _twice(o.mobile for o in officers if o.mobile.startswith("1")):
        first, *others = [officer for officer in officers if officer.mobile == mobile]
        faults += [
            f"officer[{other.id}].mobile：和{first.name}的手机号相同，请核对"
            for other in others
            if other.id != first.id
        ]
    known = {unit.id: unit for unit in units}
    people = {officer.id: officer for officer in officers}
    homes = [(officer.name, _home(officer.id, known, people)) for officer in people.values()]
    for name, home in _twice(homes):
        last = [i for i, own in zip(people, homes, strict=True) if own == (name, home)][-1]
        faults.append(f"officer[{last}].name：同一单位有两个“{name}”，请在姓名后加字分清")
    return faults


def _misplaced(
    rosters: tuple[tuple[Shift, ...], ...], units: dict[str, Unit], officers: dict[str, Officer]
) -> list[str]:
    """People on another unit's roster, and days of one unit that two rosters fill."""
    faults: list[str] = []
    taken: set[tuple[str, datetime, int]] = set()
    for place, roster in enumerate(rosters, 1):
        people = dict.fromkeys(shift.officer for shift in roster)
        unit = roster[0].unit if roster else ""
        named = units[unit].short if unit in units else unit
        homes = {_home(person, units, officers) for person in people}
        if len(homes) == 1 and len(people) > 1 and homes.isdisjoint({"", unit}):
            own = units[homes.pop()].short
            faults.append(f"roster[{place}].unit：这张表的人都是{own}的，unit写的却是{named}")
            continue
        faults += [
            f"roster[{place}].turns：{officers[person].name}（{person}）不是{named}的人员"
            for person in people
            if (home := _home(person, units, officers)) and home != unit
        ]
        slots = {(shift.unit, shift.start, shift.rank) for shift in roster}
        if again := taken & slots:
            day = min(start for _, start, _ in again)
            faults.append(f"roster[{place}].from：{day:%Y-%m-%d}起的值班另一张表已经排了")
        taken |= slots
    return faults


def _home(person: str, units: dict[str, Unit], officers: dict[str, Officer]) -> str:
    """The unit that signs for a person; "" where the file does not say."""
    unit = units.get(officers[person].unit) if person in officers else None
    return "" if unit is None else unit.parent or unit.id


def _twice(values: Iterable[T]) -> list[T]:
    """The values that occur more than once, in the order of their first occurrence."""
    return [value for value, times in Counter(values).items() if times > 1]
