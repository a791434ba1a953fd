"""The reminder policy: when the clock speaks, on which condition, to whom; a county sets it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from fractions import Fraction
from pathlib import Path

from rules.calendar import WorkCalendar
from rules.clock import PeriodUnit
from rules.course import FACT_NAMES
from rules.facts import FactKind
from rules.matter import MOVES, Kind
from rules.people import Officer
from rules.reading import SHIPPED, BadFile, Table, open_toml
from rules.wording import BEIJING

DEFAULT = SHIPPED / "policies" / "default.toml"
ONE_DAY = timedelta(days=1)
MIDNIGHT = time(0)
LOOK_AHEAD = 400
"""Days within which there is a working day, whatever a county's calendar says."""
MOST_RINGS = 12
"""How often one person is rung for one emergency, where a policy does not say."""
MINUTE = timedelta(minutes=1)


class Says(StrEnum):
    """What is said; each has its sentences in `rules.notices`."""

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
}
"""The fact that a sentence says has not happened; a rule that says it must fall silent with it."""

IMPLIES: Mapping[FactKind, frozenset[FactKind]] = {
    FactKind.DISPATCHED: frozenset({FactKind.ACKNOWLEDGED}),
    FactKind.ARRIVED: frozenset({FactKind.ACKNOWLEDGED, FactKind.DISPATCHED}),
}
"""Who has set out has taken the emergency on; who is there has done both."""

OPENING_FACTS = frozenset(
    {
        FactKind.FOUND,
        FactKind.FOUND_URGENT,
        FactKind.COMPLAINT_RECEIVED,
        FactKind.DELIVERED,
        FactKind.EMERGENCY_NOTIFIED,
        FactKind.UNDELIVERED,
    }
)
"""Facts that an opening records, and what became of it."""


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
    kinds: tuple[Kind, ...] = ()
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
    if _first_open(policy.office, quiet, MIDNIGHT) is None:
        quiet = list(policy.quiet)
    local = at.astimezone(BEIJING)
    day, moment = local.date(), local.time()
    for _ in range(LOOK_AHEAD):
        if calendar.day(day).kind.working:
            opens = _first_open(policy.office, quiet, moment)
            if opens == moment:
                return at
            if opens is not None:
                return datetime.combine(day, opens, BEIJING)
        day, moment = day + ONE_DAY, MIDNIGHT
    raise ValueError("a calendar without working days")


def _first_open(office: Span, quiet: list[Span], moment: time) -> time | None:
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


def load_policy(*dirs: Path) -> Policy:
    """The policy of a county's own directories, the last one found, or else the shipped one.

    It lies there as `policies/*.toml` or as `policy.toml`.

    Raises:
        BadFile: a file breaks a rule; all faults of it are named.
    """
    own = [
        path
        for root in dirs
        for path in (*sorted((root / "policies").glob("*.toml")), root / "policy.toml")
        if path.is_file()
    ]
    return read_policy(own[-1] if own else DEFAULT)


def read_policy(path: Path) -> Policy:
    """Read one policy file.

    Raises:
        BadFile: it breaks a rule; all faults are named.
    """
    table = open_toml(path)
    policy = Policy(
        id=table.text("id"),
        office=_span(table, "office", table.text("office")),
        daily=table.whole("daily"),
        quiet=tuple(_span(table, "quiet", words) for words in table.texts("quiet")),
        rules=tuple(_rule(item) for item in table.tables("rule")),
        rings=table.whole("rings") if table.has("rings") else MOST_RINGS,
    )
    table.close()
    _check(policy, table)
    if table.faults:
        raise BadFile(path.name, tuple(table.faults))
    return policy


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


def _span(table: Table, key: str, words: str) -> Span:
    span = read_span(words)
    if span is None:
        table.fault(key, f"“{words}”不是一段时间，应写作“08:30-18:00”")
    return span or Span(MIDNIGHT, time.max)


def _rule(item: Table) -> Rule:
    marks = item.choices("marks", Mark)
    rule = Rule(
        id=item.text("id"),
        says=item.choice("says", Says, Says.BEFORE),
        when=_when(item),
        to=_audiences(item, "to"),
        otherwise=_audiences(item, "otherwise"),
        kinds=item.choices("kinds", Kind),
        duties=item.texts("duties"),
        classes=item.choices("classes", Temper),
        units=item.choices("unit", PeriodUnit),
        least=_amount(item, "least"),
        apart=Mark.APART in marks,
        needs=item.choices("needs", FactKind),
        unless=item.choices("unless", FactKind),
        ladder=item.text("ladder", ""),
        urgent=Mark.URGENT in marks,
        carries=Mark.CARRIES in marks,
        internal=Mark.INTERNAL in marks,
    )
    item.close()
    return rule


