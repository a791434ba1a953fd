"""Working days: the notices as transcribed, against their checksums and an independent copy."""

import warnings
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.law.calendar import (
    CalendarNotPublished,
    DayKind,
    Overlay,
    Skipped,
    WorkCalendar,
    read_calendars,
)
from rules.values.toml_table import BadFile, data_files
from tests.calendars import shipped_calendars

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import chinese_calendar

CALENDAR = WorkCalendar.load()
DAYS = [date(2024, 1, 1) + timedelta(n) for n in range(1096)]
A_DAY = st.dates(date(2024, 1, 1), date(2026, 11, 30))


@pytest.mark.parametrize(
    ("year", "total", "months"),
    [
        (2024, 251, (22, 18, 21, 22, 21, 19, 23, 22, 21, 19, 21, 22)),
        (2025, 248, (19, 19, 21, 22, 19, 20, 23, 21, 23, 18, 20, 23)),
        (2026, 248, (21, 16, 22, 21, 19, 21, 23, 21, 22, 18, 21, 23)),
    ],
)
def test_working_days_of_each_month(year: int, total: int, months: tuple[int, ...]) -> None:
    working = [day for day in DAYS if day.year == year and CALENDAR.is_working(day)]
    assert tuple(sum(day.month == m for day in working) for m in range(1, 13)) == months
    assert len(working) == total


def test_every_shipped_day_agrees_with_an_independent_copy_of_the_notices() -> None:
    """As far as the copy goes: it learns of a year when its next release does."""
    shipped = read_calendars(shipped_calendars())
    known = [year for year in shipped.years if _in_the_copy(year)]
    assert known[:3] == [2024, 2025, 2026]
    days = [date(known[0], 1, 1) + timedelta(n) for n in range(366 * len(known))]
    differing = [
        day
        for day in days
        if day.year in known and shipped.is_working(day) != chinese_calendar.is_workday(day)
    ]
    assert differing == []


def _in_the_copy(year: int) -> bool:
    try:
        chinese_calendar.is_workday(date(year, 1, 1))
    except NotImplementedError:
        return False
    return True


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (date(2026, 10, 1), "国庆节"),
        (date(2026, 5, 2), "劳动节"),
        (date(2026, 2, 16), "春节"),
        (date(2025, 10, 6), "国庆节、中秋节"),
        (date(2026, 3, 14), "周六"),
        (date(2026, 3, 15), "周日"),
        (date(2026, 3, 16), None),
        (date(2026, 5, 9), None),
    ],
)
def test_a_day_off_says_why(day: date, why: str | None) -> None:
    assert CALENDAR.why_off(day) == why


def test_a_make_up_day_is_a_working_day_and_says_for_which_holiday() -> None:
    day = CALENDAR.day(date(2026, 5, 9))
    assert (day.kind, day.label) == (DayKind.MAKEUP_WORKDAY, "劳动节调休上班")
    assert CALENDAR.day(date(2026, 5, 11)).kind is DayKind.WORKDAY
    assert CALENDAR.day(date(2026, 5, 10)).kind is DayKind.WEEKEND
    assert CALENDAR.day(date(2026, 5, 5)).kind is DayKind.HOLIDAY_OFF


def test_new_years_eve_of_2024_was_a_working_day() -> None:
    """The notice of 2024 did not name 2月9日."""
    assert CALENDAR.is_working(date(2024, 2, 9))


def test_a_version_names_the_notice_and_several_years_name_theirs() -> None:
    assert CALENDAR.version(date(2026, 5, 1), date(2026, 6, 1)) == "2026@国办发明电〔2025〕7号"
    both = "2025@国办发明电〔2024〕12号；2026@国办发明电〔2025〕7号"
    assert CALENDAR.version(date(2025, 12, 29), date(2026, 1, 4)) == both
    assert CALENDAR.version(date(2026, 1, 4), date(2025, 12, 29)) == both
    assert CALENDAR.version(date(2026, 12, 29), date(2027, 1, 4)).endswith("；2027@未公布")


@pytest.mark.parametrize("day", [date(2023, 12, 31), date(2027, 1, 1)])
def test_a_year_without_notice_is_refused_and_never_guessed(day: date) -> None:
    with pytest.raises(CalendarNotPublished, match=f"{day.year}年放假安排的通知还没有载入"):
        CALENDAR.is_working(day)
    assert not CALENDAR.covers(day)


def test_counting_beyond_the_last_notice_is_refused() -> None:
    assert CALENDAR.add(date(2026, 12, 22), 7) == date(2026, 12, 31)
    with pytest.raises(CalendarNotPublished, match="2027年"):
        CALENDAR.add(date(2026, 12, 23), 7)
    with pytest.raises(CalendarNotPublished, match="2023年"):
        CALENDAR.sub(date(2024, 1, 2), 1)


