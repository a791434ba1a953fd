"""What a kind of matter is made of: its states and steps, the moves between them, what it asks."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from rules.values.facts import FactKind
from rules.values.people import Role


class Incomplete(Exception):
    """An entry of one of the program's own vocabularies leaves something out: seen at loading."""


class State(StrEnum):
    """Where a matter stands. None of them implies another."""

    REGISTERED = "registered"
    """The sender has noted it down and not sent it yet; its referral period is running."""
    UNDELIVERED = "undelivered"
    """Sent, and no valid contact of the receiver could be reached."""
    DELIVERED = "delivered"
    SUPPLEMENTING = "supplementing"
    """The receiver has asked for more and waits for the sender."""
    ACCEPTED = "accepted"
    REFUSED = "refused"
    REPORTED = "reported"
    """Put before the county government to decide whose it is."""
    FILED = "filed"
    REPLIED = "replied"
    CONFIRMED = "confirmed"
    DISPATCHED = "dispatched"
    ARRIVED = "arrived"
    SETTLED = "settled"
    WITHDRAWN = "withdrawn"


CLOSED = frozenset({State.REFUSED, State.SETTLED, State.WITHDRAWN})
"""States in which nobody owes anything any more."""

WITH_SENDER = frozenset({State.REGISTERED, State.UNDELIVERED, State.SUPPLEMENTING, State.REPLIED})
"""Open states in which the next step is the sender's; in every other it is the receiver's."""


class Step(StrEnum):
    """What somebody does to a matter."""

    REGISTER = "register"
    SEND = "send"
    FAIL = "fail"
    """The program itself: every contact's channel refused the arrival push."""
    SERVE_ON_PAPER = "serve-on-paper"
    ACKNOWLEDGE = "acknowledge"
    ACCEPT = "accept"
    REFUSE = "refuse"
    ASK_SUPPLEMENT = "ask-supplement"
    SUPPLY = "supply"
    EXTEND = "extend"
    REPLY = "reply"
    HAND_ON = "hand-on"
    REPORT_UP = "report-up"
    FILE = "file"
    CONFIRM = "confirm"
    PHONE = "phone"
    """The sender has reached somebody by telephone: evidence, which changes nothing."""
    DISPATCH = "dispatch"
    ARRIVE = "arrive"
    SETTLE = "settle"
    WITHDRAW = "withdraw"
    RECOMPUTE = "recompute"
    """The program itself: a calendar was loaded, and a line that was open has moved."""
    ATTACH = "attach"
    """Pictures or files were tied to the matter: evidence that changes nothing else."""


class Side(StrEnum):
    """Which of the two units."""

    SENDER = "sender"
    RECEIVER = "receiver"

    @property
    def other(self) -> "Side":
        """The other side."""
        return Side.RECEIVER if self is Side.SENDER else Side.SENDER


ANY = "*"
"""In the place of an answer: every answer."""


class FieldKind(StrEnum):
    """What an answer to a question must be."""

    TEXT = "text"
    UNIT = "unit"
    PAST = "past"
    """An instant that is not in the future."""
    FUTURE_DAY = "future-day"
    PEOPLE = "people"
    OFFICER = "officer"
    """A leader of the officer's own unit, or whoever is said to 主持工作."""
    SOURCE = "source"
    CHOICE = "choice"
    """One of the field's own choices."""
    FLAG = "flag"
    """Yes where it is said; never asked."""


@dataclass(frozen=True, slots=True)
class Field:
    """Something a step must know.

    Attributes:
        id: the name under which it is kept in an entry's details.
        label: what it is called on a card, five characters at most.
        question: the question, as it is put to the officer.
        least: for people, how many at least.
        role: for an officer, what he must be.
        records: of an opening, the facts that an answer is, by the answer; `ANY` for whatever is
            answered. They happened when the matter began.
        choices: for a choice, what there is to choose from.
        several: for a unit, whether several may be named, or all of a level.
        may_ask: False for what is taken when it is said, and never asked.
    """

    id: str
    label: str
    question: str
    kind: FieldKind = FieldKind.TEXT
    least: int = 1
    role: Role | None = None
    records: Mapping[str, FactKind] = field(default_factory=dict)
    choices: tuple[str, ...] = ()
    several: bool = False
    may_ask: bool = True


