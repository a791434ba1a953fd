"""`liaison check`: everything that can be wrong with an installation, a line each."""

import asyncio
import sys

import click
from rich.console import Console
from rich.text import Text

from bot.clock import SystemClock
from bot.finding import Finding, Level
from bot.operation.doctor import examine
from bot.settings import SettingsError, load

COLOURS = {Level.GREEN: "green", Level.YELLOW: "yellow", Level.RED: "bold red"}


@click.command()
def check() -> None:
    """体检：设置、数据库、备份、记录、日历、人员、值班表、通道、时钟、推送；有红的退出码为 1。"""
    console = Console(soft_wrap=True, highlight=False)
    try:
        settings = load()
    except SettingsError as fault:
        found: tuple[Finding, ...] = tuple(
            Finding(Level.RED, "设置", line) for line in str(fault).splitlines()
        )
    else:
        found = asyncio.run(examine(settings, SystemClock().now()))
    for one in found:
        console.print(Text.assemble((one.level, COLOURS[one.level]), f" {one.what}：{one.words}"))
    red = sum(one.level is Level.RED for one in found)
    yellow = sum(one.level is Level.YELLOW for one in found)
    console.print(f"红 {red} 项，黄 {yellow} 项。" if red or yellow else "一切正常。")
    if red:
        sys.exit(1)
