"""What must be true of every duty of the five documents, whatever has happened in a matter."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from rules.law.calendar import WorkCalendar
from rules.law.duties import Answer, NotStarted, Status, answer
from rules.law.library import Regulations
from rules.law.periods import BEIJING, PeriodUnit, beijing_day
from rules.law.regulation import Duty, ExtendMode
from rules.values.facts import Fact, FactKind

CALENDAR = WorkCalendar.load()
EVERY = [
    (regulation, duty) for regulation in Regulations.load().versions for duty in regulation.duties
]
OFTEN = [
    (regulation, duty)
    for regulation, duty in EVERY
    for _ in range(1 + 2 * bool(duty.period) + 6 * bool(duty.extend) + 12 * bool(duty.pause))
]
"""The more can happen to a duty, the oftener it is tried."""


class Matter(NamedTuple):
    """A duty, and what happened in a matter. Its document shows as its version, for brevity."""

    version: str
    duty_id: str
    facts: list[Fact]
    now: datetime

    @property
    def duty(self) -> Duty:
        return next(d for r, d in EVERY if (r.version, d.id) == (self.version, self.duty_id))

    def found(self, facts: Sequence[Fact] | None = None, now: datetime | None = None) -> Answer:
        """The answer; to other facts, or at another time."""
        regulation = next(r for r, _ in EVERY if r.version == self.version)
        return answer(regulation, self.duty_id, facts or self.facts, now or self.now, CALENDAR)


FIRST = datetime(2024, 1, 8, tzinfo=BEIJING)
MINUTES = 1_500_000
"""From the first week of 2024 to the middle of November 2026."""
BOUNDED = settings(max_examples=250, deadline=None)


@st.composite
def matters(draw: st.DrawFn) -> Matter:
    """A duty, a start fact of it, and up to seven facts that mostly concern it."""
    regulation, duty = draw(st.sampled_from(OFTEN))
    start = FIRST + timedelta(minutes=draw(st.integers(0, MINUTES)))
    near = [*[FactKind.EXTENDED] * 2, *duty.met_by, *duty.starts, *duty.lifted_by]
    kinds = st.sampled_from(near) | st.sampled_from(list(FactKind))
    after = draw(st.lists(st.integers(-600, 15_000), max_size=7, unique=True))
    facts = [Fact(draw(st.sampled_from(duty.starts)), start)]
    for minutes in after:
        at = start + timedelta(minutes=minutes, seconds=30)
        days = draw(st.none() | st.integers(-2, 40))
        until = None if days is None else beijing_day(at) + timedelta(days)
        facts.append(Fact(draw(kinds), at, until))
    if duty.pause is not None:
        for _ in range(draw(st.integers(0, 2))):
            asked = start + timedelta(minutes=draw(st.integers(0, 10_000)), seconds=len(facts))
            waited = timedelta(minutes=draw(st.integers(0, 30_000)), seconds=9)
            facts += [Fact(duty.pause.asked, asked), Fact(duty.pause.ended, asked + waited)]
    now = start + timedelta(minutes=draw(st.integers(0, 60_000)))
    return Matter(regulation.version, duty.id, draw(st.permutations(facts)), now)


@BOUNDED
@given(matters())
def test_safe_is_never_later_than_due(matter: Matter) -> None:
    one = matter.found()
    line = one.due or one.estimate
    if line is not None and one.safe_due is not None:
        assert one.safe_due <= line
    if one.due is not None and not one.hours:
        assert one.last_day is not None
        assert one.due == datetime.combine(
            one.last_day + timedelta(1), datetime.min.time(), BEIJING
        )


@BOUNDED
@given(matters())
def test_a_second_count_the_other_zone_and_another_order_change_nothing(matter: Matter) -> None:
    facts, now = matter.facts, matter.now
    one = matter.found()
    assert matter.found() == one
    abroad = [fact._replace(at=fact.at.astimezone(UTC)) for fact in facts]
    assert matter.found(abroad, now.astimezone(UTC)) == one
    assert matter.found(sorted(facts, key=lambda f: f.at)) == one


@BOUNDED
@given(matters())
def test_every_day_is_counted_or_has_its_reason_and_no_cap_is_exceeded(matter: Matter) -> None:
    duty = matter.duty
    one = matter.found()
    period, extend = duty.period, duty.extend
    if period is None or one.last_day is None or period.unit is not PeriodUnit.WORKDAY:
        return
    assert one.started_at is not None
    first = beijing_day(one.started_at)
    days = [first + timedelta(n) for n in range(1, (one.last_day - first).days + 1)]
    assert sorted([*one.counted, *(skipped.day for skipped in one.skipped)]) == days
    assert all(map(CALENDAR.is_working, one.counted))
    if one.extended is None:
        assert len(one.counted) == period.amount
        return
    assert extend is not None
    cap = {
        ExtendMode.TOTAL: extend.amount,
        ExtendMode.ADD: period.amount + extend.amount,
    }.get(extend.mode)
    assert len(one.counted) >= period.amount
    if cap is None:
        announced = one.extended.until or date.min
        assert one.last_day == announced or len(one.counted) == period.amount or duty.pause
    else:
        assert len(one.counted) <= cap


def _line(one: Answer) -> datetime | None:
    return one.due or one.estimate


@BOUNDED
@given(matters())
def test_neither_a_pause_nor_an_extension_brings_a_line_forward(matter: Matter) -> None:
    duty, facts = matter.duty, matter.facts
    one = matter.found()
    pauses = set() if duty.pause is None else {duty.pause.asked, duty.pause.ended}
    for left_out in (pauses, {FactKind.EXTENDED}):
        if left_out & {*duty.starts, *duty.met_by}:
            continue
        bare = matter.found([f for f in facts if f.kind not in left_out])
        plain, line = _line(bare), _line(one)
        if plain is not None and line is not None:
            assert line >= plain
        if one.status is Status.PAUSED:
            assert pauses


@BOUNDED
@given(matters())
def test_now_decides_nothing_but_whether_the_line_has_passed(matter: Matter) -> None:
    one, later = matter.found(), matter.found(now=matter.now + timedelta(400))
    if one.status is later.status:
        assert one == later
    else:
        assert (one.status, later.status) == (Status.RUNNING, Status.OVERDUE)
        assert (one.due, one.safe_due, one.counted) == (later.due, later.safe_due, later.counted)


@settings(max_examples=100, deadline=None)
@given(st.integers(0, len(EVERY) - 1), st.integers(0, MINUTES))
def test_nothing_runs_before_its_start(place: int, minutes: int) -> None:
    regulation, duty = EVERY[place]
    at = FIRST + timedelta(minutes=minutes)
    others = [Fact(kind, at) for kind in FactKind if kind not in duty.starts]
    try:
        answer(regulation, duty.id, others, at, CALENDAR)
    except NotStarted:
        return
    raise AssertionError(duty.id)


def test_what_came_first_is_named_first_in_whatever_order_it_was_written_down() -> None:
    """QF-24, QF-36: the first inspection lifts the number, late arrivals are told in time."""
    start = datetime(2026, 3, 16, 9, tzinfo=BEIJING)

    def matter(duty: str, starts: str, *later: FactKind) -> Matter:
        facts = [Fact(kind, start + timedelta(hours=9 - n)) for n, kind in enumerate(later)]
        return Matter("qingfeng@2019", duty, [Fact(FactKind(starts), start), *facts], start)

    lifted = matter("supplement", "supplement_asked", *[FactKind.INSPECTION_STARTED] * 2)
    assert lifted.found().notes[0].startswith("3月16日（周一）17:00送检")
    late = matter("emergency-dispatch", "emergency_notified", *[FactKind.ARRIVED] * 2)
    assert [note[:18] for note in late.found().notes] == [
        "到场时间为3月16日（周一）17:00"[:18],
        "到场时间为3月16日（周一）18:00"[:18],
    ]
