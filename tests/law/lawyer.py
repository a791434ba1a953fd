"""What a county's lawyer asks: facts in, the lines of `liaison due` and the explanation out.

The days of 2026 are written down here once more, from the paper notice and not from the program's
calendar, so that a count can be gone over by hand.
"""

import json
from datetime import date, datetime, timedelta
from typing import Any

from bot.cli.due import Desk
from rules.law.calendar import WorkCalendar
from rules.law.duties import Answer, answer, explain
from rules.law.library import Regulations
from rules.law.periods import BEIJING
from rules.law.regulation import Regulation, Scene
from rules.values.facts import Fact, FactKind
from rules.values.people import UnitType

TOWNSHIP, DEPARTMENT = UnitType.TOWNSHIP, UnitType.DEPARTMENT
REGULATIONS = Regulations.load()
CALENDAR = WorkCalendar.load()
DESK = Desk(REGULATIONS, CALENDAR)

OFF = (
    ("2026-01-01", 3),
    ("2026-02-15", 9),
    ("2026-04-04", 3),
    ("2026-05-01", 5),
    ("2026-06-19", 3),
    ("2026-09-25", 3),
    ("2026-10-01", 7),
)
"""The first day off and how many: 元旦、春节、清明、劳动节、端午、中秋、国庆."""
DAYS_OFF = frozenset(
    date.fromisoformat(first) + timedelta(n) for first, days in OFF for n in range(days)
)
WORKING_WEEKENDS = frozenset(
    map(
        date.fromisoformat,
        ("2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"),
    )
)


def by_hand(start: date, amount: int) -> date:
    """The last of so many working days after a day of 2026."""
    day = start
    while amount:
        day += timedelta(1)
        assert day.year == 2026
        works = day in WORKING_WEEKENDS or (day.weekday() < 5 and day not in DAYS_OFF)
        amount -= works
    return day


def at(words: str) -> datetime:
    """A Beijing time such as `2026-04-27 09:00`."""
    return datetime.fromisoformat(words).replace(tzinfo=BEIJING)


def fact(words: str) -> Fact:
    """A fact such as `extended 2026-05-06 09:00 until 2026-05-20`."""
    kind, day, clock, *more = words.split()
    until = date.fromisoformat(more[1]) if more else None
    return Fact(FactKind(kind), at(f"{day} {clock}"), until)


def due(county: str, duty: str, *facts: str, now: str = "") -> dict[str, Any]:
    """The answer of `liaison due` to one line; `now`: the first fact unless said."""
    listed = []
    for words in facts:
        one = fact(words)
        item = {"fact": one.kind.value, "at": one.at.isoformat()}
        listed.append(item | ({"until": one.until.isoformat()} if one.until else {}))
    line = {
        "id": duty,
        "regulation": county,
        "duty": duty,
        "facts": listed,
        "now": at(now).isoformat() if now else listed[0]["at"],
    }
    text, good = DESK.reply(json.dumps(line, ensure_ascii=False).encode())
    found: dict[str, Any] = json.loads(text)
    assert good or "error" in found
    return found


def answered(county: str, duty: str, *facts: str, now: str) -> Answer:
    """The same answer as a value."""
    return answer(REGULATIONS[county], duty, list(map(fact, facts)), at(now), CALENDAR)


def told(county: str, duty: str, *facts: str, now: str) -> list[str]:
    """The explanation, line by line."""
    regulation = REGULATIONS[county]
    return explain(answered(county, duty, *facts, now=now), regulation).splitlines()


def scene(kind: str, sender: UnitType, receiver: UnitType, source: str | None = None) -> Scene:
    """A matter of that kind between such units."""
    return Scene(kind, sender, receiver, source)


UP = (TOWNSHIP, DEPARTMENT)
"""From a township to a department."""
DOWN = (DEPARTMENT, TOWNSHIP)


def asked_at(regulation: Regulation, step: str, found: Scene) -> dict[str, str]:
    """What must be shown at a step, by the clause that says so."""
    return {c: gate.needs for gate in regulation.asking(step, found) for c in gate.covers}


def enclosed(regulation: Regulation, found: Scene) -> set[str]:
    """The clauses of what must go with a matter when it is sent."""
    return {clause for paper in regulation.papers_for("send", found) for clause in paper.covers}
