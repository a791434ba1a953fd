"""Pictures and files: the same bytes once, each sending of them with who, when and for what."""

import hashlib
from datetime import timedelta

import pytest

from rules.values.material import MaterialKind
from storage import Storage, Transaction
from storage.reach import CardCopy
from tests.storage.samples import MINUTE, NOW, opening

BYTES = bytes(range(256)) * 300


def kept(tx: Transaction, name: str, at: timedelta = timedelta(), content: bytes = BYTES) -> int:
    found = tx.materials.keep(
        MaterialKind.FILE, name, content, "li.qiang", "wrGroup", "aibot:m1", NOW + at
    )
    return found.seq


async def test_the_same_bytes_are_stored_once_and_come_back_whole(storage: Storage) -> None:
    first = await storage.run(lambda tx: kept(tx, "笔录.pdf"))
    second = await storage.run(lambda tx: kept(tx, "笔录（再发）.pdf", MINUTE))
    assert first != second
    for seq, name in ((first, "笔录.pdf"), (second, "笔录（再发）.pdf")):
        found = await storage.read(lambda tx, seq=seq: tx.materials.get(seq))  # type: ignore[misc]
        assert found is not None
        material, content = found
        assert content == BYTES
        assert material.sha256 == hashlib.sha256(BYTES).hexdigest()
        assert (material.name, material.size, material.number) == (name, len(BYTES), "")
    assert await storage.read(lambda tx: tx.materials.get(99)) is None


async def test_what_is_loose_is_linked_and_then_belongs(storage: Storage) -> None:
    await storage.run(lambda tx: tx.matters.record(opening("移1")))
    old = await storage.run(lambda tx: kept(tx, "旧.pdf"))
    new = await storage.run(lambda tx: kept(tx, "新.pdf", 31 * MINUTE))
    loose = await storage.read(lambda tx: tx.materials.loose("li.qiang", "wrGroup"))
    assert [(one.seq, one.set_aside) for one in loose] == [(old, False), (new, False)]
    assert await storage.read(lambda tx: tx.materials.loose("li.qiang", "other")) == ()
    for seq in (old, new):
        await storage.run(lambda tx, seq=seq: tx.materials.set_aside(seq))  # type: ignore[misc]
    late = await storage.run(lambda tx: kept(tx, "后来的.pdf", 32 * MINUTE))
    loose = await storage.read(lambda tx: tx.materials.loose("li.qiang", "wrGroup"))
    assert [(o.seq, o.set_aside) for o in loose] == [(old, True), (new, True), (late, False)]
    await storage.run(lambda tx: tx.materials.link(old, "移1"))
    [one] = await storage.read(lambda tx: tx.materials.of("移1"))
    assert (one.seq, one.number, one.officer, one.source) == (old, "移1", "li.qiang", "aibot:m1")


async def test_what_is_dropped_is_gone_with_its_bytes_unless_they_are_needed(
    storage: Storage,
) -> None:
    await storage.run(lambda tx: tx.matters.record(opening("移1")))
    first = await storage.run(lambda tx: kept(tx, "一.pdf"))
    second = await storage.run(lambda tx: kept(tx, "二.pdf"))
    await storage.run(lambda tx: tx.materials.link(first, "移1"))

    def drop_all(tx: Transaction) -> None:
        for one in (*tx.materials.loose("li.qiang", "wrGroup"), *tx.materials.of("移1")):
            tx.materials.drop(one)

    await storage.run(drop_all)
    assert await storage.read(lambda tx: tx.materials.get(second)) is None
    found = await storage.read(lambda tx: tx.materials.get(first))
    assert found is not None, "what belongs to a matter is not dropped"
    assert found[1] == BYTES
    third = await storage.run(lambda tx: kept(tx, "三.pdf", content=b"other"))
    await storage.run(drop_all)
    assert await storage.read(lambda tx: tx.materials.get(third)) is None


async def test_a_message_that_fails_leaves_no_file(storage: Storage) -> None:
    def break_off(tx: Transaction) -> None:
        kept(tx, "笔录.pdf")
        raise RuntimeError("after the file")

    with pytest.raises(RuntimeError, match="after the file"):
        await storage.run(break_off)
    assert await storage.read(lambda tx: tx.materials.get(1)) is None


async def test_no_card_is_no_copy(storage: Storage) -> None:
    nothing: list[CardCopy] = []
    await storage.run(lambda tx: tx.reach.keep_copies(nothing, NOW))
    assert not await storage.read(lambda tx: tx.reach.has_stale_copies(NOW))