@dataclass(frozen=True, slots=True)
class Move:
    """One row of a kind's table: who may take the step, what it asks, where it leads.

    Attributes:
        to: the state afterwards; the same state where the step changes none.
        who: which side takes it; None for the program itself.
        fact: the legal fact it is, if it is one.
        asks: what it must know, in the order of asking.
        offered: False for what only adds to the record: it is typed with the number, and neither
            a button nor a bare word leads to it.
    """

    to: State
    who: Side | None
    fact: FactKind | None = None
    asks: tuple[Field, ...] = ()
    offered: bool = True


@dataclass(frozen=True, eq=False)
class KindSpec:
    """All that a kind of matter says of itself; one value a file, compared by identity.

    Attributes:
        id: in files and in the database.
        place: its place in lists.
        word: the office's word for it, unless the county has its own.
        prefix: the one character before its number.
        command: the word that opens one in a conversation.
        called: further words by which it is named in a question about it.
        also: what else people type to open one, separated by blanks.
        usage: how the opening is typed.
        about: one line of help.
        opening: what must be known before it is sent, in the order of asking; what is only taken
            when it is said stands there too.
        moves: the rows of its table. What is not in it is not allowed anywhere.
        delivered_by: the fact by which it reaches the other unit.
        begins: the fact that an opening is by itself, at the instant that was said or now; None
            for a request, with which nothing has happened yet.
        arrives: how its arrival begins, with `{sender}` and `{word}`.
        happens: it is about something that happened: a mere name, place or time does not say it.
        rings: an emergency: whoever is called is rung at any hour until somebody confirms.
        wishes: a day that is named with it is the day until which an answer is hoped for.
        sourced: it has come from somewhere, which decides which duties there are; unknown until
            it is asked.
        expected: the steps that are expected in a state of a side; they stand first everywhere.
        afterwords: what must be added to a step so that one fact is not taken for another.
        step_words: its own words for steps, where they are not the usual ones.
        state_words: its own words for states.
    """

    id: str
    place: int
    word: str
    prefix: str
    command: str
    called: tuple[str, ...]
    also: str
    usage: str
    about: str
    opening: tuple[Field, ...]
    moves: Mapping[tuple[State, Step], Move]
    delivered_by: FactKind
    begins: FactKind | None
    arrives: str
    expected: Mapping[tuple[State, Side], tuple[Step, ...]]
    happens: bool = False
    rings: bool = False
    wishes: bool = False
    sourced: bool = False
    afterwords: Mapping[Step, str] = field(default_factory=dict)
    step_words: Mapping[Step, str] = field(default_factory=dict)
    state_words: Mapping[State, str] = field(default_factory=dict)

    def __repr__(self) -> str:
        return self.id

    @cached_property
    def asked(self) -> tuple[Field, ...]:
        """What an opening asks for, in the order of asking."""
        return tuple(one for one in self.opening if one.may_ask)

    def asks(self, field_id: str) -> bool:
        """Whether its opening asks for that."""
        return any(one.id == field_id for one in self.asked)

    @cached_property
    def since(self) -> Field | None:
        """The question for the instant at which it began; None where it is not asked."""
        return next((one for one in self.asked if one.kind is FieldKind.PAST), None)

    @cached_property
    def several(self) -> bool:
        """Whether one opening may go to several units: each gets a matter of its own."""
        return any(one.several for one in self.opening)

    def takes(self, step: Step) -> bool:
        """Whether the step is in its table, in whatever state."""
        return any(one is step for _, one in self.moves)

    def ends_with(self, step: Step) -> bool:
        """Whether the step closes a matter of the kind, in whatever state it is taken."""
        return any(one is step and move.to in CLOSED for (_, one), move in self.moves.items())

    @cached_property
    def opening_facts(self) -> frozenset[FactKind]:
        """Facts that an opening records, and what became of it."""
        told = (fact for one in self.opening for fact in one.records.values())
        begun = (self.begins, FactKind.UNDELIVERED if self.rings else None)
        return frozenset(filter(None, (self.delivered_by, *begun, *told)))

    @cached_property
    def recordable(self) -> frozenset[FactKind]:
        """Every fact that an opening or a step of it can record."""
        return self.opening_facts.union(filter(None, (m.fact for m in self.moves.values())))
