"""When does a period end, and by which days? The arithmetic of 民法典 200 to 203, nothing local.

What is made by the million (`liaison due`) is a named tuple: it costs a quarter of a dataclass.
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta, timezone
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from rules.law.calendar import ONE_DAY, Skipped, WorkCalendar

BEIJING = timezone(timedelta(hours=8))
"""China has one zone and no summer time; the law's days are days there."""

OFFICE_CLOSE = time(17, 30)
"""When an office closes, unless a county says otherwise: what the safe line works to."""

PAUSED = "补充资料，不计入"
"""Why a working day within a pause did not count."""


JUNE = 6
MANY = 1 << 13
"""How many days and plain counts are remembered: each day of some years."""
SOME = 1 << 12
"""How many counts with pauses are remembered; there is no end of different ones."""


class PeriodUnit(StrEnum):
    """What a period is counted in, and in which direction."""

    WORKDAY = "workday"
    WORKDAY_BACK = "workday-back"
    """提前N个工作日: counted back from the day of the activity."""
    DAY = "day"
    """日 in a text that does not mean working days: days of the calendar (民法典 203 第一款)."""
    HOUR = "hour"
    SAME_DAY = "same-day"
    """当日: to the end of the calendar day of the event, working day or not."""
    YEAR_END = "year-end"
    """每年: to 31 December."""
    HALF_YEAR_END = "half-year-end"
    """每半年: to 30 June or 31 December."""


COUNTED = frozenset({PeriodUnit.WORKDAY, PeriodUnit.WORKDAY_BACK, PeriodUnit.DAY, PeriodUnit.HOUR})
"""The units that need an amount; the others are one calendar period."""


class Period(NamedTuple):
    """How much, of what. The amount is 1 for the calendar periods."""

    amount: int
    unit: PeriodUnit


class Pause(NamedTuple):
    """A time that does not count: from the day after `asked` up to and including `until`.

    Attributes:
        asked: the day of the request; it still counts.
        until: the last day that does not count; None while nobody has answered.
    """

    asked: date
    until: date | None


