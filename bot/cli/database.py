"""Care of the database: its tables, its copies, and the address book in it."""

import asyncio
from contextlib import suppress
from datetime import datetime
from functools import partial
from pathlib import Path

import click

from bot.cli.opening import opened
from bot.cli.options import FILE
from bot.clock import SystemClock
from bot.operation import address_book
from bot.operation.anchoring import Anchoring, is_rehearsal, note_restored
from bot.operation.backups import (
    LOG_MISSING,
    REHEARSAL,
    back_up_to,
    contents,
    not_ours,
    restore_from,
)
from bot.operation.calendars import recount
from bot.operation.county_file import County, load_county
from bot.operation.law_book import load_law, read_law
from bot.settings import Settings, SettingsError, load
from rules.decisions.jurisdiction import unnamed
from rules.decisions.leaving import Change
from storage import (
    NoCounty,
    NotUpgraded,
    Purpose,
    Standing,
    Unusable,
    marked,
    open_storage,
    read_once,
    standing,
    upgrade,
)

UPGRADED = "程序带来了新的放假安排"
"""Why a line moves that is counted anew after an upgrade."""


@click.group()
def db() -> None:
    """数据库。"""


@db.command("upgrade")
def db_upgrade() -> None:
    """把数据库升级到当前版本；新的数据库会建好表。程序带来新的放假安排的，期限一并重新计算。"""
    settings = load()
    _require_ours(settings.database_url, "没有升级")
    upgrade(settings.database_url)
    click.echo(f"数据库已是当前版本。{_brought_up(settings)}")


def _require_ours(url: str, what: str) -> None:
    if standing(url) is Standing.FOREIGN:
        raise SettingsError(not_ours(what))


def _brought_up(settings: Settings) -> str:
    """Say whose a new database is, and count anew what the program's calendars move."""

    async def run() -> int:
        async with opened(settings.database_url) as storage:
            await storage.run(lambda tx: tx.installation.mark(Purpose.COUNTY))
            if await storage.read(lambda tx: tx.installation.purpose()) is Purpose.REHEARSAL:
                return 0
            try:
                law = await read_law(storage, settings.rules_dir)
            except NoCounty:
                return 0
            return len(await recount(storage, law, SystemClock().now(), UPGRADED))

    moved = asyncio.run(run())
    return f"变动的期限 {moved} 条，双方各通知一次。" if moved else ""


@db.command("accept")
def db_accept() -> None:
    """照现有内容继续用一个没有正常关闭、又缺了日志的数据库；先说里面有什么。"""
    url = load().database_url
    _require_ours(url, "没有改动")
    with marked(url) as mark:
        if mark is None or not mark.log_missing:
            click.echo("数据库没有缺日志，不需要这个命令。")
            return
        click.echo(
            contents(read_once(url, lambda tx: tx.installation.inventory(SystemClock().now())))
        )
        mark.accept()
    click.echo(
        "已记下：照现有内容继续。上面没有的事项要重新登记；"
        "编号会接着上面的往下给，已经给过的可能再给一次，请和各单位核对。"
    )


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
def backup(file: Path) -> None:
    """把数据库备份成一个文件，机器人不用停；已经有的文件不会覆盖。"""
    settings = load()
    url = settings.database_url
    _anchor(settings)
    click.echo(back_up_to(url, file, SystemClock().now()))
    with marked(url) as mark:
        if mark is not None and mark.log_missing:
            click.echo(LOG_MISSING, err=True)


def _anchor(settings: Settings) -> None:
    """Take the head of the record, so that the backup has it too; what stops it stops no backup."""
    clock = SystemClock()

    async def run() -> str:
        storage = open_storage(settings.database_url)
        try:
            if storage.log_missing or await storage.read(is_rehearsal):
                return ""
            anchoring = Anchoring(storage, settings.anchors, clock)
            await anchoring.take()
            return anchoring.trouble
        finally:
            await storage.close()

    with suppress(Unusable):
        if standing(settings.database_url) is not Standing.FOREIGN and (told := asyncio.run(run())):
            click.echo(told, err=True)


def _note_restored(settings: Settings, now: datetime) -> None:
    """Write beside the anchors that a backup has come in the database's place."""
    if read_once(settings.database_url, is_rehearsal):
        return
    last = read_once(settings.database_url, lambda tx: tx.anchors.last())
    try:
        note_restored(settings.anchors, last.seq if last else 0, now)
    except OSError:
        click.echo(
            f"没有能在锚定文件 {settings.anchors} 里记下这次恢复，核对时会说数据库换过。"
            "请检查它的权限。",
            err=True,
        )


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
def restore(file: Path) -> None:
    """用一份备份换下数据库，换下的留着；机器人要先停。"""
    settings = load()
    now = SystemClock().now()
    click.echo(restore_from(settings.database_url, file, settings.county, now))
    _note_restored(settings, now)
    if told := _brought_up(settings):
        click.echo(told)


@click.group("county")
def county_group() -> None:
    """县的通讯录：单位、人员、值班表。"""


@county_group.command("load")
@FILE
@click.option("--dry-run", is_flag=True, help="只检查，不写入")
def county_load(file: Path, *, dry_run: bool) -> None:
    """载入一个通讯录文件；有任何问题都列出来，并且什么也不写入。

    文件里没有的单位和人员停用：记录里仍看得到名字，不再收到提醒，也不能办理。
    他们名下的在办事项和由谁接办，载入时逐条列出。
    """
    loaded = load_county(file)
    people = loaded.directory
    settings = load()
    if settings.county and settings.county != loaded.regulation:
        raise SettingsError(
            f"没有载入，什么也没有改：LIAISON_COUNTY 设为 {settings.county}，"
            f"这个文件适用的却是 {loaded.regulation}。是别的县的文件，请换一个；"
            "本县改用新的规定，请先改 LIAISON_COUNTY。"
        )
    law = load_law(loaded.regulation, settings.rules_dir)

    now = SystemClock().now()

    async def run() -> Change:
        async with opened(settings.database_url) as storage:
            if await storage.read(lambda tx: tx.installation.purpose()) is Purpose.REHEARSAL:
                raise SettingsError(
                    f"没有载入：{REHEARSAL}。请检查 LIAISON_DATABASE_URL；"
                    "想用这个通讯录演练，请运行 liaison demo --people 文件。"
                )
            return await address_book.load(storage, loaded, law, now)

    found = _preview(settings.database_url, loaded, now) if dry_run else asyncio.run(run())
    done = "检查通过" if dry_run else "已载入"
    click.echo(
        f"{done}：{loaded.name}，单位 {len(people.units)} 个，人员 {len(people.officers)} 名，"
        f"值班 {len(people.shifts)} 班。"
    )
    document = law.regulations[loaded.regulation]
    for route, why in unnamed(document, people):
        click.echo(
            f"提醒：{document.where(route.cite)}写明提请{route.to}，{why}，"
            "系统通知不到，只能书面提请。",
            err=True,
        )
    if found.leavers or found.closed:
        click.echo("载入以后：" if dry_run else "变动：")
    for row in found.rows():
        click.echo(f"  {row}")


def _preview(url: str, loaded: County, now: datetime) -> Change:
    """What loading would change for the people who are there; nothing where nobody is yet."""
    try:
        return read_once(url, partial(address_book.preview, county=loaded, at=now))
    except NotUpgraded:
        return address_book.NOBODY
