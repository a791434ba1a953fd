"""`liaison verify --all`: the record read back, whole."""

import asyncio
import sys

import click

from bot.cli.opening import opened
from bot.operation.verification import Verified, verify_all
from bot.settings import load


@click.command()
@click.option("--all", "whole", is_flag=True, required=True, help="整个数据库")
def verify(*, whole: bool) -> None:  # noqa: ARG001  # click's shape: there is nothing else yet
    """核对记录：逐条核对经过的哈希，逐份核对材料，再和锚定文件核对；有对不上的，退出码为 1。"""
    settings = load()
    tty = sys.stderr.isatty()

    def progress(words: str) -> None:
        if tty:
            click.echo(f"\r\033[K正在核对：{words}", nl=False, err=True)

    async def run() -> Verified:
        async with opened(settings.database_url) as storage:
            return await verify_all(storage, settings.anchors, progress)

    found = asyncio.run(run())
    if tty:
        click.echo("\r\033[K", nl=False, err=True)
    click.echo(f"核对了{found.looked_at()}。")
    for note in found.notes:
        click.echo(note)
    if not found.faults:
        click.echo("都对得上。")
        return
    click.echo(f"对不上 {len(found.faults)} 处：")
    for fault in found.faults:
        click.echo(f"  {fault}")
    click.echo("请保留现在的数据库、锚定文件和所有备份，查清以前不要恢复、不要删除。")
    sys.exit(1)
