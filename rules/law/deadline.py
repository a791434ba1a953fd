"""The two lines of a duty: the literal reading, and the stricter one that reminders work to."""

from collections.abc import Sequence
from datetime import date, datetime, time
from functools import lru_cache
from typing import NamedTuple

from rules.law.calendar import ONE_DAY, CalendarNotPublished, WorkCalendar
from rules.law.periods import (
    MANY,
    OFFICE_CLOSE,
    Count,
    Pause,
    Period,
    PeriodUnit,
    beijing_day,
    close_of,
    count,
    count_until,
    count_workdays,
)
from rules.law.regulation import Duty, ExtendMode, PauseRule
from rules.values.dates import day_text, moment_text
from rules.values.facts import Fact, FactKind

WORKDAY = PeriodUnit.WORKDAY
EXTENDED = FactKind.EXTENDED


class Reckoning(NamedTuple):
    """A duty's line in both readings.

    Attributes:
        line: the count by the literal text.
        safe_due: what reminders work to; None while the stricter reading stands still or runs
            into a year without a notice.
        safe_why: the stricter reading in words, where it differs from the literal one.
        notice: the extension that counts; None where there is none.
        late_extension: a notice of extension came after the unextended line and changed nothing.
        paused_since: the request that nobody has answered; None where the clock runs.
        notes: what a reader must know besides, in Chinese.
    """

    line: Count
    safe_due: datetime | None
    safe_why: str = ""
    notice: Fact | None = None
    late_extension: bool = False
    paused_since: datetime | None = None
    notes: tuple[str, ...] = ()


class _Request(NamedTuple):
    """One request for supplements and its answer, if there is one.

    Attributes:
        late: it came after the time in which it could be made.
        pause: what it stops by the literal reading (A16): the day of arrival does not count.
        strict_pause: the stricter variant (A16): the day of arrival counts again.
    """

    asked: datetime
    answered: datetime | None
    late: bool
    pause: Pause
    strict_pause: Pause


def _request(asked: datetime, answered: datetime | None, limit: datetime | None) -> _Request:
    day = beijing_day(asked)
    late = limit is not None and asked >= limit
    if answered is None:
        pause = Pause(day, None)
        return _Request(asked, None, late, pause, pause)
    until = beijing_day(answered)
    return _Request(asked, answered, late, Pause(day, until), Pause(day, until - ONE_DAY))


def reckon(
    duty: Duty,
    period: Period,
    start: datetime,
    facts: Sequence[Fact],
    calendar: WorkCalendar,
    window: Period | None = None,
    office_close: time = OFFICE_CLOSE,
) -> Reckoning:
    """Count a duty from its start fact, in both readings.

    Args:
        duty: the clause.
        period: its number; apart, because a duty need not have one.
        start: when its start fact happened.
        facts: all facts of the matter, in any order.
        calendar: must cover every day up to the answer.
        window: the period within which a supplement may be asked for; None where there is none.
        office_close: when offices close.

    Raises:
        CalendarNotPublished: the literal line runs into a year without an announcement.
    """
    requests: tuple[_Request, ...] = ()
    notices: list[Fact] = []
    if len(facts) > 1:
        if duty.pause is not None:
            requests = _requests(duty.pause, start, facts, window, calendar)
        if duty.extend is not None:
            notices = [fact for fact in facts if fact.kind is EXTENDED and fact.at >= start]
    if not requests and not notices:
        if period.unit is WORKDAY:
            return _plain_workdays(period.amount, beijing_day(start), calendar, office_close)
        return _plain(period, start, calendar, office_close)
    pauses = tuple([request.pause for request in requests])
    base = count(period, start, calendar, pauses)
    notice, notes, late = _notice_that_counts(duty, base, notices)
    line = _extended(duty, period, base, notice, start, calendar, requests)
    notes += _about_requests(requests, base, line, duty, notice)
    standing = line.due is None
    safe_due, safe_why = _stricter(
        duty, period, line, notice, start, calendar, requests, office_close
    )
    return Reckoning(
        line=line,
        safe_due=safe_due,
        safe_why=safe_why,
        notice=notice,
        late_extension=late,
        paused_since=requests[-1].asked if standing else None,
        notes=tuple(notes),
    )