def test_the_last_start_days_with_a_known_line() -> None:
    for amount, start in ((10, 17), (7, 22), (5, 24), (3, 28), (2, 29)):
        day = date(2026, 12, start)
        assert CALENDAR.add(day, amount) == date(2026, 12, 31)
        with pytest.raises(CalendarNotPublished):
            CALENDAR.add(day + timedelta(1), amount)


@given(day=A_DAY, amount=st.integers(1, 10))
def test_adding_and_counting_agree(day: date, amount: int) -> None:
    end = CALENDAR.add(day, amount)
    assert CALENDAR.count(day, end) == amount
    assert CALENDAR.is_working(end)
    assert CALENDAR.count(end, day) == 0


@given(day=st.dates(date(2024, 2, 1), date(2026, 12, 31)), amount=st.integers(1, 10))
def test_counting_back_mirrors_counting_on(day: date, amount: int) -> None:
    back = CALENDAR.sub(day, amount)
    assert CALENDAR.count(back - timedelta(1), day - timedelta(1)) == amount


@given(day=A_DAY, amount=st.integers(1, 10))
def test_a_later_start_never_ends_earlier(day: date, amount: int) -> None:
    assert CALENDAR.add(day, amount) <= CALENDAR.add(day + timedelta(1), amount)


def test_between_takes_the_end_and_not_the_start() -> None:
    assert CALENDAR.between(date(2026, 5, 8), date(2026, 5, 11)) == (
        date(2026, 5, 9),
        date(2026, 5, 11),
    )
    assert CALENDAR.off_between(date(2026, 5, 8), date(2026, 5, 11)) == (
        Skipped(date(2026, 5, 10), "周日"),
    )
    assert CALENDAR.between(date(2026, 5, 11), date(2026, 5, 8)) == ()
    assert CALENDAR.off_between(date(2026, 5, 11), date(2026, 5, 8)) == ()


def test_an_estimate_takes_weekends_and_statutory_days_and_nothing_else() -> None:
    estimate = CALENDAR.with_estimates(2027)
    off = [date(2027, 1, 1) + timedelta(n) for n in range(365)]
    off = [day for day in off if day.weekday() < 5 and not estimate.is_working(day)]
    assert off == [
        date(2027, 1, 1),
        date(2027, 2, 5),
        date(2027, 2, 8),
        date(2027, 4, 5),
        date(2027, 6, 9),
        date(2027, 9, 15),
        date(2027, 10, 1),
    ]
    assert estimate.why_off(date(2027, 6, 9)) == "端午节"
    assert estimate.is_working(date(2026, 10, 10)), "a year with a notice keeps it"


def test_a_year_nobody_has_listed_has_its_fixed_dates() -> None:
    estimate = CALENDAR.with_estimates(2030)
    assert estimate.why_off(date(2030, 10, 1)) == "国庆节"
    assert estimate.is_working(date(2030, 9, 12))
    assert CALENDAR.with_estimates(2030) is estimate


def test_a_region_adds_its_days_and_others_do_not_see_them() -> None:
    """A4: an autonomous county's own holiday, with its own source."""
    overlay = Overlay(
        "youyang",
        "自治条例第一条",
        (Skipped(date(2026, 11, 11), "县庆日"),),
        (date(2026, 11, 14),),
    )
    county = WorkCalendar(CALENDAR.years.values(), CALENDAR.statutory, [overlay])
    assert county.is_working(date(2026, 11, 11))
    youyang = county.for_region("youyang")
    assert youyang.why_off(date(2026, 11, 11)) == "县庆日"
    assert youyang.day(date(2026, 11, 11)).kind is DayKind.LOCAL_OFF
    assert youyang.day(date(2026, 11, 14)).kind is DayKind.LOCAL_ON
    assert youyang.is_working(date(2026, 11, 14))
    assert youyang.add(date(2026, 11, 10), 1) == date(2026, 11, 12)
    assert youyang.version(date(2026, 11, 1), date(2026, 11, 2)).endswith(
        "；youyang@自治条例第一条"
    )
    assert county.for_region("youyang") is youyang
    assert youyang.for_region("youyang") is youyang
    assert county.for_region("qingfeng") is county


