"""Is this a working day? The State Council's yearly notices as a table one can count in."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from rules.values.errors import Refusal
from rules.values.toml_table import BadFile, Table, TextFile, data_files, open_toml

ONE_DAY = timedelta(days=1)
SATURDAY, SUNDAY = 5, 6
WEEKEND_NAMES = {SATURDAY: "周六", SUNDAY: "周日"}
FIXED_DATES = {
    (1, 1): "元旦",
    (5, 1): "劳动节",
    (5, 2): "劳动节",
    (10, 1): "国庆节",
    (10, 2): "国庆节",
    (10, 3): "国庆节",
}
"""全国年节及纪念日放假办法 (2024) 第二条: the statutory days that need no lunar calendar."""


class CalendarNotPublished(Refusal):
    """A count runs into a year whose days off nobody has announced yet."""

    code = "calendar-not-published"

    def __init__(self, year: int) -> None:
        self.year = year
        super().__init__(
            f"没有算出确定日期：国务院办公厅{year}年放假安排的通知还没有载入。"
            "先按暂定日期办理，通知载入后会重新计算并告知双方。"
        )


class DayKind(StrEnum):
    """What a day is, as in the table of working days."""

    WORKDAY = "workday"
    WEEKEND = "weekend"
    HOLIDAY_OFF = "holiday_off"
    MAKEUP_WORKDAY = "makeup_workday"
    LOCAL_OFF = "local_off"
    LOCAL_ON = "local_on"

    @property
    def working(self) -> bool:
        """Whether it counts."""
        return self in {DayKind.WORKDAY, DayKind.MAKEUP_WORKDAY, DayKind.LOCAL_ON}


@dataclass(frozen=True, slots=True)
class Day:
    """One day: what it is and what people call it, such as 国庆节, 周六 or 劳动节调休上班."""

    day: date
    kind: DayKind
    label: str


class Skipped(NamedTuple):
    """A day that did not count, and why: a holiday's name, 周六 or 周日, 补充资料，不计入.

    A named tuple, because it is compared and looked up by the million.
    """

    day: date
    why: str


@dataclass(frozen=True, slots=True)
class Holiday:
    """One item of a notice: days off from `first` to `last`, and the weekend days worked for it."""

    name: str
    first: date
    last: date
    make_up: tuple[date, ...] = ()

    @property
    def days(self) -> tuple[date, ...]:
        """The days off, both ends included."""
        return tuple(
            date.fromordinal(n) for n in range(self.first.toordinal(), self.last.toordinal() + 1)
        )


@dataclass(frozen=True, slots=True)
class Year:
    """The notice of one year.

    Attributes:
        number: the notice's number, such as 国办发明电〔2025〕7号.
        issued: the day of the notice.
    """

    year: int
    number: str
    title: str
    issued: date
    url: str
    holidays: tuple[Holiday, ...]

    @property
    def version(self) -> str:
        """Year and notice, such as `2026@国办发明电〔2025〕7号`."""
        return f"{self.year}@{self.number}"


@dataclass(frozen=True, slots=True)
class Overlay:
    """Days that one region adds, under an instrument of its own (autonomous counties).

    Attributes:
        region: the county's id.
        source: the instrument and its article.
        off: extra days off with their names.
        on: extra working days.
    """

    region: str
    source: str
    off: tuple[Skipped, ...] = ()
    on: tuple[date, ...] = ()

    @property
    def name(self) -> str:
        """Region and instrument: a later file of the same takes its place."""
        return f"{self.region}：{self.source}"


class WorkCalendar:
    """A value: the working days of all announced years, and what the others are sure to have.

    Every count is two look-ups in a table of running totals, however long the period.

    Args:
        years: one per announced year; no year may be missing between two.
        statutory: the statutory days of each year with their names, as far as they are known.
        overlays: what regions add; used only by `for_region`.
        region: the region this value speaks for; "" for none.
    """

    def __init__(
        self,
        years: Iterable[Year],
        statutory: Mapping[int, Mapping[date, str]],
        overlays: Sequence[Overlay] = (),
        region: str = "",
    ) -> None:
        self.years: dict[int, Year] = {
            year.year: year for year in sorted(years, key=lambda y: y.year)
        }
        self.statutory = statutory
        self.overlays = tuple(overlays)
        self.region = region
        self._local = [overlay for overlay in self.overlays if overlay.region == region]
        self._local_off = {off.day: off.why for overlay in self._local for off in overlay.off}
        self._local_on = {day for overlay in self._local for day in overlay.on}
        self._holidays = {
            day: holiday.name
            for year in self.years.values()
            for holiday in year.holidays
            for day in holiday.days
        }
        self._make_up = {
            day: holiday.name
            for year in self.years.values()
            for holiday in year.holidays
            for day in holiday.make_up
        }
        self._versions: dict[tuple[int, int], str] = {}
        self._estimates: dict[int, WorkCalendar] = {}
        self._regions: dict[str, WorkCalendar] = {}
        self._fill(min(self.years), max(self.years))

    def _fill(self, first_year: int, last_year: int) -> None:
        """Make the table: how many working days lie before each day, and which days do not work."""
        first, end = date(first_year, 1, 1), date(last_year + 1, 1, 1)
        self.first_year, self.last_year = first_year, last_year
        self._first, self._end = first.toordinal(), end.toordinal()
        self._working: list[date] = []
        self._off: list[Skipped] = []
        self._rank = [0]
        for ordinal in range(self._first, self._end):
            day = self.day(date.fromordinal(ordinal))
            if day.kind.working:
                self._working.append(day.day)
            else:
                self._off.append(Skipped(day.day, day.label))
            self._rank.append(len(self._working))

    @classmethod
    def load(cls, *dirs: Path) -> "WorkCalendar":
        """The shipped calendars and those of a county's own directories.

        A later file of the same year takes the place of an earlier one: a notice may be amended
        during the year.

        Raises:
            BadFile: a file breaks a rule; all faults of it are named.
        """
        return read_calendars(data_files("calendars", *dirs))

    def for_region(self, region: str) -> "WorkCalendar":
        """The same calendar with the days that the region adds; itself where it adds none."""
        if region == self.region or all(overlay.region != region for overlay in self.overlays):
            return self
        if region not in self._regions:
            self._regions[region] = WorkCalendar(
                self.years.values(), self.statutory, self.overlays, region
            )
        return self._regions[region]

    def with_estimates(self, year: int) -> "WorkCalendar":
        """A calendar for a line near an unannounced year: no notice there, only what is certain.

        It covers the year before to two years after. An unannounced year has its weekends and its
        statutory days; nobody knows its make-up days. Good for an estimate, never for a line.
        """
        if year not in self._estimates:
            estimate = WorkCalendar(self.years.values(), self.statutory, self.overlays, self.region)
            estimate._fill(year - 1, year + 2)
            self._estimates[year] = estimate
        return self._estimates[year]

    def day(self, day: date) -> Day:
        """What a day is; of an unannounced year only what is certain."""
        if day in self._local_on:
            return Day(day, DayKind.LOCAL_ON, "本地调休上班")
        if why := self._local_off.get(day):
            return Day(day, DayKind.LOCAL_OFF, why)
        if holiday := self._holidays.get(day) or self._certain(day):
            return Day(day, DayKind.HOLIDAY_OFF, holiday)
        if holiday := self._make_up.get(day):
            return Day(day, DayKind.MAKEUP_WORKDAY, f"{holiday}调休上班")
        weekend = WEEKEND_NAMES.get(day.weekday())
        return Day(day, DayKind.WEEKEND, weekend) if weekend else Day(day, DayKind.WORKDAY, "")

    def _certain(self, day: date) -> str | None:
        """The statutory holiday's name in a year without a notice."""
        if day.year in self.years:
            return None
        known = self.statutory.get(day.year)
        return FIXED_DATES.get((day.month, day.day)) if known is None else known.get(day)

    def covers(self, day: date) -> bool:
        """Whether the day's year has a notice."""
        return self._first <= day.toordinal() < self._end

    def is_working(self, day: date) -> bool:
        """Whether the day counts as a working day.

        Raises:
            CalendarNotPublished: the day's year has no notice.
        """
        index = self._index(day)
        return self._rank[index + 1] > self._rank[index]

    def why_off(self, day: date) -> str | None:
        """The name of why a day is off; None for a working day.

        Raises:
            CalendarNotPublished: the day's year has no notice.
        """
        index = self._index(day)
        if self._rank[index + 1] > self._rank[index]:
            return None
        return self._off[index - self._rank[index]].why

    def add(self, day: date, amount: int) -> date:
        """The `amount`-th working day strictly after the day; `amount` is at least 1."""
        return self.after(day, amount)[-1]

    def sub(self, day: date, amount: int) -> date:
        """The `amount`-th working day strictly before the day; `amount` is at least 1."""
        return self.before(day, amount)[-1]

    def count(self, start: date, end: date) -> int:
        """How many working days lie after `start` up to and including `end`; 0 if it is earlier."""
        if end <= start:
            return 0
        return self._rank[self._index(end) + 1] - self._rank[self._index(start) + 1]

    def after(self, day: date, amount: int) -> tuple[date, ...]:
        """The first `amount` working days strictly after the day.

        Raises:
            CalendarNotPublished: they run into a year without a notice, or start before the first.
        """
        start = self._rank[self._index(day) + 1]
        end = start + amount
        if end > len(self._working):
            raise CalendarNotPublished(self.last_year + 1)
        return tuple(self._working[start:end])

    def before(self, day: date, amount: int) -> tuple[date, ...]:
        """The last `amount` working days strictly before the day, the nearest first.

        Raises:
            CalendarNotPublished: the day's year has no notice, or the count leaves the table.
        """
        end = self._rank[self._index(day)]
        if amount > end:
            raise CalendarNotPublished(self.first_year - 1)
        return tuple(self._working[end - amount : end][::-1])

    def between(self, start: date, end: date) -> tuple[date, ...]:
        """The working days after `start` up to and including `end`, as far as there are notices."""
        first, last = self._within(start), self._within(end)
        return tuple(self._working[self._rank[first] : self._rank[last]])

    def off_between(self, start: date, end: date) -> tuple[Skipped, ...]:
        """The days off after `start` up to and including `end`, as far as there are notices."""
        first, last = self._within(start), self._within(end)
        return tuple(self._off[first - self._rank[first] : last - self._rank[last]])

    def version(self, first: date, last: date) -> str:
        """The notices from one day to another, such as `2026@国办发明电〔2025〕7号`.

        Several years are joined by a semicolon; an unannounced year reads `2027@未公布`.
        """
        key = (first.year, last.year) if first <= last else (last.year, first.year)
        known = self._versions.get(key)
        if known is None:
            parts = [
                self.years[year].version if year in self.years else f"{year}@未公布"
                for year in range(key[0], key[1] + 1)
            ]
            parts += [f"{overlay.region}@{overlay.source}" for overlay in self._local]
            known = self._versions[key] = "；".join(parts)
        return known

    def _index(self, day: date) -> int:
        ordinal = day.toordinal()
        if not self._first <= ordinal < self._end:
            raise CalendarNotPublished(day.year)
        return ordinal - self._first

    def _within(self, day: date) -> int:
        """How many days of the table lie up to and including a day, cut to the table."""
        index = day.toordinal() - self._first + 1
        if 0 <= index < len(self._rank):
            return index
        return 0 if index < 0 else len(self._rank) - 1


