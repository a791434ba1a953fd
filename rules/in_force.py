"""All that binds a county at one moment: documents, calendar, reminder policy."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from rules.law.calendar import WorkCalendar
from rules.law.duties import Answer, Status, answer
from rules.law.library import Regulations
from rules.law.periods import beijing_day
from rules.law.regulation import Duty, Regulation, Scene
from rules.reminders.policy import Policy
from rules.values.facts import Fact, FactKind
from rules.values.kind import Side
from rules.values.matter import Line, Matter
from rules.values.people import Directory, UnitType

ENDS = frozenset({FactKind.REFUSED, FactKind.SETTLED, FactKind.WITHDRAWN})
"""Facts that close a matter."""
ANSWERED = frozenset({FactKind.FOUND_URGENT})
"""Facts that are an officer's yes to the condition of the duty they start: 情况紧急的."""
INSTANT = timedelta(microseconds=1)
OPEN = frozenset({Status.RUNNING, Status.PAUSED, Status.PROVISIONAL})
"""A duty that is open and not late."""


@dataclass(frozen=True, slots=True)
class Owed:
    """One duty of one matter: the clause, the unit that owes it, and what it comes to.

    Attributes:
        unit: unit id of who owes it.
    """

    duty: Duty
    answer: Answer
    unit: str

    @property
    def condition(self) -> str:
        """In which case alone it is owed, in the text's words.

        "" for in any case, and once somebody has said that it is the case.
        """
        return "" if self.answer.started_by in ANSWERED else self.duty.condition

    def line(self) -> Line:
        """The row that lists show."""
        return Line(
            duty=self.duty.id,
            unit=self.unit,
            status=self.answer.status.value,
            duty_class=self.duty.duty_class.value,
            due=self.answer.due,
            safe_due=self.answer.safe_due,
            last_day=shown_day(self.answer),
        )


@dataclass(frozen=True)
class Law:
    """Documents, calendar and policy as loaded. A value: loading anew makes a new one.

    Attributes:
        calendar: the one that counts now.
        county: id of the county's document.
        earlier: the calendars before it, each with the instant at which the next was loaded. What
            had passed or was done by then stays as it was counted.
        version: the calendar file that was loaded last, as the database numbers them.
        today: for which day `local` answers; None for the newest version there is.
    """

    regulations: Regulations
    calendar: WorkCalendar
    policy: Policy
    county: str
    earlier: tuple[tuple[datetime, WorkCalendar], ...] = ()
    version: int = 0
    today: date | None = None

    @property
    def local(self) -> Regulation:
        """The county's document that a new matter runs under: the version in force that day."""
        if self.today is None:
            return self.regulations[self.county]
        return self.regulations.in_force(self.county, self.today)

    def in_force(self, at: datetime) -> Regulation:
        """The county's document in the version that holds at an instant."""
        return self.on(at).local

    def on(self, at: datetime) -> "Law":
        """The same law as it holds for what is opened at an instant."""
        return replace(self, today=beijing_day(at))

    def regulation(self, matter: Matter) -> Regulation:
        """The document the matter runs under, in the version it was received under.

        Where that version is not among the files any more it is the county's present one, so that
        a matter is shown and taken further; `knows` tells it, and whoever shows dates says so.
        """
        try:
            return self.regulations[matter.regulation_version]
        except KeyError:
            return self.local

    def knows(self, matter: Matter) -> bool:
        """Whether the version that the matter was received under is among the files."""
        try:
            self.regulations[matter.regulation_version]
        except KeyError:
            return False
        return True

    def counts_from_delivery(self, matter: Matter) -> bool:
        """Whether some duty of the document begins when such a matter is delivered."""
        duties = self.regulation(matter).duties
        mine = (duty for duty in duties if matter.kind.id in duty.kinds)
        return any(matter.kind.delivered_by in duty.starts for duty in mine)

    def owed(self, matter: Matter, directory: Directory, now: datetime) -> tuple[Owed, ...]:
        """Every duty the matter's facts have started, in the document's order.

        Of a closed matter nobody owes anything any more: what was still open at its end is left
        out, what was late by then stays late. Of a matter that was handed on only what follows the
        last delivery counts: the new receiver does not inherit a clock.
        """
        regulation = self.regulation(matter)
        facts = since_delivery(matter.facts)
        if matter.closed:
            ends = [fact.at for fact in matter.facts if fact.kind in ENDS]
            now = min(now, max(ends, default=now))
        known = {fact.kind for fact in facts}
        found: list[Owed] = []
        for duty in duties_of(regulation, matter, directory):
            if known.isdisjoint(duty.starts):
                continue
            unit = matter.unit(Side(duty.owes.value))
            result = self._answer(regulation, duty, facts, matter.opened_at, now)
            if matter.closed and result.status in OPEN:
                continue
            found.append(Owed(duty, result, unit))
        return tuple(found)

    def _answer(
        self,
        regulation: Regulation,
        duty: Duty,
        facts: tuple[Fact, ...],
        opened_at: datetime,
        now: datetime,
    ) -> Answer:
        """The duty by the calendar that was in force when it was done or its line passed.

        A calendar never moves what had come to its end before it was loaded.
        """
        for until, calendar in self.earlier:
            if until > opened_at:
                found = answer(regulation, duty.id, facts, now, calendar)
                if _ended(found, until):
                    return found
        return answer(regulation, duty.id, facts, now, self.calendar)


def shown_day(found: Answer) -> date | None:
    """The last day of a line; of a provisional one the estimated last day."""
    if found.last_day is not None or found.estimate is None:
        return found.last_day
    return beijing_day(found.estimate - INSTANT)


def _ended(found: Answer, by: datetime) -> bool:
    """Whether a duty was discharged, or its line had passed, by an instant."""
    if found.status is Status.PROVISIONAL:
        return False
    done = found.met_at is not None and found.met_at < by
    return done or (found.due is not None and found.due <= by)


def since_delivery(facts: tuple[Fact, ...]) -> tuple[Fact, ...]:
    """All facts of a matter delivered once; of one delivered again, those since then."""
    places = [n for n, fact in enumerate(facts) if fact.kind is FactKind.DELIVERED]
    return facts[places[-1] :] if len(places) > 1 else facts


def duties_of(regulation: Regulation, matter: Matter, directory: Directory) -> tuple[Duty, ...]:
    """The document's duties that fit the matter's kind, its two sides and its source."""
    return regulation.duties_in(scene_of(matter, directory))


def scene_of(matter: Matter, directory: Directory) -> Scene:
    """What decides which entries of a document hold for a matter."""
    sender, receiver = directory.units.get(matter.sender), directory.units.get(matter.receiver)
    sends = sender.type if sender else _across(receiver.type if receiver else None)
    receives = receiver.type if receiver else _across(sends)
    return Scene(matter.kind.id, sends, receives, source_of(matter))


def _across(other: UnitType | None) -> UnitType:
    """What a unit was of which no address book has kept a row: matters go from level to level."""
    return UnitType.DEPARTMENT if other is UnitType.TOWNSHIP else UnitType.TOWNSHIP


def source_of(matter: Matter) -> str:
    """Where a referral came from: `complaint` or `inspection`; "" for other kinds."""
    if not matter.kind.sourced:
        return ""
    complaint = any(fact.kind is FactKind.COMPLAINT_RECEIVED for fact in matter.facts)
    return "complaint" if complaint else "inspection"
