"""The command line: serve, demo, due, why, and the care of the database."""

import asyncio
import logging
import sys
from pathlib import Path

import click
from aiohttp import ClientSession
from rich.console import Console

from bot import county as counties
from bot.app import load_law, open_bot
from bot.clock import SystemClock
from bot.demo import fill, rehearsal, sample
from bot.due import due
from bot.settings import SettingsError, load
from bot.stage import Stage
from bot.story import Player, StoryFailed, read_story
from rules.duties import explain
from rules.errors import Refusal, UnknownNumber
from rules.procedure import short
from storage import NoCounty, open_storage, upgrade

LOG_FORMAT = "%(asctime)s %(levelname)s %(name)s %(message)s"


class Cli(click.Group):
    """Says what is wrong in one Chinese sentence; a traceback is for defects only."""

    def invoke(self, ctx: click.Context) -> object:
        """Run a command; a refusal becomes an error message and exit status 1."""
        try:
            return super().invoke(ctx)
        except (Refusal, SettingsError, StoryFailed) as refusal:
            raise click.ClickException(str(refusal)) from refusal
        except NoCounty:
            raise click.ClickException(
                "数据库里还没有通讯录。请先运行 liaison county load 文件。"
            ) from None


@click.group(cls=Cli)
def main() -> None:
    """乡镇与县级部门执法协作的企业微信机器人。"""
    logging.basicConfig(level=logging.INFO, format=LOG_FORMAT)
    logging.getLogger("apscheduler").setLevel(logging.WARNING)


@main.command()
def serve() -> None:
    """用正式通道运行机器人。设置见 README，缺了哪一项会指出来。"""
    settings = load()
    settings.require_channel()

    async def run() -> None:
        bot = await open_bot(settings, SystemClock())
        await bot.start()
        try:
            await bot.run()
        finally:
            await bot.close()

    _until_interrupted(run())


@main.command()
@click.option(
    "--story", type=click.Path(exists=True, path_type=Path), help="播放一个故事文件后退出"
)
@click.option("--port", default=8090, show_default=True, help="演练页面的端口")
@click.option("--county", default="qingfeng", show_default=True, help="样例县")
@click.option("--db", default="", help="数据库地址；不写则用临时数据库，退出后删除")
def demo(story: Path | None, port: int, county: str, db: str) -> None:
    """在本机演练：机器人、企业微信、样例县和一个可以拨动的时钟。"""
    if county not in counties.samples():
        raise SettingsError(f"没有样例县 {county}。现有：{'、'.join(counties.samples())}。")
    if story is not None:
        logging.getLogger().setLevel(logging.WARNING)
        _until_interrupted(_play(story, db))
    else:
        _until_interrupted(_rehearse(county, port, db))


async def _rehearse(county: str, port: int, db: str) -> None:
    async with rehearsal(sample(county), port=port, db=db, ticking=True) as scene:
        click.echo(f"演练页面：{scene.emulator.url}")
        click.echo("在浏览器里打开，选一个人就可以和机器人说话。按 Ctrl+C 结束。")
        await scene.bot.run()


async def _play(file: Path, db: str) -> None:
    story = read_story(file)
    async with rehearsal(sample(story.county), db=db) as scene, ClientSession() as http:
        stage = Stage(http, scene.emulator.url)
        await stage.enter()
        await Player(stage, Console()).play(story)


@main.command()
@click.argument("number")
def why(number: str) -> None:
    """一件事的期限依据和算法。"""
    settings = load()

    async def run() -> str:
        storage = open_storage(settings.database_url)
        try:
            county = await storage.read(lambda tx: tx.county())
            matter = await storage.read(lambda tx: tx.matter(number))
            directory = await storage.read(lambda tx: tx.directory())
        finally:
            await storage.close()
        law = load_law(county.regulation, settings.rules_dir)
        parts = [
            f"{short(directory, o.unit)}{o.duty.name}\n{explain(o.answer, law.regulation(matter))}"
            for o in law.owed(matter, directory, SystemClock().now())
        ]
        if not parts:
            raise UnknownNumber(number)
        return "\n\n".join(parts)

    click.echo(asyncio.run(run()))


@main.group()
def db() -> None:
    """数据库。"""


@db.command("upgrade")
def db_upgrade() -> None:
    """把数据库升级到当前版本；新的数据库会建好表。"""
    upgrade(load().database_url)
    click.echo("数据库已是当前版本。")


@main.group("county")
def county_group() -> None:
    """县的通讯录：单位、人员、值班表。"""


@county_group.command("load")
@click.argument("file", type=click.Path(exists=True, path_type=Path))
@click.option("--dry-run", is_flag=True, help="只检查，不写入")
def county_load(file: Path, *, dry_run: bool) -> None:
    """载入一个通讯录文件；有任何问题都列出来，并且什么也不写入。"""
    loaded = counties.load_county(file)
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


main.add_command(due)


def _until_interrupted(work: object) -> None:
    """Run until done or Ctrl+C; an interruption is no error."""
    try:
        asyncio.run(work)  # type: ignore[arg-type]  # coroutines of several results
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