def read_calendars(paths: Iterable[TextFile]) -> WorkCalendar:
    """Read the calendar files among some files; see `WorkCalendar.load`."""
    files = [(path.name, open_toml(path)) for path in paths]
    statutory: dict[int, dict[date, str]] = {}
    for _, table in files:
        if table.has("statutory"):
            statutory |= _statutory(table)
    years: dict[int, Year] = {}
    overlays: dict[str, Overlay] = {}
    for name, table in files:
        if table.has("year"):
            year = _year(table, statutory)
            years[year.year] = year
        elif table.has("region") and not is_document(table):
            overlay = _overlay(table)
            overlays[overlay.name] = overlay
        if table.faults:
            raise BadFile(name, tuple(table.faults))
    missing = [y for y in range(min(years), max(years)) if y not in years]
    if missing:
        raise BadFile("calendars", tuple(f"缺少{year}年的放假通知" for year in missing))
    return WorkCalendar(years.values(), statutory, tuple(overlays.values()))


def calendar_name(file: TextFile) -> str:
    """What a calendar file is about, such as `2027`; a later file of that name takes its place.

    Raises:
        BadFile: it is no calendar at all.
    """
    table = open_toml(file)
    if table.has("year"):
        return str(table.whole("year"))
    if table.has("region") and not is_document(table):
        return f"{table.text('region', '')}：{table.text('source', '')}"
    raise BadFile(
        file.name,
        ("不是日历：一年的放假安排要有 year，一个地方自己的放假安排要有 region",),
    )


