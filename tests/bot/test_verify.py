"""`liaison verify --all`: what a database shell did behind the program's back is named."""

import asyncio
import os
import re
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from click.testing import CliRunner
from pydantic import SecretStr

from bot.__main__ import main
from bot.app import open_bot
from bot.operation.anchoring import Anchoring, read_kept
from bot.operation.verification import Verified, spot_check, verify_all
from bot.rehearsal.demo import free_port, rehearsal, sample
from bot.settings import AibotMode, Settings
from storage import Storage
from tests.handlers.office import Office, open_office


@dataclass
class Case:
    """A county with a record and its anchors.

    Attributes:
        anchors: the file outside the database.
    """

    office: Office
    url: str
    anchors: Path

    @property
    def storage(self) -> Storage:
        return self.office.storage

    async def anchor(self) -> None:
        anchoring = Anchoring(self.storage, self.anchors, self.office.clock)
        await anchoring.take()
        assert anchoring.trouble == ""

    async def verified(self) -> Verified:
        return await verify_all(self.storage, self.anchors, lambda _: None)

    def by_hand(self, *statements: str) -> None:
        """What the owner of the database can do, triggers or not."""
        if self.url.startswith("sqlite"):
            with closing(sqlite3.connect(self.url.removeprefix("sqlite:///"))) as opened:
                names = opened.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
                for (name,) in names.fetchall():
                    opened.execute(f"DROP TRIGGER {name}")
                for statement in statements:
                    opened.execute(statement)
                opened.commit()
            return
        with psycopg.connect(self.url) as server:
            server.execute("SET session_replication_role = replica")
            for statement in statements:
                server.execute(statement)


async def play(office: Office) -> None:
    """移1 with a file, accepted; 移2; 协1 answered; 急1 on its way."""
    await office.sends("李强", "现场检查笔录.pdf")
    await office.refer("李强", "城关镇")
    await office.says("宋梅", "受理 移1")
    await office.refer("李强", "城关镇", "另一家店无证经营")
    await office.says("陈静", "协助 应急局 请提供某仓库的备案材料")
    await office.says("陈静", "确认发出")
    await office.says("高峰", "答复 协1 同意提供，已罚款500元")
    await office.says("高峰", "紧急 城关镇 东关桥化工仓库泄漏")
    await office.says("高峰", "确认发出")
    await office.says("路志强", "确认 急1")
    await office.says("田建国", "出发 急1 田建国、宋梅")


@pytest.fixture
async def case(database_url: str, tmp_path: Path) -> AsyncIterator[Case]:
    async with open_office("qingfeng", database_url) as office:
        await play(office)
        yield Case(office, database_url, tmp_path / "anchors")


async def test_a_sound_record_is_said_to_be_sound(case: Case) -> None:
    await case.anchor()
    found = await case.verified()
    assert found.faults == []
    assert found.notes == []
    assert found.looked_at() == "事项 4 件，经过 9 条，材料 1 份（0.0 MB），锚定 1 次"


