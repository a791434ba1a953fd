"""`liaison calendar`: the days off by year, and the days a region adds, as files."""

import asyncio
import getpass
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path
from typing import TypeVar

import click

from bot.cli.opening import opened
from bot.cli.options import FILE, RULES, calendar_in_force, in_force, settings_with
from bot.clock import SystemClock
from bot.operation.calendars import Found, Shift, check, load, preview
from bot.operation.law_book import read_law
from bot.settings import Settings
from bot.settings import load as settings_of
from rules.law.calendar import WorkCalendar
from rules.procedure.permit import short
from rules.values.dates import moment_text
from storage import Storage

T = TypeVar("T")


@click.group("calendar")
def calendar() -> None:
    """放假安排：清单、检查、载入。"""


@calendar.command("list")
@RULES
def listed(rules_dir: Path | None) -> None:
    """现在使用的放假安排，一年一行；数据库里载入过的另列。"""
    found = in_force(settings_with(rules_dir))
    _show(found.calendar)
    for one in found.loaded:
        click.echo(f"{moment_text(one.loaded_at)}载入\t{one.name}\t{one.source}")


@calendar.command("check")
@FILE
@RULES
def checked(file: Path, rules_dir: Path | None) -> None:
    """检查一年的放假安排，或者一个地方另行放假的日子；有任何问题都列出来，并以 1 退出。"""
    settings = settings_with(rules_dir)
    found = check(file, settings.rules_dir, calendar_in_force(settings))
    click.echo(f"{file.name} 通过检查。{found.about}")


@calendar.command("load")
@FILE
@click.option("--dry-run", is_flag=True, help="只列出会变动的期限，不写入，不通知")
def loaded(file: Path, *, dry_run: bool) -> None:
    """载入放假安排，重新计算在办事项的期限，并告知双方。"""
    settings = settings_of()

    async def work(storage: Storage) -> None:
        law = await read_law(storage, settings.rules_dir)
        found = check(file, settings.rules_dir, law.calendar)
        now = SystemClock().now()
        if dry_run:
            shifts = await preview(storage, found, settings.rules_dir, now)
        else:
            source = f"{file.name}（{getpass.getuser()}）"
            shifts = await load(storage, found, source, settings.rules_dir, now)
        directory = await storage.read(lambda tx: tx.people.directory())
        for row in _rows(shifts, found, lambda unit: short(directory, unit)):
            click.echo(row)
        end = "没有写入，也没有通知" if dry_run else "已载入，双方各通知一次"
        click.echo(f"{found.about}\n变动的期限 {len(shifts)} 条，{end}。")

    _in_database(settings, work)


def _rows(shifts: Iterable[Shift], found: Found, name: Callable[[str], str]) -> Iterable[str]:
    """Number, duty, unit, the old and the new last day, and why."""
    for shift in shifts:
        moved = shift.moved
        yield (
            f"{shift.matter.number}\t{moved.owed.duty.name}\t{name(moved.owed.unit)}\t"
            f"{moved.old_text} → {moved.new_text}\t{found.why}"
        )


def _show(known: WorkCalendar) -> None:
    for year in known.years.values():
        click.echo(f"{year.year}年\t{year.number}\t{year.title}\t{year.issued}")
    for overlay in known.overlays:
        click.echo(f"{overlay.region}\t{overlay.source}")
    click.echo(f"{known.last_year + 1}年起还没有载入放假安排，跨入的期限为暂定。")


def _in_database(settings: Settings, work: Callable[[Storage], Awaitable[T]]) -> T:
    """Do something with the county's database."""

    async def run() -> T:
        async with opened(settings.database_url) as storage:
            return await work(storage)

    return asyncio.run(run())
