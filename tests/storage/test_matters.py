"""Matters are recorded whole, in order, and so that tampering shows."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

import psycopg
import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from rules.kinds import KINDS
from rules.values.errors import UnknownNumber
from rules.values.kind import State
from rules.values.matter import Matter, Outcome
from storage import Stale, Storage, Transaction, first_break, open_storage
from tests.storage.samples import (
    EXTENDED,
    LINES,
    MINUTE,
    NOW,
    entry,
    matter,
    next_step,
    opening,
    push,
    set_up,
)


async def test_what_was_recorded_is_read_back_as_it_was(storage: Storage) -> None:
    sent = opening("移1", push(), conversation="wr-group", facts=(*matter().facts, EXTENDED))
    await storage.run(lambda tx: tx.matters.record(sent))

    assert await storage.read(lambda tx: tx.matters.get("移1")) == sent.after
    assert await storage.read(lambda tx: tx.matters.entries("移1")) == sent.entries
    assert await storage.read(lambda tx: tx.matters.lines("移1")) == LINES
    [posted] = await storage.read(lambda tx: tx.outbox.about("移1"))
    assert posted.push == push()


async def test_an_unknown_number_is_refused_in_words(storage: Storage) -> None:
    with pytest.raises(UnknownNumber, match="没有找到 移9。"):
        await storage.run(lambda tx: tx.matters.get("移9"))


async def test_a_step_changes_state_and_lines_together(storage: Storage) -> None:
    await storage.run(lambda tx: tx.matters.record(opening()))
    met = (replace(LINES[0], status="met"),)

    def accept(tx: Transaction) -> Matter:
        outcome = next_step(tx.matters.get("移1"), state=State.ACCEPTED, next_look=None)
        tx.matters.record(replace(outcome, lines=met))
        return outcome.after

    after = await storage.run(accept)
    assert await storage.read(lambda tx: tx.matters.get("移1")) == after
    assert await storage.read(lambda tx: tx.matters.lines("移1")) == met
    assert [one.seq for one in await storage.read(lambda tx: tx.matters.entries("移1"))] == [1, 2]


async def test_a_matter_that_changed_meanwhile_is_not_overwritten(storage: Storage) -> None:
    await storage.run(lambda tx: tx.matters.record(opening()))
    read_before = await storage.read(lambda tx: tx.matters.get("移1"))
    await storage.run(
        lambda tx: tx.matters.record(next_step(tx.matters.get("移1"), state=State.ACCEPTED))
    )

    with pytest.raises(Stale):
        await storage.run(
            lambda tx: tx.matters.record(next_step(read_before, state=State.WITHDRAWN))
        )
    now = await storage.read(lambda tx: tx.matters.get("移1"))
    assert (now.state, now.version, now.entries) == (State.ACCEPTED, 2, 2)


async def test_two_who_step_at_once_both_end_right(database_url: str) -> None:
    one, other = open_storage(database_url), open_storage(database_url)
    try:
        await one.run(lambda tx: tx.matters.record(opening()))

        def step(tx: Transaction) -> None:
            tx.matters.record(next_step(tx.matters.get("移1")))

        await asyncio.gather(*(storage.run(step) for storage in (one, other) for _ in range(20)))
        after = await one.read(lambda tx: tx.matters.get("移1"))
        assert (after.version, after.entries) == (41, 41)
        assert await one.read(lambda tx: tx.matters.first_break("移1")) is None
    finally:
        await one.close()
        await other.close()


async def test_entries_must_continue_the_record(storage: Storage) -> None:
    await storage.run(lambda tx: tx.matters.record(opening()))
    before = await storage.read(lambda tx: tx.matters.get("移1"))
    after = replace(before, version=2, entries=3)
    with pytest.raises(ValueError, match="do not continue"):
        await storage.run(
            lambda tx: tx.matters.record(Outcome(before, after, LINES, (entry("移1", 3),), ()))
        )


async def test_numbers_have_no_gaps_even_after_failures(storage: Storage) -> None:
    async def file(*, fail: bool) -> int | None:
        def work(tx: Transaction) -> int:
            number = tx.matters.next_number(KINDS["referral"])
            if fail:
                raise LookupError
            return number

        try:
            return await storage.run(work)
        except LookupError:
            return None

    given = await asyncio.gather(*(file(fail=n % 3 == 0) for n in range(60)))
    assert sorted(number for number in given if number) == list(range(1, 41))
    assert await storage.run(lambda tx: tx.matters.next_number(KINDS["assistance"])) == 1


async def test_naive_instants_are_refused_everywhere(storage: Storage) -> None:
    naive = datetime(2026, 11, 20, 9, 30)  # noqa: DTZ001
    fact = EXTENDED._replace(at=naive)
    for bad in (
        opening(opened_at=naive),
        opening(facts=(fact,)),
        replace(opening(), entries=(entry(at=naive),)),
        replace(opening(), lines=(replace(LINES[0], due=naive),)),
        opening("移1", push(at=naive)),
    ):
        with pytest.raises(ValueError, match="naive"):
            await storage.run(lambda tx, bad=bad: tx.matters.record(bad))  # type: ignore[misc]
    with pytest.raises(UnknownNumber):
        await storage.read(lambda tx: tx.matters.get("移1"))


async def test_the_clock_finds_what_is_due_and_what_comes_next(storage: Storage) -> None:
    assert await storage.read(lambda tx: tx.matters.next_instant()) is None
    for number, look in (("移1", NOW + MINUTE), ("移2", NOW), ("移3", NOW + 5 * MINUTE)):
        sent = opening(number, next_look=look)
        await storage.run(lambda tx, sent=sent: tx.matters.record(sent))  # type: ignore[misc]
    await storage.run(lambda tx: tx.matters.record(opening("移4", next_look=None)))

    assert await storage.run(lambda tx: tx.matters.due(NOW + MINUTE, limit=10)) == ("移2", "移1")
    assert await storage.run(lambda tx: tx.matters.due(NOW + MINUTE, limit=1)) == ("移2",)
    assert await storage.read(lambda tx: tx.matters.next_instant()) == NOW
    await storage.run(lambda tx: tx.outbox.post([push("a", at=NOW - MINUTE)]))
    assert await storage.read(lambda tx: tx.matters.next_instant()) == NOW - MINUTE
    await storage.run(lambda tx: tx.outbox.post([push("b", at=NOW - 2 * MINUTE, urgent=True)]))
    assert await storage.read(lambda tx: tx.matters.next_instant()) == NOW - 2 * MINUTE


async def test_open_matters_are_those_of_either_side(storage: Storage) -> None:
    await storage.run(lambda tx: tx.matters.record(opening("移1")))
    await storage.run(lambda tx: tx.matters.record(opening("移2", state=State.SETTLED)))
    await storage.run(
        lambda tx: tx.matters.record(
            opening("移3", sender="samr", receiver="chengguan", opened_at=NOW - MINUTE)
        )
    )
    await storage.run(
        lambda tx: tx.matters.record(opening("移4", receiver="water", sender="forest"))
    )

    async def mine(unit: str) -> list[str]:
        return [one.number for one in await storage.read(lambda tx: tx.matters.open_of(unit))]

    assert await mine("samr") == ["移3", "移1"]
    assert await mine("chengguan") == ["移3", "移1"]
    assert await mine("water") == ["移4"]
    assert await mine("nobody") == []


async def test_the_last_instant_is_the_latest_trace(storage: Storage) -> None:
    assert await storage.read(lambda tx: tx.matters.last_instant()) is None
    await storage.run(lambda tx: tx.matters.record(opening()))
    assert await storage.read(lambda tx: tx.matters.last_instant()) == entry().recorded_at
    await storage.run(
        lambda tx: tx.conversations.remember_reply("app", "m1", "{}", NOW + timedelta(days=1))
    )
    assert await storage.read(lambda tx: tx.matters.last_instant()) == NOW + timedelta(days=1)


async def test_a_matter_handed_on_leaves_one_list_for_the_other(storage: Storage) -> None:
    await storage.run(lambda tx: tx.matters.record(opening()))
    await storage.run(
        lambda tx: tx.matters.record(next_step(tx.matters.get("移1"), receiver="water"))
    )
    assert await storage.read(lambda tx: tx.matters.open_of("samr")) == ()
    [handed_on] = await storage.read(lambda tx: tx.matters.open_of("water"))
    assert handed_on.receiver == "water"
    await storage.run(
        lambda tx: tx.matters.record(next_step(tx.matters.get("移1"), state=State.WITHDRAWN))
    )
    for unit in ("samr", "water", "chengguan"):
        assert await storage.read(lambda tx, unit=unit: tx.matters.open_of(unit)) == ()  # type: ignore[misc]


TAMPERING = {
    "words": ("UPDATE entries SET details = '[]' WHERE seq = 2", 2),
    "time": ("UPDATE entries SET at = at - 1 WHERE seq = 1", 1),
    "person": ("UPDATE entries SET officer = 'wangju' WHERE seq = 3", 3),
    "cut out": ("DELETE FROM entries WHERE seq = 2", 2),
    "names": ("UPDATE entries SET named = replace(named, '田建国', '王局') WHERE seq = 2", 2),
    "names taken off": ("UPDATE entries SET named = NULL WHERE seq = 3", 3),
    "names put on": ("UPDATE entries SET named = '{}' WHERE seq = 1", 1),
    "cut off": ("DELETE FROM entries WHERE seq = 3", 3),
}


@pytest.mark.parametrize("case", TAMPERING)
async def test_tampering_shows_and_says_where(
    storage: Storage, database_url: str, case: str
) -> None:
    statement, where = TAMPERING[case]
    await storage.run(lambda tx: tx.matters.record(opening()))
    for _ in range(2):
        await storage.run(lambda tx: tx.matters.record(next_step(tx.matters.get("移1"))))
    assert await storage.read(lambda tx: tx.matters.first_break("移1")) is None

    _by_hand(database_url, statement, guarded=False)
    assert await storage.read(lambda tx: tx.matters.first_break("移1")) == where


_SAME = "number, seq, step, 'x', unit, at, recorded_at, facts, details, source, algorithm, hash"
_COLUMNS = _SAME.replace("'x'", "officer")
_AGAIN = f"INTO entries ({_COLUMNS}) SELECT {_SAME} FROM entries WHERE true"  # noqa: S608
_CHANGE = "ON CONFLICT (number, seq) DO UPDATE SET officer = 'x'"
CHANGES = {
    "update": "UPDATE entries SET officer = 'x'",
    "delete": "DELETE FROM entries",
    "upsert": f"INSERT {_AGAIN} {_CHANGE}",
    "replace": f"INSERT OR REPLACE {_AGAIN}",
    "update or replace": "UPDATE OR REPLACE entries SET officer = 'x'",
    "truncate": "TRUNCATE entries CASCADE",
    "calendar updated": "UPDATE calendars SET text = 'x'",
    "calendar deleted": "DELETE FROM calendars",
    "calendar replaced": (
        "INSERT OR REPLACE INTO calendars (seq, name, text, loaded_at)"
        " SELECT seq, name, 'x', loaded_at FROM calendars"
    ),
    "calendars emptied": "TRUNCATE calendars",
    "anchor updated": "UPDATE anchors SET digest = 'x'",
    "anchor deleted": "DELETE FROM anchors",
    "anchored deleted": "DELETE FROM anchored",
    "anchored replaced": "INSERT OR REPLACE INTO anchored SELECT * FROM anchored",
    "anchored upsert": (
        "INSERT INTO anchored SELECT * FROM anchored WHERE true"
        " ON CONFLICT (number, entries) DO UPDATE SET hash = 'x'"
    ),
    "anchors emptied": "TRUNCATE anchors",
}
ONLY = {"replace": "sqlite", "update or replace": "sqlite", "calendar replaced": "sqlite"}
ONLY |= {"anchored replaced": "sqlite", "anchors emptied": "postgresql"}
ONLY |= {"truncate": "postgresql", "calendars emptied": "postgresql"}


@pytest.mark.parametrize("case", CHANGES)
async def test_the_database_itself_refuses_to_change_what_is_append_only(
    storage: Storage, database_url: str, case: str
) -> None:
    if not database_url.startswith(ONLY.get(case, "")):
        return  # the other database knows no such statement
    await storage.run(lambda tx: tx.matters.record(opening()))
    await set_up(storage)
    await storage.run(lambda tx: tx.calendars.load("2026", "year = 2026", "", NOW))
    await storage.run(lambda tx: tx.anchors.take(NOW))
    with pytest.raises(Exception, match="append-only"):
        _by_hand(database_url, CHANGES[case], guarded=True)
    assert await storage.read(lambda tx: tx.matters.entries("移1")) == (entry(),)
    [loaded] = await storage.read(lambda tx: tx.calendars.loaded())
    assert loaded.text == "year = 2026"


async def test_sealed_entries_verify_without_a_database(storage: Storage) -> None:
    await storage.run(lambda tx: tx.matters.record(opening()))
    sealed = await storage.read(lambda tx: tx.matters.sealed("移1"))
    head = sealed[-1].hash
    assert first_break(sealed, head, 1) is None
    assert first_break([replace(sealed[0], source="aibot:other")], head, 1) == 1
    assert first_break((), head, 1) == 1


async def test_another_hash_function_may_be_chosen(database_url: str) -> None:
    storage = open_storage(database_url, algorithm="sha512")
    try:
        await storage.run(lambda tx: tx.matters.record(opening()))
        [sealed] = await storage.read(lambda tx: tx.matters.sealed("移1"))
        assert sealed.algorithm == "sha512"
        assert len(sealed.hash) == 128
        assert await storage.read(lambda tx: tx.matters.first_break("移1")) is None
    finally:
        await storage.close()
    with pytest.raises(ValueError, match="unsupported hash"):
        open_storage(database_url, algorithm="rot13")


def _by_hand(url: str, statement: str, *, guarded: bool) -> None:
    """What somebody does with a database shell; unguarded: with the owner's rights."""
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"), poolclass=NullPool)
    with engine.begin() as connection:
        if not guarded and engine.dialect.name == "sqlite":
            connection.execute(text("DROP TRIGGER entries_no_update"))
            connection.execute(text("DROP TRIGGER entries_no_delete"))
        elif not guarded:
            connection.execute(text("ALTER TABLE entries DISABLE TRIGGER entries_append_only"))
        connection.execute(text(statement))
    if not guarded and engine.dialect.name == "postgresql":
        with psycopg.connect(url) as again:
            again.execute("ALTER TABLE entries ENABLE TRIGGER entries_append_only")
