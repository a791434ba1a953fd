"""The past reads as it was, whatever became of the people and units in the address book."""

from dataclasses import replace

from sqlalchemy import create_engine, text

from bot.operation.address_book import load
from bot.operation.law_book import load_law
from bot.outbound.card_sync import overtaken
from rules.values.kind import Step
from rules.values.people import Directory, Role
from tests.handlers.office import Office

SEEN_BY = "zhou.lan"


async def play(office: Office) -> None:
    """A referral with a file, asked to be supplemented and accepted; an emergency with a team."""
    await office.sends("李强", "现场检查笔录.pdf")
    await office.refer("李强", "城关镇")
    await office.says("宋梅", "补正 移1 请补充营业执照复印件")
    await office.says("宋梅", "确认")
    await office.says("李强", "补充 移1 已补充营业执照复印件")
    await office.says("李强", "确认")
    await office.says("宋梅", "受理 移1")
    await office.says("高峰", "紧急 城关镇 东关桥化工仓库泄漏")
    await office.says("高峰", "确认发出")
    await office.says("路志强", "确认 急1")
    await office.says("田建国", "出发 急1 田建国、宋梅")


def renamed(book: Directory) -> Directory:
    """Everybody and every unit has another name, all are retired but the one who looks."""
    people = {
        i: replace(o, name="某某", title="某职", active=i == SEEN_BY, deputy=None)
        for i, o in book.officers.items()
    }
    people[SEEN_BY] = replace(people[SEEN_BY], roles=frozenset({Role.SUPERVISOR}))
    units = {i: replace(u, name="某单位", short="某单位") for i, u in book.units.items()}
    return Directory(book.county, units, people)


async def looks(office: Office) -> list[str]:
    """Everything by which the supervisor can read the past."""
    words = ("查 移1", "查 急1", "为什么 移1", "材料 移1")
    said = [await office.says(SEEN_BY, one) for one in words]
    law = load_law("qingfeng", None)
    for number in ("移1", "急1"):
        matter, entries = await office.matter(number), await office.entries(number)
        book = await office.storage.read(lambda tx: tx.people.directory())
        said += [overtaken("nobody", matter, [one], law, book) for one in entries]
    return said


async def test_renamed_and_retired_the_past_reads_as_it_was(qingfeng: Office) -> None:
    await play(qingfeng)
    before = await looks(qingfeng)
    assert "田建国、宋梅" in before[1]
    assert "现场检查笔录.pdf（李强）" in before[0]
    book = await qingfeng.storage.read(lambda tx: tx.people.directory())
    await qingfeng.storage.run(lambda tx: tx.people.save_directory(renamed(book)))
    after = await looks(qingfeng)
    assert after == before
    assert not any("某某" in one or "某单位" in one for one in after)


async def test_with_an_empty_address_book_the_past_reads_as_it_was(
    qingfeng: Office, sqlite_url: str
) -> None:
    """Rows removed by hand, which the program itself never does."""
    await play(qingfeng)
    before = await looks(qingfeng)
    engine = create_engine(sqlite_url)
    with engine.begin() as opened:
        opened.execute(text("DELETE FROM shifts"))
        opened.execute(text("DELETE FROM officers WHERE id <> :who"), {"who": SEEN_BY})
        opened.execute(text("DELETE FROM units WHERE id NOT IN (SELECT unit FROM officers)"))
        opened.execute(text("UPDATE county SET directory_version = directory_version + 1"))
    engine.dispose()
    after = await looks(qingfeng)
    assert after == before


async def test_an_entry_keeps_who_for_which_unit_in_which_edition(qingfeng: Office) -> None:
    await play(qingfeng)
    entries = (*await qingfeng.entries("移1"), *await qingfeng.entries("急1"))
    book = qingfeng.county.directory
    for entry in entries:
        assert entry.named is not None
        officer = book.officers[entry.officer]
        assert entry.named.officers[0].name == officer.name
        assert entry.named.officers[0].post == officer.title
        assert entry.named.units[0].name == book.units[entry.unit].name
        assert entry.named.regulation == "qingfeng"
        assert entry.named.edition == (await qingfeng.matter(entry.number)).regulation_version
        assert entry.source.startswith("app:")
    team = next(e for e in entries if e.step is Step.DISPATCH).named
    assert team is not None
    assert {one.name for one in team.officers} >= {"田建国", "宋梅"}
    for number in ("移1", "急1"):
        assert await qingfeng.storage.read(lambda tx, n=number: tx.matters.first_break(n)) is None  # type: ignore[misc]


async def test_who_moved_is_still_named_for_the_unit_of_then(qingfeng: Office) -> None:
    await play(qingfeng)
    before = await qingfeng.says(SEEN_BY, "查 移1")
    book = qingfeng.county.directory
    moved = replace(book.officers["song.mei"], unit="hancun", name="宋梅二")
    fresh = replace(
        qingfeng.county, directory=replace(book, officers={**book.officers, "song.mei": moved})
    )
    await load(qingfeng.storage, fresh, load_law("qingfeng", None), qingfeng.clock.now())
    assert await qingfeng.says(SEEN_BY, "查 移1") == before
