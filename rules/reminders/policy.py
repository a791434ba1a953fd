"""The reminder policy: when the clock speaks, on which condition, to whom; a county sets it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from fractions import Fraction

from rules.law.calendar import WorkCalendar
from rules.law.periods import PeriodUnit
from rules.values.dates import BEIJING
from rules.values.facts import FactKind
from rules.values.kind import KindSpec
from rules.values.people import Officer

ONE_DAY = timedelta(days=1)
MIDNIGHT = time(0)
LOOK_AHEAD = 400
"""Days within which there is a working day, whatever a county's calendar says."""
MOST_RINGS = 12
"""How often one person is rung for one emergency, where a policy does not say."""
MINUTE = timedelta(minutes=1)


class Says(StrEnum):
    """What is said; each has its sentences in `rules.texts.notices`."""

    ARRIVAL = "arrival"
    BEFORE = "before"
    LAST_DAY = "last-day"
    HOURS_LEFT = "hours-left"
    PASSED = "passed"
    ESCALATION = "escalation"
    EMERGENCY = "emergency"
    PHONE = "phone"
    CHASE_DISPATCH = "chase-dispatch"
    NOT_DISPATCHED = "not-dispatched"
    CHASE_ARRIVAL = "chase-arrival"
    UNREACHED = "unreached"
    """Nobody of the receiver could be told of an emergency."""


LATE = frozenset({Says.PASSED, Says.ESCALATION})
"""What is only true once a line has passed."""

OF_A_LINE = LATE | {Says.BEFORE, Says.LAST_DAY, Says.HOURS_LEFT}
"""What speaks of a duty's line; the others speak of a fact of the matter."""

OF_EITHER = frozenset({Says.CHASE_DISPATCH, Says.NOT_DISPATCHED})
"""What counts from a fact, or from the line where the document has one."""

OF_AN_EMERGENCY = OF_EITHER | {Says.EMERGENCY, Says.PHONE, Says.CHASE_ARRIVAL, Says.UNREACHED}
"""What is said of an emergency and would be untrue of anything else."""

TAKES: Mapping[Says, FactKind] = {
    Says.CHASE_DISPATCH: FactKind.ACKNOWLEDGED,
    Says.CHASE_ARRIVAL: FactKind.DISPATCHED,
    Says.UNREACHED: FactKind.UNDELIVERED,
}
"""The fact that a sentence tells of; a rule that says it must make sure of it."""

DENIES: Mapping[Says, FactKind] = {
    Says.EMERGENCY: FactKind.ACKNOWLEDGED,
    Says.PHONE: FactKind.ACKNOWLEDGED,
    Says.CHASE_DISPATCH: FactKind.DISPATCHED,
    Says.NOT_DISPATCHED: FactKind.DISPATCHED,
    Says.CHASE_ARRIVAL: FactKind.ARRIVED,
    Says.UNREACHED: FactKind.EMERGENCY_NOTIFIED,
}
"""The fact that a sentence says has not happened; a rule that says it must fall silent with it."""

IMPLIES: Mapping[FactKind, frozenset[FactKind]] = {
    FactKind.DISPATCHED: frozenset({FactKind.ACKNOWLEDGED}),
    FactKind.ARRIVED: frozenset({FactKind.ACKNOWLEDGED, FactKind.DISPATCHED}),
}
"""Who has set out has taken the emergency on; who is there has done both."""


def implied(kinds: Iterable[FactKind]) -> frozenset[FactKind]:
    """Some facts and all that must be true because of them."""
    known = frozenset(kinds)
    return known.union(*(IMPLIES.get(kind, frozenset()) for kind in known))


class LineKind(StrEnum):
    """Which of a duty's two lines a rule counts from."""

    SAFE = "safe"
    DUE = "due"


class Temper(StrEnum):
    """How binding a duty with a number is."""

    HARD = "hard"
    SOFT = "soft"
    """原则上, 一般."""
    CONDITIONAL = "conditional"
    """Owed only if something is amiss, such as the supplement notice."""


class Mark(StrEnum):
    """What else a rule is; see the attributes of `Rule`."""

    APART = "apart"
    URGENT = "urgent"
    CARRIES = "carries"
    INTERNAL = "internal"


