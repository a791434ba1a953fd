"""A matter between two units: its kinds, its states, and the one table of steps."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from rules.values.facts import Fact, FactKind
from rules.values.message import Message
from rules.values.people import Role


class Kind(StrEnum):
    """A piece of cooperation between units."""

    REFERRAL = "referral"
    ASSISTANCE = "assistance"
    EMERGENCY = "emergency"


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


@dataclass(frozen=True, slots=True)
class Field:
    """Something a step must know.

    Attributes:
        id: the name under which it is kept in an entry's details.
        label: what it is called on a card, five characters at most.
        question: the question, as it is put to the officer.
        least: for people, how many at least.
        role: for an officer, what he must be.
    """

    id: str
    label: str
    question: str
    kind: FieldKind = FieldKind.TEXT
    least: int = 1
    role: Role | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """One row of the table: who may take the step, what it asks, where it leads.

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


RECEIVER_UNIT = Field("receiver", "接收单位", "请问交给哪个单位？", FieldKind.UNIT)
FOUND_AT = Field("found", "发现时间", "什么时候发现或者接到的？", FieldKind.PAST)
SOURCE = Field("source", "来源", "是投诉举报、信访，还是检查巡查发现的？", FieldKind.SOURCE)
FACTS = Field("facts", "基本事实", "请用一两句话说明时间、地点、当事人和基本违法事实。")
REQUEST = Field("facts", "协助事项", "需要对方提供什么资料或者协助什么？请写明案情和问题。")
SCENE = Field("facts", "现场情况", "哪里、发生了什么、有没有人受伤或者继续发生的危险？")
REASON = Field("reason", "理由", "请说明理由。")
ITEMS = Field("items", "补充内容", "请一次性列明需要补充的材料。")
SUPPLIED = Field("supplied", "补充情况", "请说明补充了哪些材料。")
UNTIL = Field("until", "新期限", "延期到哪一天？", FieldKind.FUTURE_DAY)
OPINION = Field("opinion", "答复意见", "请写明答复意见。")
RESULT = Field("result", "办理结果", "请写明办理结果。")
TEAM = Field("team", "出发人员", "谁出发？请写明姓名，只知道一名的先写一名。", FieldKind.PEOPLE)
WHOM = Field("whom", "通知对象", "电话通知了谁？请写明姓名。")
PROOF_AT = Field("served", "送达时间", "纸质文书什么时候送到的？", FieldKind.PAST)
PROOF = Field("proof", "送达证明", "由谁签收，回执或者送达记录的编号是什么？")

_R, _A, _E = Kind.REFERRAL, Kind.ASSISTANCE, Kind.EMERGENCY
_S, _T = Side.SENDER, Side.RECEIVER

