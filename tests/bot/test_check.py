"""`liaison check`: what is wrong is one clear line, and the exit status says so."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.__main__ import main
from bot.clock import SystemClock
from bot.finding import Finding, Level
from bot.operation.doctor import examine
from bot.rehearsal.demo import Rehearsal, fill, rehearsal, sample
from bot.rehearsal.wecom import Fault
from bot.settings import Settings
from storage import Purpose, Refused, Storage, back_up, open_storage
from tests.storage.samples import opening, push

MONDAY = datetime.fromisoformat("2026-04-27T09:00:00+08:00")


@pytest.fixture
async def scene(sqlite_url: str) -> AsyncIterator[Rehearsal]:
    """A county's own database, backed up this morning, over the platform on this machine."""
    async with rehearsal(sample("qingfeng"), db=sqlite_url) as running:
        file = sqlite_url.removeprefix("sqlite:///")
        with closing(sqlite3.connect(file, isolation_level=None)) as opened:
            opened.execute("UPDATE installation SET purpose = 'county'")
        back_up(sqlite_url, Path(f"{file}.backup"), MONDAY)
        yield running


async def look(scene: Rehearsal, **changes: object) -> tuple[Finding, ...]:
    settings = scene.bot.settings.model_copy(update=changes)
    return await examine(settings, scene.clock.now())


def red(found: tuple[Finding, ...]) -> list[str]:
    return [f"{one.what}：{one.words}" for one in found if one.level is Level.RED]


def words(found: tuple[Finding, ...], what: str) -> str:
    return "\n".join(f"{one.level} {one.words}" for one in found if one.what == what)


async def test_a_house_in_order_has_no_red_line(scene: Rehearsal) -> None:
    scene.clock.move_to(MONDAY)
    found = await look(scene)
    assert red(found) == []
    assert words(found, "自建应用") == ("绿 登录成功，应用名称：执法协作。\n绿 机器人程序说：通。")
    assert words(found, "智能机器人") == "绿 机器人程序说：通。"
    assert words(found, "群消息推送") == "绿 地址有效。\n绿 机器人程序说：通。"
    assert words(found, "待发推送") == "绿 0条在等各自的时间，没有积压。"
    assert "2027年的放假安排还没有载入" in words(found, "日历")
    assert words(found, "记录") == "绿 核对了0件的0条经过、0份材料、0次锚定，都对得上。"


async def test_open_matters_under_a_document_that_is_gone_are_said(
    scene: Rehearsal,
) -> None:
    scene.clock.move_to(MONDAY)
    await scene.bot.storage.run(
        lambda tx: tx.matters.record(opening(regulation_version="old@1999"))
    )
    assert "在办事项适用的规定没有载入：old@1999。" in "".join(red(await look(scene)))


@pytest.mark.parametrize(
    ("code", "says"),
    [
        (60020, "自建应用不能用：本机的出口地址不在应用的企业可信IP里（127.0.0.1）。"),
        (50003, "应用已被停用"),
    ],
)
async def test_what_the_platform_objects_to_is_said(scene: Rehearsal, code: int, says: str) -> None:
    scene.clock.move_to(MONDAY)
    scene.emulator.order(Fault("agent/get", errcode=code))
    [line] = red(await look(scene))
    assert says in line


async def test_a_wrong_secret_is_said(scene: Rehearsal) -> None:
    scene.clock.move_to(MONDAY)
    scene.emulator.order(Fault("gettoken", errcode=40001))
    [line] = red(await look(scene))
    assert "Secret 不对" in line


@pytest.mark.parametrize("code", [93000, 93004, 93008])
async def test_a_dead_group_address_is_found_before_it_is_needed(
    scene: Rehearsal, code: int
) -> None:
    scene.clock.move_to(MONDAY)
    scene.emulator.order(Fault("webhook/send", errcode=code))
    [line] = red(await look(scene))
    assert line.startswith("群消息推送：没有送达：群消息推送的地址已失效")
    assert red(await look(scene)) == []
    assert scene.emulator.world.received == [], "asking shows nothing in the group"