TAMPERING: dict[str, tuple[str, str]] = {
    "words of an entry": (
        "UPDATE entries SET details = replace(details, '500元', '5万元') WHERE number = '协1'",
        "协1：第2条记录被改动过，和它的哈希对不上。",
    ),
    "name in an entry": (
        "UPDATE entries SET named = replace(named, '宋梅', '张三')"
        " WHERE number = '移1' AND seq = 3",
        "移1：第3条记录被改动过，和它的哈希对不上。",
    ),
    "unreadable entry": (
        "UPDATE entries SET details = '[[' WHERE number = '移1' AND seq = 2",
        "移1：第2条记录被改动过，和它的哈希对不上。",
    ),
    "entry cut out": (
        "DELETE FROM entries WHERE number = '移1' AND seq = 2",
        "移1：缺第2条记录，经过到此接不上。",
    ),
    "entries ending early": (
        "DELETE FROM entries WHERE number = '急1' AND seq = 3",
        "急1：缺第3条记录，经过到此接不上。",
    ),
    "count shortened with them": (
        "UPDATE matters SET entries = 2 WHERE number = '急1'",
        "急1：登记的条数或者末条哈希和经过不一致。",
    ),
    "head": (
        "UPDATE matters SET head = 'abc' || head WHERE number = '移2'",
        "移2：登记的条数或者末条哈希和经过不一致。",
    ),
    "summary": (
        "UPDATE matters SET summary = '已经和解' WHERE number = '移2'",
        "移2：摘要和经过里写的不一样。",
    ),
    "full text": (
        "UPDATE matters SET content = '已经和解' WHERE number = '移2'",
        "移2：全文和经过里写的不一样。",
    ),
    "receiver, who reads it": (
        "UPDATE matters SET receiver = 'hancun' WHERE number = '移2'",
        "移2：接收单位和经过里写的不一样。",
    ),
    "state": (
        "UPDATE matters SET state = 'withdrawn' WHERE number = '移2'",
        "移2：状态和经过里写的不一样。",
    ),
    "dates": (
        "UPDATE matters SET facts = replace(facts, '2026', '2025') WHERE number = '移2'",
        "移2：法律事实和时间和经过里写的不一样。",
    ),
    "edition": (
        "UPDATE matters SET regulation_version = '1999-01-01' WHERE number = '移2'",
        "移2：适用的规定和经过里写的不一样。",
    ),
    "a whole matter": (
        "DELETE FROM matters WHERE number = '移2'",
        "移2：编号给出过，事项不见了，只剩下它的记录。",
    ),
    "file's content": (
        "UPDATE contents SET content = content || content",
        "移1：材料“现场检查笔录.pdf”内容和收到时登记的哈希对不上。",
    ),
    "file's name": (
        "UPDATE materials SET name = '换过.pdf'",
        "移1：材料“现场检查笔录.pdf→换过.pdf”名称和记录里的不一样。",
    ),
    "file tied elsewhere": (
        "UPDATE materials SET number = '移2'",
        "移1：材料“现场检查笔录.pdf”记录里有，库里没有，或者改归了别的事项。",
    ),
    "who sent it": (
        "UPDATE materials SET officer = 'song.mei'",
        "移1：材料“现场检查笔录.pdf”是谁发来的，和记录里的不一样。",
    ),
    "file gone": (
        "DELETE FROM materials",
        "移1：材料“现场检查笔录.pdf”记录里有，库里没有，或者改归了别的事项。",
    ),
    "content gone": (
        "DELETE FROM contents",
        "移1：材料“现场检查笔录.pdf”记录里有，库里没有，或者改归了别的事项。",
    ),
}


@pytest.mark.parametrize("tampering", TAMPERING)
async def test_what_was_changed_behind_the_programs_back_is_named(
    case: Case, tampering: str
) -> None:
    statement, says = TAMPERING[tampering]
    if not case.url.startswith("sqlite"):
        statement = statement.replace("content || content", "decode('00', 'hex')")
    case.by_hand(statement)
    assert says in (await case.verified()).faults


async def test_a_file_put_beside_the_record_is_named(case: Case) -> None:
    case.by_hand(
        "INSERT INTO materials (seq, sha256, kind, name, size, officer, number, at, set_aside)"
        " SELECT 99, sha256, kind, '塞进来的.pdf', size, officer, '移2', at, 0 FROM materials"
    )
    assert "移2：材料“塞进来的.pdf”记录里没有这份材料。" in (await case.verified()).faults


# ---- what only an anchor outside can tell ----


def rewritten(case: Case) -> None:
    """A copy in which everything was redone with other words: its chains are all in order."""
    case.by_hand(
        "DELETE FROM entries WHERE number = '移2'",
        "DELETE FROM lines WHERE number = '移2'",
        "DELETE FROM outbox WHERE number = '移2'",
        "DELETE FROM matters WHERE number = '移2'",
        "UPDATE counters SET last_number = 1 WHERE kind = 'referral'",
    )