MOVES: Mapping[tuple[Kind, State, Step], Move] = {
    # Referral: A passes a case to B, B says whether it takes it.
    (_R, State.REGISTERED, Step.SEND): Move(State.DELIVERED, _S, FactKind.DELIVERED),
    (_R, State.REGISTERED, Step.EXTEND): Move(
        State.REGISTERED, _S, FactKind.EXTENDED, (UNTIL, REASON)
    ),
    (_R, State.REGISTERED, Step.WITHDRAW): Move(State.WITHDRAWN, _S, FactKind.WITHDRAWN, (REASON,)),
    (_R, State.DELIVERED, Step.FAIL): Move(State.UNDELIVERED, None),
    (_R, State.UNDELIVERED, Step.SERVE_ON_PAPER): Move(
        State.DELIVERED, _S, FactKind.DELIVERED, (PROOF_AT, PROOF)
    ),
    (_R, State.UNDELIVERED, Step.WITHDRAW): Move(
        State.WITHDRAWN, _S, FactKind.WITHDRAWN, (REASON,)
    ),
    (_R, State.DELIVERED, Step.ACKNOWLEDGE): Move(State.DELIVERED, _T, FactKind.ACKNOWLEDGED),
    (_R, State.DELIVERED, Step.ACCEPT): Move(State.ACCEPTED, _T, FactKind.ACCEPTED),
    (_R, State.DELIVERED, Step.ASK_SUPPLEMENT): Move(
        State.SUPPLEMENTING, _T, FactKind.SUPPLEMENT_ASKED, (ITEMS,)
    ),
    (_R, State.DELIVERED, Step.REFUSE): Move(State.REFUSED, _T, FactKind.REFUSED, (REASON,)),
    (_R, State.DELIVERED, Step.HAND_ON): Move(
        State.DELIVERED, _T, FactKind.DELIVERED, (RECEIVER_UNIT, REASON)
    ),
    (_R, State.DELIVERED, Step.REPORT_UP): Move(State.REPORTED, _T, FactKind.NOTIFIED, (REASON,)),
    (_R, State.DELIVERED, Step.WITHDRAW): Move(State.WITHDRAWN, _S, FactKind.WITHDRAWN, (REASON,)),
    (_R, State.SUPPLEMENTING, Step.SUPPLY): Move(
        State.DELIVERED, _S, FactKind.SUPPLIED, (SUPPLIED,)
    ),
    (_R, State.SUPPLEMENTING, Step.ACCEPT): Move(State.ACCEPTED, _T, FactKind.ACCEPTED),
    (_R, State.SUPPLEMENTING, Step.WITHDRAW): Move(
        State.WITHDRAWN, _S, FactKind.WITHDRAWN, (REASON,)
    ),
    (_R, State.REPORTED, Step.ACCEPT): Move(State.ACCEPTED, _T, FactKind.ACCEPTED),
    (_R, State.REPORTED, Step.REFUSE): Move(State.REFUSED, _T, FactKind.REFUSED, (REASON,)),
    (_R, State.REPORTED, Step.WITHDRAW): Move(State.WITHDRAWN, _S, FactKind.WITHDRAWN, (REASON,)),
    (_R, State.ACCEPTED, Step.FILE): Move(State.FILED, _T, FactKind.FILED),
    (_R, State.ACCEPTED, Step.SETTLE): Move(State.SETTLED, _T, FactKind.SETTLED, (RESULT,)),
    (_R, State.FILED, Step.SETTLE): Move(State.SETTLED, _T, FactKind.SETTLED, (RESULT,)),
    # Assistance: A asks, B answers by a date.
    (_A, State.DELIVERED, Step.FAIL): Move(State.UNDELIVERED, None),
    (_A, State.UNDELIVERED, Step.SERVE_ON_PAPER): Move(
        State.DELIVERED, _S, FactKind.DELIVERED, (PROOF_AT, PROOF)
    ),
    (_A, State.UNDELIVERED, Step.WITHDRAW): Move(
        State.WITHDRAWN, _S, FactKind.WITHDRAWN, (REASON,)
    ),
    (_A, State.DELIVERED, Step.ACKNOWLEDGE): Move(State.DELIVERED, _T, FactKind.ACKNOWLEDGED),
    (_A, State.DELIVERED, Step.REPLY): Move(State.REPLIED, _T, FactKind.REPLIED, (OPINION,)),
    (_A, State.DELIVERED, Step.EXTEND): Move(
        State.DELIVERED, _T, FactKind.EXTENDED, (UNTIL, REASON)
    ),
    (_A, State.DELIVERED, Step.ASK_SUPPLEMENT): Move(
        State.SUPPLEMENTING, _T, FactKind.SUPPLEMENT_ASKED, (ITEMS,)
    ),
    (_A, State.DELIVERED, Step.REFUSE): Move(State.REFUSED, _T, FactKind.REFUSED, (REASON,)),
    (_A, State.DELIVERED, Step.WITHDRAW): Move(State.WITHDRAWN, _S, FactKind.WITHDRAWN, (REASON,)),
    (_A, State.SUPPLEMENTING, Step.SUPPLY): Move(
        State.DELIVERED, _S, FactKind.SUPPLIED, (SUPPLIED,)
    ),
    (_A, State.SUPPLEMENTING, Step.REPLY): Move(State.REPLIED, _T, FactKind.REPLIED, (OPINION,)),
    (_A, State.SUPPLEMENTING, Step.WITHDRAW): Move(
        State.WITHDRAWN, _S, FactKind.WITHDRAWN, (REASON,)
    ),
    (_A, State.REPLIED, Step.SETTLE): Move(State.SETTLED, _S, FactKind.SETTLED),
    # Emergency: told, confirmed, on the way, there: four facts, recorded in whatever order they
    # become known. Who is there has set out; who acts has been reached.
    (_E, State.DELIVERED, Step.FAIL): Move(State.UNDELIVERED, None),
    **{
        (_E, state, step): move
        for state in (State.UNDELIVERED, State.DELIVERED)
        for step, move in (
            (Step.CONFIRM, Move(State.CONFIRMED, _T, FactKind.ACKNOWLEDGED)),
            (Step.DISPATCH, Move(State.DISPATCHED, _T, FactKind.DISPATCHED, (TEAM,))),
            (Step.ARRIVE, Move(State.ARRIVED, _T, FactKind.ARRIVED)),
        )
    },
    (_E, State.CONFIRMED, Step.DISPATCH): Move(State.DISPATCHED, _T, FactKind.DISPATCHED, (TEAM,)),
    (_E, State.CONFIRMED, Step.ARRIVE): Move(State.ARRIVED, _T, FactKind.ARRIVED),
    (_E, State.DISPATCHED, Step.DISPATCH): Move(State.DISPATCHED, _T, None, (TEAM,), offered=False),
    (_E, State.DISPATCHED, Step.ARRIVE): Move(State.ARRIVED, _T, FactKind.ARRIVED),
    (_E, State.ARRIVED, Step.DISPATCH): Move(State.ARRIVED, _T, None, (TEAM,), offered=False),
    (_E, State.ARRIVED, Step.SETTLE): Move(State.SETTLED, _T, FactKind.SETTLED, (RESULT,)),
    (_E, State.UNDELIVERED, Step.PHONE): Move(State.UNDELIVERED, _S, None, (WHOM,)),
    **{
        (_E, state, Step.PHONE): Move(state, _S, None, (WHOM,), offered=False)
        for state in (State.DELIVERED, State.CONFIRMED, State.DISPATCHED)
    },
    **{
        (_E, state, Step.WITHDRAW): Move(State.WITHDRAWN, _S, FactKind.WITHDRAWN, (REASON,))
        for state in (
            State.UNDELIVERED,
            State.DELIVERED,
            State.CONFIRMED,
            State.DISPATCHED,
            State.ARRIVED,
        )
    },
}
"""The whole state machine. What is not in the table is not allowed anywhere."""

