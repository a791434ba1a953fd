"""`liaison policy`: the reminder policy as a file, checked and tried before it is put in force."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from bot.cli.options import FILE, RULES, dirs_of, settings_with
from bot.operation.county_file import SAMPLES, load_county, samples
from bot.operation.law_book import load_law
from bot.rehearsal.policy_walk import Telling, Unmanned, Walk, posts_of, walk
from bot.settings import Settings, SettingsError
from rules.in_force import Law
from rules.kinds.words import kind_word
from rules.law.library import Regulations
from rules.law.regulation import Regulation
from rules.procedure.permit import short
from rules.reminders.policy import Policy
from rules.reminders.policy_file import read_policy
from rules.values.dates import BEIJING, day_text, moment_text
from rules.values.people import Directory, UnitType
from rules.values.push import PushKind
from storage import NoCounty, Unusable, read_once

WIDE = 130
"""How wide a table is where it is not shown on a screen."""
MOST_DAYS = 366
SAMPLE = "qingfeng"
"""Whose people a rehearsal has where nothing says whose."""
LEVELS = {UnitType.TOWNSHIP.value: "乡镇", UnitType.DEPARTMENT.value: "部门"}


@click.group("policy")
def policy() -> None:
    """县里的提醒办法。"""


@policy.command("check")
@FILE
@RULES
def check(file: Path, rules_dir: Path | None) -> None:
    """检查一份提醒办法；有任何问题都列出来，并以 1 退出。"""
    found = read_policy(file, _documents(settings_with(rules_dir)))
    click.echo(f"{file.name} 通过检查：{len(found.rules)}条提醒，每种事项送达都有人知道。")


@policy.command("rehearse")
@click.argument(
    "file", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False
)
@click.option(
    "--from",
    "first",
    required=True,
    metavar="日期",
    help="从哪一天排起，例如 2026-04-02；事项在这天起的第一个工作日上午9点发出",
)
@click.option(
    "--days",
    type=click.IntRange(1, MOST_DAYS),
    default=14,
    show_default=True,
    help="排多少天，连第一天",
)
@click.option("--county", default="", help="哪个县；不写则用设置里的 LIAISON_COUNTY，默认 qingfeng")
@click.option(
    "--people",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="本县的通讯录文件；不写则用数据库里的，没有则用样例县的",
)
@RULES
def rehearse(
    *,
    file: Path | None,
    first: str,
    days: int,
    county: str,
    people: Path | None,
    rules_dir: Path | None,
) -> None:
    """排练一份提醒办法：每种事项各发一件，谁也不办，逐日列出谁会收到什么。"""
    day = _day(first)
    settings = settings_with(rules_dir)
    tried = None if file is None else read_policy(file, _documents(settings))
    folk = _folk(settings, county or settings.county or "", people)
    law = load_law(folk.regulation, settings.rules_dir, policy=file)
    try:
        found = walk(law, folk.directory, day, days)
    except Unmanned as nobody:
        raise click.ClickException(
            f"没有排练：{folk.source}里没有一个{LEVELS[str(nobody)]}有联络员。请先补上。"
        ) from None
    named = tried or law.policy
    console = Console()
    if not console.is_terminal:
        console = Console(width=WIDE)
    console.print(
        f"提醒办法 {named.id}（{file.name if file else '现行的'}），"
        f"{day_text(day)}起{days}天，{folk.source}。",
        highlight=False,
    )
    _print(console, found, law, folk.directory, named)
    if found.failed:
        listed = "；".join(f"{one.rule}（{one.error}）" for one in found.failed)
        raise click.ClickException(f"有{len(found.failed)}条提醒出了错，没有按它提醒：{listed}。")


def _documents(settings: Settings) -> tuple[Regulation, ...]:
    """The documents whose duties a policy may name."""
    return Regulations.load(*dirs_of(settings)).versions


def _day(words: str) -> date:
    try:
        return date.fromisoformat(words)
    except ValueError:
        raise click.ClickException(
            f"--from：读不懂“{words}”。请写成 2026-04-02 这样的日期。"
        ) from None


@dataclass(frozen=True, slots=True)
class _Folk:
    """Whose people take part, by which document, and where they are written."""

    directory: Directory
    regulation: str
    source: str


def _folk(settings: Settings, county: str, people: Path | None) -> _Folk:
    """The address book that was named, else the database's, else a sample's.

    Raises:
        SettingsError: there is none of that county.
        BadFile: a file breaks a rule.
    """
    if people is not None:
        written = load_county(people)
        if county and county not in {written.id, written.regulation}:
            raise SettingsError(
                f"没有排练：设置的是 {county}，通讯录文件 {people.name} 是 {written.id} 的。"
            )
        return _Folk(written.directory, written.regulation, f"人员用 {people.name}")
    if (kept := _kept(settings)) is not None and county in {"", kept.regulation}:
        return kept
    name = county or SAMPLE
    if name not in samples():
        raise SettingsError(
            f"没有排练：没有 {name} 的通讯录。请用 --people 指明通讯录文件，"
            f"或者用样例县：{'、'.join(samples())}。"
        )
    sample = load_county(SAMPLES / f"{name}.toml")
    return _Folk(sample.directory, sample.regulation, f"人员用样例县{sample.name}的")


def _kept(settings: Settings) -> _Folk | None:
    """The address book in the county's database; None where there is none to be read."""
    file = settings.sqlite_file
    if file is not None and not file.exists():
        return None
    try:
        return read_once(
            settings.database_url,
            lambda tx: _Folk(
                tx.people.directory(), tx.people.county().regulation, "人员用数据库里的"
            ),
        )
    except (Unusable, NoCounty):
        return None