def is_document(table: Table) -> bool:
    """Whether a file is a county's document, which may name its region too."""
    return table.has("short") or table.has("duty")


def _statutory(table: Table) -> dict[int, dict[date, str]]:
    found: dict[int, dict[date, str]] = {}
    by_year = table.table("statutory")
    for key in by_year.keys() if by_year else ():
        names = by_year.table(key) if by_year else None
        if names is None or not key.isdecimal():
            table.fault(f"statutory.{key}", "应为年份和节日")
            continue
        found[int(key)] = {day: name for name in names.keys() for day in names.days(name)}  # noqa: SIM118
    table.close()
    return found


def _year(table: Table, statutory: Mapping[int, Mapping[date, str]]) -> Year:
    number = table.whole("year")
    notice = table.table("notice") or Table({}, "notice.", table.faults)
    issued = notice.day("issued")
    if issued is None:
        notice.fault("issued", "缺少通知日期")
    year = Year(
        year=number,
        number=notice.text("number"),
        title=notice.text("title"),
        issued=issued or date.min,
        url=notice.text("url"),
        holidays=tuple(_holiday(item) for item in table.tables("holiday")),
    )
    notice.close()
    table.close()
    for fault in _broken_rules(year, statutory.get(number)):
        table.fault("", fault)
    return year


