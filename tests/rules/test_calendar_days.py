"""日 where a text does not mean working days: every day counts, and only the last one moves."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.law.calendar import CalendarNotPublished, WorkCalendar
from rules.law.duties import Status, answer, explain
from rules.law.periods import BEIJING, Period, PeriodUnit, beijing_day, count
from rules.law.regulation import Cite, Duty, DutyClass, Owes, Regulation
from rules.values.facts import Fact, FactKind

CALENDAR = WorkCalendar.load()
THREE_DAYS = Period(3, PeriodUnit.DAY)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BEIJING)


@pytest.mark.parametrize(
    ("start", "amount", "last"),
    [
        ("2026-03-16 10:30", 3, "2026-03-19"),
        ("2026-05-22 18:20", 3, "2026-05-25"),
        ("2026-05-20 09:00", 3, "2026-05-25"),
        ("2026-04-29 09:00", 3, "2026-05-06"),
        ("2026-05-04 09:00", 3, "2026-05-07"),
        ("2026-05-08 09:00", 1, "2026-05-09"),
        ("2026-05-07 23:59:59", 3, "2026-05-11"),
        ("2026-02-12 09:00", 3, "2026-02-24"),
        ("2025-12-29 10:00", 3, "2026-01-04"),
        ("2026-03-16 10:30", 90, "2026-06-15"),
    ],
    ids=[
        "an ordinary week",
        "Friday to Monday: the week-end counts",
        "a last day on Saturday moves to Monday",
        "a last day within a holiday moves past it",
        "days off before the last day count",
        "a Saturday that is worked for a holiday is no day off",
        "a last day on Sunday after a worked Saturday",
        "nine days of Spring Festival",
        "the year's end; the first working day is a worked Sunday",
        "ninety days",
    ],
)
def test_the_last_day(start: str, amount: int, last: str) -> None:
    """民法典 201, 203: the first day does not count; a last day that is off moves."""
    counted = count(Period(amount, PeriodUnit.DAY), at(start), CALENDAR)
    assert str(counted.last_day) == last
    assert counted.due == at(f"{last} 00:00") + timedelta(days=1)
    assert len(counted.days) == amount


def test_the_days_it_moved_past_are_named_and_no_others() -> None:
    counted = count(THREE_DAYS, at("2026-04-30 09:00"), CALENDAR)
    assert [str(day) for day in counted.days] == ["2026-05-01", "2026-05-02", "2026-05-06"]
    assert [(str(day), why) for day, why in counted.skipped] == [
        ("2026-05-03", "劳动节"),
        ("2026-05-04", "劳动节"),
        ("2026-05-05", "劳动节"),
    ]


@pytest.mark.parametrize("start", ["2026-12-28 09:00", "2026-12-31 09:00"])
def test_a_last_day_nobody_has_announced_is_not_guessed(start: str) -> None:
    with pytest.raises(CalendarNotPublished, match="2027年放假安排"):
        count(Period(4, PeriodUnit.DAY), at(start), CALENDAR)


def test_the_last_announced_day_itself_is_known() -> None:
    assert str(count(THREE_DAYS, at("2026-12-28 09:00"), CALENDAR).last_day) == "2026-12-31"


@given(
    minutes=st.integers(0, 973 * 24 * 60),
    amount=st.integers(1, 90),
)
def test_the_last_day_works_and_every_day_between_is_accounted_for(
    minutes: int, amount: int
) -> None:
    start = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    counted = count(Period(amount, PeriodUnit.DAY), start, CALENDAR)
    begun = beijing_day(start)
    assert counted.last_day is not None
    assert CALENDAR.is_working(counted.last_day)
    assert counted.last_day >= begun + timedelta(days=amount)
    accounted = sorted([*counted.days, *(day for day, _ in counted.skipped)])
    between = (counted.last_day - begun).days
    assert accounted == [begun + timedelta(days=n) for n in range(1, between + 1)]
    assert count(Period(amount, PeriodUnit.DAY), start.astimezone(BEIJING), CALENDAR) == counted


def regulation() -> Regulation:
    duty = Duty(
        id="decide",
        name="作出决定",
        owes=Owes.RECEIVER,
        starts=(FactKind.DELIVERED,),
        met_by=(FactKind.FILED,),
        cite=Cite("第八条", "应当自接受移送之日起3日内审查"),
        duty_class=DutyClass.HARD,
        period=THREE_DAYS,
    )
    return Regulation(
        id="somewhere",
        short="《某规定》",
        title="某规定",
        issuer="某机关",
        edition="2020",
        since=date(2020, 8, 7),
        undated="",
        checked=None,
        under=(),
        words={},
        duties=(duty,),
        gates=(),
        requires=(),
        papers=(),
        routes=(),
        examples=(),
    )


def test_the_explanation_speaks_of_days_and_says_why_the_last_one_moved() -> None:
    facts = [Fact(FactKind.DELIVERED, at("2026-04-30 09:00"))]
    found = answer(regulation(), "decide", facts, at("2026-05-06 18:00"), CALENDAR)
    assert found.status is Status.RUNNING
    assert explain(found, regulation()) == (
        "《某规定》第八条：“应当自接受移送之日起3日内审查”\n"
        "起算：4月30日（周四）09:00送达，当日不计入。\n"
        "计入3日：5月1日（周五）至5月2日（周六）、5月6日（周三）。\n"
        "最后一日遇休假日顺延：5月3日（周日）至5月5日（周二）劳动节（民法典第二百零三条）。\n"
        "期限：5月6日（周三）24:00。\n"
        "提醒按5月6日（周三）17:30（下班前）。\n"
        "文件版本：somewhere@2020；日历：2026@国办发明电〔2025〕7号。"
    )


def test_an_unannounced_last_day_is_provisional() -> None:
    facts = [Fact(FactKind.DELIVERED, at("2026-12-29 09:00"))]
    found = answer(regulation(), "decide", facts, at("2026-12-30 09:00"), CALENDAR)
    assert found.status is Status.PROVISIONAL
    assert found.due is None
    assert found.estimate == at("2027-01-05 00:00")
