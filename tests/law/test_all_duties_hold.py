"""What must be true of every duty of the five documents, whatever has happened in a matter."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from rules.calendar import WorkCalendar
from rules.clock import BEIJING, PeriodUnit, beijing_day
from rules.duties import Answer, NotStarted, Status, answer
from rules.facts import Fact, FactKind
from rules.regulation import Duty, ExtendMode, Regulation, Regulations

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
FIRST = datetime(2024, 1, 8, tzinfo=BEIJING)
MINUTES = 1_500_000
"""From the first week of 2024 to the middle of November 2026."""
BOUNDED = settings(max_examples=250, deadline=None)


@st.composite
def matters(draw: st.DrawFn) -> tuple[Regulation, Duty, list[Fact], datetime]:
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
    return regulation, duty, draw(st.permutations(facts)), now


def found(regulation: Regulation, duty: Duty, facts: Sequence[Fact], now: datetime) -> Answer:
    return answer(regulation, duty.id, facts, now, CALENDAR)


@BOUNDED
@given(matters())
def test_safe_is_never_later_than_due(
    matter: tuple[Regulation, Duty, list[Fact], datetime],
) -> None:
    one = found(*matter)
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
def test_a_second_count_the_other_zone_and_another_order_change_nothing(
    matter: tuple[Regulation, Duty, list[Fact], datetime],
) -> None:
    regulation, duty, facts, now = matter
    one = found(*matter)
    assert found(*matter) == one
    abroad = [fact._replace(at=fact.at.astimezone(UTC)) for fact in facts]
    assert found(regulation, duty, abroad, now.astimezone(UTC)) == one
    assert found(regulation, duty, sorted(facts, key=lambda f: f.at), now) == one


@BOUNDED
@given(matters())
def test_every_day_is_counted_or_has_its_reason_and_no_cap_is_exceeded(
    matter: tuple[Regulation, Duty, list[Fact], datetime],
) -> None:
    _, duty, _, _ = matter
    one = found(*matter)
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
def test_neither_a_pause_nor_an_extension_brings_a_line_forward(
    matter: tuple[Regulation, Duty, list[Fact], datetime],
) -> None:
    regulation, duty, facts, now = matter
    one = found(*matter)
    pauses = set() if duty.pause is None else {duty.pause.asked, duty.pause.ended}
    for left_out in (pauses, {FactKind.EXTENDED}):
        if left_out & {*duty.starts, *duty.met_by}:
            continue
        bare = found(regulation, duty, [f for f in facts if f.kind not in left_out], now)
        plain, line = _line(bare), _line(one)
        if plain is not None and line is not None:
            assert line >= plain
        if one.status is Status.PAUSED:
            assert pauses


@BOUNDED
@given(matters())
def test_now_decides_nothing_but_whether_the_line_has_passed(
    matter: tuple[Regulation, Duty, list[Fact], datetime],
) -> None:
    regulation, duty, facts, now = matter
    one, later = found(*matter), found(regulation, duty, facts, now + timedelta(400))
    if one.status is later.status:
        assert one == later
    else:
        assert (one.status, later.status) == (Status.RUNNING, Status.OVERDUE)
        assert (one.due, one.safe_due, one.counted) == (later.due, later.safe_due, later.counted)


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(EVERY), st.integers(0, MINUTES))
def test_nothing_runs_before_its_start(entry: tuple[Regulation, Duty], minutes: int) -> None:
    regulation, duty = entry
    at = FIRST + timedelta(minutes=minutes)
    others = [Fact(kind, at) for kind in FactKind if kind not in duty.starts]
    try:
        found(regulation, duty, others, at)
    except NotStarted:
        return
    raise AssertionError(duty.id)