def _holiday(item: Table) -> Holiday:
    first, last = item.day("from"), item.day("to")
    if first is None or last is None or first > last:
        item.fault("from", "放假要写明起止日期，起日不晚于止日")
        first = last = date.min
    holiday = Holiday(item.text("name"), first, last, item.days("make_up"))
    item.close()
    return holiday


def _broken_rules(year: Year, statutory: Mapping[date, str] | None) -> list[str]:
    """What no notice can say: a typing slip, most likely."""
    off = [day for holiday in year.holidays for day in holiday.days]
    on = [day for holiday in year.holidays for day in holiday.make_up]
    faults = [f"{day}不在{year.year}年，请核对" for day in off + on if day.year != year.year]
    faults += [
        f"{day}写了两次，请删去一处"
        for day in sorted({d for d in off + on if (off + on).count(d) > 1})
    ]
    faults += [
        f"调休上班的{day}不是周六、周日，请照通知核对" for day in on if day.weekday() < SATURDAY
    ]
    certain = statutory or {
        date(year.year, month, day): name for (month, day), name in FIXED_DATES.items()
    }
    faults += [
        f"法定放假日{day}（{name}）没有列入，请照通知补上"
        for day, name in certain.items()
        if day not in off
    ]
    return faults


def _overlay(table: Table) -> Overlay:
    overlay = Overlay(
        region=table.text("region"),
        source=table.text("source"),
        off=tuple(
            Skipped(day, item.text("name"))
            for item in table.tables("off")
            for day in item.days("days")
        ),
        on=table.days("on"),
    )
    if both := {off.day for off in overlay.off} & set(overlay.on):
        table.fault("on", f"{'、'.join(map(str, sorted(both)))}既写放假又写上班，请删去一处")
    table.close()
    return overlay
