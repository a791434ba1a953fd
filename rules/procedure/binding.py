"""Which lines of a matter bind now: of which duty, for whom, until when, how hard.

Cards, lists, explanations and the sweep all ask here: what is printed is watched, and what is
watched is printed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from rules.in_force import Law, Owed
from rules.law.duties import Answer, DutyClass, Status
from rules.reminders.policy import Temper
from rules.values.dates import BEIJING
from rules.values.matter import Matter
from rules.values.people import Directory

MICROSECOND = timedelta(microseconds=1)
OPEN = frozenset({Status.RUNNING, Status.OVERDUE, Status.PAUSED, Status.PROVISIONAL})
"""A duty that still runs and has a line, or a pause of one."""


@dataclass(frozen=True, slots=True)
class Binding:
    """One line that binds now.

    Attributes:
        owed: the duty, who owes it, and what it comes to.
        legal: the first instant that is too late by the text; of a provisional line the estimate;
            None while it is paused.
        safe: what reminders work to, where a stricter reading or the closing hour is earlier; else
            as `legal`.
        hardness: how hard; None for what has no number of a document.
    """

    owed: Owed
    legal: datetime | None
    safe: datetime | None
    hardness: Temper | None

    @property
    def binds(self) -> bool:
        """Whether it still runs, in time, late or standing still."""
        return self.owed.answer.status in OPEN

    @property
    def paused(self) -> bool:
        """Whether its clock stands still."""
        return self.owed.answer.status is Status.PAUSED

    @property
    def watched(self) -> bool:
        """Whether the clock speaks of it: it runs, and a number is behind it."""
        return self.hardness is not None and self.binds and not self.paused


def binding(matter: Matter, law: Law, directory: Directory, now: datetime) -> tuple[Binding, ...]:
    """Every line that binds at an instant, see `bound`."""
    return bound(law.owed(matter, directory, now))


def bound(owed: Iterable[Owed]) -> tuple[Binding, ...]:
    """Those of some duties that bind.

    The nearest first, what stands still after what has a date; what is owed in one case only comes
    after what is owed in any case.
    """
    lines = (line_of(one) for one in owed)
    return tuple(sorted((line for line in lines if line.binds), key=_nearness))


def line_of(owed: Owed) -> Binding:
    """The line of a duty, whether it binds or not."""
    answer = owed.answer
    legal = answer.due or answer.estimate
    return Binding(owed, legal, answer.safe_due or legal, hardness(owed))


def _nearness(line: Binding) -> tuple[bool, bool, datetime | int]:
    return bool(line.owed.condition), line.legal is None, line.legal or 0


def hardness(owed: Owed) -> Temper | None:
    """How hard a duty binds; None for one without a number of a document."""
    match owed.answer.duty_class:
        case DutyClass.HARD:
            return Temper.CONDITIONAL if owed.condition else Temper.HARD
        case DutyClass.SOFT:
            return Temper.CONDITIONAL if owed.condition else Temper.SOFT
        case DutyClass.NONE | DutyClass.INTERNAL | None:
            return None


def last_day(answer: Answer) -> date | None:
    """The day on which the legal line ends, or the estimate of it."""
    if answer.last_day is not None:
        return answer.last_day
    end = answer.due or answer.estimate
    return (end - MICROSECOND).astimezone(BEIJING).date() if end else None


def safe_day(answer: Answer) -> date | None:
    """The day on which the safe line ends; the legal one's where there is none."""
    if answer.safe_due is None:
        return last_day(answer)
    return (answer.safe_due - MICROSECOND).astimezone(BEIJING).date()
