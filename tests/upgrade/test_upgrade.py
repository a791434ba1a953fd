"""A county's database of the version before is carried on: nothing lost, nothing sent twice.

`m0009.sql` was written by `play.py` at commit aa12761.
"""

import json
import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, closing
from datetime import datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from aiohttp import ClientSession
from psycopg import sql

from bot.operation.anchoring import Anchoring
from bot.operation.verification import verify_all
from bot.rehearsal.client import Stage
from bot.rehearsal.demo import rehearsal, sample
from rules.values.dates import BEIJING
from storage import NotUpgraded, open_storage, upgrade
from storage.tables import micros
from tests.bot.test_material import MONDAY, PAPER, House

WRITTEN = Path(__file__).with_name("m0009.sql")
EVENING = MONDAY.replace(hour=20)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The database as that version left it."""
    made = tmp_path / "before.db"
    with closing(sqlite3.connect(made)) as opened:
        opened.executescript(WRITTEN.read_text("utf-8"))
    return made


def rows(file: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(file)) as opened:
        return list(opened.execute(query))


@asynccontextmanager
async def carried_on(file: Path) -> AsyncIterator[House]:
    """The new program on it, where the old one had come to; it upgrades by itself."""
    county = sample("qingfeng")
    async with rehearsal(county, db=f"sqlite:///{file}") as scene, ClientSession() as http:
        stage = Stage(http, scene.emulator.url)
        await stage.enter()
        yield House(scene, stage, http)


WAITED = (
    ("移2:supplement-notice:before:2026-04-29:song.mei", "song.mei", "移2", "reminder"),
    ("移2:supplement-notice:before+1:2026-04-28:song.mei", "song.mei", "移2", "reminder"),
    ("移2:refer-to-township:last-day:2026-04-29:li.qiang", "li.qiang", "移2", "reminder"),
    ("急2:emergency-dispatch:after+3:20260427T2200:gao.feng", "gao.feng", "急2", "overdue"),
    ("急2:emergency-dispatch:after+3:20260427T2100:gao.feng", "gao.feng", "急2", "overdue"),
    (":material:1:li.qiang:app:m-7", "li.qiang", "移1", "material"),
    ("移2::group-call", "@group", "移2", "group-call"),
)
"""Pushes as that version wrote them: key, addressee, matter, kind."""
OVERTAKEN = {WAITED[1][0], WAITED[2][0], WAITED[4][0]}
"""Their line was on another day, has been met, or ended in another hour."""
ABOUT = {
    "移1::arrival:20260427T090000000000:li.qiang": (None, "arrival", None, None, None),
    "急1:emergency-dispatch:chase-dispatch+1:20260427T1100:lu.zhiqiang": (
        "emergency-dispatch",
        "chase-dispatch",
        None,
        "2026-04-27T11:00:00+08:00",
        None,
    ),
    "急1:stop:2:song.mei": (None, None, None, None, None),
    WAITED[0][0]: ("supplement-notice", "before", "2026-04-29", None, None),
    WAITED[1][0]: ("supplement-notice", "before", "2026-04-28", None, None),
    WAITED[3][0]: ("emergency-dispatch", "after", None, "2026-04-27T22:00:00+08:00", None),
    WAITED[5][0]: (None, None, None, None, 1),
    WAITED[6][0]: (None, None, None, None, None),
}
"""What the key of a row that was written before comes to: duty, rule, day, end, file."""


def waits(file: Path) -> None:
    """Put `WAITED` into the outbox, due in the evening at which that version was stopped."""
    at = micros(EVENING)
    with closing(sqlite3.connect(file)) as opened, opened:
        opened.executemany(
            "INSERT INTO outbox (push_key, addressee, number, kind, message, at, urgent, carries,"
            " version, state, next_at, attempts, again) VALUES (?, ?, ?, ?, ?, ?, ?, 0, 1,"
            " 'waiting', ?, 0, 0)",
            [
                (key, to, number, kind, json.dumps({"text": f"提醒{n}"}), at, urgent, at)
                for n, (key, to, number, kind) in enumerate(WAITED)
                for urgent in [int(kind in {"material", "overdue"})]
            ],
        )


ENTRIES = (
    "SELECT number, seq, step, officer, unit, at, recorded_at, facts, details, source, algorithm,"
    " prev_hash, hash FROM entries ORDER BY number, seq"
)


def test_it_is_not_opened_before_it_was_upgraded(file: Path) -> None:
    with pytest.raises(NotUpgraded, match="liaison db upgrade"):
        open_storage(f"sqlite:///{file}")


async def test_its_entries_stay_letter_by_letter_and_verify(file: Path, tmp_path: Path) -> None:
    before = rows(file, ENTRIES)
    assert len(before) == 9
    upgrade(f"sqlite:///{file}")
    assert rows(file, ENTRIES) == before
    assert rows(file, "SELECT count(*) FROM entries WHERE named IS NOT NULL") == [(0,)]
    storage = open_storage(f"sqlite:///{file}")
    found = await verify_all(storage, tmp_path / "anchors", lambda _: None)
    await storage.close()
    assert found.faults == []
    assert (found.matters, found.entries, found.files) == (5, 9, 1)


def filled(found: Sequence[Sequence[object]]) -> dict[object, tuple[object, ...]]:
    """What stands in the outbox, as `ABOUT` has it."""
    return {
        key: (
            duty,
            rule,
            day and str(day),
            end and datetime.fromtimestamp(int(str(end)) / 1e6, BEIJING).isoformat(),
            material,
        )
        for key, duty, rule, day, end, material in found
    }


BOX = "SELECT push_key, duty, rule, line_day, line_end, material FROM outbox"


@pytest.mark.postgres
async def test_on_postgresql_its_entries_verify_as_well(
    file: Path, empty_postgres: str, tmp_path: Path
) -> None:
    """The same rows under the tables of that version there."""
    waits(file)
    upgrade(empty_postgres, "0009")
    tables = [name for (name,) in rows(file, "SELECT name FROM sqlite_master WHERE type = 'table'")]
    with psycopg.connect(empty_postgres) as server:
        server.execute("SET session_replication_role = replica")
        for table in (str(one) for one in tables if one != "alembic_version"):
            there = rows(file, f'SELECT * FROM "{table}"')  # noqa: S608
            if there:
                marks = ", ".join(["%s"] * len(there[0]))
                into = sql.SQL("INSERT INTO {} VALUES (" + marks + ")")  # noqa: S608
                server.cursor().executemany(into.format(sql.Identifier(table)), there)
    upgrade(empty_postgres)
    with psycopg.connect(empty_postgres) as server:
        about = filled(server.execute(BOX).fetchall())
    assert {key: about[key] for key in ABOUT} == ABOUT
    storage = open_storage(empty_postgres)
    found = await verify_all(storage, tmp_path / "anchors", lambda _: None)
    await storage.close()
    assert found.faults == []
    assert (found.matters, found.entries, found.files) == (5, 9, 1)


async def test_what_waited_is_sent_once_and_what_was_sent_is_not_sent_again(file: Path) -> None:
    sent = {key for (key,) in rows(file, "SELECT push_key FROM outbox WHERE state = 'sent'")}
    waiting = {key for (key,) in rows(file, "SELECT push_key FROM outbox WHERE state = 'waiting'")}
    assert len(sent) == 32
    assert {str(key).partition(":")[0] for key in waiting} == {"", "移2", "急2"}
    marks = rows(file, "SELECT push_key, ended_at, receipts FROM outbox WHERE state = 'sent'")
    async with carried_on(file) as house:
        await house.stage.move_to(EVENING + timedelta(minutes=1))
        heard = await house.stage.received()
        calls = [one for one in heard if "急2" in one.words and one.to in {"路志强", "宋梅"}]
        assert {one.to for one in calls} == {"路志强", "宋梅"}
        words = [(one.to, one.channel, one.words) for one in heard]
        assert len(set(words)) == len(words), "nobody reads anything twice on one channel"
        assert not [one for one in heard if "移1" in one.words or "协1" in one.words]
        assert not [one for one in heard if "移2" in one.words], "it waits for the morning"
        assert (await house.says("路志强", "确认 急2"))[0].words.startswith("急2 已确认")
        await house.stage.move_to(EVENING + timedelta(hours=13))
        morning = [one for one in await house.stage.received() if "移2" in one.words]
        assert sorted(one.to for one in morning) == ["宋梅", "田建国"]
    gone = {key for (key,) in rows(file, "SELECT push_key FROM outbox WHERE state = 'sent'")}
    assert waiting <= gone
    again = rows(file, "SELECT push_key, ended_at, receipts FROM outbox WHERE state = 'sent'")
    assert set(marks) <= set(again)


def test_why_a_channel_refuses_somebody_stands_without_its_head(file: Path) -> None:
    with closing(sqlite3.connect(file)) as opened, opened:
        opened.execute(
            "INSERT INTO refusals VALUES ('a', 'app', '81013', '没有送达：没有账号。', 1)"
        )
        opened.execute("INSERT INTO refusals VALUES ('b', 'app', '81013', '没有账号。', 1)")
    upgrade(f"sqlite:///{file}")
    assert rows(file, "SELECT officer, why FROM refusals ORDER BY officer") == [
        ("a", "没有账号。"),
        ("b", "没有账号。"),
    ]


async def test_what_a_push_is_about_is_read_from_its_key_by_the_upgrade_alone(file: Path) -> None:
    waits(file)
    keys = rows(file, "SELECT seq, push_key, kind, state FROM outbox ORDER BY seq")
    upgrade(f"sqlite:///{file}")
    assert rows(file, "SELECT seq, push_key, kind, state FROM outbox ORDER BY seq") == keys
    about = filled(rows(file, BOX))
    assert {key: about[key] for key in ABOUT} == ABOUT


async def test_a_reminder_that_waited_is_overtaken_or_not_as_it_was_before(file: Path) -> None:
    waits(file)
    async with carried_on(file) as house:
        await house.stage.move_to(EVENING + timedelta(minutes=1))
        await house.stage.move_to(EVENING + timedelta(hours=13))
        assert [(name, content) for _, name, content in await house.files_of("li.qiang")] == [
            ("现场检查笔录.pdf", PAPER)
        ]
        read = [one.words for one in await house.stage.received()]
        assert sum("提醒0" in words for words in read) == 1
    states = {
        key: (state, code)
        for key, state, code in rows(file, "SELECT push_key, state, last_code FROM outbox")
    }
    for key, _, _, kind in WAITED:
        if kind != "group-call":
            overtaken = key in OVERTAKEN
            assert (key, states[key][0]) == (key, "dead" if overtaken else "sent")
            assert not overtaken or states[key][1] == "overtaken"


async def test_its_matters_are_read_and_carried_on(file: Path, tmp_path: Path) -> None:
    async with carried_on(file) as house:
        await house.heard()
        [shown] = await house.says("李强", "查 移1")
        assert "宋梅 发出移交" in shown.words
        assert "宋梅 归入材料（材料：现场检查笔录.pdf）" in shown.words
        assert "李强 受理" in shown.words
        assert "读不出来" not in shown.words
        [shown] = await house.says("陈静", "查 协1")
        assert "高峰 答复（答复意见：同意提供，材料另附）" in shown.words
        [shown] = await house.says("路志强", "查 急1")
        assert "东关桥化工仓库泄漏，已疏散四十人" in shown.words
        [why] = await house.says("宋梅", "为什么 移1")
        assert "移1 的期限这样计算" in why.words or "移1：" in why.words
        await house.says("李强", "材料 移1")
        assert [(name, content) for _, name, content in await house.files_of("li.qiang")] == [
            ("现场检查笔录.pdf", PAPER)
        ]
        [done] = [
            one for one in await house.says("田建国", "出发 急1 田建国、宋梅") if one.to == "田建国"
        ]
        assert done.words.startswith("急1 已出发")
        storage = house.scene.bot.storage
        anchoring = Anchoring(storage, tmp_path / "anchors", house.scene.clock)
        await anchoring.take()
        found = await verify_all(storage, tmp_path / "anchors", lambda _: None)
        assert found.faults == []
        entries = await storage.read(lambda tx: tx.matters.entries("急1"))
        assert [entry.named is not None for entry in entries] == [False, False, True]
        assert datetime.fromisoformat("2026-04-27T20:00:00+08:00") <= entries[-1].at
