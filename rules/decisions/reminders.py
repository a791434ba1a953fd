"""What the clock has to say about a matter by now, and when it must look again. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from rules.decisions.defects import of_rules
from rules.in_force import Law, Owed, since_delivery
from rules.procedure.binding import hardness, last_day, line_of, safe_day
from rules.reminders.addressees import Addressees, Called
from rules.reminders.policy import (
    LATE,
    MINUTE,
    FactTime,
    LineKind,
    LineTime,
    Policy,
    Post,
    Rule,
    Says,
    Temper,
    following,
    hold,
    implied,
    latest,
    working_day,
)
from rules.reminders.responsibility import NOTHING, History
from rules.texts import notices
from rules.texts.notices import Occasion
from rules.values.dates import BEIJING
from rules.values.facts import FactKind
from rules.values.kind import State
from rules.values.matter import Failed, Matter, Push
from rules.values.people import Directory
from rules.values.push import About, PushKind

__all__ = ["Look", "beyond", "hold", "look"]

MOVES_A_LINE = frozenset(
    {
        FactKind.EXTENDED,
        FactKind.SUPPLEMENT_ASKED,
        FactKind.SUPPLIED,
        FactKind.INSPECTION_STARTED,
    }
)
PUSH_KINDS: Mapping[Says, PushKind] = {
    Says.ARRIVAL: PushKind.ARRIVAL,
    Says.BEFORE: PushKind.REMINDER,
    Says.LAST_DAY: PushKind.REMINDER,
    Says.HOURS_LEFT: PushKind.REMINDER,
    Says.PASSED: PushKind.OVERDUE,
    Says.ESCALATION: PushKind.ESCALATION,
    Says.EMERGENCY: PushKind.EMERGENCY,
    Says.PHONE: PushKind.EMERGENCY,
    Says.CHASE_DISPATCH: PushKind.CHASE,
    Says.NOT_DISPATCHED: PushKind.OVERDUE,
    Says.CHASE_ARRIVAL: PushKind.CHASE,
    Says.UNREACHED: PushKind.EMERGENCY,
}
DUTY_POSTS = frozenset(
    {
        Post.ROSTER1,
        Post.ROSTER2,
        Post.ROSTER3,
        Post.POSTS,
        Post.DEPUTY,
        Post.DUTY,
        Post.LIAISON,
    }
)
"""Who is called to go, and not to see to it that somebody goes."""


@dataclass(frozen=True, slots=True)
class Look:
    """What one look at a matter came to.

    Attributes:
        pushes: in the order in which they fell due.
        next_look: the next instant at which there may be something to say; None for never.
        failed: rules that could not be asked.
    """

    pushes: tuple[Push, ...]
    next_look: datetime | None
    failed: tuple[Failed, ...] = ()


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
    matter: Matter,
    law: Law,
    directory: Directory,
    now: datetime,
    history: History = NOTHING,
    *,
    before: Matter | None = None,
) -> Look:
    """Decide what is due after `matter.looked_at`, up to and including `now`.

    Of what is said before a line only the latest is given; what is said after a line comes in
    order. Of an emergency everybody hears one thing at a time, and is rung as often as the policy
    has it and no more.

    Args:
        matter: as it will be recorded. A step that must not be announced sets `looked_at` to the
            present first: the window is empty then, and only `next_look` counts.
        law: documents, calendar, policy.
        directory: who is there.
        now: the present instant.
        history: what was done and said so far, the step that is being taken included.
        before: the matter before the step that is being taken, whose facts nobody knew in the
            window that lies behind; None where no step is taken.
    """
    if matter.closed:
        return Look((), None)
    scene = _Scene(matter, law, directory, now, history, before)
    fallen = sorted(scene.fallen(), key=lambda f: (f.instant, f.order))
    pushes: dict[tuple[str, str, str], Push] = {}
    for fall in fallen:
        for push in scene.pushes_of(fall):
            slot = scene.slot(fall, push)
            if slot in pushes and fall.rule.says in LATE:
                continue
            pushes.pop(slot, None)
            pushes[slot] = push
    upcoming = scene.next_look()
    said = (*scene.within_rings(pushes.values()), *of_rules(scene.failed, law, directory, now))
    return Look(said, upcoming, tuple(scene.failed))


def beyond(
    matter: Matter,
    law: Law,
    directory: Directory,
    now: datetime,
    tried: Iterable[str],
) -> tuple[Push, ...]:
    """The next rung of an emergency, called at once because nobody below could be reached.

    A push keeps the key it would have had in its own time, so that the rung is not called twice.

    Args:
        matter: an emergency that is delivered and not confirmed.
        law: documents, calendar, policy.
        directory: who is there.
        now: the present instant.
        tried: officer ids who were called already or whom no channel reaches.

    Returns:
        Pushes that carry the matter; none when nobody is left, and the matter is not delivered.
    """
    scene = _Scene(matter, law, directory, now, NOTHING, None)
    before = set(tried)
    for order, rule in enumerate(scene.rungs()):
        instant = scene.first_of(rule)
        fresh = [one for one in scene.people(rule, None, now) if one.officer.id not in before]
        if instant is None or not fresh:
            continue
        fall = _Fallen(instant, order, rule, None)
        pushes = tuple(scene.push(fall, rule, one, carries=True) for one in fresh)
        if any(push.carries for push in pushes):
            return pushes
    return ()


class _Scene:
    """One matter at one moment, with everything the policy asks about."""

    def __init__(
        self,
        matter: Matter,
        law: Law,
        directory: Directory,
        now: datetime,
        history: History,
        before: Matter | None,
    ) -> None:
        self.matter, self.law, self.directory, self.now = matter, law, directory, now
        self.policy: Policy = law.policy
        self.history = history
        self.failed: list[Failed] = []
        self._addressees = Addressees(
            matter, directory, law.policy, law.calendar, history.carriers(matter)
        )
        owed = law.owed(matter, directory, now)
        self.owed = [one for one in owed if line_of(one).watched]
        self._numbered = any(
            o.answer.due is not None for o in owed if FactKind.DISPATCHED in o.duty.met_by
        )
        self._known = _facts_now(matter)
        self._before = before
        self.rules = [
            rule
            for rule in self.policy.rules
            if (not rule.kinds or matter.kind in rule.kinds)
            and not (rule.internal and self._numbered)
        ]

    # ---- when ----

    def fallen(self) -> Iterator[_Fallen]:
        """Every rule that fell due in the window and whose condition holds now."""
        for order, rule in enumerate(self.rules):
            try:
                found = tuple(self._fallen_of(order, rule))
            except Exception as error:  # noqa: BLE001  # whatever it is, the others are asked
                self._fail(rule, error)
            else:
                yield from found

    def _fallen_of(self, order: int, rule: Rule) -> Iterator[_Fallen]:
        if isinstance(rule.when, FactTime):
            times = self._times_of_fact(rule.when)
            yield from (
                _Fallen(instant, order, rule, None, nth)
                for nth, instant in times
                if self._in_window(instant) and self._holds(rule, instant)
            )
            return
        for owed in self.owed:
            for nth, instant in self._times_of_line(rule, owed):
                due = self._in_window(instant) and self._still(rule, owed)
                if due and self._holds(rule, instant):
                    yield _Fallen(instant, order, rule, owed, nth)

    def next_look(self) -> datetime | None:
        """The first instant after the present at which a rule falls due or a line passes."""
        ahead: list[datetime] = []
        for rule in self.rules:
            try:
                ahead += self._ahead_of(rule)
            except Exception as error:  # noqa: BLE001  # whatever it is, the others are asked
                self._fail(rule, error)
        ahead += [owed.answer.due for owed in self.owed if owed.answer.due]
        return min((instant for instant in ahead if instant > self.now), default=None)

    def _ahead_of(self, rule: Rule) -> list[datetime]:
        """When a rule speaks next, as far as it can be told now."""
        if self._known & set(rule.unless):
            return []
        when = rule.when
        if isinstance(when, LineTime):
            instants = [i for owed in self.owed for i in self.line_instants(rule, owed)]
            later = (following(i, when.every, when.times, self.now) for i in instants)
            return [instant for instant in later if instant is not None]
        start = self._fact(when.fact)
        if start is None:
            return []
        if when.shifts:
            found = self.directory.next_shift(self.matter.receiver, self.now)
        else:
            first = start + when.minutes * MINUTE
            found = following(first, when.every, when.times, self.now)
        return [found] if found is not None else []

    def first_of(self, rule: Rule) -> datetime | None:
        """The first instant of a rule that counts from a fact."""
        if not isinstance(rule.when, FactTime) or rule.when.shifts:
            return None
        start = self._fact(rule.when.fact)
        return None if start is None else start + rule.when.minutes * MINUTE

    def _times_of_fact(self, when: FactTime) -> list[tuple[int, datetime]]:
        """The first time, and of the repeats only the latest: the others are overtaken."""
        start = self._fact(when.fact)
        if start is None:
            return []
        if when.shifts:
            return self._shifts_after(start)
        return self._first_and_latest(start + when.minutes * MINUTE, when)

    def _first_and_latest(
        self, first: datetime, when: FactTime | LineTime
    ) -> list[tuple[int, datetime]]:
        if first > self.now:
            return []
        nth, instant = latest(first, when.every, when.times, self.now)
        return [(0, first), (nth, instant)] if nth else [(0, first)]

    def _shifts_after(self, start: datetime) -> list[tuple[int, datetime]]:
        """The latest hand-over in the window."""
        found: list[tuple[int, datetime]] = []
        after = max(start, self.matter.looked_at)
        while (begins := self.directory.next_shift(self.matter.receiver, after)) is not None:
            if begins > self.now:
                break
            found, after = [(0, begins)], begins
        return found

    def _times_of_line(self, rule: Rule, owed: Owed) -> list[tuple[int, datetime]]:
        """When a rule speaks of a duty, by now; of repeats the first and the latest."""
        instants = self.line_instants(rule, owed)
        if not isinstance(rule.when, LineTime) or rule.when.minutes is None:
            return list(enumerate(instants))
        return [each for first in instants for each in self._first_and_latest(first, rule.when)]

    def line_instants(self, rule: Rule, owed: Owed) -> tuple[datetime, ...]:
        """When a rule speaks of a duty, without its repeats; never where it does not."""
        when, answer = rule.when, owed.answer
        if not isinstance(when, LineTime) or not _fits(rule, owed):
            return ()
        end = answer.due or answer.estimate
        if end is None or (when.late and answer.due is None):
            return ()
        legal, safe = last_day(answer), safe_day(answer)
        day = safe if when.line is LineKind.SAFE else legal
        if day is None or legal is None or (rule.apart and safe == legal):
            return ()
        if when.minutes is not None:
            return (end + when.minutes * MINUTE,)
        if when.parts:
            start = answer.started_at or end
            found = tuple(
                start + (end - start) * part.numerator / part.denominator for part in when.parts
            )
        elif when.hours_before:
            found = (end - timedelta(hours=when.hours_before),)
        else:
            assert when.clock is not None  # noqa: S101  # a file without one is not loaded
            there = working_day(day, when.workdays, self.law.calendar)
            found = (datetime.combine(there, when.clock, BEIJING),)
        if when.late:
            return found
        return tuple(instant for instant in found if self._set_at(owed) < instant < end)

    def _set_at(self, owed: Owed) -> datetime:
        """When the present line was set: by its start, an extension, or a supplement."""
        kinds = {*owed.duty.starts, *MOVES_A_LINE}
        return max(fact.at for fact in self.matter.facts if fact.kind in kinds)

    def _still(self, rule: Rule, owed: Owed) -> bool:
        """What is said before a line is not said once it has passed."""
        end = owed.answer.due or owed.answer.estimate
        return _late(rule) or end is None or self.now < end

    def _in_time(self, fall: _Fallen, one: Called) -> bool:
        """Whether what is said before a line can still arrive before it."""
        if fall.owed is None or _late(fall.rule):
            return True
        end = fall.owed.answer.due or fall.owed.answer.estimate
        return end is None or one.at < end

    def _in_window(self, instant: datetime) -> bool:
        return self.matter.looked_at < instant <= self.now

    def _fact(self, kind: FactKind) -> datetime | None:
        """When a fact happened last. What reached nobody was passed on when it was filed."""
        at = max((fact.at for fact in self.matter.facts if fact.kind is kind), default=None)
        unheard = (kind, self.matter.state) == (FactKind.EMERGENCY_NOTIFIED, State.UNDELIVERED)
        return self.matter.opened_at if at is None and unheard else at

    def _holds(self, rule: Rule, instant: datetime) -> bool:
        """Whether a rule may speak: what it needs was known by then, and nothing ends it by now."""
        if self._known & set(rule.unless):
            return False
        then = {
            fact.kind
            for fact in since_delivery((self._before or self.matter).facts)
            if fact.at < instant
        }
        opening = {
            fact.kind for fact in self.matter.facts if fact.kind in self.matter.kind.opening_facts
        }
        return implied(then | opening).issuperset(rule.needs)

    def _fail(self, rule: Rule, error: Exception) -> None:
        failed = Failed(rule.id, type(error).__name__)
        if failed not in self.failed:
            self.failed.append(failed)

    # ---- to whom ----

    def pushes_of(self, fall: _Fallen) -> tuple[Push, ...]:
        """One push for each person a fallen rule is for."""
        try:
            if fall.rule.ladder and fall.owed is None:
                rule, people = self._climbed(fall.rule)
            elif fall.rule.ladder:
                rule, people = fall.rule, self.rung(fall.rule, fall.owed)
            else:
                rule, people = fall.rule, self.people(fall.rule, fall.owed, self.now)
            return tuple(
                self.push(fall, rule, one, carries=fall.rule.carries)
                for one in people
                if self._in_time(fall, one)
            )
        except Exception as error:  # noqa: BLE001  # whatever it is, the others are asked
            self._fail(fall.rule, error)
            return ()

    def within_rings(self, pushes: Iterable[Push]) -> Iterator[Push]:
        """Without what would ring somebody for an emergency more often than the policy has it."""
        rung = self.history.rings()
        for push in pushes:
            rings = self.matter.kind.rings and push.urgent
            if not (rings and rung.get(push.to, 0) >= self.policy.rings):
                yield push

    def rungs(self) -> tuple[Rule, ...]:
        """The rungs on which an unconfirmed emergency is called up."""
        return tuple(
            rule for rule in self.rules if rule.ladder and rule.says in {Says.EMERGENCY, Says.PHONE}
        )

    def _climbed(self, rule: Rule) -> tuple[Rule, tuple[Called, ...]]:
        """The rung that is called in the turn of a rule, and its people: empty ones are skipped.

        Each turn goes one manned rung up; at the top it calls the top again.
        """
        rungs = [r for r in self.policy.ladder(rule) if r in self.rules]
        manned = [(r, people) for r in rungs if (people := self.people(r, None, self.now))]
        if not manned:
            return rule, ()
        return manned[min(rungs.index(rule), len(manned) - 1)]

    def rung(self, rule: Rule, owed: Owed | None) -> tuple[Called, ...]:
        """Who is called on a rung: the first from it on with somebody not called before.

        What was called before is told by going up the ladder once more, each rung in its own time.
        """
        rungs = [r for r in self.policy.ladder(rule) if r in self.rules and self._same(r, owed)]
        before: set[str] = set()
        for place, step in enumerate(rungs):
            there = self.now if step is rule else self._own_time(step, owed)
            chosen: tuple[Called, ...] = ()
            for higher in rungs[place:]:
                people = self.people(higher, owed, there)
                if not {one.officer.id for one in people} <= before:
                    chosen = people
                    break
            if step is rule:
                return chosen
            before |= {one.officer.id for one in chosen}
        return ()

    def _same(self, rule: Rule, owed: Owed | None) -> bool:
        return owed is None or _fits(rule, owed)

    def _own_time(self, rule: Rule, owed: Owed | None) -> datetime:
        instants = self.line_instants(rule, owed) if owed is not None else ()
        return next(iter(instants), self.now)

    def people(self, rule: Rule, owed: Owed | None, at: datetime) -> tuple[Called, ...]:
        """Everybody a rule is for at that instant."""
        return self._addressees.people(rule, owed.unit if owed else "", at)

    # ---- what ----

    def push(self, fall: _Fallen, said_by: Rule, one: Called, *, carries: bool) -> Push:
        """One push to one person.

        Args:
            fall: what fell due.
            said_by: the rule whose words are said; that of a higher rung, where it was skipped to.
            one: the person.
            carries: whether it delivers the matter, told to the receiver.
        """
        rule, owed, number = fall.rule, fall.owed, self.matter.number
        home = self.directory.unit_of(one.officer).id
        receives = home == self.matter.receiver
        message = notices.say(
            _words_for(said_by.says, one.post, receives=receives),
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
        about = _about(fall)
        which = f"{rule.id}+{fall.nth}" if fall.owed is not None and fall.nth else rule.id
        rings = self.matter.kind.rings and rule.urgent
        undelivered = rings and self.matter.state is State.UNDELIVERED
        return Push(
            key=f"{number}:{about.duty}:{which}:{_mark(fall, about)}:{one.officer.id}",
            to=one.officer.id,
            number=number,
            kind=_push_kind(rule, owed),
            message=message,
            at=one.at,
            urgent=rule.urgent,
            carries=(carries or undelivered) and receives,
            about=about,
        )

    def slot(self, fall: _Fallen, push: Push) -> tuple[str, str, str]:
        """What overtakes what: one duty, one person; after the line each instant by itself.

        Of an emergency one person hears one thing at a time.
        """
        if self.matter.kind.rings and push.urgent:
            return "", push.to, ""
        duty = fall.owed.duty.id if fall.owed else ""
        late = fall.instant.isoformat() if fall.rule.says in LATE else ""
        return duty, push.to, late


def _facts_now(matter: Matter) -> frozenset[FactKind]:
    """What has happened since the matter was delivered, what it began with, and what that means."""
    begun = {fact.kind for fact in matter.facts if fact.kind in matter.kind.opening_facts}
    return implied({fact.kind for fact in since_delivery(matter.facts)} | begun)


def _late(rule: Rule) -> bool:
    """Whether a rule speaks after a line."""
    return isinstance(rule.when, LineTime) and rule.when.late


def _words_for(says: Says, post: Post, *, receives: bool) -> Says:
    """Who is to go is told to confirm; everybody else is told whom to telephone."""
    if says not in {Says.EMERGENCY, Says.PHONE}:
        return says
    return Says.EMERGENCY if receives and post in DUTY_POSTS else Says.PHONE


def _fits(rule: Rule, owed: Owed) -> bool:
    """Whether a rule is for this duty at all."""
    period = owed.duty.period
    return (
        (not rule.duties or owed.duty.id in rule.duties)
        and (not rule.classes or hardness(owed) in rule.classes)
        and (not rule.units or (period is not None and period.unit in rule.units))
        and (not rule.least or (period is not None and period.amount >= rule.least))
    )


def _about(fall: _Fallen) -> About:
    """The duty and the line that is spoken of: its last day, or of a line in hours its end."""
    owed = fall.owed
    if owed is None:
        return About(rule=fall.rule.id)
    if owed.answer.hours and owed.answer.due is not None:
        return About(owed.duty.id, fall.rule.id, end=owed.answer.due)
    return About(owed.duty.id, fall.rule.id, last_day(owed.answer))


def _mark(fall: _Fallen, about: About) -> str:
    """Which line or which moment: a line that moves is spoken of again."""
    if fall.owed is None:
        return f"{fall.instant.astimezone(BEIJING):%Y%m%dT%H%M%S%f}"
    if about.end is not None:
        return f"{about.end.astimezone(BEIJING):%Y%m%dT%H%M}"
    return (about.day or date.min).isoformat()


def _push_kind(rule: Rule, owed: Owed | None) -> PushKind:
    """What a push is called in lists; only what is owed without condition is overdue."""
    if rule.says is Says.PASSED and owed is not None and hardness(owed) is not Temper.HARD:
        return PushKind.REMINDER
    return PUSH_KINDS[rule.says]
