"""Cards that can still be changed, channels that refuse somebody, accounts that want a name."""

from datetime import timedelta

from storage import CardCopy, Refused, Storage
from tests.storage.samples import MINUTE, NOW, next_step, opening

CODE_LIFE = timedelta(hours=72)
COPY = CardCopy("code-1", "app", "li.qiang", "li.qiang", "移1", 1, NOW + CODE_LIFE)


async def stale(storage: Storage, after: timedelta) -> list[str]:
    """Codes that are taken for changing their cards."""
    taken = await storage.run(lambda tx: tx.reach.take_stale_copies(NOW + after, 10, MINUTE))
    return [copy.code for copy in taken]


async def test_a_card_is_changed_once_somebody_has_acted(storage: Storage) -> None:
    await storage.run(lambda tx: tx.matters.record(opening("移1")))
    await storage.run(lambda tx: tx.reach.keep_copies([COPY], NOW))
    assert await stale(storage, MINUTE) == []
    await storage.run(lambda tx: tx.matters.record(next_step(tx.matters.get("移1"))))
    assert await storage.read(lambda tx: tx.reach.has_stale_copies(NOW + MINUTE))
    assert await stale(storage, MINUTE) == ["code-1"]
    assert await stale(storage, MINUTE) == [], "it is being changed"
    assert await stale(storage, 3 * MINUTE) == ["code-1"], "whoever took it did not come back"
    await storage.run(lambda tx: tx.reach.forget_copy("code-1"))
    assert await stale(storage, 9 * MINUTE) == []


async def test_a_card_that_still_holds_is_left_until_the_next_step(storage: Storage) -> None:
    await storage.run(lambda tx: tx.matters.record(opening("移1")))
    await storage.run(lambda tx: tx.reach.keep_copies([COPY], NOW))
    await storage.run(lambda tx: tx.matters.record(next_step(tx.matters.get("移1"))))
    assert await stale(storage, MINUTE) == ["code-1"]
    await storage.run(lambda tx: tx.reach.copy_holds("code-1", 2))
    assert await stale(storage, 9 * MINUTE) == []


async def test_a_code_is_forgotten_when_it_expires(storage: Storage) -> None:
    await storage.run(lambda tx: tx.matters.record(opening("移1")))
    await storage.run(lambda tx: tx.reach.keep_copies([COPY], NOW))
    assert await stale(storage, CODE_LIFE) == []
    assert not await storage.read(lambda tx: tx.reach.has_stale_copies(NOW + CODE_LIFE))


async def test_a_refusal_is_kept_until_something_arrives_again(storage: Storage) -> None:
    first = Refused("li.qiang", "app", "81013", "没有送达：没有这个账号。", NOW)
    later = Refused("li.qiang", "app", "60011", "没有送达：不在可见范围内。", NOW + MINUTE)
    await storage.run(lambda tx: tx.reach.refused(first))
    await storage.run(lambda tx: tx.reach.refused(later))
    assert await storage.read(lambda tx: tx.reach.refusals()) == (later,)
    await storage.run(lambda tx: tx.reach.taken("li.qiang", "aibot"))
    assert await storage.read(lambda tx: tx.reach.refusals()) == (later,)
    await storage.run(lambda tx: tx.reach.taken("li.qiang", "app"))
    assert await storage.read(lambda tx: tx.reach.refusals()) == ()


async def test_an_account_asks_once_and_is_decided_on_once(storage: Storage) -> None:
    asked = await storage.run(
        lambda tx: tx.reach.ask_binding("aibot", "wo1", "li.qiang", "wo1", NOW)
    )
    again = await storage.run(
        lambda tx: tx.reach.ask_binding("aibot", "wo1", "li.qiang", "wo1", NOW + MINUTE)
    )
    assert again == asked
    other = await storage.run(lambda tx: tx.reach.ask_binding("aibot", "wo2", "he.ju", "wo2", NOW))
    assert other.seq != asked.seq

    assert await storage.run(
        lambda tx: tx.reach.decide_binding(asked.seq, "zheng", NOW, agreed=True)
    )
    assert not await storage.run(
        lambda tx: tx.reach.decide_binding(asked.seq, "sun", NOW, agreed=False)
    )
    found = await storage.read(lambda tx: tx.reach.binding(asked.seq))
    assert found is not None
    assert (found.decided_by, found.agreed) == ("zheng", True)
    assert await storage.read(lambda tx: tx.reach.binding(99)) is None
