"""Every push is sent once, retried, or given up where a person sees it."""

import asyncio
from datetime import timedelta

import pytest

from rules.values.message import Message
from storage import PushState, Storage, open_storage
from storage.outbox import Posted
from tests.storage.samples import MINUTE, NOW, next_step, opening, push

LEASE = timedelta(minutes=2)
OWNER = "bot"


async def claim(storage: Storage, *, after: timedelta = timedelta(), limit: int = 50) -> list[str]:
    """Keys of what is claimed."""
    return [posted.push.key for posted in await posted_at(storage, after=after, limit=limit)]


async def posted_at(
    storage: Storage, *, after: timedelta = timedelta(), limit: int = 50
) -> tuple[Posted, ...]:
    return await storage.run(lambda tx: tx.outbox.claim(NOW + after, limit, OWNER, LEASE))


async def test_the_same_key_is_posted_once(storage: Storage) -> None:
    assert await storage.run(lambda tx: tx.outbox.post([push("a"), push("b"), push("a")])) == 2
    assert await storage.run(lambda tx: tx.outbox.post([push("b", message=Message("别的话"))])) == 0
    await storage.run(lambda tx: tx.matters.record(opening("移1", push("a"), push("c"), push("c"))))
    assert await claim(storage) == ["a", "b", "c"]


async def test_the_same_key_posted_by_many_at_once_is_there_once(database_url: str) -> None:
    storages = [open_storage(database_url) for _ in range(2)]
    try:
        new = await asyncio.gather(
            *(
                one.run(lambda tx: tx.outbox.post([push("a")]))
                for one in storages
                for _ in range(20)
            )
        )
        assert sum(new) == 1
    finally:
        for one in storages:
            await one.close()


async def test_urgent_pushes_come_first_and_nothing_before_its_time(storage: Storage) -> None:
    await storage.run(
        lambda tx: tx.outbox.post(
            [
                push("calm", at=NOW - MINUTE),
                push("later", at=NOW + MINUTE),
                push("rings", urgent=True),
                push("rings later", urgent=True, at=NOW + MINUTE),
            ]
        )
    )
    assert await claim(storage, limit=1) == ["rings"]
    assert await claim(storage) == ["calm"]
    assert await claim(storage) == []
    assert await claim(storage, after=MINUTE) == ["rings later", "later"]


async def test_what_is_due_for_one_person_comes_together(storage: Storage) -> None:
    await storage.run(
        lambda tx: tx.outbox.post(
            [
                push("a1", to="a", at=NOW - 3 * MINUTE),
                push("b1", to="b", at=NOW - 2 * MINUTE),
                push("a2", to="a", at=NOW - MINUTE),
                push("a3", to="a", at=NOW + MINUTE),
            ]
        )
    )
    assert await claim(storage, limit=1) == ["a1", "a2"]
    assert await claim(storage, limit=1) == ["b1"]


async def test_a_push_keeps_its_words_and_its_attempts(storage: Storage) -> None:
    await storage.run(lambda tx: tx.outbox.post([push("a", carries=True)]))
    assert await posted_at(storage) == (Posted(push("a", carries=True), 0, again=False),)

    await storage.run(lambda tx: tx.outbox.retry(["a"], NOW + MINUTE, "45009"))
    assert await claim(storage) == []
    assert await posted_at(storage, after=MINUTE) == (
        Posted(push("a", carries=True), 1, again=False),
    )
    await storage.run(
        lambda tx: tx.outbox.retry(["a"], NOW + 2 * MINUTE, "timeout", tried_on="app")
    )
    [third] = await posted_at(storage, after=2 * MINUTE)
    assert (third.attempts, third.again) == (2, True)
    await storage.run(lambda tx: tx.outbox.retry(["a"], NOW + 3 * MINUTE, "45009"))
    [fourth] = await posted_at(storage, after=3 * MINUTE)
    assert (fourth.attempts, fourth.again) == (3, True)


async def test_sent_and_dead_ones_never_come_again(storage: Storage) -> None:
    await storage.run(lambda tx: tx.outbox.post([push("a"), push("b"), push("c")]))
    await claim(storage)
    await storage.run(lambda tx: tx.outbox.sent(["a", "c"], NOW + MINUTE, '{"aibot":"r1"}'))
    await storage.run(lambda tx: tx.outbox.dead("b", "60111", "对方已不在通讯录。", NOW + MINUTE))
    await storage.run(lambda tx: tx.outbox.dead("a", "60111", "迟到的坏消息。", NOW + 2 * MINUTE))
    await storage.run(lambda tx: tx.outbox.retry(["a", "b"], NOW, "late"))

    assert await claim(storage, after=timedelta(days=9)) == []
    assert await storage.read(lambda tx: tx.matters.next_instant()) is None
    sent = await storage.read(lambda tx: tx.outbox.delivery("a"))
    assert sent is not None
    assert (sent.state, sent.ended_at, sent.receipts) == (
        PushState.SENT,
        NOW + MINUTE,
        '{"aibot":"r1"}',
    )
    dead = await storage.read(lambda tx: tx.outbox.delivery("b"))
    assert dead is not None
    assert (dead.state, dead.code, dead.why) == (PushState.DEAD, "60111", "对方已不在通讯录。")
    assert await storage.read(lambda tx: tx.outbox.delivery("nobody")) is None
    view = await storage.read(lambda tx: tx.views.outbox_overview())
    assert (view.waiting, view.sending, view.dead) == (0, 0, 1)
    assert [one.push.key for one in view.given_up] == ["b"]


