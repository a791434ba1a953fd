"""Care of the database: its tables, and the address book in it."""

import asyncio
from pathlib import Path

import click

from bot.calendars import recount
from bot.clock import SystemClock
from bot.county import load_county
from bot.demo import fill
from bot.law import load_law, read_law
from bot.settings import load
from storage import NoCounty, open_storage, upgrade

UPGRADED = "程序带来了新的放假安排"
"""Why a line moves that is counted anew after an upgrade."""


@click.group()
def db() -> None:
    """数据库。"""


@db.command("upgrade")
def db_upgrade() -> None:
    """把数据库升级到当前版本；新的数据库会建好表。程序带来新的放假安排的，期限一并重新计算。"""
    settings = load()
    upgrade(settings.database_url)

    async def run() -> int:
        storage = open_storage(settings.database_url)
        try:
            law = await read_law(storage, settings.rules_dir)
            return len(await recount(storage, law, SystemClock().now(), UPGRADED))
        except NoCounty:
            return 0
        finally:
            await storage.close()

    moved = asyncio.run(run())
    told = f"变动的期限 {moved} 条，双方各通知一次。" if moved else ""
    click.echo(f"数据库已是当前版本。{told}")


@click.group("county")
def county_group() -> None:
    """县的通讯录：单位、人员、值班表。"""


@county_group.command("load")
@click.argument("file", type=click.Path(exists=True, path_type=Path))
@click.option("--dry-run", is_flag=True, help="只检查，不写入")
def county_load(file: Path, *, dry_run: bool) -> None:
    """载入一个通讯录文件；有任何问题都列出来，并且什么也不写入。"""
    loaded = load_county(file)
    people = loaded.directory
    settings = load()
    load_law(loaded.regulation, settings.rules_dir)
    if not dry_run:

        async def run() -> None:
            storage = open_storage(settings.database_url)
            try:
                await fill(storage, loaded, SystemClock().now())
            finally:
                await storage.close()

        asyncio.run(run())
    done = "检查通过" if dry_run else "已载入"
    click.echo(
        f"{done}：{loaded.name}，单位 {len(people.units)} 个，人员 {len(people.officers)} 名，"
        f"值班 {len(people.shifts)} 班。"
    )