DELIVERED_BY: Mapping[Kind, FactKind] = {
    Kind.REFERRAL: FactKind.DELIVERED,
    Kind.ASSISTANCE: FactKind.DELIVERED,
    Kind.EMERGENCY: FactKind.EMERGENCY_NOTIFIED,
}
"""The fact by which a matter of the kind reaches the other unit."""

OPENING: Mapping[Kind, tuple[Field, ...]] = {
    Kind.REFERRAL: (RECEIVER_UNIT, FACTS, FOUND_AT, SOURCE),
    Kind.ASSISTANCE: (RECEIVER_UNIT, REQUEST),
    Kind.EMERGENCY: (RECEIVER_UNIT, SCENE),
}
"""What must be known before a matter of the kind is sent, in the order of asking."""


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
    kind: Kind
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
        key: what makes it the same push again: matter, duty, kind, line and addressee.
        to: officer id.
        number: the matter it is about; "" for none.
        kind: arrival, step, reminder, overdue, escalation, emergency, chase, stop, undelivered …
        at: not to be sent before; already within the addressee's hours.
        urgent: rings now, on every channel the officer has.
        carries: it is one of the pushes by which the matter is delivered: when all of these are
            dead, the matter was not delivered.
    """

    key: str
    to: str
    number: str
    kind: str
    message: Message
    at: datetime
    urgent: bool = False
    carries: bool = False


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
