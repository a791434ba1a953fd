"""What is owed, by when, and why: one duty's answer from the facts of a matter."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from enum import StrEnum
from itertools import groupby
from typing import NamedTuple

from rules.law.calendar import ONE_DAY, WEEKEND_NAMES, CalendarNotPublished, Skipped, WorkCalendar
from rules.law.deadline import Reckoning, known_days, reckon
from rules.law.lifecycle import FACT_NAMES, Course, NotStarted, course_of, lifted_by
from rules.law.periods import OFFICE_CLOSE, Period, PeriodUnit, beijing_day
from rules.law.regulation import Cite, Duty, DutyClass, ExtendMode, PauseRule, Regulation
from rules.values.dates import day_text, moment_text
from rules.values.facts import Fact, FactKind

__all__ = ["Answer", "DutyClass", "NotStarted", "Skipped", "Status", "answer", "explain"]


class Status(StrEnum):
    """How a duty stands."""

    RUNNING = "running"
    PAUSED = "paused"
    MET = "met"
    MET_LATE = "met_late"
    OVERDUE = "overdue"
    """Past the line. Of a soft duty this reads 未达原则性要求, of a conditional one its lapse."""
    NO_NUMBER = "no_number"
    PROVISIONAL = "provisional"
    VOID = "void"
    """The document has no such duty, or the matter was withdrawn before it was met."""


FINISHED = frozenset({Status.MET, Status.MET_LATE, Status.VOID})
"""Nothing is owed any more."""

MET, RUNNING = Status.MET, Status.RUNNING
HOUR, YEAR_END = PeriodUnit.HOUR, PeriodUnit.YEAR_END


class Answer(NamedTuple):
    """Everything there is to say about one duty's date. It can be counted again on paper.

    Attributes:
        duty: the duty id.
        duty_class: None where the document has no such duty.
        due: the first instant that is too late by the literal text; None where there is none.
        last_day: the day in Beijing on which the line ends.
        safe_due: the line that reminders work to: the stricter reading, or the office's close.
        safe_why: how the stricter reading differs, in words; "" where it does not.
        provisional: the line runs into a year whose days off nobody has announced.
        estimate: as `due`, from weekends and the statutory days that are certain; only where
            provisional.
        counted: the days counted, in the order of counting.
        skipped: every day between start and last day that did not count, and why.
        started_at: when the start fact happened, and `started_by` which it was.
        met_at: when it was discharged; None while it is open.
        paused_since: since when the clock stands still; `left` working days are left then.
        hours: the line is an instant and not a day.
        extended: the extension that counts; None where there is none.
        late_extension: a notice of extension came after the line and changed nothing.
        notes: what a reader must know besides, in Chinese.
    """

    duty: str
    status: Status
    duty_class: DutyClass | None
    regulation_version: str
    calendar_version: str | None = None
    due: datetime | None = None
    last_day: date | None = None
    safe_due: datetime | None = None
    safe_why: str = ""
    provisional: bool = False
    estimate: datetime | None = None
    counted: tuple[date, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    cite: Cite | None = None
    doubt: str | None = None
    started_at: datetime | None = None
    started_by: FactKind | None = None
    met_at: datetime | None = None
    paused_since: datetime | None = None
    left: int | None = None
    hours: bool = False
    extended: Fact | None = None
    late_extension: bool = False
    notes: tuple[str, ...] = ()


def answer(
    regulation: Regulation,
    duty_id: str,
    facts: Sequence[Fact],
    now: datetime,
    calendar: WorkCalendar,
    *,
    office_close: time = OFFICE_CLOSE,
) -> Answer:
    """Answer for one duty.

    The facts are read by their time and not by their place in the list. Of several start facts the
    earliest counts; one that comes after the discharge begins a new round. A fact the clause knows
    nothing of changes nothing.

    Args:
        regulation: the document, in the version that holds for the matter.
        duty_id: such as `assist-reply`.
        facts: all facts of the matter.
        now: decides between running and overdue, and nothing else.
        calendar: the announced years.
        office_close: when offices close; the safe line works to it.

    Raises:
        NotStarted: none of the facts that start the duty has happened.
    """
    duty = regulation.duty(duty_id)
    if duty is None:
        return Answer(duty_id, Status.VOID, None, regulation.version)
    course = course_of(duty, facts)
    if calendar.overlays:
        calendar = calendar.for_region(regulation.id)
    if duty.period is None:
        return _without_number(regulation, duty, course, calendar)
    window = None if duty.pause is None else _window(regulation, duty.pause)
    provisional = False
    start = course.start.at
    try:
        found = reckon(duty, duty.period, start, facts, calendar, window, office_close)
    except CalendarNotPublished:
        provisional = True
        guess = calendar.with_estimates(beijing_day(start).year)
        found = reckon(duty, duty.period, start, facts, guess, window, office_close)
    if course.withdrawn is not None:
        return _withdrawn(regulation, duty, course, found, calendar)
    if duty.lifted_by and (lifted := lifted_by(duty, facts, course, found.line.due)) is not None:
        note = (
            f"{moment_text(lifted.at)}{FACT_NAMES[lifted.kind]}，原数字不再适用，条文没有另定期限。"
        )
        return _without_number(regulation, duty, course, calendar, note)
    if provisional and found.line.due is not None:
        return _provisional(regulation, duty, course, found, calendar)
    return _answer(regulation, duty, course, found, calendar, facts, now)


def _answer(
    regulation: Regulation,
    duty: Duty,
    course: Course,
    found: Reckoning,
    calendar: WorkCalendar,
    facts: Sequence[Fact],
    now: datetime,
) -> Answer:
    """The usual answer: a line that is known, or a clock that stands still."""
    line, met_at, start = found.line, course.met_at, course.start
    due, last_day, safe_due = line.due, line.last_day, found.safe_due
    notes = found.notes
    unit = duty.period.unit if duty.period else None
    standing = due is None
    if due is None:
        status = Status.PAUSED if met_at is None else MET
    elif met_at is not None:
        status = MET if met_at < due else Status.MET_LATE
        if unit is YEAR_END and status is MET:
            due = last_day = safe_due = None
    elif now < due:
        status = RUNNING
    else:
        status = Status.OVERDUE
        if duty.lapse:
            notes = (*notes, f"{duty.lapse}。")
    if duty.chase and due is not None:
        notes += tuple(_chased(duty, facts, due))
    if duty.lifted_by:
        notes += tuple(_late_lifts(duty, facts, line.due))
    doubt = duty.doubt
    if found.notice is not None and duty.extend is not None:
        doubt = duty.extend.doubt or doubt
    begun = beijing_day(start.at)
    provisional, estimate = False, None
    return Answer(  # by place and not by name: this is made for every line of `liaison due`
        duty.id,
        status,
        duty.duty_class,
        regulation.version,
        calendar.version(begun, line.last_day or begun),
        due,
        last_day,
        safe_due,
        found.safe_why,
        provisional,
        estimate,
        line.days,
        line.skipped,
        duty.cite,
        doubt or None,
        start.at,
        start.kind,
        met_at,
        found.paused_since if standing else None,
        line.left if standing else None,
        unit is HOUR,
        found.notice,
        found.late_extension,
        notes,
    )


def _provisional(
    regulation: Regulation,
    duty: Duty,
    course: Course,
    found: Reckoning,
    calendar: WorkCalendar,
) -> Answer:
    """No line yet, only an estimate; the safe line where the announced days suffice for it."""
    estimate = found.line.due
    known = known_days(found.line, calendar)
    safe = found.safe_due
    if safe is not None and not calendar.covers(beijing_day(safe)):
        safe = None
    met_at = course.met_at
    met = met_at is not None and estimate is not None and met_at < estimate
    begun = beijing_day(course.start.at)
    last = found.line.last_day or begun
    years = range(min(begun, last).year, max(begun, last).year + 1)
    missing = "、".join(str(year) for year in years if year not in calendar.years)
    note = (
        f"{missing}年放假安排的通知尚未载入，日期为暂定，"
        "只扣除了双休日和肯定放假的法定节日；通知载入后重新计算并告知双方。"
    )
    return Answer(
        duty=duty.id,
        status=Status.MET if met else Status.PROVISIONAL,
        duty_class=duty.duty_class,
        regulation_version=regulation.version,
        calendar_version=calendar.version(begun, last),
        safe_due=safe,
        safe_why=found.safe_why,
        provisional=True,
        estimate=estimate,
        counted=known.days,
        skipped=known.skipped,
        cite=duty.cite,
        doubt=(duty.extend.doubt if found.notice and duty.extend else "") or duty.doubt or None,
        started_at=course.start.at,
        started_by=course.start.kind,
        met_at=met_at,
        extended=found.notice,
        late_extension=found.late_extension,
        notes=(*found.notes, note),
    )


def _without_number(
    regulation: Regulation,
    duty: Duty,
    course: Course,
    calendar: WorkCalendar,
    *notes: str,
) -> Answer:
    """及时 and its like, and a number that was lifted: no date, whatever time has passed."""
    begun = beijing_day(course.start.at)
    void = course.withdrawn is not None
    return Answer(
        duty=duty.id,
        status=Status.VOID if void else Status.NO_NUMBER,
        duty_class=duty.duty_class,
        regulation_version=regulation.version,
        calendar_version=calendar.version(begun, begun),
        cite=duty.cite,
        doubt=duty.doubt or None,
        started_at=course.start.at,
        started_by=course.start.kind,
        met_at=course.met_at,
        notes=notes,
    )


def _withdrawn(
    regulation: Regulation,
    duty: Duty,
    course: Course,
    found: Reckoning,
    calendar: WorkCalendar,
) -> Answer:
    """The matter was withdrawn while the duty was open: nobody owes it any more."""
    assert course.withdrawn is not None  # noqa: S101
    notes = [f"{moment_text(course.withdrawn)}已撤回，不再计算期限。"]
    last = found.line.last_day
    if found.line.due is not None and last is not None and course.withdrawn >= found.line.due:
        notes.append(f"撤回时期限已过（{day_text(last)}）。")
    return _without_number(regulation, duty, course, calendar, *notes)


def _window(regulation: Regulation, pause: PauseRule) -> Period | None:
    """Within which period a supplement may be asked for, if the document says so."""
    other = regulation.duty(pause.window)
    return None if other is None else other.period


def _late_lifts(duty: Duty, facts: Sequence[Fact], due: datetime | None) -> Iterator[str]:
    """A fact that would have taken the number away, but came after the line."""
    for fact in sorted(facts, key=lambda fact: fact.at):
        if fact.kind in duty.lifted_by and due is not None and fact.at >= due:
            yield f"{moment_text(fact.at)}{FACT_NAMES[fact.kind]}时期限已过，期限不变。"


def _chased(duty: Duty, facts: Sequence[Fact], due: datetime) -> Iterator[str]:
    """What came after the line without being overdue: an arrival, say."""
    for fact in sorted(facts, key=lambda fact: fact.at):
        if fact.kind in duty.chase and fact.at >= due:
            yield f"{FACT_NAMES[fact.kind]}时间为{moment_text(fact.at)}，晚于{moment_text(due)}。"


def explain(answer: Answer, regulation: Regulation) -> str:
    """The date taken apart, in lines that fit a telephone's screen.

    Article and words, the start fact, the counted days folded into ranges one can follow on a wall
    calendar, the skipped days with their names, pauses and extensions, both readings where they
    differ, and the versions of calendar and document.
    """
    duty = regulation.duty(answer.duty)
    if duty is None:
        return f"{regulation.short}没有规定这项期限。"
    lines = [f"{regulation.where(duty.cite)}：“{duty.cite.quote}”"]
    if duty.condition:
        lines.append(f"只适用于：{duty.condition}。")
    lines.append(_start(answer, duty))
    if answer.counted:
        lines.append(f"{_counted(answer.counted, duty)}：{_ranges(answer.counted)}。")
    if answer.skipped:
        lines.append(_left_out(answer.skipped, duty))
    if answer.extended is not None and duty.extend is not None:
        lines.append(_extension(answer.extended, duty, regulation))
    lines += _lines(answer, duty)
    lines += answer.notes
    if answer.doubt:
        lines.append(f"存疑：{answer.doubt}")
    calendar = f"；日历：{answer.calendar_version}" if answer.counted else ""
    lines.append(f"文件版本：{answer.regulation_version}{calendar}。")
    return "\n".join(lines)


_IN_DAYS = frozenset({PeriodUnit.WORKDAY, PeriodUnit.WORKDAY_BACK, PeriodUnit.DAY})


def _counted(days: Sequence[date], duty: Duty) -> str:
    """How many days counted, of which sort, and in which direction."""
    match duty.period.unit if duty.period else None:
        case PeriodUnit.DAY:
            return f"计入{len(days)}日"
        case PeriodUnit.WORKDAY_BACK:
            return f"往前计入{len(days)}个工作日"
        case _:
            return f"计入{len(days)}个工作日"


def _left_out(skipped: Sequence[Skipped], duty: Duty) -> str:
    """The days that did not count. Of calendar days only the last can move, past days off."""
    if duty.period and duty.period.unit is PeriodUnit.DAY:
        return f"最后一日遇休假日顺延：{_reasons(skipped)}（民法典第二百零三条）。"
    return f"不计入：{_reasons(skipped)}。"


def _start(answer: Answer, duty: Duty) -> str:
    """When the count began, by which fact, and whether that day counts."""
    assert answer.started_at is not None  # noqa: S101  # only a duty that is not there has none
    assert answer.started_by is not None  # noqa: S101
    in_days = duty.period is not None and duty.period.unit in _IN_DAYS
    counts = "，当日不计入" if in_days else ""
    return f"起算：{moment_text(answer.started_at)}{FACT_NAMES[answer.started_by]}{counts}。"


def _lines(answer: Answer, duty: Duty) -> Iterator[str]:
    """The legal line and the line that reminders work to."""
    if answer.status is Status.PAUSED and answer.paused_since is not None:
        since = moment_text(answer.paused_since)
        yield f"{since}起等待补充资料，暂停计算，剩{answer.left}个工作日。"
    if answer.status is Status.NO_NUMBER and duty.period is None:
        yield f"原文用词是“{duty.word}”，没有数字，不计算期限。"
    if answer.estimate is not None:
        yield f"暂定期限：{_end(answer.estimate, answer)}。"
    if answer.due is not None:
        soft = {
            DutyClass.SOFT: f"{duty.word}应在",
            DutyClass.INTERNAL: "本县内部目标（非文件规定）：",
        }.get(duty.duty_class, "期限：")
        yield f"{soft}{_end(answer.due, answer)}。"
    if answer.safe_due is not None and answer.safe_due != answer.due:
        why = f"（较严的理解：{answer.safe_why}）" if answer.safe_why else "（下班前）"
        yield f"提醒按{moment_text(answer.safe_due)}{why}。"
    verdict = {
        (Status.OVERDUE, True): f"未达{duty.word}的要求，请说明原因。",
        (Status.OVERDUE, False): "" if duty.lapse else "已过期限。",
        (Status.MET_LATE, True): f"完成时未达{duty.word}的要求。",
        (Status.MET_LATE, False): "完成时已过期限。",
    }.get((answer.status, duty.duty_class is DutyClass.SOFT))
    if verdict:
        yield verdict
    if answer.met_at is not None:
        yield f"已于{moment_text(answer.met_at)}完成。"


def _end(due: datetime, answer: Answer) -> str:
    """A line as people say it: the last day's 24:00, or the minute of an hour line."""
    if answer.hours:
        return moment_text(due)
    return f"{day_text(beijing_day(due) - ONE_DAY)}24:00"