@lru_cache(maxsize=MANY)
def _plain_workdays(
    amount: int, start: date, calendar: WorkCalendar, office_close: time
) -> Reckoning:
    """Neither pause nor extension: the last day, and its close of office."""
    line = count_workdays(start, amount, calendar)
    return Reckoning(line, close_of(line.days[-1], office_close))


def _plain(
    period: Period, start: datetime, calendar: WorkCalendar, office_close: time
) -> Reckoning:
    """The other periods: none of them pauses or is extended."""
    line = count(period, start, calendar)
    assert line.due is not None  # noqa: S101  # nothing stands still
    assert line.last_day is not None  # noqa: S101
    if period.unit is PeriodUnit.HOUR:
        return Reckoning(line, line.due)
    if period.unit is PeriodUnit.WORKDAY_BACK:
        try:
            earlier = calendar.sub(line.last_day, 1)
        except CalendarNotPublished:
            return Reckoning(line, None)
        why = f"告知与行动之间留足{period.amount}个完整的工作日"
        return Reckoning(line, close_of(earlier, office_close), why)
    safe = close_of(line.last_day, office_close)
    return Reckoning(line, line.due if safe <= start else safe)


def _requests(
    rule: PauseRule,
    start: datetime,
    facts: Sequence[Fact],
    window: Period | None,
    calendar: WorkCalendar,
) -> tuple[_Request, ...]:
    """The requests for supplements with their answers, in time. An answer to nothing is nothing."""
    asks, ends = rule.asked, rule.ended
    relevant = [f for f in facts if (f.kind is asks or f.kind is ends) and f.at >= start]
    if not relevant:
        return ()
    relevant.sort(key=lambda fact: (fact.at, fact.kind is ends))
    limit = _window_end(window, start, calendar)
    asked: datetime | None = None
    found: list[_Request] = []
    for fact in relevant:
        if fact.kind is asks:
            asked = asked or fact.at
        elif asked is not None:
            found.append(_request(asked, fact.at, limit))
            asked = None
    if asked is not None:
        found.append(_request(asked, None, limit))
    return tuple(found)


def _window_end(window: Period | None, start: datetime, calendar: WorkCalendar) -> datetime | None:
    """Until when a supplement could be asked for in time; None where nothing says so."""
    try:
        return None if window is None else count(window, start, calendar).due
    except CalendarNotPublished:
        return None


def _notice_that_counts(
    duty: Duty, base: Count, notices: Sequence[Fact]
) -> tuple[Fact | None, list[str], bool]:
    """The last notice of extension given in time, what to say about the others, any late one.

    事先告知: before the unextended period ends. While the clock stands still it has not ended.
    """
    counts: Fact | None = None
    notes: list[str] = []
    late = False
    announced = duty.extend is not None and duty.extend.mode is ExtendMode.ANNOUNCED
    for notice in sorted(notices, key=lambda fact: fact.at):
        if base.due is not None and notice.at >= base.due:
            late = True
            notes.append(f"{moment_text(notice.at)}告知延期时原期限已过，期限不变。")
        elif announced and notice.until is None:
            notes.append(f"{moment_text(notice.at)}告知延期，没有明确新的期限，期限不变。")
        else:
            counts = notice
    return counts, notes, late


def _extended(
    duty: Duty,
    period: Period,
    base: Count,
    notice: Fact | None,
    start: datetime,
    calendar: WorkCalendar,
    requests: Sequence[_Request],
) -> Count:
    """The literal line with its extension. An extension never brings a line forward."""
    extend = duty.extend
    if notice is None or extend is None:
        return base
    added = period.amount if extend.mode is ExtendMode.ADD else 0
    pauses = tuple(request.pause for request in requests)
    known = tuple(request.pause for request in requests if request.asked <= notice.at)
    return _stretched(base, extend.amount + added, notice, start, calendar, pauses, known)


