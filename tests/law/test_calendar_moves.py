"""A year's notice is loaded: 暂定 becomes firm, what moved is told once, what passed stays.

Every notice for 2027 and every change to 2026 here is invented.
"""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from aiohttp import ClientSession
from click.testing import CliRunner

from bot.__main__ import main
from bot.operation.calendars import check, load, preview
from bot.operation.law_book import load_law
from bot.rehearsal.client import Stage
from bot.rehearsal.demo import rehearsal, sample
from rules.decisions.recompute import recompute
from rules.law.calendar import WorkCalendar
from rules.values.dates import BEIJING
from rules.values.kind import Step
from rules.values.matter import Entry, Outcome
from rules.values.toml_table import BadFile, data_files
from scheduler.sweep import sweep
from storage import open_storage, upgrade
from tests.handlers.office import Office, open_office

NEXT_YEAR = Path(__file__).parent / "invented" / "2027.toml"
WHY = "2027年放假安排已经公布（虚构〔2026〕1号）"


@pytest.fixture
async def renqiu(database_url: str) -> AsyncIterator[Office]:
    async with open_office("cangzhou", database_url) as office:
        yield office


async def ask_for_help(office: Office, when: str) -> None:
    """协1: 任丘's 新华路街道 asks 市监局, which has seven working days (第二十条)."""
    office.at(when)
    await office.says("韩雪", "请市监局协助 鉴定一批烟花爆竹")
    await office.says("韩雪", "确认发出")


async def load_file(office: Office, path: Path = NEXT_YEAR) -> list[tuple[str, str, str]]:
    found = check(path, None, office.book.law.calendar)
    shifts = await load(office.storage, found, path.name, None, office.clock.now())
    return [(s.matter.number, s.moved.old_text, s.moved.new_text) for s in shifts]


async def told(office: Office, number: str) -> list[tuple[str, str]]:
    """Everybody who was told of a new line, and what."""
    pushes = [push for push in await office.pushes(number) if ":recompute:" in push.key]
    return [(push.to, push.message.text) for push in pushes]


def changed_2026(folder: Path, old: str, new: str) -> Path:
    """The notice of 2026 as it was never issued."""
    shipped = next(p for p in data_files("calendars") if p.name == "2026.toml")
    text = shipped.read_text(encoding="utf-8")
    assert old in text
    path = folder / "2026.toml"
    path.write_text(text.replace(old, new).replace("7号", "7号（虚构的变动）"), encoding="utf-8")
    return path


async def test_a_line_into_an_unannounced_year_is_provisional_everywhere(renqiu: Office) -> None:
    renqiu.at("2026-12-23 09:00")
    await renqiu.says("韩雪", "请市监局协助 鉴定一批烟花爆竹")
    sent = await renqiu.reply("韩雪", "确认发出")
    assert sent.message
    assert sent.message.card
    assert "期限：市监局出具书面意见，暂定1月4日（周一），依据第二十条。" in sent.message.text
    assert ("期限", "暂定1月4日（周一）") in sent.message.card.lines
    for words in ("待办", "查 协1", "为什么 协1"):
        answer = await renqiu.says("梁静", words)
        assert "暂定" in answer
        assert "1月4日（周一）24:00前" not in answer
    arrival = next(p for p in await renqiu.pushes("协1") if p.kind == "arrival")
    assert "请出具书面意见，暂定1月4日（周一），放假安排公布后重新计算" in arrival.message.text
    assert arrival.message.card
    assert ("期限", "暂定1月4日（周一）") in arrival.message.card.lines
    [line] = [
        one
        for one in await renqiu.storage.read(lambda tx: tx.matters.lines("协1"))
        if one.duty == "assist-reply"
    ]
    assert (line.status, line.due, str(line.last_day)) == ("provisional", None, "2027-01-04")