async def test_a_platform_that_does_not_answer_is_said(scene: Rehearsal) -> None:
    scene.clock.move_to(MONDAY)
    scene.emulator.order(Fault("agent/get", http=502))
    assert red(await look(scene)) == [
        "自建应用：企业微信没有回答（http-502）。请检查网络和 LIAISON_WECOM_API_BASE。"
    ]


async def test_a_bot_that_does_not_run_is_said(scene: Rehearsal) -> None:
    scene.clock.move_to(MONDAY)
    settings = scene.bot.settings
    await scene.bot.close()
    found = await examine(settings, scene.clock.now())
    assert f"黄 没有在运行，或者端口 {settings.port} 不通" in words(found, "机器人")
    await scene.restart()


async def test_people_nobody_reaches_are_named_with_the_cure(scene: Rehearsal) -> None:
    scene.clock.move_to(MONDAY)
    gone = Refused("li.qiang", "app", "60011", "此人不在应用的可见范围内。", MONDAY)
    await scene.bot.storage.run(lambda tx: tx.reach.refused(gone))
    [line] = red(await look(scene))
    assert line == (
        "联系人：收不到任何提醒：市监局李强（自建应用：此人不在应用的可见范围内；"
        "机器人：还没有和机器人说过话，请本人在企业微信里打开机器人，发送“帮助”）。"
    )


async def test_a_hole_in_the_roster_and_a_year_without_days_off_are_red(scene: Rehearsal) -> None:
    scene.clock.move_to(datetime.fromisoformat("2026-12-20T09:00:00+08:00"))
    found = "\n".join(red(await look(scene)))
    assert "值班表：今后14天没有人值第一班：" in found
    assert "日历：2027年的放假安排还没有载入" in found


async def test_pushes_that_wait_too_long_and_those_given_up_are_counted(scene: Rehearsal) -> None:
    scene.clock.move_to(MONDAY)
    storage = scene.bot.storage
    await storage.run(lambda tx: tx.outbox.post([push("late", at=MONDAY), push("gone", at=MONDAY)]))
    await storage.run(
        lambda tx: tx.outbox.dead("gone", "81013", "没有送达：没有这个账号。", MONDAY)
    )
    scene.clock.move_to(MONDAY + timedelta(minutes=11))
    found = await look(scene)
    assert "红 有推送从4月27日（周一）09:00起一直没有发出" in words(found, "待发推送")
    assert words(found, "未送达").startswith("黄 七天内有1条没有送到：")


async def test_the_age_of_the_last_backup_is_said(scene: Rehearsal) -> None:
    scene.clock.move_to(MONDAY)
    assert words(await look(scene), "备份") == (
        "绿 最近一次在2026年4月27日（周一）09:00，不到1小时前。"
    )
    scene.clock.move_to(MONDAY + timedelta(days=3))
    assert words(await look(scene), "备份").startswith(
        "绿 最近一次在2026年4月27日（周一）09:00，3天前。"
    )
    scene.clock.move_to(MONDAY + timedelta(days=3, hours=1))
    assert words(await look(scene), "备份") == (
        "黄 最近一次在2026年4月27日（周一）09:00，3天前。"
        "请每天运行 liaison backup 文件；已经定时的，请看它为什么没有做成。"
    )


async def test_a_database_that_was_never_backed_up_is_yellow(
    storage: Storage, database_url: str
) -> None:
    await fill(storage, sample("qingfeng"), MONDAY)
    found = await examine(Settings(database_url=database_url), MONDAY)
    assert words(found, "备份") == (
        "黄 还没有备份过。请每天运行 liaison backup 文件，备份放到另一台机器上。"
    )


async def test_a_rehearsals_database_is_red_where_the_countys_own_is_looked_for(
    storage: Storage, database_url: str
) -> None:
    await fill(storage, sample("qingfeng"), MONDAY, Purpose.REHEARSAL)
    found = await examine(Settings(database_url=database_url), MONDAY)
    assert words(found, "数据库").startswith("红 这是演练的数据库，不是本县的，正式运行不会用它。")
    assert words(found, "备份") == ""