class Party(StrEnum):
    """Whose people."""

    RECEIVER = "receiver"
    SENDER = "sender"
    DEBTOR = "debtor"
    CREDITOR = "creditor"
    COUNTY = "county"
    """Nobody's in particular: the supervisors."""
    MATTER = "matter"
    """Who filed it."""


class Post(StrEnum):
    """Which of them."""

    LIAISON = "liaison"
    HANDLER = "handler"
    """Who last acted for that side, the liaisons where nobody has."""
    DUTY = "duty"
    LEADER = "leader"
    PRINCIPAL = "principal"
    ROSTER1 = "roster1"
    ROSTER2 = "roster2"
    ROSTER3 = "roster3"
    POSTS = "posts"
    """The first and the second on duty, or without a roster the duty post, or the liaisons."""
    DEPUTY = "deputy"
    """Who stands in for the first and the second on duty."""
    SUPERVISOR = "supervisor"
    OPENER = "opener"
    DUTY_OFFICE = "duty-office"
    """The county's own duty office."""


@dataclass(frozen=True, slots=True)
class Audience:
    """Some people of a matter, written `receiver.liaison`, `supervisor`, and so on."""

    party: Party
    post: Post


@dataclass(frozen=True, slots=True)
class FactTime:
    """Minutes after a fact, and then again.

    Attributes:
        every: minutes between repeats, the last of them for good; empty for no repeat.
        times: how many repeats; None for as long as the condition holds.
        shifts: in the place of minutes, whenever a shift of the receiver begins after the fact.
    """

    fact: FactKind
    minutes: int = 0
    every: tuple[int, ...] = ()
    times: int | None = 0
    shifts: bool = False


@dataclass(frozen=True, slots=True)
class LineTime:
    """A clock time on a day counted from a line, or a time counted from the line itself.

    Attributes:
        workdays: working days after the line's day; negative for before, 0 for the day itself.
        clock: the time of day in Beijing; None where one of the next three says when.
        hours_before: hours before the line.
        parts: which parts of the period have run by then.
        minutes: minutes after the line, and then again as `every` and `times` say, as in
            `FactTime`; None where nothing counts from the line itself.
    """

    line: LineKind
    workdays: int = 0
    clock: time | None = None
    hours_before: int = 0
    parts: tuple[Fraction, ...] = ()
    minutes: int | None = None
    every: tuple[int, ...] = ()
    times: int | None = 0

    @property
    def late(self) -> bool:
        """Whether it lies after the line."""
        return self.workdays > 0 or self.minutes is not None


def latest(
    first: datetime, every: tuple[int, ...], times: int | None, now: datetime
) -> tuple[int, datetime]:
    """The last of a time and its repeats that is not after `now`, and which it is: 0 the first.

    Args:
        first: not after `now`.
        every: minutes between repeats, the last of them for good.
        times: how many repeats at the most; None for no end.
        now: the present instant.
    """
    nth, instant = 0, first
    for place, gap in enumerate(every):
        more = (now - instant) // (gap * MINUTE)
        steps = more if place == len(every) - 1 else min(more, 1)
        if times is not None:
            steps = min(steps, times - nth)
        if steps <= 0:
            break
        nth, instant = nth + steps, instant + steps * gap * MINUTE
    return nth, instant