async def test_a_years_notice_makes_provisional_lines_firm(renqiu: Office) -> None:
    await ask_for_help(renqiu, "2026-12-23 09:00")
    renqiu.at("2026-12-31 10:00")
    assert await load_file(renqiu) == [("协1", "暂定1月4日（周一）", "1月5日（周二）24:00")]
    text = (
        f"协1：期限重新计算。{WHY}。\n"
        "市监局出具书面意见：原为暂定1月4日（周一），现为1月5日（周二）24:00（第二十条）。\n"
        "算法请发送“为什么 协1”。"
    )
    assert await told(renqiu, "协1") == [(who, text) for who in ("liang.jing", "mi.nan", "han.xue")]
    assert "期限：市监局出具书面意见，1月5日（周二）24:00前" in await renqiu.says("梁静", "查 协1")
    why = await renqiu.says("韩雪", "为什么 协1")
    assert "期限：1月5日（周二）24:00。" in why
    assert "1月1日（周五）至1月4日（周一）元旦" in why
    assert "日历：2026@国办发明电〔2025〕7号；2027@虚构〔2026〕1号。" in why


async def test_the_record_keeps_the_old_line_and_stays_unbroken(renqiu: Office) -> None:
    await ask_for_help(renqiu, "2026-12-23 09:00")
    renqiu.at("2026-12-31 10:00")
    await load_file(renqiu)
    *_, entry = await renqiu.entries("协1")
    assert (entry.step, entry.officer, entry.facts) == (Step.RECOMPUTE, "", ())
    assert entry.details == (
        ("duty", "assist-reply"),
        ("old", "2027-01-04"),
        ("provisional", "old"),
        ("new", "2027-01-05"),
        ("why", WHY),
    )
    assert await renqiu.storage.read(lambda tx: tx.matters.first_break("协1")) is None
    assert (
        "12月31日（周四）10:00 系统 期限重算（期限：出具书面意见；"
        f"原为：暂定1月4日（周一）；现为：1月5日（周二）；原因：{WHY}）"
    ) in await renqiu.says("韩雪", "查 协1")


async def test_a_record_of_before_that_wrote_the_word_behind_the_day_is_read_and_verifies(
    renqiu: Office,
) -> None:
    await ask_for_help(renqiu, "2026-12-23 09:00")
    renqiu.at("2026-12-31 10:00")
    now, before = renqiu.clock.now(), await renqiu.matter("协1")
    said = (
        ("duty", "assist-reply"),
        ("old", "2027-01-04暂定"),
        ("new", "2027-01-05暂定"),
        ("duty", "assist-reply"),
        ("old", "2027-01-05"),
        ("new", "2027-01-06"),
        ("provisional", "new"),
    )
    entry = Entry("协1", before.entries + 1, Step.RECOMPUTE, "", "", now, now, (), said)
    after = replace(before, version=before.version + 1, entries=entry.seq)
    await renqiu.storage.run(lambda tx: tx.matters.record(Outcome(before, after, (), (entry,))))
    assert await renqiu.storage.read(lambda tx: tx.matters.first_break("协1")) is None
    assert (
        "期限重算（期限：出具书面意见；原为：暂定1月4日（周一）；现为：暂定1月5日（周二）；"
        "期限：出具书面意见；原为：1月5日（周二）；现为：暂定1月6日（周三））"
    ) in await renqiu.says("韩雪", "查 协1")


async def test_loading_again_changes_nothing(renqiu: Office) -> None:
    await ask_for_help(renqiu, "2026-12-23 09:00")
    renqiu.at("2026-12-31 10:00")
    await load_file(renqiu)
    before = await renqiu.matter("协1"), await renqiu.pushes("协1")
    assert await load_file(renqiu) == []
    assert (await renqiu.matter("协1"), await renqiu.pushes("协1")) == before
    loaded = await renqiu.storage.read(lambda tx: tx.calendars.loaded())
    assert [one.name for one in loaded] == ["2027"]