async def test_a_matter_that_was_deleted_without_a_trace_is_missed(case: Case) -> None:
    await case.anchor()
    rewritten(case)
    [fault] = (await case.verified()).faults
    says = r"移2：第1次锚定（.+）以后，第1条和它以前的记录被改写，或者不见了。"
    assert re.fullmatch(says, fault)


async def test_a_matter_redone_with_other_words_is_told(case: Case) -> None:
    await case.anchor()
    rewritten(case)
    await case.office.refer("李强", "城关镇", "又一家店，已经和解")
    found = await case.verified()
    assert len(found.faults) == 1
    assert found.faults[0].startswith("移2：第1次锚定")


@pytest.mark.parametrize("redone", [False, True])
async def test_whoever_rewrites_the_anchors_too_is_told_by_the_file(
    case: Case, *, redone: bool
) -> None:
    await case.anchor()
    case.by_hand("DELETE FROM anchored", "DELETE FROM anchors")
    rewritten(case)
    if redone:
        await case.storage.run(lambda tx: tx.anchors.take(case.office.clock.now()))
    found = await case.verified()
    [fault] = found.faults
    assert ("整个改写过" if redone else "锚定文件里有到第1次的锚定，数据库里只到第0次") in fault


async def test_an_anchor_that_was_touched_is_told(case: Case) -> None:
    await case.anchor()
    case.by_hand("UPDATE anchored SET hash = hash || 'x' WHERE number = '移1'")
    said = " ".join((await case.verified()).faults)
    assert "它自己被改动过。" in said


async def test_each_anchor_holds_what_went_on_since_the_last(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.anchors.PAGE", 2)
    monkeypatch.setattr("storage.inspection.PAGE", 2)
    await case.anchor()
    await case.anchor()
    assert len(read_kept(case.anchors).digests) == 1, "nothing had happened"
    await case.office.says("宋梅", "受理 移2")
    case.office.clock.move_to(case.office.clock.now() + timedelta(days=1))
    await case.anchor()
    assert len(read_kept(case.anchors).digests) == 2
    assert case.anchors.stat().st_mode & 0o777 == 0o600
    rows = case.anchors.read_text("utf-8").splitlines()
    assert re.fullmatch(r"2 2026-04-03T09:00:00\+08:00 matters=4 sha256=[0-9a-f]{64}", rows[-1])
    found = await case.verified()
    assert (found.faults, found.anchors) == ([], 2)


async def test_a_file_that_cannot_be_written_is_trouble_and_made_up_for_later(case: Case) -> None:
    there = case.anchors / "mounted" / "anchors"
    clock = case.office.clock
    anchoring = Anchoring(case.storage, there, clock)
    await anchoring.daily()
    assert f"记录的锚定写不进 {there}" in anchoring.trouble
    there.parent.mkdir(parents=True)
    clock.move_to(clock.now() + timedelta(minutes=9))
    await anchoring.daily()
    assert not there.exists()
    clock.move_to(clock.now() + timedelta(minutes=1))
    await anchoring.daily()
    assert anchoring.trouble == ""
    assert len(read_kept(there).digests) == 1


async def test_the_running_bot_keeps_the_head_daily_and_at_its_stop(
    sqlite_url: str, tmp_path: Path
) -> None:
    """A county's own database; a rehearsal has nothing worth it."""
    async with rehearsal(sample("qingfeng"), db=sqlite_url) as scene:
        assert scene.bot.watch.troubles() == {}
    assert "liaison.db.anchor" not in os.listdir(tmp_path)  # noqa: PTH208
    file = tmp_path / "kept" / "anchors"
    with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))) as opened:
        opened.execute("UPDATE installation SET purpose = 'county'")
        opened.commit()
    async with open_office("qingfeng", sqlite_url) as office:
        await play(office)
        clock = office.clock
    settings = Settings(
        database_url=sqlite_url,
        port=free_port(),
        anchor_file=file,
        aibot_mode=AibotMode.CALLBACK,
        aibot_id="aib",
        aibot_token=SecretStr("token"),
        aibot_aes_key=SecretStr("a" * 43),
    )
    bot = await open_bot(settings, clock)
    await bot.start()
    await bot._tick()
    assert "记录的锚定写不进" in bot.watch.troubles()["anchor"]
    with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))) as opened:
        keys = [key for (key,) in opened.execute("SELECT push_key FROM outbox")]
    assert [key for key in keys if key.startswith(":trouble:anchor:")]
    file.parent.mkdir()
    clock.move_to(clock.now() + timedelta(minutes=10))
    await bot._tick()
    assert bot.watch.troubles() == {}
    assert len(read_kept(file).digests) == 1
    async with open_office("qingfeng", sqlite_url) as office:
        said = await office.says("宋梅", "办结 移1 已责令改正", message_id="later")
        assert said.startswith("移1 已办结")
    await bot.close()
    assert len(read_kept(file).digests) == 2


