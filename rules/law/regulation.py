"""A county document as a value: duties, gates, papers, routes, each with article and quote."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from itertools import chain
from typing import NamedTuple, Protocol, TypeAlias

from rules.law.periods import Period
from rules.law.vocabulary import USUAL_KIND
from rules.values.facts import Fact, FactKind
from rules.values.people import Role, UnitType


class DutyClass(StrEnum):
    """How binding a duty's date is."""

    HARD = "hard"
    SOFT = "soft"
    """原则上, 一般: passing it is 未达原则性要求, never 逾期."""
    NONE = "none"
    """及时, 立即, 定期 …: no date at all."""
    INTERNAL = "internal"
    """A county's own target, 本县内部目标（非文件规定）; absent from statutory figures."""


class Owes(StrEnum):
    """Which side of a matter owes a duty. A complaint's receiver is the unit that took it in."""

    SENDER = "sender"
    RECEIVER = "receiver"


class Source(StrEnum):
    """Where a referral came from."""

    COMPLAINT = "complaint"
    INSPECTION = "inspection"


class ExtendMode(StrEnum):
    """What an extension does to the line."""

    TOTAL = "total"
    """最长不超过N个工作日: a cap on the whole, from the original start."""
    ADD = "add"
    """可以延期N个工作日: added to the original period."""
    ANNOUNCED = "announced"
    """明确答复期限: the announced date is the line; no date, no extension."""


@dataclass(frozen=True, slots=True)
class Cite:
    """Where a rule stands, and its own words, verbatim."""

    article: str
    quote: str


@dataclass(frozen=True, slots=True)
class Extend:
    """How a period may be extended.

    Attributes:
        amount: working days: in total, or added; 0 where the announced date decides.
        grounds: the grounds the text names, in its words.
        doubt: what the text leaves open once the period is extended; "" for nothing.
    """

    mode: ExtendMode
    cite: Cite
    amount: int = 0
    grounds: tuple[str, ...] = ()
    covers: tuple[str, ...] = ()
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class PauseRule:
    """When the clock stands still.

    Attributes:
        window: the duty id within whose line the request must be made; a later request pauses the
            legal line all the same, and the safe line not.
    """

    asked: FactKind
    ended: FactKind
    cite: Cite
    window: str = ""
    covers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Duty:
    """What somebody owes from a start fact until a discharge fact, under one clause.

    Attributes:
        id: one of `DUTIES`, or a county's own.
        name: what is owed, in a few words.
        kinds: the kinds of matter it belongs to; empty where it is only computed on demand.
        sender: unit types the sender must have; empty for any.
        receiver: unit types the receiver must have; empty for any.
        source: the only source of a referral it holds for; None for any.
        starts: any of these facts starts it; the earliest counts.
        met_by: any of these facts discharges it.
        period: None for 及时 and its like.
        word: the word of the text that stands in for, or softens, a number: 及时, 原则上.
        lifted_by: facts that take the number away, as long as the line has not passed.
        chase: facts that reminders go on asking for after the duty is met; late ones are noted.
        condition: in which case alone it is owed, in the text's words; "" for always.
        lapse: what is said after the line of a conditional duty, in place of 逾期.
        covers: the clause rows it carries out.
        doubt: what the text leaves open in the number itself; "" for nothing.
        replaces: `regulation/duty` of a superior document that this one sets aside.
    """

    id: str
    name: str
    owes: Owes
    starts: tuple[FactKind, ...]
    met_by: tuple[FactKind, ...]
    cite: Cite
    duty_class: DutyClass
    kinds: tuple[str, ...] = ()
    sender: tuple[UnitType, ...] = ()
    receiver: tuple[UnitType, ...] = ()
    source: Source | None = None
    period: Period | None = None
    word: str = ""
    extend: Extend | None = None
    pause: PauseRule | None = None
    lifted_by: tuple[FactKind, ...] = ()
    chase: tuple[FactKind, ...] = ()
    condition: str = ""
    lapse: str = ""
    covers: tuple[str, ...] = ()
    doubt: str = ""
    replaces: str = ""


