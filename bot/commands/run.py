"""Run the bot: with the real channels, or as a rehearsal on this machine."""

import asyncio
import errno
import logging
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

import click
from aiohttp import ClientSession
from rich.console import Console

from bot.app import open_bot
from bot.clock import SystemClock
from bot.county import samples
from bot.demo import rehearsal, sample
from bot.settings import SettingsError, load
from bot.stage import Stage
from bot.story import Player, read_story


@click.command()
def serve() -> None:
    """用正式通道运行机器人。设置见 README，缺了哪一项会指出来。"""
    settings = load()
    settings.require_channel()

    async def run() -> None:
        bot = await open_bot(settings, SystemClock())
        try:
            await bot.start(click.echo)
            await bot.run()
        finally:
            await bot.close()

    _until_interrupted(run())


@click.command()
@click.option(
    "--story", type=click.Path(exists=True, path_type=Path), help="播放一个故事文件后退出"
)
@click.option("--port", default=8090, show_default=True, help="演练页面的端口")
@click.option("--county", default="qingfeng", show_default=True, help="样例县")
@click.option("--db", default="", help="数据库地址；不写则用临时数据库，退出后删除")
def demo(story: Path | None, port: int, county: str, db: str) -> None:
    """在本机演练：机器人、企业微信、样例县和一个可以拨动的时钟。"""
    if county not in samples():
        raise SettingsError(f"没有样例县 {county}。现有：{'、'.join(samples())}。")
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


def _until_interrupted(work: Coroutine[Any, Any, None]) -> None:
    """Run until done or Ctrl+C; an interruption is no error."""
    try:
        asyncio.run(work)
    except KeyboardInterrupt:
        sys.exit(130)
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        raise SettingsError(
            "端口已经被占用。请先停掉占用它的程序，或者换一个端口："
            "演练用 make run PORT=8091，正式运行改 LIAISON_PORT。"
        ) from None
