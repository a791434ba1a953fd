"""Every small lie one can tell in the state table, and whether its second reading notices.

A row leads to another state, is another side's, records another fact, is left out; a step appears
where there was none.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import product
from unittest.mock import patch

from rules.kinds import KINDS, MOVES
from rules.values.facts import FactKind
from rules.values.kind import KindSpec, Move, Side, State, Step
from tests.tables import test_moves

Table = Mapping[tuple[KindSpec, State, Step], Move]


class Sort(StrEnum):
    """What a mutant does to a row, in the words of the report."""

    STATE = "state"
    SIDE = "side"
    FACT = "fact"
    DROPPED = "dropped"
    ADDED = "added"


@dataclass(frozen=True)
class TableMutant:
    """One changed table."""

    sort: Sort
    kind: KindSpec
    state: State
    step: Step
    change: str
    table: Table

    def __str__(self) -> str:
        return f"{self.kind}, {self.state}, {self.step}: {self.change}"


def table_mutants() -> Iterator[TableMutant]:
    """All mutants of the table."""
    for (kind, state, step), move in MOVES.items():
        for sort, change, changed in _changes(move):
            table = dict(MOVES)
            if changed is None:
                del table[kind, state, step]
            else:
                table[kind, state, step] = changed
            yield TableMutant(sort, kind, state, step, change, table)
    for place in product(KINDS.values(), State, Step):
        if place not in MOVES:
            added = {**MOVES, place: Move(place[1], Side.RECEIVER)}
            yield TableMutant(Sort.ADDED, *place, "added", added)


def _changes(move: Move) -> Iterator[tuple[Sort, str, Move | None]]:
    for state in State:
        if state is not move.to:
            yield Sort.STATE, f"{move.to} -> {state}", replace(move, to=state)
    for side in (*Side, None):
        if side is not move.who:
            yield Sort.SIDE, f"{move.who} -> {side}", replace(move, who=side)
    for fact in (*FactKind, None):
        if fact is not move.fact:
            yield Sort.FACT, f"{move.fact} -> {fact}", replace(move, fact=fact)
    yield Sort.DROPPED, "dropped", None


def noticed(mutant: TableMutant) -> bool:
    """Whether the test of the second reading fails with the changed table."""
    with patch.object(test_moves, "MOVES", mutant.table):
        try:
            test_moves.test_the_table_is_what_the_second_reading_says()
        except AssertionError:
            return True
    return False