async def test_a_dry_run_writes_nothing(renqiu: Office) -> None:
    await ask_for_help(renqiu, "2026-12-23 09:00")
    renqiu.at("2026-12-31 10:00")
    found = check(NEXT_YEAR, None)
    before = await renqiu.matter("协1"), await renqiu.pushes("协1")
    shifts = await preview(renqiu.storage, found, None, renqiu.clock.now())
    assert [(s.matter.number, s.moved.new_text) for s in shifts] == [("协1", "1月5日（周二）24:00")]
    assert (await renqiu.matter("协1"), await renqiu.pushes("协1")) == before
    assert await renqiu.storage.read(lambda tx: tx.calendars.loaded()) == ()


async def test_what_was_cut_short_is_made_up_by_loading_again(renqiu: Office) -> None:
    """The file was kept and the process died before any line was counted."""
    await ask_for_help(renqiu, "2026-12-23 09:00")
    renqiu.at("2026-12-31 10:00")
    text = NEXT_YEAR.read_text(encoding="utf-8")
    now = renqiu.clock.now()
    await renqiu.storage.run(lambda tx: tx.calendars.load("2027", text, "2027.toml", now))
    assert await told(renqiu, "协1") == []
    assert await load_file(renqiu) == [("协1", "暂定1月4日（周一）", "1月5日（周二）24:00")]
    assert len(await told(renqiu, "协1")) == 3


async def test_people_are_told_in_office_hours(renqiu: Office) -> None:
    """Loaded at night: the message waits for the next working day, which the new notice moves."""
    await ask_for_help(renqiu, "2026-12-23 09:00")
    renqiu.at("2026-12-31 22:00")
    await load_file(renqiu)
    at = {push.at for push in await renqiu.pushes("协1") if ":recompute:" in push.key}
    assert at == {datetime(2027, 1, 5, 8, 30, tzinfo=BEIJING)}


async def test_who_handles_a_matter_hears_for_the_unit(renqiu: Office) -> None:
    await ask_for_help(renqiu, "2026-12-23 09:00")
    await renqiu.says("米楠", "签收 协1")
    renqiu.at("2026-12-31 10:00")
    await load_file(renqiu)
    assert [who for who, _ in await told(renqiu, "协1")] == ["mi.nan", "han.xue"]


async def test_a_matter_that_stands_still_has_no_date_to_move(renqiu: Office) -> None:
    """The pause goes on; when it ends, the new notice counts."""
    await ask_for_help(renqiu, "2026-12-23 09:00")
    renqiu.at("2026-12-25 09:00")
    await renqiu.says("梁静", "补正 协1 样品照片")
    renqiu.at("2026-12-31 10:00")
    assert await load_file(renqiu) == []
    assert await told(renqiu, "协1") == []
    renqiu.at("2026-12-31 11:00")
    supplied = await renqiu.says("韩雪", "补充 协1 照片已经补齐")
    assert "期限：市监局出具书面意见，1月9日（周六）24:00前" in supplied


async def test_a_change_moves_open_lines_of_the_same_year(renqiu: Office, tmp_path: Path) -> None:
    await ask_for_help(renqiu, "2026-04-27 09:00")
    renqiu.at("2026-05-06 09:00")
    path = changed_2026(tmp_path, "to      = 2026-05-05", "to      = 2026-05-06")
    assert await load_file(renqiu, path) == [("协1", "5月9日（周六）24:00", "5月11日（周一）24:00")]
    [text] = {text for _, text in await told(renqiu, "协1")}
    assert text.startswith(
        "协1：期限重新计算。2026年放假安排已有变动（国办发明电〔2025〕7号（虚构的变动））。"
    )