class Scoped(Protocol):
    """What holds for some kinds of matter, some senders, some receivers, some sources only."""

    @property
    def kinds(self) -> tuple[str, ...]:
        """Kinds of matter; empty for none."""
        ...

    @property
    def sender(self) -> tuple[UnitType, ...]:
        """Unit types the sender must have; empty for any."""
        ...

    @property
    def receiver(self) -> tuple[UnitType, ...]:
        """Unit types the receiver must have; empty for any."""
        ...

    @property
    def source(self) -> Source | None:
        """The only source of a referral it holds for; None for any."""
        ...


class Scene(NamedTuple):
    """A matter, or one that is being filed, as far as it decides what holds for it.

    Attributes:
        kind: such as `referral`.
        sender: None where it is not known: everything fits.
        receiver: the same for the other side.
        source: `complaint`, `inspection`; "" where there is none; None where it is not known.
    """

    kind: str
    sender: UnitType | None = None
    receiver: UnitType | None = None
    source: str | None = None


def fits(item: Scoped, scene: Scene) -> bool:
    """Whether an entry holds for a matter of that kind between such units."""
    return (
        scene.kind in item.kinds
        and (not item.sender or scene.sender is None or scene.sender in item.sender)
        and (not item.receiver or scene.receiver is None or scene.receiver in item.receiver)
        and (item.source is None or scene.source is None or item.source == scene.source)
    )


class Row(StrEnum):
    """What a clause is, by the letter of the list of clauses."""

    TIMER = "T"
    """A period with a number."""
    WORD = "t"
    """A period without one: 及时, 立即."""
    GATE = "G"
    DOCUMENT = "D"
    NOTICE = "N"
    ROUTE = "R"
    PERIODIC = "C"
    PRINCIPLE = "P"
    CONSEQUENCE = "X"


class AnswerKind(StrEnum):
    """What the answer to a county's own question must be."""

    TEXT = "text"
    PEOPLE = "people"
    OFFICER = "officer"
    """A leader of the sending unit, or somebody who is said to 主持工作."""
    CHOICE = "choice"
    """One of the document's own classes."""


@dataclass(frozen=True, slots=True)
class Gate:
    """What a step may not be, or must show, in this county.

    Attributes:
        id: its name in the file.
        bars: the step it forbids; "" where it only asks.
        asks: the step it makes conditional; "" where it forbids.
        needs: what must be shown for the step it makes conditional.
        instead: the command that is allowed in place of a barred step.
        kinds, sender, receiver, source: what it holds for, see `Scoped`.
        doubt: what the text leaves open; "" for nothing.
    """

    id: str
    cite: Cite
    bars: str = ""
    asks: str = ""
    needs: str = ""
    instead: str = ""
    kinds: tuple[str, ...] = (USUAL_KIND,)
    sender: tuple[UnitType, ...] = ()
    receiver: tuple[UnitType, ...] = ()
    source: Source | None = None
    covers: tuple[str, ...] = ()
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class Required:
    """A field the county wants filled before a matter of a kind is sent.

    Attributes:
        kind: the kind of matter.
        field: the field's id, such as `approver`.
        label: what it is called on a card, five characters at most.
        question: the question as put to the officer.
        answer: what the answer must be.
        least: for people, how many at least.
        choices: for a choice, the classes in the document's words, in its order.
        role: for an officer: `principal` or `leader`, where a principal is a leader too.
        sender, receiver, source: what it holds for, see `Scoped`.
        doubt: what the text leaves open; "" for nothing.
    """

    kind: str
    field: str
    label: str
    question: str
    cite: Cite
    answer: AnswerKind = AnswerKind.TEXT
    least: int = 1
    role: Role | None = None
    choices: tuple[str, ...] = ()
    sender: tuple[UnitType, ...] = ()
    receiver: tuple[UnitType, ...] = ()
    source: Source | None = None
    covers: tuple[str, ...] = ()
    doubt: str = ""

    @property
    def kinds(self) -> tuple[str, ...]:
        """The one kind of matter, as `Scoped` wants it."""
        return (self.kind,)


