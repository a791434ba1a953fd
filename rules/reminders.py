"""What the clock has to say about a matter by now, and when it must look again. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from rules import notices
from rules.addressees import Addressees, Called
from rules.duties import DutyClass, Status
from rules.facts import FactKind
from rules.law import Law, Owed
from rules.matter import Matter, Push
from rules.notices import Occasion, last_day, safe_day
from rules.people import Directory, Officer
from rules.policy import (
    LATE,
    FactTime,
    LineKind,
    LineTime,
    Policy,
    Rule,
    Says,
    Temper,
    hold,
    working_day,
)
from rules.wording import BEIJING

__all__ = ["Look", "beyond", "called", "hold", "look"]

MINUTE = timedelta(minutes=1)
MOVES_A_LINE = frozenset(
    {
        FactKind.EXTENDED,
        FactKind.SUPPLEMENT_ASKED,
        FactKind.SUPPLIED,
        FactKind.INSPECTION_STARTED,
    }
)
PUSH_KINDS: Mapping[Says, str] = {
    Says.ARRIVAL: "arrival",
    Says.BEFORE: "reminder",
    Says.LAST_DAY: "reminder",
    Says.HOURS_LEFT: "reminder",
    Says.PASSED: "overdue",
    Says.ESCALATION: "escalation",
    Says.EMERGENCY: "emergency",
    Says.PHONE: "emergency",
    Says.CHASE_DISPATCH: "chase",
    Says.NOT_DISPATCHED: "overdue",
    Says.CHASE_ARRIVAL: "chase",
}
REMINDED = frozenset({Status.RUNNING, Status.OVERDUE, Status.PROVISIONAL})


@dataclass(frozen=True, slots=True)
class Look:
    """What one look at a matter came to.

    Attributes:
        pushes: in the order in which they fell due.
        next_look: the next instant at which there may be something to say; None for never.
    """

    pushes: tuple[Push, ...]
    next_look: datetime | None


@dataclass(frozen=True, slots=True)
class _Fallen:
    """A rule that has fallen due.

    Attributes:
        owed: the duty; None for a rule that counts from a fact.
        nth: 0, or the number of the repeat.
    """

    instant: datetime
    order: int
    rule: Rule
    owed: Owed | None
    nth: int = 0


def look(
    matter: Matter, law: Law, directory: Directory, now: datetime, *, handler: str = ""
) -> Look:
    """Everything that fell due after `matter.looked_at` up to and including `now`.

    The same look twice gives the same pushes under the same keys, and a look that starts where
    another ended gives none of its pushes. Of several reminders of one duty to one person before
    its line only the latest is given; what is said after a line comes in order.

    Args:
        matter: as it will be recorded. A step that must not be announced sets `looked_at` to the
            present first: the window is empty then, and only `next_look` counts.
        law: documents, calendar, policy.
        directory: who is there.
        now: the present instant.
        handler: officer id of who last acted for the receiver; "" when nobody has.
    """
    if matter.closed:
        return Look((), None)
    scene = _Scene(matter, law, directory, now, handler)
    fallen = sorted(scene.fallen(), key=lambda f: (f.instant, f.order))
    pushes: dict[tuple[str, str, str], Push] = {}
    for fall in fallen:
        for push in scene.pushes_of(fall):
            slot = _slot(fall, push)
            if slot in pushes and fall.rule.says in LATE:
                continue
            pushes.pop(slot, None)
            pushes[slot] = push
    return Look(tuple(pushes.values()), scene.next_look())


def called(
    matter: Matter, law: Law, directory: Directory, now: datetime, *, handler: str = ""
) -> tuple[Officer, ...]:
    """Everybody whom the ladder of an unconfirmed emergency has called by now.

    Args:
        matter: as it was before it was confirmed.
        law: documents, calendar, policy.
        directory: who is there.
        now: the present instant.
        handler: see `look`.
    """
    scene = _Scene(matter, law, directory, now, handler)
    found: dict[str, Officer] = {}
    for rule in scene.rungs():
        first = scene.first_of(rule)
        if first is not None and first <= now:
            found |= {one.officer.id: one.officer for one in scene.rung(rule, None, first)}
    return tuple(found.values())


def beyond(
    matter: Matter,
    law: Law,
    directory: Directory,
    now: datetime,
    unreachable: Iterable[str],
    *,
    handler: str = "",
) -> tuple[Push, ...]:
    """The next rung of an emergency, called at once because nobody below could be reached.

    A push keeps the key it would have had in its own time, so that the rung is not called twice.

    Args:
        matter: an emergency that is delivered and not confirmed.
        law: documents, calendar, policy.
        directory: who is there.
        now: the present instant.
        unreachable: officer ids whom no channel reaches.
        handler: see `look`.

    Returns:
        Pushes that carry the matter; none when nobody is left, and the matter is not delivered.
    """
    scene = _Scene(matter, law, directory, now, handler)
    tried = {officer.id for officer in called(matter, law, directory, now, handler=handler)}
    tried |= set(unreachable)
    for rule in scene.rungs():
        instant = scene.first_of(rule)
        people = scene.people(rule, None, now)
        if instant is None or {one.officer.id for one in people} <= tried:
            continue
        fall = _Fallen(instant, 0, rule, None)
        fresh = [one for one in people if one.officer.id not in tried]
        pushes = tuple(scene.push(fall, one, carries=True) for one in fresh)
        receivers = tuple(push for push in pushes if push.carries)
        if receivers:
            return pushes
    return ()


class _Scene:
    """One matter at one moment, with everything the policy asks about."""

    def __init__(
        self, matter: Matter, law: Law, directory: Directory, now: datetime, handler: str
    ) -> None:
        self.matter, self.law, self.directory, self.now = matter, law, directory, now
        self.policy: Policy = law.policy
        self._addressees = Addressees(matter, directory, law.policy, law.calendar, handler)
        self.owed = [
            owed
            for owed in law.owed(matter, directory, now)
            if owed.answer.status in REMINDED and _temper(owed) is not None
        ]
        self.rules = [
            rule for rule in self.policy.rules if not rule.kinds or matter.kind in rule.kinds
        ]

    # ---- when ----

    def fallen(self) -> Iterator[_Fallen]:
        """Every rule that fell due in the window and whose condition holds now."""
        for order, rule in enumerate(self.rules):
            if isinstance(rule.when, FactTime):
                yield from self._of_fact(order, rule, rule.when)
                continue
            for owed in self.owed:
                instant = self.line_instant(rule, owed)
                if instant is not None and self._in_window(instant) and self._still(rule, owed):
                    yield _Fallen(instant, order, rule, owed)

    def next_look(self) -> datetime | None:
        """The first instant after the present at which a rule falls due or a line passes."""
        ahead: list[datetime] = []
        for rule in self.rules:
            if isinstance(rule.when, FactTime):
                ahead += self._next_of_fact(rule, rule.when)
            else:
                ahead += [
                    instant for owed in self.owed if (instant := self.line_instant(rule, owed))
                ]
        ahead += [owed.answer.due for owed in self.owed if owed.answer.due]
        return min((instant for instant in ahead if instant > self.now), default=None)

    def first_of(self, rule: Rule) -> datetime | None:
        """The first instant of a rule that counts from a fact, if its condition holds."""
        if not isinstance(rule.when, FactTime):
            return None
        start = self._fact(rule.when.fact)
        if start is None or not self._holds(rule, start):
            return None
        return start + rule.when.minutes * MINUTE

    def _of_fact(self, order: int, rule: Rule, when: FactTime) -> Iterator[_Fallen]:
        """The first time, and of the repeats only the latest: the others are overtaken."""
        first = self.first_of(rule)
        if first is None:
            return
        if self._in_window(first):
            yield _Fallen(first, order, rule, None)
        if when.every and self.now > first:
            nth = int((self.now - first) / (when.every * MINUTE))
            nth = nth if when.times is None else min(nth, when.times)
            instant = first + nth * when.every * MINUTE
            if nth and self._in_window(instant):
                yield _Fallen(instant, order, rule, None, nth)

    def _next_of_fact(self, rule: Rule, when: FactTime) -> list[datetime]:
        first = self.first_of(rule)
        if first is None or first > self.now or not when.every:
            return [] if first is None else [first]
        nth = int((self.now - first) / (when.every * MINUTE)) + 1
        if when.times is not None and nth > when.times:
            return []
        return [first + nth * when.every * MINUTE]

    def line_instant(self, rule: Rule, owed: Owed) -> datetime | None:
        """When a rule speaks of a duty; None where it does not."""
        when, answer = rule.when, owed.answer
        if not isinstance(when, LineTime) or not _fits(rule, owed):
            return None
        end = answer.due or answer.estimate
        if end is None or (when.late and answer.due is None):
            return None
        legal, safe = last_day(answer), safe_day(answer)
        day = safe if when.line is LineKind.SAFE else legal
        if day is None or legal is None or (rule.apart and safe == legal):
            return None
        if when.hours_before:
            instant = end - timedelta(hours=when.hours_before)
        else:
            assert when.clock is not None  # noqa: S101  # a file without one is not loaded
            there = working_day(day, when.workdays, self.law.calendar)
            instant = datetime.combine(there, when.clock, BEIJING)
        return instant if when.late or self._set_at(owed) < instant < end else None

    def _set_at(self, owed: Owed) -> datetime:
        """When the present line was set: by its start, an extension, or a supplement."""
        kinds = {*owed.duty.starts, *MOVES_A_LINE}
        return max(fact.at for fact in self.matter.facts if fact.kind in kinds)

    def _still(self, rule: Rule, owed: Owed) -> bool:
        """What is said before a line is not said once it has passed."""
        end = owed.answer.due or owed.answer.estimate
        return rule.says in LATE or end is None or self.now < end

    def _in_time(self, fall: _Fallen, one: Called) -> bool:
        """Whether what is said before a line can still arrive before it."""
        if fall.owed is None or fall.rule.says in LATE:
            return True
        end = fall.owed.answer.due or fall.owed.answer.estimate
        return end is None or one.at < end

    def _in_window(self, instant: datetime) -> bool:
        return self.matter.looked_at < instant <= self.now

    def _fact(self, kind: FactKind) -> datetime | None:
        return max((fact.at for fact in self.matter.facts if fact.kind is kind), default=None)

    def _holds(self, rule: Rule, start: datetime) -> bool:
        since = {fact.kind for fact in self.matter.facts if fact.at >= start}
        return since.issuperset(rule.needs) and since.isdisjoint(rule.unless)

    # ---- to whom ----

    def pushes_of(self, fall: _Fallen) -> Iterator[Push]:
        """One push for each person a fallen rule is for."""
        if fall.rule.ladder and not fall.nth:
            people = self.rung(fall.rule, fall.owed, self.now)
        else:
            people = self.people(fall.rule, fall.owed, self.now)
            people = people or self._last_rung(fall.rule, fall.owed)
        for one in people:
            if self._in_time(fall, one):
                yield self.push(fall, one, carries=fall.rule.carries)

    def rungs(self) -> tuple[Rule, ...]:
        """The rungs on which an unconfirmed emergency is called up."""
        return tuple(
            rule for rule in self.rules if rule.ladder and rule.says in {Says.EMERGENCY, Says.PHONE}
        )

    def rung(self, rule: Rule, owed: Owed | None, at: datetime) -> tuple[Called, ...]:
        """Who is called on a rung: the first from it on with somebody not called before.

        What was called before is told by going up the ladder once more, each rung in its own time.
        A ladder that repeats calls its last people again rather than nobody.
        """
        rungs = [r for r in self.policy.ladder(rule) if r in self.rules and self._same(r, owed)]
        before: set[str] = set()
        for place, step in enumerate(rungs):
            there = at if step is rule else self._own_time(step, owed)
            chosen: tuple[Called, ...] = ()
            for higher in rungs[place:]:
                people = self.people(higher, owed, there)
                if not {one.officer.id for one in people} <= before:
                    chosen = people
                    break
            if step is rule:
                return chosen or self._last_rung(rule, owed)
            before |= {one.officer.id for one in chosen}
        return ()

    def _same(self, rule: Rule, owed: Owed | None) -> bool:
        return owed is None or _fits(rule, owed)

    def _own_time(self, rule: Rule, owed: Owed | None) -> datetime:
        instant = self.first_of(rule) if owed is None else self.line_instant(rule, owed)
        return instant or self.now

    def _last_rung(self, rule: Rule, owed: Owed | None) -> tuple[Called, ...]:
        """The highest rung with anybody on it, for a ladder that repeats."""
        rungs = [r for r in self.policy.ladder(rule) if r in self.rules]
        top = rungs[-1].when
        if not rule.ladder or not isinstance(top, FactTime) or not top.every:
            return ()
        found = (self.people(step, owed, self.now) for step in reversed(rungs))
        return next((people for people in found if people), ())

    def people(self, rule: Rule, owed: Owed | None, at: datetime) -> tuple[Called, ...]:
        """Everybody a rule is for at that instant."""
        return self._addressees.people(rule, owed.unit if owed else "", at)

    # ---- what ----

    def push(self, fall: _Fallen, one: Called, *, carries: bool) -> Push:
        """One push to one person."""
        rule, owed, number = fall.rule, fall.owed, self.matter.number
        message = notices.say(
            rule.says,
            Occasion(
                matter=self.matter,
                law=self.law,
                directory=self.directory,
                now=self.now if rule.urgent else max(one.at, self.now),
                to=one.officer,
                post=one.post,
                instead_of=one.instead_of,
                duty=owed,
            ),
        )
        duty = owed.duty.id if owed else ""
        mark = _mark(fall)
        home = self.directory.unit_of(one.officer).id
        return Push(
            key=f"{number}:{duty}:{rule.id}:{mark}:{one.officer.id}",
            to=one.officer.id,
            number=number,
            kind=_push_kind(rule, owed),
            message=message,
            at=one.at,
            urgent=rule.urgent,
            carries=carries and home == self.matter.receiver,
        )


def _temper(owed: Owed) -> Temper | None:
    """How binding a duty is for a reminder; None for one that is never reminded of."""
    match owed.answer.duty_class:
        case DutyClass.HARD:
            return Temper.CONDITIONAL if owed.duty.condition else Temper.HARD
        case DutyClass.SOFT:
            return Temper.CONDITIONAL if owed.duty.condition else Temper.SOFT
        case DutyClass.NONE | DutyClass.INTERNAL | None:
            return None


def _fits(rule: Rule, owed: Owed) -> bool:
    """Whether a rule is for this duty at all."""
    period = owed.duty.period
    return (
        (not rule.duties or owed.duty.id in rule.duties)
        and (not rule.classes or _temper(owed) in rule.classes)
        and (not rule.units or (period is not None and period.unit in rule.units))
        and (not rule.least or (period is not None and period.amount >= rule.least))
    )


def _slot(fall: _Fallen, push: Push) -> tuple[str, str, str]:
    """What overtakes what: one duty, one person; after the line each instant by itself."""
    duty = fall.owed.duty.id if fall.owed else ""
    late = fall.instant.isoformat() if fall.rule.says in LATE else ""
    return duty, push.to, late


def _mark(fall: _Fallen) -> str:
    """Which line or which moment: a line that moves is spoken of again."""
    if fall.owed is None:
        return f"{fall.instant.astimezone(BEIJING):%Y%m%dT%H%M%S%f}"
    if fall.owed.answer.hours and fall.owed.answer.due is not None:
        return f"{fall.owed.answer.due.astimezone(BEIJING):%Y%m%dT%H%M}"
    day = last_day(fall.owed.answer)
    return (day or date.min).isoformat()


def _push_kind(rule: Rule, owed: Owed | None) -> str:
    """What a push is called in lists; only what is owed without condition is overdue."""
    if rule.says is Says.PASSED and owed is not None and _temper(owed) is not Temper.HARD:
        return "reminder"
    return PUSH_KINDS[rule.says]