def _when(item: Table) -> FactTime | LineTime:
    """The instants of a rule: counted from a fact or from a line, never from both."""
    when = item.table("when")
    if when is None:
        item.fault("when", "缺少时点")
        return FactTime(FactKind.DELIVERED)
    if when.has("fact") == when.has("line"):
        when.fault("", "fact 和 line 应写一个，且只写一个")
    found = _fact_time(when) if when.has("fact") else _line_time(when)
    when.close()
    return found


def _fact_time(when: Table) -> FactTime:
    every, times = _repeats(when)
    shifts = when.text("shifts", "")
    if shifts and shifts != Party.RECEIVER:
        when.fault("shifts", f"“{shifts}”不认识，只能写“{Party.RECEIVER}”")
    for key in ("minutes", "every", "times"):
        if shifts and when.has(key):
            when.fault(key, "写了 shifts 就不能再写这一项")
    return FactTime(
        fact=when.choice("fact", FactKind, FactKind.DELIVERED),
        minutes=when.natural("minutes"),
        every=every,
        times=times,
        shifts=bool(shifts),
    )


def _repeats(when: Table) -> tuple[tuple[int, ...], int | None]:
    """After how many minutes a rule speaks again, and how often."""
    every = when.wholes("every")
    if when.has("times") and not every:
        when.fault("times", "没有写 every，不知道隔多久重复")
    return every, when.whole("times") if when.has("times") else None if every else 0


def _line_time(when: Table) -> LineTime:
    before, after, hours = (_amount(when, key) for key in ("before", "after", "hours_before"))
    if before and after:
        when.fault("after", "before 和 after 只能写一个")
    every, times = _repeats(when)
    parts = tuple(_part(words, when) for words in when.texts("parts"))
    counted = when.has("minutes") or bool(every)
    own = next((key for key in ("hours_before", "parts") if when.has(key)), "")
    own = own or ("minutes" if when.has("minutes") else "every" if every else "")
    clock = None
    if own:
        keys = {"before", "after", "at", "hours_before", "parts", "minutes", "every", "times"}
        if own in {"minutes", "every"}:
            keys -= {"minutes", "every", "times"}
        for key in sorted(keys - {own}):
            if when.has(key):
                when.fault(key, f"写了 {own} 就不能再写这一项")
    else:
        words = when.text("at")
        clock = read_time(words)
        if clock is None and words:
            when.fault("at", f"“{words}”不是一个时刻，应写作“09:00”")
    return LineTime(
        line=when.choice("line", LineKind, LineKind.DUE),
        workdays=after - before,
        clock=clock,
        hours_before=hours,
        parts=parts,
        minutes=when.natural("minutes") if counted else None,
        every=every,
        times=times,
    )


def _part(words: str, when: Table) -> Fraction:
    """`3/4` of a period."""
    above, slash, below = words.partition("/")
    if slash and above.isdecimal() and below.isdecimal() and 0 < int(above) < int(below):
        return Fraction(int(above), int(below))
    when.fault("parts", f"“{words}”不是期限的一部分，应写作“3/4”")
    return Fraction(1, 2)


def _audiences(item: Table, key: str) -> tuple[Audience, ...]:
    found: list[Audience] = []
    for words in item.texts(key):
        audience = read_audience(words)
        if audience is None:
            item.fault(
                key, f"“{words}”不是提醒对象，应写作“receiver.liaison”这样的两段或“supervisor”"
            )
        else:
            found.append(audience)
    return tuple(found)


def read_audience(words: str) -> Audience | None:
    """`receiver.liaison` as people; None where it names nobody."""
    alone = {
        Post.SUPERVISOR.value: Audience(Party.COUNTY, Post.SUPERVISOR),
        Post.OPENER.value: Audience(Party.MATTER, Post.OPENER),
        Post.DUTY_OFFICE.value: Audience(Party.COUNTY, Post.DUTY_OFFICE),
    }
    if words in alone:
        return alone[words]
    party, dot, post = words.partition(".")
    parties = {Party.RECEIVER, Party.SENDER, Party.DEBTOR, Party.CREDITOR}
    if not dot or party not in parties or post not in set(Post) - set(alone):
        return None
    return Audience(Party(party), Post(post))


def _amount(table: Table, key: str) -> int:
    return table.whole(key) if table.has(key) else 0


def _check(policy: Policy, table: Table) -> None:
    """What reads well and means nothing: a time nobody is awake, a rung without a ladder."""
    ids = [rule.id for rule in policy.rules]
    for twice in sorted({i for i in ids if i and ids.count(i) > 1}):
        table.fault(f"rule[{twice}].id", "用了两次")
    if not policy.rules:
        table.fault("rule", "一条提醒也没有")
    if policy.office.end <= policy.office.start:
        table.fault("office", "办公时间不能跨过零点")
    elif _first_open(policy.office, list(policy.quiet), MIDNIGHT) is None:
        table.fault("quiet", "免打扰时间盖住了全部办公时间，什么也发不出去")
    for rule in policy.rules:
        for key, what in _faults_of(rule, policy):
            table.fault(f"rule[{rule.id}].{key}", what)