def _print(console: Console, found: Walk, law: Law, directory: Directory, named: Policy) -> None:
    """The matters, then each day with what goes out on it, then the sums."""
    for matter in (start.after for start in found.starts):
        sides = f"{short(directory, matter.sender)}→{short(directory, matter.receiver)}"
        word = kind_word(matter.kind, law.local)
        console.print(
            f"  {matter.number} {word}（{sides}），{moment_text(found.opened)}发出，一直没有人办",
            highlight=False,
        )
    if not found.tellings:
        console.print("这些天里没有一条提醒。")
        return
    for day, tellings in groupby(found.tellings, key=lambda one: _date(one.push.at)):
        console.print(_of_day(day, list(tellings), directory))
    console.print(_sums(found.tellings, directory, named))
    console.print(
        f"同一个人同一时刻的几条合成一条消息；每人每个工作日最多{named.daily}条，紧急的不算。"
    )


def _date(at: datetime) -> date:
    return at.astimezone(BEIJING).date()


def _of_day(day: date, tellings: list[Telling], directory: Directory) -> Table:
    year = "" if tellings[0].matter.opened_at.year == day.year else f"{day.year}年"
    table = Table(
        show_lines=True,
        title=f"{year}{day_text(day)}：{len(tellings)}条",
        title_justify="left",
        expand=True,
    )
    table.add_column("时间", width=5)
    table.add_column("哪一类", width=8)
    table.add_column("给谁", ratio=4, overflow="fold")
    table.add_column("说什么", ratio=5, overflow="fold")
    for (at, kind, head, rings), same in groupby(tellings, key=_row):
        table.add_row(
            f"{at.astimezone(BEIJING):%H:%M}",
            kind.spec.word + ("\n（响铃）" if rings else ""),
            "\n".join(_person(one, directory) for one in same),
            head,
        )
    return table


def _row(one: Telling) -> tuple[datetime, PushKind, str, bool]:
    """What stands in one row: the same words at the same instant, to however many."""
    push = one.push
    return push.at, push.kind, push.message.text.partition("\n")[0], push.urgent


def _person(one: Telling, directory: Directory) -> str:
    officer = directory.officer(one.push.to)
    unit = short(directory, directory.unit_of(officer).id)
    return f"{unit}{officer.name}（{posts_of(officer, directory, one.push.at)}）"


def _sums(tellings: tuple[Telling, ...], directory: Directory, named: Policy) -> Table:
    """Per person: reminders, those that ring, and the fullest day in messages."""
    table = Table(title="合计", title_justify="left")
    for heading in ("给谁", "提醒", "其中响铃", "最多的一天"):
        table.add_column(heading)
    everybody = Counter(one.push.to for one in tellings)
    for person, count in everybody.most_common():
        mine = [one.push for one in tellings if one.push.to == person]
        officer = directory.officer(person)
        calm = {push.at for push in mine if not push.urgent}
        daily = Counter(map(_date, calm))
        busiest, most = max(daily.items(), key=lambda item: item[1], default=(None, 0))
        over = f"，超过{named.daily}条，余下的顺延" if most > named.daily else ""
        table.add_row(
            f"{short(directory, directory.unit_of(officer).id)}{officer.name}",
            f"{count}条",
            f"{sum(push.urgent for push in mine)}条",
            f"{day_text(busiest)}{most}条消息{over}" if busiest else "只有响铃的",
        )
    days = len({_date(one.push.at) for one in tellings})
    rings = sum(one.push.urgent for one in tellings)
    table.add_row(f"共{len(everybody)}人", f"{len(tellings)}条", f"{rings}条", f"分在{days}天")
    return table