@dataclass(frozen=True, slots=True)
class Paper:
    """A letter or material that must go with a kind of matter, by the name the text gives it.

    Attributes:
        step: the step it goes with.
        sender, receiver, source: what it holds for, see `Scoped`.
        doubt: what the text leaves open; "" for nothing.
    """

    id: str
    kind: str
    name: str
    cite: Cite
    step: str = "send"
    sender: tuple[UnitType, ...] = ()
    receiver: tuple[UnitType, ...] = ()
    source: Source | None = None
    covers: tuple[str, ...] = ()
    doubt: str = ""

    @property
    def kinds(self) -> tuple[str, ...]:
        """The one kind of matter, as `Scoped` wants it."""
        return (self.kind,)


@dataclass(frozen=True, slots=True)
class Route:
    """Who decides when the two units cannot.

    Attributes:
        id: what it is about: `competence` (whose case), `duties` (whose task in general),
            `breach` (the other side does not cooperate).
        to: the deciding body, in the text's words.
        steps: at whose reply it is offered.
        kinds, sender, receiver, source: what it holds for, see `Scoped`.
        doubt: what the text leaves open; "" for nothing.
    """

    id: str
    to: str
    cite: Cite
    steps: tuple[str, ...] = ()
    kinds: tuple[str, ...] = (USUAL_KIND,)
    sender: tuple[UnitType, ...] = ()
    receiver: tuple[UnitType, ...] = ()
    source: Source | None = None
    covers: tuple[str, ...] = ()
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """What a clause wants somebody to do or to know, that is no duty with a course of its own.

    Attributes:
        row: what the clause is.
        says: one short sentence of ours.
        step: the step at whose reply it is shown; "" for 条文 only.
        side: the side that is told.
        kinds, sender, receiver, source: what it holds for, see `Scoped`.
        doubt: what the text leaves open; "" for nothing.
    """

    id: str
    row: Row
    says: str
    cite: Cite
    step: str = ""
    side: Owes = Owes.RECEIVER
    kinds: tuple[str, ...] = ()
    sender: tuple[UnitType, ...] = ()
    receiver: tuple[UnitType, ...] = ()
    source: Source | None = None
    covers: tuple[str, ...] = ()
    doubt: str = ""


Entry: TypeAlias = Duty | Extend | PauseRule | Gate | Required | Paper | Route | Note
"""Whatever rests on a clause: it has a cite, and covers rows."""


@dataclass(frozen=True, slots=True)
class Example:
    """A worked case: the test of a duty's number.

    Attributes:
        last: the last day, for periods in days.
        due: the instant, for periods in hours.
        why: the count in words.
    """

    duty: str
    facts: tuple[Fact, ...]
    last: date | None
    due: datetime | None
    why: str


@dataclass(frozen=True, slots=True)
class Checked:
    """Who transcribed a document, who went over it, and when."""

    on: date
    by: str
    second: str


