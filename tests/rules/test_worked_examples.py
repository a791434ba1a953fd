"""The forty worked examples, by hand and one by one: each day counted, each last instant."""

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from rules.law.calendar import CalendarNotPublished, WorkCalendar
from rules.law.deadline import reckon
from rules.law.duties import Answer, Status, answer
from rules.law.library import Regulations
from rules.law.periods import BEIJING, Period, PeriodUnit, count
from rules.law.regulation import (
    Cite,
    Duty,
    DutyClass,
    Extend,
    ExtendMode,
    Owes,
    PauseRule,
)
from rules.values.facts import Fact, FactKind

CALENDAR = WorkCalendar.load()
REGULATIONS = Regulations.load()

TABLE = """
1 | 2026-03-16 10:30:00 | 3 工作日 | 2026-03-19 24:00 | 3/17 3/18 3/19
2 | 2026-04-15 17:58:00 | 5 工作日 | 2026-04-22 24:00 | 4/16 4/17 4/20 4/21 4/22
3 | 2026-05-22 18:20:00 | 3 工作日 | 2026-05-27 24:00 | 5/25 5/26 5/27
4 | 2026-07-25 09:00:00 | 5 工作日 | 2026-07-31 24:00 | 7/27 7/28 7/29 7/30 7/31
5 | 2026-08-23 23:59:30 | 2 工作日 | 2026-08-25 24:00 | 8/24 8/25
6 | 2026-08-31 00:00:05 | 2 工作日 | 2026-09-02 24:00 | 9/1 9/2
7 | 2025-02-06 14:00:00 | 3 工作日 | 2025-02-10 24:00 | 2/7 2/8 2/10
8 | 2025-04-24 09:10:00 | 5 工作日 | 2025-04-30 24:00 | 4/25 4/27 4/28 4/29 4/30
9 | 2025-10-09 16:00:00 | 3 工作日 | 2025-10-13 24:00 | 10/10 10/11 10/13
10 | 2026-02-26 11:00:00 | 2 工作日 | 2026-02-28 24:00 | 2/27 2/28
11 | 2026-05-07 15:30:00 | 2 工作日 | 2026-05-09 24:00 | 5/8 5/9
12 | 2026-09-17 08:45:00 | 2 工作日 | 2026-09-20 24:00 | 9/18 9/20
13 | 2024-10-11 17:05:00 | 1 工作日 | 2024-10-12 24:00 | 10/12
14 | 2025-01-23 17:20:00 | 5 工作日 | 2025-02-06 24:00 | 1/24 1/26 1/27 2/5 2/6
15 | 2025-01-31 12:00:00 | 3 工作日 | 2025-02-07 24:00 | 2/5 2/6 2/7
16 | 2026-02-09 09:40:00 | 7 工作日 | 2026-02-25 24:00 | 2/10 2/11 2/12 2/13 2/14 2/24 2/25
17 | 2026-02-13 08:30:00 | 4 工作日 | 2026-02-26 24:00 | 2/14 2/24 2/25 2/26
18 | 2026-02-15 19:00:00 | 2 工作日 | 2026-02-25 24:00 | 2/24 2/25
19 | 2024-02-08 16:00:00 | 3 工作日 | 2024-02-19 24:00 | 2/9 2/18 2/19
20 | 2025-09-29 10:10:30 | 5 工作日 | 2025-10-13 24:00 | 9/30 10/9 10/10 10/11 10/13
21 | 2026-09-23 14:00:00 | 7 工作日 | 2026-10-10 24:00 | 9/24 9/28 9/29 9/30 10/8 10/9 10/10
22 | 2026-09-30 09:00:00 | 3 工作日 | 2026-10-10 24:00 | 10/8 10/9 10/10
23 | 2025-04-02 15:00:00 | 3 工作日 | 2025-04-08 24:00 | 4/3 4/7 4/8
24 | 2025-05-29 09:00:00 | 2 工作日 | 2025-06-03 24:00 | 5/30 6/3
25 | 2026-04-02 18:00:00 | 2 工作日 | 2026-04-07 24:00 | 4/3 4/7
26 | 2026-06-17 10:00:00 | 3 工作日 | 2026-06-23 24:00 | 6/18 6/22 6/23
27 | 2025-12-29 10:00:00 | 3 工作日 | 2026-01-04 24:00 | 12/30 12/31 1/4
28 | 2024-12-30 17:31:00 | 5 工作日 | 2025-01-07 24:00 | 12/31 1/2 1/3 1/6 1/7
29 | 2026-12-23 11:00:00 | 7 工作日 | | 12/24 12/25 12/28 12/29 12/30 12/31
30 | 2025-12-24 10:00:00 | 7 工作日 | 2026-01-12 24:00 | 12/25 12/26 1/6 1/7 1/8 1/9 1/12
31 | 2026-04-27 09:00:00 | 7 工作日 | 2026-05-13 24:00 | 4/28 5/7 5/8 5/9 5/11 5/12 5/13
32 | 2026-09-16 09:00:00 | 7 工作日 | 2026-09-29 24:00 | 9/17 9/18 9/22 9/23 9/24 9/28 9/29
33 | 2026-02-04 16:00:00 | 5 工作日 | 2026-02-25 24:00 \
| 2/5 2/6 2/9 2/10 2/11 2/12 2/13 2/14 2/24 2/25
34 | 2026-04-28 10:00:00 | 3 工作日 | 2026-05-08 24:00 | 4/29 4/30 5/6 5/7 5/8
35 | 2026-04-23 10:00:00 | 2 工作日 | 2026-05-07 24:00 | 4/24 4/27 4/28 4/29 4/30 5/6 5/7
36 | 2026-10-01 21:15:00 | 24 小时 | 2026-10-02 21:15 |
37 | 2026-02-14 17:40:00 | 2 小时 | 2026-02-14 19:40 |
38 | 2026-06-30 23:30:00 | 1 当日 | 2026-06-30 24:00 |
39 | 2026-09-27 10:00:00 | 1 当日 | 2026-09-27 24:00 |
40 | 2026-05-11 08:30:00 | 2 提前 | 2026-05-08 24:00 | 5/9 5/8
"""

