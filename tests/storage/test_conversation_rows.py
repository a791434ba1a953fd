"""A repeated message gets its earlier reply, and a dialogue survives a restart."""

import asyncio

from storage import Dialogue, Storage, Transaction, open_storage
from tests.storage.samples import MINUTE, NOW, opening


async def test_a_message_is_answered_once(storage: Storage) -> None:
    assert await storage.run(lambda tx: tx.conversations.reply_to("app", "m1")) is None
    await storage.run(
        lambda tx: tx.conversations.remember_reply("app", "m1", '{"text":"已受理"}', NOW)
    )
    assert (
        await storage.run(lambda tx: tx.conversations.reply_to("app", "m1")) == '{"text":"已受理"}'
    )
    assert await storage.run(lambda tx: tx.conversations.reply_to("aibot", "m1")) is None


async def test_the_same_message_at_two_processes_is_handled_once(database_url: str) -> None:
    """The platform repeats a callback while the first is still being answered."""
    storages = [open_storage(database_url) for _ in range(2)]
    handled: list[str] = []

    def answer(tx: Transaction) -> str:
        earlier = tx.conversations.reply_to("app", "m1")
        if earlier is not None:
            return earlier
        tx.matters.record(opening(f"移{tx.matters.next_number(opening().after.kind)}"))
        reply = f"reply {len(handled)}"
        handled.append(reply)
        tx.conversations.remember_reply("app", "m1", reply, NOW)
        return reply

    try:
        replies = await asyncio.gather(*(one.run(answer) for one in storages for _ in range(10)))
        assert len(set(replies)) == 1
        assert len(await storages[0].read(lambda tx: tx.matters.open_of("samr"))) == 1
        assert await storages[0].run(lambda tx: tx.matters.next_number(opening().after.kind)) == 2
    finally:
        for one in storages:
            await one.close()


async def test_a_dialogue_belongs_to_person_and_conversation(database_url: str) -> None:
    storage = open_storage(database_url)
    await storage.run(
        lambda tx: tx.conversations.save_dialogue("laotian", "g1", '{"ask":"found"}', NOW)
    )
    await storage.run(
        lambda tx: tx.conversations.save_dialogue("laotian", "g1", '{"ask":"facts"}', NOW + MINUTE)
    )
    await storage.run(lambda tx: tx.conversations.save_dialogue("liqiang", "g1", "{}", NOW))
    await storage.close()

    storage = open_storage(database_url)
    try:
        now = await storage.read(lambda tx: tx.conversations.dialogue("laotian", "g1"))
        assert now == Dialogue('{"ask":"facts"}', NOW + MINUTE)
        assert await storage.read(lambda tx: tx.conversations.dialogue("laotian", "g2")) is None
        await storage.run(lambda tx: tx.conversations.end_dialogue("laotian", "g1"))
        await storage.run(lambda tx: tx.conversations.end_dialogue("laotian", "g1"))
        assert await storage.read(lambda tx: tx.conversations.dialogue("laotian", "g1")) is None
        assert await storage.read(lambda tx: tx.conversations.dialogue("liqiang", "g1")) is not None
    finally:
        await storage.close()