class Count(NamedTuple):
    """A counted period. It keeps the days, so that any date we show can be counted again.

    Attributes:
        due: the first instant that is too late: 00:00 in Beijing after the last day, the exact
            instant for hours; None while the clock stands still in an open pause.
        last_day: the day in Beijing on which the period ends; None while it stands still.
        days: the days that counted, in the order of counting; none for hours and for the periods
            that end with a day, a half-year or a year.
        skipped: every day between start and end that did not count, and why, in calendar order.
        left: how many working days are left while the clock stands still, else 0.
    """

    due: datetime | None
    last_day: date | None
    days: tuple[date, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    left: int = 0


def beijing_day(instant: datetime) -> date:
    """The day in Beijing on which an instant falls.

    The zone first, then the date: 2026-03-15T16:30Z is 16 March there.
    """
    if instant.tzinfo is BEIJING:
        return instant.date()
    return instant.astimezone(BEIJING).date()


@lru_cache(maxsize=MANY)
def end_of(day: date) -> datetime:
    """The first instant after a day in Beijing: its 24:00 (民法典 203 第二款)."""
    return datetime(day.year, day.month, day.day, tzinfo=BEIJING) + ONE_DAY


@lru_cache(maxsize=MANY)
def close_of(day: date, office_close: time = OFFICE_CLOSE) -> datetime:
    """When the office closes on a day in Beijing."""
    return datetime.combine(day, office_close, BEIJING)


def count(
    period: Period,
    start: datetime,
    calendar: WorkCalendar,
    pauses: tuple[Pause, ...] = (),
) -> Count:
    """Count a period from the fact that starts it.

    Args:
        period: how much, of what.
        start: when the fact happened, or the activity that a backward period is counted from;
            aware, in any zone.
        calendar: must cover every day up to the answer.
        pauses: only working-day periods pause. Hours run through nights and holidays.

    Raises:
        CalendarNotPublished: the count runs into a year without an announcement.

    Source:
        《民法典》第二百零一条 “开始的当日不计入，自下一日开始计算”，
        按照小时计算的 “自法律规定或者当事人约定的时间开始计算”；
        第二百零三条第一款 “期间的最后一日是法定休假日的，以法定休假日结束的次日为期间的最后一日”，
        第二款 “期间的最后一日的截止时间为二十四时”。
    """
    day = beijing_day(start)
    match period.unit:
        case PeriodUnit.HOUR:
            due = start.astimezone(BEIJING) + timedelta(hours=period.amount)
            return Count(due, due.date())
        case PeriodUnit.WORKDAY:
            return count_workdays(day, period.amount, calendar, pauses)
        case PeriodUnit.WORKDAY_BACK:
            return count_back(day, period.amount, calendar)
        case PeriodUnit.DAY:
            return count_days(day, period.amount, calendar)
        case (
            PeriodUnit.SAME_DAY | PeriodUnit.YEAR_END | PeriodUnit.HALF_YEAR_END
        ):  # pragma: no branch  # there is no other unit
            return _through(_calendar_end(day, period.unit))


def _calendar_end(day: date, unit: PeriodUnit) -> date:
    """The last day of the calendar period that a day lies in."""
    match unit:
        case PeriodUnit.HALF_YEAR_END if day.month <= JUNE:
            return date(day.year, 6, 30)
        case PeriodUnit.SAME_DAY:
            return day
        case _:
            return date(day.year, 12, 31)


def _through(last: date) -> Count:
    """A calendar period through its last day, working day or not."""
    return Count(end_of(last), last)


def count_workdays(
    start: date, amount: int, calendar: WorkCalendar, pauses: tuple[Pause, ...] = ()
) -> Count:
    """Count working days after a day, leaving out what lies in a pause.

    The day of the request for supplements counts, the days after it up to and including the one
    on which the material arrives do not, counting resumes on the next working day. A request that
    comes after the last day finds nothing left to pause.

    Raises:
        CalendarNotPublished: a day that must be judged lies in a year without a notice.
    """
    return _paused(start, amount, calendar, pauses) if pauses else _plain(start, amount, calendar)


@lru_cache(maxsize=MANY)
def _plain(start: date, amount: int, calendar: WorkCalendar) -> Count:
    days = calendar.after(start, amount)
    return Count(end_of(days[-1]), days[-1], days, calendar.off_between(start, days[-1]))


@lru_cache(maxsize=SOME)
def _paused(start: date, amount: int, calendar: WorkCalendar, pauses: tuple[Pause, ...]) -> Count:
    calendar.is_working(start)
    counted: list[date] = []
    paused: list[date] = []
    cursor = start
    for pause in sorted(pauses, key=lambda p: p.asked):
        if pause.asked < start:
            continue
        running = calendar.between(cursor, pause.asked)
        if len(counted) + len(running) >= amount:
            break
        calendar.is_working(pause.asked)
        counted += running
        if pause.until is None:
            stands = pause.asked
            skipped = _skipped(start, stands, calendar, paused)
            return Count(None, None, tuple(counted), skipped, amount - len(counted))
        paused += calendar.between(max(cursor, pause.asked), pause.until)
        cursor = max(cursor, pause.asked, pause.until)
    counted += calendar.after(cursor, amount - len(counted))
    last = counted[-1]
    return Count(end_of(last), last, tuple(counted), _skipped(start, last, calendar, paused))


@lru_cache(maxsize=SOME)
def count_until(
    start: date, last: date, calendar: WorkCalendar, pauses: tuple[Pause, ...] = ()
) -> Count:
    """The count of a period that ends on a named day, working day or not.

    The days are listed as far as there are notices; the end does not depend on them.
    """
    paused: set[date] = set()
    for pause in pauses:
        until = last if pause.until is None else min(pause.until, last)
        paused.update(calendar.between(max(start, pause.asked), until))
    days = tuple(day for day in calendar.between(start, last) if day not in paused)
    return Count(end_of(last), last, days, _skipped(start, last, calendar, sorted(paused)))


@lru_cache(maxsize=MANY)
def count_days(start: date, amount: int, calendar: WorkCalendar) -> Count:
    """Count days of the calendar after a day; a last day that is off moves to the next working day.

    Only the last day moves: days off before it count like any other. Where it moves, the day it
    moves to is counted in its place and the days off between are skipped.

    Raises:
        CalendarNotPublished: the last day, or the one it moves to, lies in a year without a notice.
    """
    eve = start + (amount - 1) * ONE_DAY
    last = eve + ONE_DAY
    if not calendar.is_working(last):
        last = calendar.add(last, 1)
    days = (*(start + n * ONE_DAY for n in range(1, amount)), last)
    return Count(end_of(last), last, days, calendar.off_between(eve, last))


def count_back(activity: date, amount: int, calendar: WorkCalendar) -> Count:
    """Count working days back from an activity; its own day does not count.

    The line is the end of the last day counted. Days off between it and the activity are skipped.
    """
    days = calendar.before(activity, amount)
    last = days[-1]
    skipped = tuple(s for s in calendar.off_between(last, activity) if s.day < activity)
    return Count(end_of(last), last, days, skipped)


def _skipped(
    start: date, last: date, calendar: WorkCalendar, paused: Sequence[date]
) -> tuple[Skipped, ...]:
    """Days off keep their names, also within a pause; paused working days say so."""
    off = calendar.off_between(start, last)
    if not paused:
        return off
    return tuple(sorted([*off, *map(_paused_day, paused)]))


@lru_cache(maxsize=MANY)
def _paused_day(day: date) -> Skipped:
    return Skipped(day, PAUSED)