def following(
    first: datetime, every: tuple[int, ...], times: int | None, now: datetime
) -> datetime | None:
    """The first of a time and its repeats after `now`; None for none."""
    if first > now:
        return first
    nth, instant = latest(first, every, times, now)
    if not every or (times is not None and nth >= times):
        return None
    return instant + every[min(nth, len(every) - 1)] * MINUTE


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the policy.

    Attributes:
        id: unique; part of a push's key.
        says: what is said.
        when: the instants.
        to: everybody who is told.
        otherwise: asked one after the other when `to` is nobody.
        kinds: of which matters; all where empty.
        duties: duty ids; all where empty.
        classes: how binding; all where empty.
        units: of which periods; all where empty.
        least: the shortest period it is for, in the period's unit.
        apart: only where the safe line ends on an earlier day than the legal one.
        needs: facts without which it is silent, as they were known at its instant.
        unless: facts that silence it.
        internal: a target of the county's own where the document sets the receiver of an
            emergency no number; silent where it does.
        ladder: the rules of one name are rungs, in the order of the file.
        urgent: rings at any hour, on every channel.
        carries: told to the receiver, this is what makes the matter delivered.
    """

    id: str
    says: Says
    when: FactTime | LineTime
    to: tuple[Audience, ...]
    otherwise: tuple[Audience, ...] = ()
    kinds: tuple[KindSpec, ...] = ()
    duties: tuple[str, ...] = ()
    classes: tuple[Temper, ...] = ()
    units: tuple[PeriodUnit, ...] = ()
    least: int = 0
    apart: bool = False
    needs: tuple[FactKind, ...] = ()
    unless: tuple[FactKind, ...] = ()
    ladder: str = ""
    urgent: bool = False
    carries: bool = False
    internal: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """A part of the day from `start` up to but not including `end`; it may cross midnight."""

    start: time
    end: time

    def holds(self, moment: time) -> bool:
        """Whether the time of day lies in it."""
        if self.start <= self.end:
            return self.start <= moment < self.end
        return moment >= self.start or moment < self.end


@dataclass(frozen=True, slots=True)
class Policy:
    """A county's whole policy.

    Attributes:
        office: when anything that is not urgent may be sent, on working days.
        daily: messages per officer and working day, emergencies aside.
        quiet: when nothing that is not urgent is sent, within the office hours or not.
        rings: how often one person is rung for one emergency at the most.
    """

    id: str
    office: Span
    daily: int
    quiet: tuple[Span, ...]
    rules: tuple[Rule, ...]
    rings: int = MOST_RINGS

    def ladder(self, rule: Rule) -> tuple[Rule, ...]:
        """The rungs of the rule's ladder, in order; the rule alone where it has none."""
        if not rule.ladder:
            return (rule,)
        return tuple(other for other in self.rules if other.ladder == rule.ladder)


def hold(at: datetime, officer: Officer, policy: Policy, calendar: WorkCalendar) -> datetime:
    """The first instant, not before `at`, at which something not urgent may reach the officer.

    Within the office hours of a working day, outside the county's and the officer's quiet hours.
    Quiet hours that would swallow every office hour are left out of account.
    """
    quiet = [*policy.quiet]
    if officer.quiet and (own := read_span(officer.quiet)):
        quiet.append(own)
    if first_open(policy.office, quiet, MIDNIGHT) is None:
        quiet = list(policy.quiet)
    local = at.astimezone(BEIJING)
    day, moment = local.date(), local.time()
    for _ in range(LOOK_AHEAD):
        if calendar.day(day).kind.working:
            opens = first_open(policy.office, quiet, moment)
            if opens == moment:
                return at
            if opens is not None:
                return datetime.combine(day, opens, BEIJING)
        day, moment = day + ONE_DAY, MIDNIGHT
    raise ValueError("a calendar without working days")


def first_open(office: Span, quiet: list[Span], moment: time) -> time | None:
    """The first time of day from `moment` on that is in the office hours and not quiet."""
    found = max(moment, office.start)
    for _ in range(len(quiet) + 1):
        covering = [span for span in quiet if span.holds(found)]
        if not covering:
            break
        if any(span.end <= found for span in covering):
            return None
        found = max(span.end for span in covering)
    return found if office.holds(found) else None


def working_day(day: date, steps: int, calendar: WorkCalendar) -> date:
    """The n-th working day after the day, before it for a negative n, the day itself for 0.

    In a year without a notice, what is certain of it is used: a reminder is no legal line.
    """
    ahead = ONE_DAY if steps > 0 else -ONE_DAY
    left = abs(steps)
    while left:
        day += ahead
        left -= calendar.day(day).kind.working
    return day


def read_span(words: str) -> Span | None:
    """`08:30-18:00` as a part of the day; None where it is none."""
    start, dash, end = words.partition("-")
    first, last = read_time(start), read_time(end)
    if not dash or first is None or last is None or first == last:
        return None
    return Span(first, last)


def read_time(words: str) -> time | None:
    """`09:00` as a time of day; None where it is none."""
    hour, colon, minute = words.strip().partition(":")
    digits = hour.isdecimal() and minute.isdecimal() and len(minute) == 2
    if not colon or not digits or int(hour) > 23 or int(minute) > 59:
        return None
    return time(int(hour), int(minute))
