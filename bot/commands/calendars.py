"""`liaison calendar`: the days off by year, and the days a region adds, as files."""

import asyncio
import getpass
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path
from typing import TypeVar

import click

from bot.calendars import Found, Shift, check, load, preview
from bot.clock import SystemClock
from bot.commands.opening import opened
from bot.law import read_law
from bot.settings import Settings, SettingsError
from bot.settings import load as settings_of
from rules.calendar import WorkCalendar
from rules.procedure import short
from rules.wording import moment_text
from storage import NoCounty, Storage

T = TypeVar("T")

FILE = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
RULES = click.option(
    "--rules",
    "rules_dir",
    envvar="LIAISON_RULES_DIR",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="本县的规定、日历文件所在目录。",
)


@click.group("calendar")
def calendar() -> None:
    """放假安排：清单、检查、载入。"""


@calendar.command("list")
@RULES
def listed(rules_dir: Path | None) -> None:
    """现在使用的放假安排，一年一行；数据库里载入过的另列。"""
    dirs = (rules_dir,) if rules_dir else ()
    settings = settings_of()

    async def work(storage: Storage) -> None:
        law = await read_law(storage, rules_dir or settings.rules_dir)
        _show(law.calendar)
        for one in await storage.read(lambda tx: tx.loaded_calendars()):
            click.echo(f"{moment_text(one.loaded_at)}载入\t{one.name}\t{one.source}")

    try:
        _in_database(settings, work)
    except (SettingsError, RuntimeError):
        _show(WorkCalendar.load(*dirs))


@calendar.command("check")
@FILE
@RULES
def checked(file: Path, rules_dir: Path | None) -> None:
    """检查一年的放假安排，或者一个地方另行放假的日子；有任何问题都列出来，并以 1 退出。"""
    click.echo(f"{file.name} 通过检查。{check(file, rules_dir).about}")


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
        directory = await storage.read(lambda tx: tx.directory())
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
    """Do something with the county's database.

    Raises:
        SettingsError: it has no county yet.
    """

    async def run() -> T:
        async with opened(settings.database_url) as storage:
            try:
                return await work(storage)
            except NoCounty:
                raise SettingsError(
                    "数据库里还没有通讯录。请先运行 liaison county load 文件。"
                ) from None

    return asyncio.run(run())