async def test_a_regions_own_days_may_be_loaded_and_taken_back(
    renqiu: Office, tmp_path: Path
) -> None:
    """A later file of the same instrument takes the place of the earlier one."""
    path = tmp_path / "local.toml"
    local = 'region = "cangzhou"\nsource = "虚构的自治条例第九十九条"\n'
    day_off = '[[off]]\nname = "县庆日"\ndays = [2026-05-08]\n'
    path.write_text(local + day_off, encoding="utf-8")
    await ask_for_help(renqiu, "2026-04-27 09:00")
    renqiu.at("2026-04-29 09:00")
    assert await load_file(renqiu, path) == [("协1", "5月9日（周六）24:00", "5月11日（周一）24:00")]
    assert "5月8日（周五）县庆日" in await renqiu.says("梁静", "为什么 协1")
    path.write_text(local + day_off.replace("05-08", "05-18"), encoding="utf-8")
    assert await load_file(renqiu, path) == [("协1", "5月11日（周一）24:00", "5月9日（周六）24:00")]
    assert len(await told(renqiu, "协1")) == 6
    assert len([e for e in await renqiu.entries("协1") if e.step is Step.RECOMPUTE]) == 2


async def test_a_line_that_has_passed_never_moves(renqiu: Office, tmp_path: Path) -> None:
    """协1 ended on 9 May and nobody replied; on 11 May 6 May is declared a day off."""
    await ask_for_help(renqiu, "2026-04-27 09:00")
    renqiu.at("2026-05-11 09:00")
    overdue = await renqiu.says("梁静", "查 协1")
    assert "已过期限（5月9日（周六）24:00）" in overdue
    why = await renqiu.says("梁静", "为什么 协1")
    path = changed_2026(tmp_path, "to      = 2026-05-05", "to      = 2026-05-06")
    assert await load_file(renqiu, path) == []
    assert await told(renqiu, "协1") == []
    assert await renqiu.says("梁静", "查 协1") == overdue
    assert await renqiu.says("梁静", "为什么 协1") == why
    renqiu.at("2026-05-11 10:00")
    await renqiu.says("梁静", "答复 协1 属于烟花爆竹")
    assert "完成时已过期限。" in await renqiu.says("梁静", "为什么 协1")


async def test_what_was_done_in_time_stays_in_time(renqiu: Office, tmp_path: Path) -> None:
    """Replied on the last day; a day off that is taken back later makes nobody late."""
    await ask_for_help(renqiu, "2026-04-27 09:00")
    renqiu.at("2026-05-09 16:00")
    await renqiu.says("梁静", "答复 协1 属于烟花爆竹")
    renqiu.at("2026-05-12 09:00")
    path = changed_2026(tmp_path, "to      = 2026-05-05", "to      = 2026-05-04")
    assert await load_file(renqiu, path) == []
    why = await renqiu.says("梁静", "为什么 协1")
    [reply] = [part for part in why.split("\n\n") if "市监局出具书面意见" in part]
    assert "期限：5月9日（周六）24:00。" in reply
    assert "完成时已过期限" not in reply


async def test_a_new_matter_runs_by_the_new_notice(renqiu: Office, tmp_path: Path) -> None:
    renqiu.at("2026-04-28 09:00")
    path = changed_2026(tmp_path, "to      = 2026-05-05", "to      = 2026-05-06")
    await load_file(renqiu, path)
    await ask_for_help(renqiu, "2026-04-29 09:00")
    assert "5月13日（周三）24:00" in await renqiu.says("梁静", "查 协1")


async def test_a_notice_that_puts_a_provisional_line_into_the_past_says_so(
    renqiu: Office, tmp_path: Path
) -> None:
    """Nobody knew that 2 January would be worked; it is loaded on the 4th."""
    text = NEXT_YEAR.read_text(encoding="utf-8")
    text = text.replace("to      = 2027-01-04", "to      = 2027-01-01")
    path = tmp_path / "2027.toml"
    path.write_text(
        text.replace("make_up = [2027-01-09]", "make_up = [2027-01-02]"), encoding="utf-8"
    )
    await ask_for_help(renqiu, "2026-12-23 09:00")
    renqiu.at("2027-01-04 09:00")
    assert await load_file(renqiu, path) == [("协1", "暂定1月4日（周一）", "1月2日（周六）24:00")]
    [said] = {text for _, text in await told(renqiu, "协1")}
    assert "现为1月2日（周六）24:00，按新的安排已过期限（第二十条）。" in said
    late = [push for push in await renqiu.pushes("协1") if push.kind == "overdue"]
    assert late, "the leader in charge hears of it as of any line that has passed"