async def test_the_doctor_looks_at_the_newest_and_says_at_how_many(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.operation.verification.SPOT_MATTERS", 3)
    await case.anchor()
    found, total = await spot_check(case.storage, case.anchors)
    assert (found.matters, found.files, found.anchors, total) == (3, 1, 1, 4)
    assert found.faults == []


# ---- the command ----


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., str]:
    monkeypatch.chdir(tmp_path)

    def called(*arguments: str, status: int = 0) -> str:
        result = CliRunner().invoke(main, list(arguments))
        assert result.exit_code == status, result.output
        return result.output

    return called


@pytest.fixture
def played(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A county's own database with a record, and nobody at work in it."""

    async def fill() -> None:
        async with open_office("qingfeng", sqlite_url) as office:
            await play(office)

    asyncio.run(fill())
    monkeypatch.setenv("LIAISON_DATABASE_URL", sqlite_url)
    return Path(sqlite_url.removeprefix("sqlite:///"))


def test_the_command_says_what_it_looked_at_and_what_does_not_fit(
    played: Path, run: Callable[..., str]
) -> None:
    said = run("verify", "--all")
    assert said == "核对了事项 4 件，经过 9 条，材料 1 份（0.0 MB），锚定 0 次。\n都对得上。\n"
    run("backup", "b.db")
    said = run("verify", "--all")
    assert "锚定 1 次。\n都对得上。" in said
    with closing(sqlite3.connect(played, isolation_level=None)) as opened:
        opened.execute("UPDATE matters SET summary = 'x' WHERE number = '移2'")
    said = run("verify", "--all", status=1)
    assert "对不上 1 处：\n  移2：摘要和经过里写的不一样。\n" in said
    assert "Traceback" not in said
    checked = run("check", status=1)
    assert "红 记录：核对了4件的9条经过、1份材料、1次锚定，1处对不上：移2：摘要" in checked


def test_a_restored_backup_is_noted_and_an_older_copy_is_not(
    played: Path, run: Callable[..., str]
) -> None:
    run("backup", "first.db")
    before = played.read_bytes()

    async def more() -> None:
        async with open_office("qingfeng", f"sqlite:///{played}") as office:
            await office.says("宋梅", "受理 移2", message_id="later")

    asyncio.run(more())
    run("backup", "second.db")
    assert len(read_kept(Path(f"{played}.anchor")).digests) == 2
    run("restore", "first.db")
    said = run("verify", "--all")
    assert "恢复过备份，备份里最后是第1次锚定。" in said
    asyncio.run(more())
    run("backup", "third.db")
    assert "都对得上。" in run("verify", "--all")
    played.write_bytes(before)
    assert "数据库里只到第1次：数据库换成了更早的一份" in run("verify", "--all", status=1)


def test_a_missing_file_of_anchors_is_said(played: Path, run: Callable[..., str]) -> None:
    run("backup", "b.db")
    Path(f"{played}.anchor").unlink()
    assert f"没有锚定文件 {played}.anchor" in run("verify", "--all")
    assert "黄 记录：" in run("check", status=1)
