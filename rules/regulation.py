"""A county document as a value: duties, gates, papers, routes, each with article and quote."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path

from rules.clock import Period
from rules.facts import Fact, FactKind
from rules.people import UnitType

DUTIES: Mapping[str, str] = {
    "refer": "移送案件或线索",
    "refer-urgent": "紧急移送",
    "refer-complaint": "移送投诉、举报、信访",
    "refer-to-township": "向乡镇移送",
    "file-complaint": "对投诉举报立案",
    "accept-complaint": "受理投诉举报",
    "notify-township": "告知投诉人并书面告知乡镇",
    "complaint-feedback": "反馈投诉举报处理情况",
    "acceptance-notice": "书面告知受理情况",
    "decide-filing": "决定是否立案",
    "file-case": "立案",
    "supplement-notice": "通知补充材料",
    "supplement": "补充材料",
    "assist-reply": "答复协助函",
    "assist-supplement-notice": "告知需要补充的资料",
    "report-delivery": "送交检测报告、鉴定结论",
    "decline-assistance": "告知不能协助的理由",
    "share": "共享信息",
    "inspection-notice": "提前告知专项检查",
    "emergency-notice": "通报紧急情况",
    "emergency-dispatch": "派员赶赴现场",
    "legal-review": "签署并反馈法制审核意见",
    "minor-case-notice": "通报轻微违法行为",
    "penalty-copy": "抄送处罚决定书",
    "guidance-after-copy": "规范、指导当事人",
    "annual-guidance": "到乡镇带办或者指导",
    "regular-meeting": "召开例行会议",
    "stop-violation": "制止正在进行的违法行为",
    "notify-found": "告知发现的违法行为",
    "investigate": "查处",
    "crime-transfer": "移送涉嫌犯罪案件",
    "publish-case": "录入公示平台",
}
"""Every duty id there is, and what is owed in a few words; a document may name it its own way."""


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


@dataclass(frozen=True, slots=True)
class Gate:
    """What a step may not be, or must show, in this county.

    Attributes:
        id: its name in the file.
        bars: the step it forbids; "" where it only asks.
        asks: the step it makes conditional; "" where it forbids.
        needs: what must be shown for the step it makes conditional.
        instead: the command that is allowed in place of a barred step.
        sender: unit types it holds for; empty for any.
    """

    id: str
    cite: Cite
    bars: str = ""
    asks: str = ""
    needs: str = ""
    instead: str = ""
    sender: tuple[UnitType, ...] = ()
    covers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Required:
    """A field the county wants filled before a matter of a kind is sent.

    Attributes:
        kind: the kind of matter.
        field: the field's id, such as `approver`.
        label: what it is called on a card, five characters at most.
        question: the question as put to the officer.
    """

    kind: str
    field: str
    label: str
    question: str
    cite: Cite
    covers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Paper:
    """A letter or material that must go with a kind of matter, by the name the text gives it."""

    id: str
    kind: str
    name: str
    cite: Cite
    covers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Route:
    """Who decides when the two units cannot.

    Attributes:
        id: what it is about: `competence` (whose case), `duties` (whose task in general),
            `breach` (the other side does not cooperate).
        to: the deciding body, in the text's words.
    """

    id: str
    to: str
    cite: Cite
    covers: tuple[str, ...] = ()


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
        under: ids of superior documents whose duties hold here too unless set aside.
        words: the document's own words for our terms.
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
    _by_id: dict[str, Duty] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_id", {duty.id: duty for duty in self.duties})

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
        return tuple(
            duty
            for duty in self.duties
            if kind in duty.kinds
            and (not duty.sender or sender is None or sender in duty.sender)
            and (not duty.receiver or receiver is None or receiver in duty.receiver)
            and (duty.source is None or duty.source == source)
        )

    def gate(self, step: str, sender: UnitType | None = None) -> Gate | None:
        """The gate that forbids a step; None where the document allows it."""
        return next(
            (
                gate
                for gate in self.gates
                if gate.bars == step
                and (not gate.sender or sender is None or sender in gate.sender)
            ),
            None,
        )

    def asking(self, step: str) -> tuple[Gate, ...]:
        """The gates that make a step conditional: what must be shown for it."""
        return tuple(gate for gate in self.gates if gate.asks == step)

    def word(self, term: str, default: str) -> str:
        """The document's own word for a term."""
        return self.words.get(term, default)

    def route(self, subject: str) -> Route | None:
        """Who decides a dispute of that subject; None where the document does not say."""
        return next((route for route in self.routes if route.id == subject), None)

    def clauses(self) -> dict[str, Cite]:
        """Every clause row the file encodes, and the words it rests on."""
        return {clause: cite for covers, cite in self._cited() for clause in covers}

    def cites(self) -> Iterator[Cite]:
        """Every quotation in the file, to be compared with the document's text."""
        return (cite for _, cite in self._cited())

    def _cited(self) -> Iterator[tuple[tuple[str, ...], Cite]]:
        for duty in self.duties:
            yield duty.covers, duty.cite
            if duty.extend is not None:
                yield duty.extend.covers, duty.extend.cite
            if duty.pause is not None:
                yield duty.pause.covers, duty.pause.cite
        for gate in self.gates:
            yield gate.covers, gate.cite
        for required in self.requires:
            yield required.covers, required.cite
        for paper in self.papers:
            yield paper.covers, paper.cite
        for route in self.routes:
            yield route.covers, route.cite


class Regulations(Mapping[str, Regulation]):
    """All loaded documents by id, each in its newest version; older ones by `id@edition`."""

    def __init__(self, regulations: tuple[Regulation, ...]) -> None:
        self._versions = {regulation.version: regulation for regulation in regulations}
        ordered = sorted(regulations, key=lambda r: (r.since or date.min, r.edition))
        self._newest = {regulation.id: regulation for regulation in ordered}
        self._duties = frozenset(d.id for r in regulations for d in r.duties) | frozenset(DUTIES)

    @classmethod
    def load(cls, *dirs: Path) -> "Regulations":
        """The shipped documents and those of a county's own directories.

        Raises:
            BadFile: a file breaks a rule; all faults of it are named.
        """
        from rules.regulation_file import load_regulations  # noqa: PLC0415

        return cls(load_regulations(*dirs))

    def __getitem__(self, name: str) -> Regulation:
        """By id the newest version, by `id@edition` that version."""
        found = self._newest.get(name)
        return self._versions[name] if found is None else found

    def __iter__(self) -> Iterator[str]:
        return iter(self._newest)

    def __len__(self) -> int:
        return len(self._newest)

    @property
    def versions(self) -> tuple[Regulation, ...]:
        """Every version of every document."""
        return tuple(self._versions.values())

    def knows_duty(self, duty_id: str) -> bool:
        """Whether any document could have a duty of that id."""
        return duty_id in self._duties