async def test_counting_twice_changes_nothing(renqiu: Office) -> None:
    """The rule itself, without the storage that also leaves out what is there already."""
    await ask_for_help(renqiu, "2026-12-23 09:00")
    matter = await renqiu.matter("协1")
    lines = await renqiu.storage.read(lambda tx: tx.matters.lines("协1"))
    directory = await renqiu.storage.read(lambda tx: tx.people.directory())
    renqiu.at("2026-12-31 10:00")
    now = renqiu.clock.now()
    await load_file(renqiu)
    await renqiu.book.refresh()
    first = recompute(matter, lines, renqiu.book.law, directory, now, WHY)
    assert first is not None
    assert recompute(first.after, first.lines, renqiu.book.law, directory, now, WHY) is None
    assert recompute(first.after, first.lines, renqiu.book.law, directory, now, "again") is None


async def test_a_bad_file_leaves_the_last_good_law(renqiu: Office) -> None:
    """A file that got past the check, by hand or by an older program."""
    await ask_for_help(renqiu, "2026-12-23 09:00")
    now = renqiu.clock.now()
    await renqiu.storage.run(lambda tx: tx.calendars.load("2027", "year = 2027", "坏文件", now))
    assert "暂定1月4日（周一）" in await renqiu.says("梁静", "查 协1")
    assert "没有载入 坏文件" in renqiu.book.fault
    text = NEXT_YEAR.read_text(encoding="utf-8")
    await renqiu.storage.run(lambda tx: tx.calendars.load("2027", text, "好文件", now))
    assert "1月5日（周二）24:00前" in await renqiu.says("梁静", "查 协1")
    assert renqiu.book.fault == ""


async def test_the_clock_does_not_speak_by_a_superseded_calendar(renqiu: Office) -> None:
    """A pass that began before the file was loaded leaves the matter to the next one."""
    await ask_for_help(renqiu, "2026-12-23 09:00")
    stale = renqiu.book.law
    text, now = NEXT_YEAR.read_text(encoding="utf-8"), renqiu.clock.now()
    await renqiu.storage.run(lambda tx: tx.calendars.load("2027", text, "2027.toml", now))
    renqiu.at("2026-12-31 09:00")
    assert await sweep(renqiu.storage, stale, renqiu.clock.now()) == 0
    await renqiu.book.refresh()
    assert await sweep(renqiu.storage, renqiu.book.law, renqiu.clock.now()) == 1
    reminders = [push for push in await renqiu.pushes("协1") if ":day-before:" in push.key]
    assert {push.key.split(":")[3] for push in reminders} == {"2027-01-05"}


async def test_a_reminder_of_a_provisional_line_says_so(renqiu: Office) -> None:
    await ask_for_help(renqiu, "2026-12-23 09:00")
    renqiu.at("2026-12-31 09:00")
    await sweep(renqiu.storage, renqiu.book.law, renqiu.clock.now())
    [text] = {
        push.message.text for push in await renqiu.pushes("协1") if ":day-before:" in push.key
    }
    assert text.startswith(
        "协1：市监局出具书面意见，暂定还剩1个工作日。\n暂定1月4日（周一），放假安排公布后重新计算。"
    )


