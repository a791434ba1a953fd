"""Lists put the most pressing first."""

import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest

from rules.values.kind import State
from storage import Storage, matters, outbox, views
from storage.statement import SQLITE, Statement
from storage.tables import metadata
from tests.storage.samples import LINES, MINUTE, NOW, opening, push

TABLES = frozenset(metadata.tables)


async def test_open_matters_are_listed_by_their_safe_line_and_by_whose_turn_it_is(
    storage: Storage,
) -> None:
    sooner = replace(LINES[0], safe_due=NOW)
    met = replace(LINES[0], safe_due=NOW - MINUTE, status="met")
    for number, lines in (
        ("移1", LINES),
        ("移2", (LINES[1], met)),
        ("移3", (LINES[1], sooner)),
    ):
        outcome = replace(opening(number), lines=lines)
        await storage.run(lambda tx, outcome=outcome: tx.matters.record(outcome))  # type: ignore[misc]
    await storage.run(lambda tx: tx.matters.record(opening("移4", state=State.WITHDRAWN)))
    await storage.run(
        lambda tx: tx.matters.record(opening("移5", receiver="water", sender="forest"))
    )
    await storage.run(lambda tx: tx.matters.record(opening("移6", state=State.SUPPLEMENTING)))

    async def numbers(unit: str, limit: int, *, ours: bool) -> tuple[list[str], int]:
        found = await storage.read(lambda tx: tx.views.pressing(unit, limit, ours=ours))
        return [matter.number for matter in found.first], found.count

    sender, receiver = opening("移1").after.sender, opening("移1").after.receiver
    assert await numbers(receiver, 9, ours=True) == (["移3", "移1", "移2"], 3)
    assert await numbers(receiver, 2, ours=True) == (["移3", "移1"], 3)
    assert await numbers(receiver, 9, ours=False) == (["移6"], 1)
    assert await numbers(sender, 9, ours=True) == (["移6"], 1)
    assert await numbers(sender, 9, ours=False) == (["移3", "移1", "移2"], 3)
    assert await numbers("water", 9, ours=True) == (["移5"], 1)
    assert await numbers("nobody", 9, ours=True) == ([], 0)


async def test_the_outbox_shows_how_long_it_waits(storage: Storage) -> None:
    empty = await storage.read(lambda tx: tx.views.outbox_overview())
    assert (empty.waiting, empty.sending, empty.oldest, empty.given_up) == (0, 0, None, ())
    await storage.run(lambda tx: tx.outbox.post([push("a", at=NOW + MINUTE), push("b"), push("c")]))
    view = await storage.read(lambda tx: tx.views.outbox_overview())
    assert (view.waiting, view.oldest) == (3, NOW)


@pytest.mark.parametrize(
    "statement",
    [
        matters._DUE,
        matters._NEXT,
        matters.OPEN_MATTERS,
        outbox._URGENT,
        outbox._ORDINARY,
        outbox._RELEASE,
        outbox._SENT_COUNT,
        outbox._OF_NUMBER,
        views._PENDING,
        views._DEAD,
        views._OURS,
        views._OTHERS,
    ],
)
def test_what_runs_often_never_reads_a_whole_table(sqlite_url: str, statement: Statement) -> None:
    sql = statement.form(SQLITE).sql
    with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))) as connection:
        plan = connection.execute("EXPLAIN QUERY PLAN " + sql, [None] * sql.count("?")).fetchall()
    steps = [step for *_, step in plan if step != "SCAN outbox USING INDEX ix_outbox_dead"]
    whole = [step for step in steps if step.startswith("SCAN") and step.split()[1] in TABLES]
    assert whole == []
