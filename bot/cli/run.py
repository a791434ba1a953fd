"""Run the bot: with the real channels, or as a rehearsal on this machine."""

import asyncio
import errno
import logging
import signal
import socket
import sys
from collections.abc import Coroutine
from contextlib import suppress
from pathlib import Path
from typing import Any

import click
from aiohttp import ClientSession
from rich.console import Console

from bot.app import open_bot
from bot.cli.opening import warn
from bot.clock import SystemClock
from bot.rehearsal.client import Stage
from bot.rehearsal.demo import rehearsal
from bot.rehearsal.demo_options import Chosen, Options, choose
from bot.rehearsal.story import Player, Story, read_story
from bot.settings import SettingsError, load

STOPS = "正在停下：收到的先办完，正在发的先发完，再停。"
STOPPED = "已停下。"
SAMPLE = "qingfeng"
"""The sample county of a rehearsal that says nothing."""


@click.command()
def serve() -> None:
    """用正式通道运行机器人。设置见 liaison.example.toml，缺了哪一项会指出来。"""
    settings = load()
    settings.require_channel()

    async def run() -> None:
        bot = await open_bot(settings, SystemClock())
        try:
            await bot.start(click.echo)
            await bot.run()
        finally:
            await bot.close()

    _until_stopped(run())


@click.command()
@click.option(
    "--story", type=click.Path(exists=True, path_type=Path), help="播放一个故事文件后退出"
)
@click.option("--port", default=8090, show_default=True, help="演练页面的端口")
@click.option("--county", default="", help="样例县，默认 qingfeng")
@click.option("--db", default="", help="数据库地址；不写则用临时数据库，退出后删除")
@click.option(
    "--rules",
    "rules_dir",
    envvar="LIAISON_RULES_DIR",
    type=click.Path(path_type=Path),
    help="本县的规定、日历、提醒办法所在的文件夹",
)
@click.option("--people", type=click.Path(path_type=Path), help="本县的通讯录文件，代替样例县")
@click.option("--policy", type=click.Path(path_type=Path), help="提醒办法文件")
@click.option("--start", default="", help="从什么时候开始演练，例如 2026-04-02T09:00，北京时间")
def demo(
    *,
    story: Path | None,
    port: int,
    county: str,
    db: str,
    rules_dir: Path | None,
    people: Path | None,
    policy: Path | None,
    start: str,
) -> None:
    """在本机演练：机器人、企业微信、一个县和一个可以拨动的时钟；样例县或者自己的县都行。"""
    options = Options(county, rules_dir, people, policy, start)
    played = read_story(story) if story is not None else None
    chosen = choose(options, played.county if played else SAMPLE, SystemClock().now())
    if played is not None:
        logging.getLogger().setLevel(logging.WARNING)
        _until_stopped(_play(played, chosen, db))
    else:
        _until_stopped(_rehearse(chosen, port, db))


async def _rehearse(chosen: Chosen, port: int, db: str) -> None:
    async with rehearsal(
        chosen.county,
        port=port,
        db=db,
        ticking=True,
        rules_dir=chosen.rules_dir,
        policy=chosen.policy,
        start=chosen.start,
    ) as scene:
        warn(scene.bot.storage)
        click.echo(f"演练页面：{scene.emulator.url}")
        click.echo("在浏览器里打开，选一个人就可以和机器人说话。按 Ctrl+C 结束。")
        await scene.bot.run()


async def _play(story: Story, chosen: Chosen, db: str) -> None:
    async with (
        rehearsal(
            chosen.county,
            db=db,
            rules_dir=chosen.rules_dir,
            policy=chosen.policy,
            start=chosen.start,
        ) as scene,
        ClientSession() as http,
    ):
        stage = Stage(http, scene.emulator.url)
        await stage.enter()
        await Player(stage, Console()).play(story)


def _until_stopped(work: Coroutine[Any, Any, None]) -> None:
    """Run until done, or until told to stop, which is no error.

    The first SIGTERM, Ctrl+C or end of the terminal ends it in order; a second one ends it at once.
    """
    try:
        asyncio.run(_stopped_in_order(work))
    except KeyboardInterrupt:
        sys.exit(130)
    except OSError as error:
        words = _NOT_LISTENING.get(error.errno or 0)
        if words is None or error.filename is not None:
            raise
        raise SettingsError(words) from None


async def _stopped_in_order(work: Coroutine[Any, Any, None]) -> None:
    loop = asyncio.get_running_loop()
    task = loop.create_task(work)
    signals = [signal.SIGTERM, signal.SIGINT]
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # nohup wants it to go on
        signals.append(signal.SIGHUP)

    def stop() -> None:
        for one in signals:
            loop.remove_signal_handler(one)
        task.cancel()
        _say(STOPS)

    for one in signals:
        loop.add_signal_handler(one, stop)
    try:
        await task
    except asyncio.CancelledError:
        if not task.cancelled():
            raise
        _say(STOPPED)


def _say(words: str) -> None:
    """Tell whoever started the program, if his terminal is still there."""
    with suppress(OSError):
        click.echo(words)


_NOT_OURS = "本机没有 LIAISON_HOST 这个地址。请改成 127.0.0.1、0.0.0.0 或者本机自己的一个地址。"
_NOT_LISTENING = {
    errno.EADDRINUSE: "端口已经被占用。请先停掉占用它的程序，或者换一个端口："
    "演练用 make run PORT=8091，正式运行改 LIAISON_PORT。",
    errno.EADDRNOTAVAIL: _NOT_OURS,
    socket.EAI_NONAME: _NOT_OURS,
    socket.EAI_AGAIN: _NOT_OURS,
    errno.EACCES: "没有权限监听这个端口。请换用 1024 以上的端口：正式运行改 LIAISON_PORT。",
}
"""Why a port cannot be opened, by the system's number; such an error names no file."""