async def test_a_sender_that_vanished_gives_its_pushes_back(storage: Storage) -> None:
    await storage.run(lambda tx: tx.outbox.post([push("a"), push("b", urgent=True), push("c")]))
    assert set(await claim(storage)) == {"a", "b", "c"}
    await storage.run(lambda tx: tx.outbox.sent(["c"], NOW))

    assert await storage.run(lambda tx: tx.outbox.release("somebody else")) == 0
    assert await claim(storage) == []
    assert await storage.run(lambda tx: tx.outbox.release(OWNER)) == 2
    back = await posted_at(storage)
    assert [(one.push.key, one.again) for one in back] == [("b", True), ("a", True)]

    assert await storage.read(lambda tx: tx.matters.next_instant()) == NOW + LEASE
    expired = await posted_at(storage, after=LEASE)
    assert [(one.push.key, one.attempts, one.again) for one in expired] == [
        ("b", 2, True),
        ("a", 2, True),
    ]


async def test_merged_pushes_count_as_one_message_and_emergencies_as_none(
    storage: Storage,
) -> None:
    await storage.run(
        lambda tx: tx.outbox.post(
            [push("a"), push("b"), push("c"), push("rings", urgent=True), push("d", to="other")]
        )
    )
    await claim(storage)
    await storage.run(lambda tx: tx.outbox.sent(["a", "b"], NOW))
    await storage.run(lambda tx: tx.outbox.sent(["c"], NOW + MINUTE))
    await storage.run(lambda tx: tx.outbox.sent(["rings"], NOW + 2 * MINUTE))
    await storage.run(lambda tx: tx.outbox.sent(["d"], NOW + 3 * MINUTE))

    assert await storage.read(lambda tx: tx.outbox.sent_count("liqiang", NOW)) == 2
    assert await storage.read(lambda tx: tx.outbox.sent_count("liqiang", NOW + MINUTE)) == 1
    assert await storage.read(lambda tx: tx.outbox.sent_count("nobody", NOW)) == 0


async def test_a_matter_is_undelivered_when_every_carrying_push_is_dead(storage: Storage) -> None:
    await storage.run(
        lambda tx: tx.matters.record(
            opening("移1", push("a", carries=True), push("b", carries=True), push("news"))
        )
    )
    for key, undelivered in (("a", False), ("news", False), ("b", True)):
        await storage.run(lambda tx, key=key: tx.outbox.dead(key, "60111", "不在。", NOW))  # type: ignore[misc]
        assert await storage.read(lambda tx: tx.outbox.undelivered("移1")) is undelivered
    assert await storage.read(lambda tx: tx.outbox.undelivered("移9")) is False


async def test_handed_on_the_new_receivers_pushes_decide(storage: Storage) -> None:
    await storage.run(lambda tx: tx.matters.record(opening("移1", push("a", carries=True))))
    await storage.run(lambda tx: tx.outbox.sent(["a"], NOW))
    await storage.run(
        lambda tx: tx.matters.record(
            next_step(tx.matters.get("移1"), push("b", to="new", carries=True))
        )
    )
    await storage.run(lambda tx: tx.matters.record(next_step(tx.matters.get("移1"), push("news"))))
    assert await storage.read(lambda tx: tx.outbox.undelivered("移1")) is False
    await storage.run(lambda tx: tx.outbox.dead("b", "60111", "不在。", NOW))
    assert await storage.read(lambda tx: tx.outbox.undelivered("移1")) is True


@pytest.mark.postgres
async def test_four_workers_claim_each_of_a_thousand_once(postgres_url: str) -> None:
    workers = [open_storage(postgres_url) for _ in range(4)]
    try:
        await workers[0].run(
            lambda tx: tx.outbox.post(
                push(f"k{n}", to=f"o{n % 300}", urgent=n % 7 == 0) for n in range(1000)
            )
        )

        async def work(number: int) -> list[str]:
            mine: list[str] = []
            while True:
                got = await workers[number].run(
                    lambda tx: tx.outbox.claim(NOW, 20, f"w{number}", LEASE)
                )
                if not got:
                    return mine
                mine += [posted.push.key for posted in got]

        shares = await asyncio.gather(*map(work, range(4)))
        claimed = [key for share in shares for key in share]
        assert sorted(claimed) == sorted(f"k{n}" for n in range(1000))
        assert sum(bool(share) for share in shares) > 1
    finally:
        for worker in workers:
            await worker.close()
