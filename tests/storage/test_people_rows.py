"""The address book, and which chat identity is which officer."""

import pytest

from storage import Address, NoCounty, Storage, Stranger, Transaction, open_storage
from tests.storage.samples import MINUTE, NOW, OFFICERS, directory, set_up


async def test_an_empty_database_says_so(storage: Storage) -> None:
    with pytest.raises(NoCounty):
        await storage.read(lambda tx: tx.people.county())
    with pytest.raises(NoCounty):
        await storage.read(lambda tx: tx.people.directory())
    with pytest.raises(NoCounty):
        await storage.run(lambda tx: tx.people.save_directory(directory()))


async def test_the_address_book_is_read_back_as_it_was(storage: Storage) -> None:
    await set_up(storage)
    assert await storage.read(lambda tx: tx.people.directory()) == directory(version=1)
    county = await storage.read(lambda tx: tx.people.county())
    assert (county.id, county.regulation, county.directory_version, county.created) == (
        "qingfeng",
        "qingfeng",
        1,
        NOW,
    )


async def test_another_regulation_keeps_people_and_founding_day(storage: Storage) -> None:
    await set_up(storage)
    await storage.run(lambda tx: tx.people.save_county("qingfeng", "qingfeng-2027", NOW + MINUTE))
    county = await storage.read(lambda tx: tx.people.county())
    assert (county.regulation, county.created) == ("qingfeng-2027", NOW)
    assert await storage.read(lambda tx: tx.people.directory()) == directory(version=1)


async def test_an_import_by_another_process_is_seen_at_once(database_url: str) -> None:
    bot, import_ = open_storage(database_url), open_storage(database_url)
    try:
        await set_up(bot)
        assert len((await bot.run(lambda tx: tx.people.directory())).officers) == 3
        fewer = directory(officers={OFFICERS[0].id: OFFICERS[0]}, shifts=())
        saved = await import_.run(lambda tx: tx.people.save_directory(fewer))
        assert saved.version == 2
        for see in (bot.run, bot.read):
            assert await see(lambda tx: tx.people.directory()) == saved
    finally:
        await bot.close()
        await import_.close()


async def test_an_import_that_was_taken_back_is_forgotten(storage: Storage) -> None:
    await set_up(storage)
    fewer = directory(officers={}, shifts=())

    def half(tx: Transaction) -> None:
        assert tx.people.save_directory(fewer) == tx.people.directory()
        raise LookupError

    with pytest.raises(LookupError):
        await storage.run(half)
    assert await storage.run(lambda tx: tx.people.directory()) == directory(version=1)
    again = directory(shifts=())
    await storage.run(lambda tx: tx.people.save_directory(again))
    assert (await storage.run(lambda tx: tx.people.directory())).officers == again.officers


async def test_an_unbound_userid_is_the_officer_of_that_name_in_any_case(
    storage: Storage,
) -> None:
    await set_up(storage)

    async def who(channel: str, raw_id: str) -> str | None:
        return await storage.read(lambda tx: tx.people.officer_of(channel, raw_id))

    assert await who("app", "LiQiang") == "liqiang"
    assert await who("app", "woXYZ") is None
    await storage.run(lambda tx: tx.people.identify("aibot", "woXYZ", "liqiang", "", NOW))
    assert await who("aibot", "woXYZ") == "liqiang"
    assert await who("app", "woXYZ") is None
    await storage.run(lambda tx: tx.people.identify("aibot", "liqiang", "laotian", "c", NOW))
    assert await who("aibot", "liqiang") == "laotian"


async def test_an_officer_is_reachable_since_the_first_word(storage: Storage) -> None:
    await set_up(storage)

    async def known() -> tuple[Address, ...]:
        return await storage.read(lambda tx: tx.people.addresses("liqiang"))

    assert await known() == ()
    await storage.run(lambda tx: tx.people.identify("aibot", "wo1", "liqiang", "", NOW))
    assert await known() == (Address("aibot", "wo1", None, ""),)
    await storage.run(lambda tx: tx.people.identify("aibot", "wo1", "liqiang", "c1", NOW + MINUTE))
    await storage.run(
        lambda tx: tx.people.identify("aibot", "wo1", "liqiang", "c2", NOW + 2 * MINUTE)
    )
    await storage.run(
        lambda tx: tx.people.identify("aibot", "wo1", "liqiang", "", NOW + 3 * MINUTE)
    )
    await storage.run(lambda tx: tx.people.identify("app", "liqiang", "liqiang", "liqiang", NOW))
    assert await known() == (
        Address("aibot", "wo1", NOW + MINUTE, "c2"),
        Address("app", "liqiang", NOW, "liqiang"),
    )
    await storage.run(
        lambda tx: tx.people.identify("aibot", "wo1", "laotian", "c3", NOW + 4 * MINUTE)
    )
    assert await storage.read(lambda tx: tx.people.addresses("laotian")) == (
        Address("aibot", "wo1", NOW + 4 * MINUTE, "c3"),
    )
    assert len(await known()) == 1


async def test_a_stranger_is_noted_once_by_id_alone(storage: Storage) -> None:
    await storage.run(lambda tx: tx.people.note_stranger("app", "nobody", NOW))
    await storage.run(lambda tx: tx.people.note_stranger("app", "nobody", NOW + MINUTE))
    await storage.run(lambda tx: tx.people.note_stranger("aibot", "nobody", NOW + MINUTE))
    assert await storage.read(lambda tx: tx.people.strangers()) == (
        Stranger("app", "nobody", NOW),
        Stranger("aibot", "nobody", NOW + MINUTE),
    )