async def test_a_running_bot_hears_of_a_calendar_another_process_loads(sqlite_url: str) -> None:
    """From the command on the terminal to the telephones of both sides, and back to /readyz."""
    async with rehearsal(sample("cangzhou"), db=sqlite_url) as scene, ClientSession() as http:
        stage = Stage(http, scene.emulator.url)
        await stage.enter()
        await stage.move_to(datetime(2026, 12, 23, 9, tzinfo=BEIJING))
        await stage.says("韩雪", "请市监局协助 鉴定一批烟花", "机器人")
        await stage.says("韩雪", "确认发出", "机器人")
        await stage.move_to(datetime(2026, 12, 31, 10, tzinfo=BEIJING))
        await stage.rest()
        await stage.received()
        other = open_storage(sqlite_url)
        found = check(NEXT_YEAR, None)
        await load(other, found, "2027.toml", None, scene.clock.now())
        await stage.move_to(datetime(2026, 12, 31, 10, 1, tzinfo=BEIJING))
        await stage.rest()
        heard = [one for one in await stage.received() if "期限重新计算" in one.words]
        assert {one.to for one in heard} == {"梁静", "米楠", "韩雪"}
        assert len(heard) == 3
        url = f"http://{scene.bot.settings.host}:{scene.bot.settings.port}/readyz"
        async with http.get(url) as answer:
            assert (await answer.json())["law"] == "ok"
        now = scene.clock.now()
        await other.run(lambda tx: tx.calendars.load("2028", "year = 2028", "坏文件", now))
        await stage.move_to(datetime(2026, 12, 31, 10, 2, tzinfo=BEIJING))
        async with http.get(url) as answer:
            assert "没有载入 坏文件" in (await answer.json())["law"]
        assert scene.bot.law.calendar.last_year == 2027
        await other.close()


def test_a_files_faults_are_all_named_with_their_lines(tmp_path: Path) -> None:
    text = NEXT_YEAR.read_text(encoding="utf-8")
    text = text.replace('number = "虚构〔2026〕1号"\n', "").replace("2027-02-20", "2027-02-22")
    path = tmp_path / "2027.toml"
    path.write_text(text.replace("from = 2027-06-09\nto ", "from = 2027-06-10\nto "))
    with pytest.raises(BadFile) as refusal:
        check(path, None)
    faults = refusal.value.faults
    assert any(fault.endswith("notice.number：缺少") for fault in faults)
    assert any(fault.startswith("第19行 调休上班的2027-02-22不是周六、周日") for fault in faults)
    assert any("放假要写明起止日期，起日不晚于止日" in fault for fault in faults)
    assert any("法定放假日2027-06-09（端午节）没有列入，请照通知补上" in f for f in faults)


@pytest.mark.parametrize("text", ["", 'id = "x"\nshort = "《某规定》"\nregion = "x"\n'])
def test_a_file_that_is_no_calendar_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "x.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadFile, match="不是日历"):
        check(path, None)


def test_a_year_may_not_be_left_out(tmp_path: Path) -> None:
    path = tmp_path / "2028.toml"
    holidays = NEXT_YEAR.read_text(encoding="utf-8").replace("2027", "2028")
    path.write_text(holidays.replace("2028-02-20", "2028-02-19"), encoding="utf-8")
    with pytest.raises(BadFile, match="2027年"):
        check(path, None)


def test_a_regions_own_days_are_checked_and_summed_up(tmp_path: Path) -> None:
    path = tmp_path / "local.toml"
    path.write_text(
        'region = "youyang"\nsource = "虚构的自治条例第九十九条"\n'
        '[[off]]\nname = "县庆日"\ndays = [2026-11-11]\n',
        encoding="utf-8",
    )
    found = check(path, None)
    assert found.about == "youyang：虚构的自治条例第九十九条，另行放假1天，另行上班0天。"
    assert found.calendar.for_region("youyang").why_off(datetime(2026, 11, 11).date()) == "县庆日"  # noqa: DTZ001
    assert found.calendar.why_off(datetime(2026, 11, 11).date()) is None  # noqa: DTZ001