@dataclass(frozen=True)
class Regulation:
    """One document in one version.

    Attributes:
        id: the county's id, or the superior document's.
        short: its short title in book marks.
        edition: what tells its versions apart: its date, or what stands for it.
        since: from which day it holds; None where the text bears no date.
        undated: why there is no date and how the edition was chosen; "" for a dated text.
        under: ids of superior documents whose entries hold here too, duties unless set aside.
        words: the document's own words for our terms.
        region: the place it holds for, where that is not its id.
        rows: the list of its own clauses; empty for a document on the shipped list.
    """

    id: str
    short: str
    title: str
    issuer: str
    edition: str
    since: date | None
    undated: str
    checked: Checked | None
    under: tuple[str, ...]
    words: Mapping[str, str]
    duties: tuple[Duty, ...]
    gates: tuple[Gate, ...]
    requires: tuple[Required, ...]
    papers: tuple[Paper, ...]
    routes: tuple[Route, ...]
    examples: tuple[Example, ...]
    notes: tuple[Note, ...] = ()
    region: str = ""
    rows: tuple[str, ...] = ()
    _by_id: dict[str, Duty] = field(init=False, repr=False, compare=False)
    _fitting: dict[Scene, tuple[Duty, ...]] = field(init=False, repr=False, compare=False)
    _barring: dict[tuple[str, Scene], Gate | None] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_id", {duty.id: duty for duty in self.duties})
        object.__setattr__(self, "_fitting", {})
        object.__setattr__(self, "_barring", {})

    @property
    def version(self) -> str:
        """Id and edition, such as `cangzhou@2021-12-15`."""
        return f"{self.id}@{self.edition}"

    def duty(self, duty_id: str) -> Duty | None:
        """The duty of that id; None where the document has none."""
        return self._by_id.get(duty_id)

    def duties_for(
        self,
        *,
        kind: str,
        sender: UnitType | None = None,
        receiver: UnitType | None = None,
        source: str = "",
    ) -> tuple[Duty, ...]:
        """The duties of a kind of matter that fit its two sides and its source.

        Args:
            kind: such as `referral`.
            sender: None where it is not known: every duty fits.
            receiver: the same for the other side.
            source: `complaint`, `inspection`, or "" where there is none.
        """
        return self.duties_in(Scene(kind, sender, receiver, source))

    def duties_in(self, scene: Scene) -> tuple[Duty, ...]:
        """The duties that hold in a scene. There are few scenes; each is gone through once."""
        found = self._fitting.get(scene)
        if found is None:
            found = tuple(duty for duty in self.duties if fits(duty, scene))
            self._fitting[scene] = found
        return found

    def gate(self, step: str, scene: Scene) -> Gate | None:
        """The gate that forbids a step; None where the document allows it."""
        asked = (step, scene)
        if asked not in self._barring:
            barring = (gate for gate in self.gates if gate.bars == step and fits(gate, scene))
            self._barring[asked] = next(barring, None)
        return self._barring[asked]

    def asking(self, step: str, scene: Scene) -> tuple[Gate, ...]:
        """The gates that make a step conditional: what must be shown for it."""
        return tuple(gate for gate in self.gates if gate.asks == step and fits(gate, scene))

    def papers_for(self, step: str, scene: Scene) -> tuple[Paper, ...]:
        """What must go with a step."""
        return tuple(paper for paper in self.papers if paper.step == step and fits(paper, scene))

    def requires_for(self, scene: Scene) -> tuple[Required, ...]:
        """What must be known before the matter is sent."""
        return tuple(asked for asked in self.requires if fits(asked, scene))

    def routes_for(self, step: str, scene: Scene) -> tuple[Route, ...]:
        """Who decides, for the reply to a step."""
        return tuple(route for route in self.routes if step in route.steps and fits(route, scene))

    def notes_for(self, step: str, side: Owes, scene: Scene) -> tuple[Note, ...]:
        """What a side must do or know besides, when a step has been taken."""
        return tuple(
            note
            for note in self.notes
            if note.step == step and note.side is side and fits(note, scene)
        )

    def where(self, cite: Cite) -> str:
        """Document and article; an entry of a superior document names its own document."""
        return cite.article if cite.article.startswith("《") else f"{self.short}{cite.article}"

    def word(self, term: str, default: str) -> str:
        """The document's own word for a term."""
        return self.words.get(term, default)

    def route(self, subject: str) -> Route | None:
        """Who decides a dispute of that subject; None where the document does not say."""
        return next((route for route in self.routes if route.id == subject), None)

    def clauses(self) -> dict[str, Cite]:
        """Every clause row the file encodes, and the words it rests on."""
        return {clause: entry.cite for entry in self.entries() for clause in entry.covers}

    def cites(self) -> Iterator[Cite]:
        """Every quotation in the file, to be compared with the document's text."""
        return (entry.cite for entry in self.entries())

    def entries(self) -> Iterator[Entry]:
        """Everything in the file that rests on a clause, in the file's order."""
        for duty in self.duties:
            yield duty
            yield from filter(None, (duty.extend, duty.pause))
        yield from chain(self.gates, self.requires, self.papers, self.routes, self.notes)