def _stretched(
    base: Count,
    cap: int,
    notice: Fact,
    start: datetime,
    calendar: WorkCalendar,
    pauses: tuple[Pause, ...],
    known: tuple[Pause, ...],
) -> Count:
    """A count extended to the announced day, to a cap of working days, or the earlier of both.

    Args:
        base: the unextended count.
        cap: working days in all; 0 for no cap.
        notice: the notice of extension.
        start: when the period began.
        calendar: must cover the days up to the cap, unless the announced day comes first.
        pauses: what does not count.
        known: the pauses that had begun when the day was announced. One that begins later moves
            the line: what was announced counts as a number of working days then.
    """
    first = beijing_day(start)
    until = notice.until
    if base.last_day is None:
        return base
    if until is None:
        return count_workdays(first, cap, calendar, pauses) if cap else base
    if until <= base.last_day:
        return base
    named = count_until(first, until, calendar, known)
    if cap and (len(named.days) >= cap or not calendar.covers(until)):
        return count_workdays(first, cap, calendar, pauses)
    if len(known) < len(pauses) and named.days:
        moved = count_workdays(first, len(named.days), calendar, pauses)
        if moved.last_day is None or moved.last_day > until:
            return moved
    return named


def _stricter(
    duty: Duty,
    period: Period,
    line: Count,
    notice: Fact | None,
    start: datetime,
    calendar: WorkCalendar,
    requests: Sequence[_Request],
    office_close: time,
) -> tuple[datetime | None, str]:
    """The safe line: the stricter reading's last day at close of office, never after the line.

    A late or a second pause does not count (A17); the day on which the material arrives counts
    again (A16); an addition is read as a total (A12).
    """
    kept = tuple(r for n, r in enumerate(requests) if n == 0 and not r.late)
    pauses = tuple(request.strict_pause for request in kept)
    try:
        strict = count(period, start, calendar, pauses)
        if notice is not None and duty.extend is not None:
            known = tuple(r.strict_pause for r in kept if r.asked <= notice.at)
            amount = duty.extend.amount
            cap = max(amount, period.amount) if amount else 0
            strict = _stretched(strict, cap, notice, start, calendar, pauses, known)
    except CalendarNotPublished:
        return None, ""
    if strict.last_day is None:
        return None, ""
    safe = close_of(strict.last_day, office_close)
    moved = [start, *(r.answered for r in requests if r.answered is not None)]
    if line.due is not None:
        effective = [at for at in moved if at < line.due]
        safe = min(safe, line.due)
        if safe <= max(effective, default=start):
            safe = line.due
    reasons: list[str] = []
    if line.last_day != strict.last_day:
        reasons = _why_stricter(duty, notice, requests, kept)
    return safe, "；".join(reasons)


def _why_stricter(
    duty: Duty,
    notice: Fact | None,
    requests: Sequence[_Request],
    kept: Sequence[_Request],
) -> list[str]:
    """What the stricter reading does differently."""
    reasons: list[str] = []
    if kept and kept[0].answered is not None:
        reasons.append("收到补充资料的当日计入")
    if len(kept) < len(requests):
        reasons.append("迟提或者再次要求补充所用的时间不扣除")
    if notice is not None and duty.extend is not None and duty.extend.mode is ExtendMode.ADD:
        reasons.append(f"延期后连同原期限总计{duty.extend.amount}个工作日")
    return reasons


def _about_requests(
    requests: Sequence[_Request], base: Count, line: Count, duty: Duty, notice: Fact | None
) -> list[str]:
    """What to say about a late, a useless or a second request, and about a date cut back."""
    notes: list[str] = []
    ends = line.due or base.due
    for request in requests:
        if ends is not None and beijing_day(request.asked) >= beijing_day(ends) - ONE_DAY:
            notes.append(f"{moment_text(request.asked)}要求补充时期限已经计满，期限不变。")
        elif request.late:
            notes.append(f"{moment_text(request.asked)}要求补充已过告知期，补充所用时间仍予扣除。")
    if notice is not None and notice.until is not None and line.last_day is not None:
        if line.last_day < notice.until and duty.extend is not None:
            notes.append(f"告知的新日期{day_text(notice.until)}超过最长期限，按最长期限计算。")
        elif notice.until < line.last_day == base.last_day:
            notes.append(f"告知的新日期{day_text(notice.until)}早于原期限，期限不变。")
    return notes


def known_days(count_: Count, calendar: WorkCalendar) -> Count:
    """A count over an estimated year, cut to the days that have been announced."""

    def announced(day: date) -> bool:
        return calendar.covers(day)

    return Count(
        count_.due,
        count_.last_day,
        tuple(filter(announced, count_.days)),
        tuple(s for s in count_.skipped if announced(s.day)),
        count_.left,
    )