@pytest.fixture
def county(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A county on a SQLite file that the command line works on."""
    url = f"sqlite:///{tmp_path}/county.db"
    upgrade(url)
    monkeypatch.setenv("LIAISON_DATABASE_URL", url)
    monkeypatch.chdir(tmp_path)

    async def work() -> None:
        async with open_office("cangzhou", url) as office:
            await ask_for_help(office, "2026-12-23 09:00")

    asyncio.run(work())
    return url


def test_the_command_line_lists_what_would_move_and_then_loads(county: str) -> None:
    run = CliRunner()
    row = f"协1\t出具书面意见\t市监局\t暂定1月4日（周一） → 1月5日（周二）24:00\t{WHY}\n"
    about = "2027年：虚构〔2026〕1号，放假调休28天，调休上班2天，全年工作日245天。\n"
    dry = run.invoke(main, ["calendar", "load", str(NEXT_YEAR), "--dry-run"])
    assert (dry.exit_code, dry.output) == (
        0,
        f"{row}{about}变动的期限 1 条，没有写入，也没有通知。\n",
    )
    done = run.invoke(main, ["calendar", "load", str(NEXT_YEAR)])
    assert done.output == f"{row}{about}变动的期限 1 条，已载入，双方各通知一次。\n"
    again = run.invoke(main, ["calendar", "load", str(NEXT_YEAR)])
    assert again.output == f"{about}变动的期限 0 条，已载入，双方各通知一次。\n"
    listed = run.invoke(main, ["calendar", "list"])
    assert "2027年\t虚构〔2026〕1号" in listed.output
    assert "2028年起还没有载入放假安排，跨入的期限为暂定。" in listed.output
    assert "1月5日（周二）24:00" in run.invoke(main, ["why", "协1"]).output

    async def loads() -> int:
        storage = open_storage(county)
        loaded = await storage.read(lambda tx: tx.calendars.loaded())
        await storage.close()
        return len(loaded)

    assert asyncio.run(loads()) == 1


@pytest.mark.usefixtures("county")
def test_an_upgrade_that_brings_a_notice_counts_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file lies in the county's own folder, as it would in a newer program's."""
    run = CliRunner()
    assert run.invoke(main, ["db", "upgrade"]).output == "数据库已是当前版本。\n"
    (tmp_path / "2027.toml").write_text(NEXT_YEAR.read_text(encoding="utf-8"), encoding="utf-8")
    monkeypatch.setenv("LIAISON_RULES_DIR", str(tmp_path))
    done = run.invoke(main, ["db", "upgrade"])
    assert done.output == "数据库已是当前版本。变动的期限 1 条，双方各通知一次。\n"
    assert run.invoke(main, ["db", "upgrade"]).output == "数据库已是当前版本。\n"


@pytest.mark.usefixtures("county")
def test_the_command_line_refuses_a_bad_file_whole(tmp_path: Path) -> None:
    path = tmp_path / "bad.toml"
    path.write_text(NEXT_YEAR.read_text(encoding="utf-8").replace("2027-02-20", "2027-02-22"))
    refused = CliRunner().invoke(main, ["calendar", "load", str(path)])
    assert refused.exit_code == 1
    assert "第20行 调休上班的2027-02-22不是周六、周日，请照通知核对" in refused.output
    checked = CliRunner().invoke(main, ["calendar", "check", str(NEXT_YEAR)])
    assert checked.output.startswith("2027.toml 通过检查。2027年：虚构〔2026〕1号")


async def test_an_overlay_in_the_countys_own_folder_moves_its_lines(
    database_url: str, tmp_path: Path
) -> None:
    """LIAISON_RULES_DIR: 25 December is a day off in this county, under its own instrument."""
    (tmp_path / "local.toml").write_text(
        'region = "cangzhou"\nsource = "虚构的自治条例第九十九条"\n'
        '[[off]]\nname = "县庆日"\ndays = [2026-12-25]\n',
        encoding="utf-8",
    )
    law = load_law("cangzhou", tmp_path)
    async with open_office("cangzhou", database_url, law) as office:
        await ask_for_help(office, "2026-12-17 09:00")
        why = await office.says("梁静", "为什么 协1")
    assert "12月25日（周五）县庆日" in why
    assert "期限：12月29日（周二）24:00。" in why
    assert "cangzhou@虚构的自治条例第九十九条" in why
    assert WorkCalendar.load(tmp_path).why_off(datetime(2026, 12, 25).date()) is None  # noqa: DTZ001
