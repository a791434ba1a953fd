"""Which clauses are in a file, and which of them the program carries out, and where."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from rules.documents.check import stands_for
from rules.documents.clauses import clauses_of
from rules.kinds import KINDS
from rules.kinds.steps import STEPS
from rules.law.regulation import (
    Duty,
    Entry,
    Extend,
    Gate,
    Note,
    Paper,
    PauseRule,
    Regulation,
    Required,
    Route,
    Row,
)
from rules.law.vocabulary import KIND_NAMES, TO_COME
from rules.procedure.checklist import CLASSIFIED, SIGN, all_entries
from rules.values.kind import Step

TIMED = frozenset({Row.TIMER, Row.WORD, Row.PERIODIC})
"""Clauses whose date `liaison due` answers for, whether or not there is such a matter yet."""

NAMES: Mapping[Row, str] = {
    Row.TIMER: "有数字的期限",
    Row.WORD: "没有数字的期限",
    Row.PERIODIC: "定期的义务",
    Row.GATE: "前提和禁止",
    Row.DOCUMENT: "文书材料",
    Row.NOTICE: "告知反馈",
    Row.ROUTE: "去向和裁定",
    Row.PRINCIPLE: "原则",
    Row.CONSEQUENCE: "考核和责任",
}
"""What each letter stands for."""

THERE = frozenset(KINDS)
"""The kinds of matter there are."""

TAKEN = frozenset(
    (kind.id, step.value) for kind in KINDS.values() for step in Step if kind.takes(step)
) | {(id_, Step.SEND.value) for id_ in KINDS}
"""The steps there are, each with its kind of matter; every kind is sent."""


@dataclass(frozen=True, slots=True)
class Covered:
    """One clause of a document.

    Attributes:
        row: what it is; None where the document's own list does not say.
        encoded: whether an entry of its kind stands for it.
        where: where it takes effect, in words; empty where it does not.
        missing: why it takes no effect, in words; "" where it does.
    """

    clause: str
    row: Row | None
    encoded: bool
    where: tuple[str, ...]
    missing: str = ""

    @property
    def effective(self) -> bool:
        """Whether something in the program reads it."""
        return bool(self.where)


def coverage(regulation: Regulation) -> tuple[Covered, ...]:
    """Every clause of a document's list, in the order of their numbers."""
    by_clause: dict[str, list[tuple[Entry, tuple[str, ...]]]] = {}
    for entry, kinds in with_kinds(regulation):
        for clause in entry.covers:
            by_clause.setdefault(clause, []).append((entry, kinds))
    listed = clauses_of(regulation) or dict.fromkeys(by_clause)
    return tuple(_covered(clause, row, by_clause.get(clause, [])) for clause, row in listed.items())


def _covered(clause: str, row: Row | None, found: list[tuple[Entry, tuple[str, ...]]]) -> Covered:
    fitting = [(e, kinds) for e, kinds in found if row is None or row in stands_for(e)]
    if not fitting:
        return Covered(clause, row, encoded=False, where=(), missing="还没有录入")
    where = tuple(dict.fromkeys(w for e, kinds in fitting for w in effects(e, kinds, row)))
    if where:
        return Covered(clause, row, encoded=True, where=where)
    kinds = sorted({kind for _, ks in fitting for kind in ks} - THERE)
    names = "、".join(KIND_NAMES.get(kind, kind) for kind in kinds)
    why = f"还没有这种事项：{names}" if names else "不属于任何一种事项"
    return Covered(clause, row, encoded=True, where=(), missing=why)


def with_kinds(regulation: Regulation) -> Iterator[tuple[Entry, tuple[str, ...]]]:
    """Every entry with the kinds of matter it is for; extensions and pauses with their duty's."""
    for duty in regulation.duties:
        yield duty, duty.kinds
        for part in (duty.extend, duty.pause):
            if part is not None:
                yield part, duty.kinds
    for item in all_entries(regulation):
        if not isinstance(item, Duty):
            yield item, item.kinds


def effects(entry: Entry, kinds: tuple[str, ...], row: Row | None = None) -> tuple[str, ...]:
    """Where an entry takes effect, in words.

    Args:
        entry: of a document.
        kinds: the kinds of matter it is for.
        row: the clause it is asked for; None for any.
    """
    there = [kind for kind in kinds if kind in THERE]
    found: Iterable[str] = ()
    match entry:
        case Duty() | Extend() | PauseRule():
            found = _dates(there, row)
        case Gate() if entry.bars:
            found = (f"{_name(k)}：不许{_step(entry.bars)}" for k in there if _bars(k, entry))
        case Gate():
            found = (f"{_name(k)}：{_asked(entry.asks)}" for k in _at(there, entry.asks))
        case Required():
            found = (f"{_name(kind)}：发出前要问" for kind in there)
        case Paper():
            found = (f"{_name(k)}：{_asked(entry.step)}的材料" for k in _at(there, entry.step))
        case Route():
            steps = dict.fromkeys(s for s in entry.steps if _at(there, s))
            found = (f"{_step(step)}之后" for step in steps)
        case Note() if entry.step:
            found = (f"{_name(kind)}：{_step(entry.step)}之后" for kind in _at(there, entry.step))
        case Note():
            found = (f"{_name(kind)}：条文" for kind in there)
    return tuple(found)


def _dates(there: list[str], row: Row | None) -> Iterator[str]:
    yield from (f"{_name(kind)}：期限和提醒" for kind in there)
    if row is None or row in TIMED:
        yield "liaison due"


def _bars(kind: str, gate: Gate) -> bool:
    return gate.bars in {SIGN, CLASSIFIED} or (kind, gate.bars) in TAKEN


def _at(kinds: list[str], step: str) -> list[str]:
    """The kinds that have a step."""
    return [kind for kind in kinds if (kind, step) in TAKEN]


def _name(kind: str) -> str:
    return KIND_NAMES[kind]


def _step(step: str) -> str:
    if step == Step.SEND.value:
        return "发出"
    return STEPS[Step(step)].word if step in set(Step) else TO_COME[step]


def _asked(step: str) -> str:
    return "草稿上核对" if step == Step.SEND.value else f"{_step(step)}时核对"
