"""A matter between two units, the record of its steps, and what one decision changes."""

from dataclasses import dataclass
from datetime import date, datetime

from rules.values.facts import Fact, FactKind
from rules.values.kind import CLOSED, KindSpec, Side, State, Step
from rules.values.message import Message
from rules.values.named import Named
from rules.values.push import NOTHING_ELSE, About, PushKind


@dataclass(frozen=True, slots=True)
class Entry:
    """The record of one step. Never changed afterwards.

    Attributes:
        number: the matter's.
        seq: 1 for the first of the matter.
        step: what was done.
        officer: who did it; "" for the program itself.
        unit: for which unit; "" for the program itself.
        at: when it happened.
        recorded_at: when it was written down; never earlier than `at`.
        facts: the legal facts this step is, usually one, for an opening several.
        details: what was said, as (field id, words) in the order asked.
        source: channel and message id it came from, such as "aibot:m-0001"; "" for the program.
        named: what its ids meant then, and the edition of the law; None for an entry of a program
            that did not keep it.
        damaged: part of it cannot be read, and is left out.
    """

    number: str
    seq: int
    step: Step
    officer: str
    unit: str
    at: datetime
    recorded_at: datetime
    facts: tuple[Fact, ...] = ()
    details: tuple[tuple[str, str], ...] = ()
    source: str = ""
    named: Named | None = None
    damaged: bool = False


@dataclass(frozen=True, slots=True)
class Matter:
    """A value: a step gives a new matter and leaves the old one as it was.

    Attributes:
        number: such as "移12".
        sender: unit id of who sent it.
        receiver: unit id of who must act.
        opener: officer id of who filed it; hears what becomes of it.
        regulation: id of the county document it runs under.
        regulation_version: the version it was received under, kept to its end.
        conversation: the group it was filed in, or "".
        summary: one line without anybody's number, home or name that must be kept, for a card.
        facts: every legal fact so far, in the order recorded.
        opened_at: when it was filed.
        looked_at: up to and including which instant the clock has spoken for it.
        next_look: when the clock must look again; None for never.
        version: 1 after the opening, one more with each outcome.
        entries: how many entries it has.
        content: what it is about, in the sender's own words, whole and unmasked: for the parties
            in private, and never for a title, a card or a group.
    """

    number: str
    kind: KindSpec
    state: State
    sender: str
    receiver: str
    opener: str
    regulation: str
    regulation_version: str
    conversation: str
    summary: str
    facts: tuple[Fact, ...]
    opened_at: datetime
    looked_at: datetime
    next_look: datetime | None
    version: int
    entries: int
    content: str = ""

    @property
    def closed(self) -> bool:
        """Whether nobody owes anything any more."""
        return self.state in CLOSED

    @property
    def account(self) -> str:
        """What it is about, as fully as it is known."""
        return self.content or self.summary

    @property
    def put_up(self) -> bool:
        """Whether the receiver has put it before the government to decide whose it is."""
        return any(fact.kind is FactKind.NOTIFIED for fact in self.facts)

    def unit(self, side: Side) -> str:
        """The unit on that side."""
        return self.sender if side is Side.SENDER else self.receiver

    def side(self, unit: str) -> Side | None:
        """Which side a unit is on; None for neither. A unit is never on both."""
        if unit == self.receiver:
            return Side.RECEIVER
        return Side.SENDER if unit == self.sender else None


@dataclass(frozen=True, slots=True)
class Line:
    """What one duty of a matter came to when the matter was last recorded; a row for lists.

    Attributes:
        duty: duty id of the regulation.
        unit: who owes it.
        status: `rules.law.duties.Status` value.
        duty_class: `rules.law.duties.DutyClass` value.
        due: first instant too late; None where there is none.
        safe_due: what reminders work to.
        last_day: the last day, for showing; of a provisional line the estimated one.
    """

    duty: str
    unit: str
    status: str
    duty_class: str
    due: datetime | None
    safe_due: datetime | None
    last_day: date | None


@dataclass(frozen=True, slots=True)
class Push:
    """One message that must reach one person.

    Attributes:
        key: what makes it the same push again: matter, duty, kind, line and addressee. It is
            compared as a whole and never read.
        to: officer id.
        number: the matter it is about; "" for none.
        at: not to be sent before; already within the addressee's hours.
        urgent: rings now, on every channel the officer has.
        carries: it is one of the pushes by which the matter is delivered: when all of these are
            dead, the matter was not delivered.
        about: what it speaks of, beside the matter.
    """

    key: str
    to: str
    number: str
    kind: PushKind
    message: Message
    at: datetime
    urgent: bool = False
    carries: bool = False
    about: About = NOTHING_ELSE


@dataclass(frozen=True, slots=True)
class Failed:
    """A rule of the reminder policy that could not be asked about a matter: a defect.

    Attributes:
        rule: its id.
        error: what kind of error; its words may tell of people and are left out.
    """

    rule: str
    error: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """All that one decision changes. Storage writes all of it or none of it.

    Attributes:
        before: the matter as it was read; None for a new one.
        lines: the matter's lines as they are now; they replace what was there.
        entries: new records, in order; one at most but for an opening, and for an arrival that
            tells of a departure nobody had recorded.
        pushes: new pushes; one whose key is already in the outbox is left out.
        failed: rules of the reminder policy that could not be asked; a defect to be reported.
    """

    before: Matter | None
    after: Matter
    lines: tuple[Line, ...] = ()
    entries: tuple[Entry, ...] = ()
    pushes: tuple[Push, ...] = ()
    failed: tuple[Failed, ...] = ()