UNITS = {
    "工作日": PeriodUnit.WORKDAY,
    "小时": PeriodUnit.HOUR,
    "当日": PeriodUnit.SAME_DAY,
    "提前": PeriodUnit.WORKDAY_BACK,
}

MORE: dict[int, tuple[tuple[str, str, str | None], ...]] = {
    30: (("supplement_asked", "2025-12-26 09:00", None), ("supplied", "2026-01-05 16:00", None)),
    31: (("supplement_asked", "2026-04-28 15:00", None), ("supplied", "2026-05-06 10:00", None)),
    32: (("supplement_asked", "2026-09-18 11:00", None), ("supplied", "2026-09-21 09:30", None)),
    33: (("extended", "2026-02-11 09:00", None),),
    34: (("extended", "2026-05-06 09:00", "2026-05-20"),),
    35: (("extended", "2026-04-24 09:00", None),),
}
"""The facts besides the start that some rows have."""

CITE = Cite("条", "文")
PAUSE = PauseRule(FactKind.SUPPLEMENT_ASKED, FactKind.SUPPLIED, CITE)
EXTENDS = {
    33: Extend(ExtendMode.TOTAL, CITE, 10),
    34: Extend(ExtendMode.TOTAL, CITE, 5),
    35: Extend(ExtendMode.ADD, CITE, 5),
}

DUTY_OF = {
    (3, "工作日"): ("cangzhou", "refer"),
    (5, "工作日"): ("cangzhou", "acceptance-notice"),
    (7, "工作日"): ("cangzhou", "assist-reply"),
    (2, "工作日"): ("qingfeng", "assist-reply"),
    (2, "小时"): ("qingfeng", "emergency-dispatch"),
    (1, "当日"): ("cangzhou", "share"),
    (2, "提前"): ("qingfeng", "inspection-notice"),
}
"""The duty of 清丰 or 沧州 with the row's period; 1 and 4 working days and 24 hours have none."""


@dataclass(frozen=True)
class Row:
    number: int
    start: datetime
    amount: int
    unit: str
    due: datetime | None
    days: tuple[date, ...]
    more: tuple[Fact, ...]

    def facts(self, starts: FactKind) -> list[Fact]:
        return [Fact(starts, self.start), *self.more]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BEIJING)


def row(line: str) -> Row:
    number, start, rule, due, days = (part.strip() for part in line.split("|"))
    amount, unit = rule.split()
    first = at(start)
    listed: list[date] = []
    for month, day in re.findall(r"(\d+)/(\d+)", days):
        year = first.year + (int(month) < first.month - 6)
        listed.append(date(year, int(month), int(day)))
    ends = None
    if due:
        day, clock = due.split()
        ends = at(day) + timedelta(1) if clock == "24:00" else at(due)
    more = tuple(
        Fact(FactKind(kind), at(when), date.fromisoformat(until) if until else None)
        for kind, when, until in MORE.get(int(number), ())
    )
    return Row(int(number), first, int(amount), unit, ends, tuple(listed), more)


