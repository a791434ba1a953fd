"""What several commands take: a file, the county's own rules, the calendar in force."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from bot.settings import Settings, load
from rules.law.calendar import WorkCalendar
from rules.values.toml_table import data_files

if TYPE_CHECKING:
    from storage import Loaded

F = TypeVar("F", bound=Callable[..., object])

FILE = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
"""A file that is there."""

RULES = click.option(
    "--rules",
    "rules_dir",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="本县的规定、日历文件所在的文件夹；不写则用设置里的 LIAISON_RULES_DIR。",
)


def settings_with(rules_dir: Path | None) -> Settings:
    """The settings of `serve`, but for a folder named on the command line.

    Raises:
        SettingsError: see `load`.
    """
    return load() if rules_dir is None else load(rules_dir=rules_dir)


def dirs_of(settings: Settings) -> tuple[Path, ...]:
    """The county's own folders: one or none."""
    return () if settings.rules_dir is None else (settings.rules_dir,)


@dataclass(frozen=True, slots=True)
class InForce:
    """The calendar by which the county counts.

    Attributes:
        loaded: the files kept in the database, in the order of loading.
    """

    calendar: WorkCalendar
    loaded: "Sequence[Loaded]" = ()


def calendar_in_force(settings: Settings) -> WorkCalendar:
    """See `in_force`."""
    return in_force(settings).calendar


def in_force(settings: Settings) -> InForce:
    """The files on disk, and those that were loaded into the county's database.

    Without a database that can be read the files on disk count alone, and standard error says so.

    Raises:
        BadFile: a file breaks a rule.
    """
    dirs = dirs_of(settings)
    file = settings.sqlite_file
    if file is not None and not file.exists():
        _say_shipped(f"没有数据库 {file}")
        return InForce(WorkCalendar.load(*dirs))
    # A second of loading, which `due` without a database does not need.
    from bot.operation.law_book import succession  # noqa: PLC0415
    from storage import Unusable, read_once  # noqa: PLC0415

    try:
        loaded = read_once(settings.database_url, lambda tx: tx.calendars.loaded())
    except Unusable as fault:
        _say_shipped(str(fault).rstrip("。"))
        return InForce(WorkCalendar.load(*dirs))
    return InForce(succession(data_files("calendars", *dirs), loaded)[1], loaded)


def _say_shipped(why: str) -> None:
    click.echo(f"{why}。放假安排只用程序自带的和本县文件夹里的，没有用数据库里载入的。", err=True)