def _extension(notice: Fact, duty: Duty, regulation: Regulation) -> str:
    """The extension, the article it rests on, and what it does."""
    assert duty.extend is not None  # noqa: S101
    effect = {
        ExtendMode.TOTAL: f"总计最长{duty.extend.amount}个工作日",
        ExtendMode.ADD: f"另加{duty.extend.amount}个工作日",
        ExtendMode.ANNOUNCED: "以告知的日期为准",
    }[duty.extend.mode]
    until = f"至{day_text(notice.until)}" if notice.until else ""
    article = regulation.where(duty.extend.cite)
    return f"延期：{moment_text(notice.at)}告知延期{until}，{effect}（{article}）。"


def _ranges(days: Sequence[date]) -> str:
    """Days folded into ranges of consecutive calendar days: 4月28日（周二）、5月7日至9日…."""
    ordered = sorted(days)
    runs: list[list[date]] = []
    for day in ordered:
        if runs and day - runs[-1][-1] == ONE_DAY:
            runs[-1].append(day)
        else:
            runs.append([day])
    return "、".join(
        day_text(run[0]) if len(run) == 1 else f"{day_text(run[0])}至{day_text(run[-1])}"
        for run in runs
    )


def _reasons(skipped: Sequence[Skipped]) -> str:
    """Skipped days by reason, in the order of the calendar."""
    runs = groupby(skipped, key=lambda s: "双休日" if s.why in WEEKEND_NAMES.values() else s.why)
    return "；".join(
        f"{_ranges([item.day for item in run])}{why.removesuffix('，不计入')}" for why, run in runs
    )