ROWS = [row(line) for line in TABLE.strip().splitlines()]
LOCAL = [r for r in ROWS if (r.amount, r.unit) in DUTY_OF and r.number != 33]


def answered(example: Row) -> Answer:
    county, duty_id = DUTY_OF[example.amount, example.unit]
    duty = REGULATIONS[county].duty(duty_id)
    assert duty is not None
    facts = example.facts(duty.starts[0])
    return answer(REGULATIONS[county], duty_id, facts, example.start, CALENDAR)


def test_there_are_forty() -> None:
    assert [r.number for r in ROWS] == list(range(1, 41))
    assert len(LOCAL) == 36


@pytest.mark.parametrize("example", ROWS, ids=lambda r: str(r.number))
def test_the_arithmetic(example: Row) -> None:
    period = Period(example.amount, UNITS[example.unit])
    duty = Duty(
        id="x",
        name="x",
        owes=Owes.SENDER,
        starts=(FactKind.FOUND,),
        met_by=(),
        cite=CITE,
        duty_class=DutyClass.HARD,
        period=period,
        pause=PAUSE,
        extend=EXTENDS.get(example.number),
    )
    facts = example.facts(FactKind.FOUND)
    if example.due is None:
        with pytest.raises(CalendarNotPublished):
            reckon(duty, period, example.start, facts, CALENDAR)
        return
    found = reckon(duty, period, example.start, facts, CALENDAR).line
    assert found.due == example.due
    assert found.days == example.days
    if not example.more:
        assert count(period, example.start, CALENDAR) == found


@pytest.mark.parametrize("example", LOCAL, ids=lambda r: str(r.number))
def test_the_duty_of_the_county(example: Row) -> None:
    found = answered(example)
    assert found.due == example.due
    assert found.counted == example.days
    if example.due is None:
        assert (found.status, found.provisional) == (Status.PROVISIONAL, True)
        assert found.last_day is None
        assert found.estimate == at("2027-01-05 00:00")
    else:
        assert found.last_day is not None
        assert found.safe_due is not None
        assert found.safe_due <= example.due


def test_row_35_is_safe_by_the_other_reading() -> None:
    """A12: 2+5 is the line, 5 in total is what reminders work to, and the doubt is said."""
    found = answered(ROWS[34])
    assert found.safe_due == at("2026-04-30 17:30")
    assert found.doubt is not None
    assert "总计5个工作日" in found.doubt


def test_row_40_is_safe_with_two_clear_days() -> None:
    """A32: the stricter reading wants two full working days in between."""
    assert answered(ROWS[39]).safe_due == at("2026-05-07 17:30")


def test_row_31_is_safe_when_the_day_of_arrival_counts() -> None:
    """A16."""
    found = answered(ROWS[30])
    assert found.safe_due == at("2026-05-12 17:30")
    assert found.doubt is None


def test_the_same_rows_through_the_command_line(tmp_path: Path) -> None:
    """`liaison due` in a process of its own answers as the table says.

    It counts by what is shipped, so a row into a year that is not announced here is left out.
    """
    rows = [one for one in LOCAL if one.due is not None]
    assert len(rows) > len(LOCAL) - 3
    lines = []
    for example in rows:
        county, duty_id = DUTY_OF[example.amount, example.unit]
        duty = REGULATIONS[county].duty(duty_id)
        assert duty is not None
        facts = [
            {"fact": f.kind.value, "at": f.at.isoformat()}
            | ({"until": f.until.isoformat()} if f.until else {})
            for f in example.facts(duty.starts[0])
        ]
        line = {"id": example.number, "regulation": county, "duty": duty_id, "facts": facts}
        lines.append(json.dumps(line))
    done = subprocess.run(
        [sys.executable, "-m", "bot", "due"],
        input="\n".join(lines),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
        timeout=60,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(Path.cwd())},
    )
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line["id"] for line in found] == [example.number for example in rows]
    for example, line in zip(rows, found, strict=True):
        assert example.due is not None
        assert line["due"] == example.due.isoformat(), line
        assert line["counted"] == [day.isoformat() for day in example.days], line