def _faults_of(rule: Rule, policy: Policy) -> list[tuple[str, str]]:
    faults: list[tuple[str, str]] = []
    if not rule.to:
        faults.append(("to", "没有提醒对象"))
    on_line = isinstance(rule.when, LineTime)
    if rule.says not in OF_EITHER and on_line is not (rule.says in OF_A_LINE):
        faults.append(("says", "这句话和时点对不上：说期限的要从 line 数起，其余从 fact 数起"))
    parties = {audience.party for audience in (*rule.to, *rule.otherwise)}
    if not on_line and parties & {Party.DEBTOR, Party.CREDITOR}:
        faults.append(("to", "从事实数起的提醒没有负有义务的一方，请写 receiver 或 sender"))
    faults += _faults_of_facts(rule)
    if isinstance(rule.when, LineTime):
        faults += _faults_of_line(rule, rule.when, policy)
    else:
        faults += _faults_of_fact(rule)
    return faults


def _faults_of_facts(rule: Rule) -> list[tuple[str, str]]:
    """What is said must be true: the rule makes sure of it; and its conditions can come about."""
    faults: list[tuple[str, str]] = []
    start = {rule.when.fact} if isinstance(rule.when, FactTime) else set()
    sure, silent = implied((*start, *rule.needs)), rule.unless
    taken, denied = TAKES.get(rule.says), DENIES.get(rule.says)
    if taken is not None and taken not in sure:
        faults.append(
            ("needs", f'“{rule.says}”说到已经{FACT_NAMES[taken]}，要写 needs = ["{taken}"]')
        )
    later = not isinstance(rule.when, FactTime) or bool(
        rule.when.minutes or rule.when.every or rule.when.shifts
    )
    if denied is not None and later and implied({denied}).isdisjoint(silent):
        faults.append(
            ("unless", f'“{rule.says}”说到尚未{FACT_NAMES[denied]}，要写 unless = ["{denied}"]')
        )
    known = _recordable(rule.kinds)
    for key, kinds in (("needs", rule.needs), ("unless", rule.unless), ("when.fact", start)):
        faults += [
            (key, f"这类事项没有一步会记录“{kind}”，这一条不起作用")
            for kind in kinds
            if kind not in known
        ]
    if both := implied(rule.needs) & set(rule.unless):
        faults.append(("unless", f"{'、'.join(sorted(both))}既要有又不能有，这一条永远不说"))
    return faults


def _recordable(kinds: tuple[Kind, ...]) -> frozenset[FactKind]:
    """The facts that an opening or a step of some kinds can record; of all where none is named."""
    moves = (move.fact for (kind, _, _), move in MOVES.items() if not kinds or kind in kinds)
    return OPENING_FACTS.union(fact for fact in moves if fact is not None)


def _faults_of_fact(rule: Rule) -> list[tuple[str, str]]:
    """What only means something for a line is refused where nothing counts from one."""
    written = {
        "duties": rule.duties,
        "classes": rule.classes,
        "unit": rule.units,
        "least": rule.least,
        "marks": rule.apart,
    }
    faults = [(key, "从事实数起的提醒用不上这一项") for key, value in written.items() if value]
    if rule.internal and rule.says is not Says.CHASE_DISPATCH:
        faults.append(("marks", "internal 只用于 chase-dispatch"))
    return faults


def _faults_of_line(rule: Rule, when: LineTime, policy: Policy) -> list[tuple[str, str]]:
    faults: list[tuple[str, str]] = []
    if rule.internal:
        faults.append(("marks", "internal 是没有期限时的内部目标，要从 fact 数起"))
    if when.late is not (rule.says in LATE | {Says.NOT_DISPATCHED}):
        faults.append(("when", "到期之后才能说的话要写 after，到期之前的不能写 after"))
    if when.late and when.line is LineKind.SAFE:
        faults.append(("when.line", "稳妥期限过了不是逾期，到期之后的提醒要从 due 数起"))
    if rule.says is Says.ESCALATION and set(rule.classes) != {Temper.HARD}:
        faults.append(("classes", "逐级提醒只用于 hard：原则上、一般、附条件的义务不算逾期"))
    if when.clock is not None and not rule.urgent and not policy.office.holds(when.clock):
        faults.append(("when.at", f"{when.clock:%H:%M}不在办公时间内，又不是紧急提醒"))
    return faults
