"""A county document as a table that a lawyer can read against the paper."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rules.documents.coverage import NAMES, effects, with_kinds
from rules.law.lifecycle import FACT_NAMES
from rules.law.numerals import NUMERAL, number
from rules.law.periods import PeriodUnit
from rules.law.regulation import (
    Duty,
    DutyClass,
    Entry,
    Extend,
    ExtendMode,
    Note,
    Owes,
    PauseRule,
    Regulation,
    Source,
)
from rules.law.vocabulary import KIND_NAMES
from rules.procedure.checklist import Clause, clause_text, grouped
from rules.values.people import UnitType

UNITS: Mapping[UnitType, str] = {
    UnitType.TOWNSHIP: "乡镇",
    UnitType.DEPARTMENT: "部门",
    UnitType.GOVERNMENT: "政府",
    UnitType.BODY: "内设机构",
}
SIDES: Mapping[Owes, str] = {Owes.SENDER: "发出方", Owes.RECEIVER: "接收方"}
SOURCES: Mapping[Source, str] = {Source.COMPLAINT: "投诉举报", Source.INSPECTION: "检查巡查"}
CLASSES: Mapping[DutyClass, str] = {
    DutyClass.HARD: "期限",
    DutyClass.SOFT: "原则性期限",
    DutyClass.NONE: "没有数字",
    DutyClass.INTERNAL: "本县内部目标（非文件规定）",
}
MODES: Mapping[ExtendMode, str] = {
    ExtendMode.TOTAL: "可以延长，连同原期限总计不超过{}个工作日",
    ExtendMode.ADD: "可以另加{}个工作日",
    ExtendMode.ANNOUNCED: "可以延长到告知的日期",
}
FIRST, LAST = ("前言", "导语", "序言"), ("附件", "附则")
END = 10_000


@dataclass(frozen=True, slots=True)
class Shown:
    """One entry of a document in words.

    Attributes:
        article: where it stands.
        what: its heading: 期限, 前提, 材料 …
        says: what the program makes of it.
        scope: for which matters, between whom.
        quote: the document's words.
        where: where it takes effect; "" where it does not yet.
        clauses: the rows of the list it covers.
        doubt: what the text leaves open.
    """

    article: str
    what: str
    says: str
    scope: str
    quote: str
    where: str
    clauses: str
    doubt: str


def overview(regulation: Regulation) -> tuple[Shown, ...]:
    """Every entry in the order of the document's articles."""
    return tuple(sorted(_rows(regulation), key=lambda shown: _order(shown.article)))


def _rows(regulation: Regulation) -> Iterator[Shown]:
    owner: Duty | None = None
    for entry, kinds in with_kinds(regulation):
        if isinstance(entry, Duty):
            owner = entry
        scoped = owner if isinstance(entry, Extend | PauseRule) else entry
        yield Shown(
            article=entry.cite.article,
            what=_what(entry),
            says=_says(entry, owner),
            scope=_scope(scoped, kinds) if scoped is not None else "",
            quote=entry.cite.quote,
            where="；".join(effects(entry, kinds)),
            clauses="、".join(entry.covers),
            doubt="" if isinstance(entry, PauseRule) else entry.doubt,
        )


def _what(entry: Entry) -> str:
    if isinstance(entry, Duty):
        return CLASSES[entry.duty_class]
    if isinstance(entry, Extend | PauseRule):
        return "延期" if isinstance(entry, Extend) else "扣除"
    if isinstance(entry, Note):
        return NAMES[entry.row]
    [(heading, _)] = grouped([entry])
    return heading


def _says(entry: Entry, owner: Duty | None) -> str:
    match entry:
        case Duty():
            started = "、".join(FACT_NAMES[kind] for kind in entry.starts)
            met = "、".join(FACT_NAMES[kind] for kind in entry.met_by)
            back = entry.period is not None and entry.period.unit is PeriodUnit.WORKDAY_BACK
            counted = f"{started}之日往前数" if back else f"从{started}起算"
            done = f"，{met}即为完成" if met else ""
            return f"{SIDES[entry.owes]}：{clause_text(entry)}。{counted}{done}"
        case Extend():
            grounds = "、".join(entry.grounds)
            means = MODES[entry.mode].format(entry.amount)
            return f"{owner.name if owner else ''}：{means}" + (f"（{grounds}）" if grounds else "")
        case PauseRule():
            asked, ended = FACT_NAMES[entry.asked], FACT_NAMES[entry.ended]
            return f"{owner.name if owner else ''}：从{asked}的次日到{ended}当日不计入"
        case _:
            return clause_text(entry)


def _scope(entry: Clause | Extend | PauseRule, kinds: tuple[str, ...]) -> str:
    if isinstance(entry, Extend | PauseRule):
        return ""
    parts = ["、".join(KIND_NAMES.get(kind, kind) for kind in kinds)]
    if entry.sender or entry.receiver:
        sides = ("、".join(UNITS[u] for u in units) or "各单位" for units in _sides(entry))
        parts.append("→".join(sides))
    if entry.source is not None:
        parts.append(SOURCES[entry.source])
    return "，".join(part for part in parts if part)


def _sides(entry: Clause) -> tuple[tuple[UnitType, ...], tuple[UnitType, ...]]:
    return entry.sender, entry.receiver


def _order(article: str) -> tuple[int, ...]:
    """Where an article stands in its document: 前言, then by number, 附件 last."""
    if article.startswith(FIRST):
        return (-1,)
    if article.startswith(LAST):
        return (END,)
    return tuple(number(found) for found in NUMERAL.findall(article)) or (END,)