async def test_a_record_from_the_future_is_red(sqlite_url: str) -> None:
    """On this machine there is no other clock to compare with."""
    now = SystemClock().now()
    storage = open_storage(sqlite_url)
    await fill(storage, sample("qingfeng"), MONDAY)
    settings = Settings(database_url=sqlite_url)
    assert "绿" in words(await examine(settings, now), "时钟")
    await storage.run(
        lambda tx: tx.conversations.remember_reply("app", "m", "[]", now + timedelta(hours=2))
    )
    assert "比本机的时间还晚" in words(await examine(settings, now), "时钟")
    await storage.close()


@pytest.mark.postgres
@pytest.mark.server_clock
async def test_another_machines_clock_is_compared(postgres_url: str) -> None:
    storage = open_storage(postgres_url)
    await fill(storage, sample("qingfeng"), MONDAY)
    now = SystemClock().now()
    settings = Settings(database_url=postgres_url)
    assert "绿" in words(await examine(settings, now), "时钟")
    later = await examine(settings, now - timedelta(hours=1))
    assert "红 本机和数据库服务器相差3" in words(later, "时钟")
    await storage.run(
        lambda tx: tx.conversations.remember_reply("app", "m", "[]", now + timedelta(hours=2))
    )
    assert "比本机的时间还晚" in words(await examine(settings, now), "时钟")
    await storage.close()


def test_without_tables_the_cure_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LIAISON_DATABASE_URL", f"sqlite:///{tmp_path}/new.db")
    result = CliRunner().invoke(main, ["check"])
    assert result.exit_code == 1
    assert f"红 数据库：没有找到数据库 {tmp_path}/new.db。" in result.output
    assert "还没有建库的，先运行 liaison db upgrade。" in result.output
    assert "红 设置：没有可用的通道" in result.output


def test_bad_settings_are_red_lines(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LIAISON_PORT", "none")
    monkeypatch.setenv("LIAISON_WECOM_TOKEN", "t")
    result = CliRunner().invoke(main, ["check"])
    assert result.exit_code == 1
    assert "红 设置：LIAISON_PORT 不能用" in result.output
    assert "红 1 项" in result.output


def open_up(file: Path, mode: int) -> None:
    file.chmod(mode)


async def test_a_database_that_others_can_read_is_red_with_its_cure(
    scene: Rehearsal, sqlite_url: str
) -> None:
    """S9: facts, ID numbers and evidence lay open to every account of the machine."""
    assert words(await look(scene), "权限") == ""
    file = Path(sqlite_url.removeprefix("sqlite:///"))
    open_up(file, 0o644)
    assert words(await look(scene), "权限") == (
        f"红 数据库能被本机的其他账户读取。请运行：chmod 600 {file}"
    )
    open_up(file.with_name(f"{file.name}-wal"), 0o640)
    assert f"chmod 600 {file} {file}-wal" in words(await look(scene), "权限")


@pytest.mark.parametrize(
    ("text", "red_line"),
    [
        ('LIAISON_WECOM_SECRET = "s"\n', "设置文件里有 LIAISON_WECOM_SECRET 等密钥"),
        ('aibot_aes_key = "k"\n', "设置文件里有 LIAISON_AIBOT_AES_KEY 等密钥"),
        ('webhook_url = "https://x"\n', "设置文件里有 LIAISON_WEBHOOK_URL 等密钥"),
        ("port = 8080\n", ""),
        ("no toml at all", ""),
    ],
)
async def test_secrets_that_others_can_read_are_red(
    scene: Rehearsal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, red_line: str
) -> None:
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "liaison.toml"
    file.write_text(text, "utf-8")
    open_up(file, 0o666)
    found = words(await look(scene), "权限")
    assert (
        (red_line in found and "请运行：chmod 600 liaison.toml" in found) if red_line else not found
    )
    open_up(file, 0o600)
    assert words(await look(scene), "权限") == ""