GOOD = """
year = 2027
[notice]
number = "国办发明电〔2026〕0号"
title = "通知"
issued = 2026-11-30
url = "https://www.gov.cn/"
[[holiday]]
name = "元旦"
from = 2027-01-01
to = 2027-01-03
[[holiday]]
name = "春节"
from = 2027-02-05
to = 2027-02-11
make_up = [2027-02-20]
[[holiday]]
name = "清明节"
from = 2027-04-03
to = 2027-04-05
[[holiday]]
name = "劳动节"
from = 2027-05-01
to = 2027-05-05
[[holiday]]
name = "端午节"
from = 2027-06-09
to = 2027-06-09
[[holiday]]
name = "中秋节"
from = 2027-09-15
to = 2027-09-15
[[holiday]]
name = "国庆节"
from = 2027-10-01
to = 2027-10-07
"""


def test_a_county_loads_next_years_notice_from_its_own_directory(tmp_path: Path) -> None:
    (tmp_path / "calendars").mkdir()
    (tmp_path / "calendars" / "2027.toml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "local.toml").write_text(
        'region = "youyang"\nsource = "自治条例"\n[[off]]\nname = "县庆日"\ndays = [2027-11-11]\n',
        encoding="utf-8",
    )
    loaded = WorkCalendar.load(tmp_path)
    assert loaded.add(date(2026, 12, 23), 7) == date(2027, 1, 4)
    assert not loaded.for_region("youyang").is_working(date(2027, 11, 11))


def test_a_later_file_of_a_year_takes_the_place_of_the_shipped_one(tmp_path: Path) -> None:
    shipped = data_files("calendars")
    text = next(path for path in shipped if path.name == "2026.toml").read_text(encoding="utf-8")
    changed = text.replace("to      = 2026-02-23", "to      = 2026-02-24").replace("7号", "8号")
    (tmp_path / "2026.toml").write_text(changed, encoding="utf-8")
    loaded = WorkCalendar.load(tmp_path)
    assert not loaded.is_working(date(2026, 2, 24))
    assert loaded.version(date(2026, 1, 1), date(2026, 1, 1)) == "2026@国办发明电〔2025〕8号"


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("2027-02-20", "2027-02-22", "调休上班的2027-02-22不是周六、周日"),
        ("2027-02-20", "2027-02-06", "2027-02-06写了两次"),
        ("from = 2027-04-03\nto = 2027-04-05", "from = 2027-04-03\nto = 2027-04-04", "清明节"),
        ("from = 2027-01-01\nto = 2027-01-03", "from = 2026-12-31\nto = 2027-01-03", "不在2027年"),
        ("to = 2027-06-09", "to = 2027-06-08", "起日不晚于止日"),
        ("issued = 2026-11-30\n", "", "缺少通知日期"),
        ("[2027-02-20]", "2027-02-20", "make_up：应为日期的列表"),
        ("[2027-02-20]", "[2027-02-20T00:00:00]", "make_up：应为日期的列表"),
        ('name = "端午节"', 'nane = "端午节"', "不认识的项目"),
        ('number = "国办发明电〔2026〕0号"', "", "notice.number：缺少"),
    ],
)
def test_a_slip_in_a_notice_is_named(tmp_path: Path, old: str, new: str, fault: str) -> None:
    assert old in GOOD
    path = tmp_path / "2027.toml"
    path.write_text(GOOD.replace(old, new), encoding="utf-8")
    with pytest.raises(BadFile) as refusal:
        WorkCalendar.load(tmp_path)
    assert any(fault in line for line in refusal.value.faults)


def test_a_gap_between_years_is_named(tmp_path: Path) -> None:
    paths = [p for p in data_files("calendars") if p.name != "2025.toml"]
    with pytest.raises(BadFile, match="缺少2025年的放假通知"):
        read_calendars(paths)
    (tmp_path / "empty.toml").write_text('[policy]\nname = "x"\n', encoding="utf-8")
    assert read_calendars([*data_files("calendars"), tmp_path / "empty.toml"]).last_year == 2026


def test_a_region_cannot_give_a_day_off_and_work_on_it(tmp_path: Path) -> None:
    (tmp_path / "local.toml").write_text(
        'region = "youyang"\nsource = "自治条例"\non = [2026-11-11]\n'
        '[[off]]\nname = "县庆日"\ndays = [2026-11-11]\n',
        encoding="utf-8",
    )
    with pytest.raises(BadFile, match="既写放假又写上班"):
        WorkCalendar.load(tmp_path)


def test_a_list_of_statutory_days_must_name_years(tmp_path: Path) -> None:
    (tmp_path / "statutory.toml").write_text(
        '[statutory]\nnext = { "元旦" = [2027-01-01] }\n2028 = 3\n', encoding="utf-8"
    )
    with pytest.raises(BadFile, match="应为年份和节日"):
        WorkCalendar.load(tmp_path)
