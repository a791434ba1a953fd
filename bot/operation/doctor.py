"""Everything an operator would look at, looked at: one line each, green, yellow or red."""

import json
import shlex
import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import aiohttp

from bot.channels.base import ChannelProfile, Platform
from bot.channels.registry import platforms, profiles
from bot.clock import SystemClock
from bot.finding import Finding, Level
from bot.operation.anchoring import ANCHOR
from bot.operation.backups import LOG_MISSING, REHEARSAL, STALE, year_and_moment
from bot.operation.contacts import contact
from bot.operation.law_book import read_law
from bot.operation.verification import spot_check
from bot.outbound.sender import OVERTAKEN
from bot.settings import FILE as SETTINGS_FILE
from bot.settings import Settings, SettingsError, secrets_in
from rules.law.calendar import WorkCalendar
from rules.reminders.reachability import AHEAD, Contact, must_be_reached, unreached
from rules.values.dates import BEIJING, moment_text
from rules.values.errors import Refusal
from rules.values.people import Directory, Officer, Role, Shift, UnitType
from storage import (
    NoCounty,
    Overview,
    Purpose,
    Storage,
    Transaction,
    Unusable,
    file_of,
    open_storage,
    unusable,
)

YEAR = timedelta(days=365)
SOON = timedelta(days=30)
LATE = timedelta(minutes=10)
"""How long something may be due and not sent."""
SKEW = timedelta(seconds=10)
RECENT = timedelta(days=7)
GIGABYTE = 1024**3
LITTLE_SPACE, TOO_LITTLE_SPACE = 5 * GIGABYTE, GIGABYTE
NAMED = 5
"""How many names one line carries."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What is read from the database in one go.

    Attributes:
        stuck: how many pushes were tried in vain and wait, and the earliest time they were due.
        server: what another machine's database takes the time for; None on this machine.
        last: the latest instant that left a trace.
        purpose: what the database is for; None where nobody has said.
        backed_up_at: when it was last backed up; None for never.
    """

    directory: Directory
    contact: Contact
    overview: Overview
    stuck: tuple[int, datetime | None]
    server: datetime | None
    last: datetime | None
    purpose: Purpose | None
    backed_up_at: datetime | None


async def examine(settings: Settings, now: datetime) -> tuple[Finding, ...]:
    """Look at everything; what is missing at the bottom leaves out what stands on it."""
    set_up = platforms(settings, SystemClock())
    found = [*_settings(settings, set_up), *_disk(settings), *_readable(settings)]
    try:
        storage = open_storage(settings.database_url)
    except Unusable as fault:
        return (*found, Finding(Level.RED, "数据库", str(fault)))
    try:
        found += await _database(storage, settings, _profiles(set_up), now)
    except Exception as error:
        known = unusable(error)
        if known is None:
            raise
        return (*found, Finding(Level.RED, "数据库", str(known)))
    finally:
        await storage.close()
    return (*found, *await _channels(settings, set_up))


def _settings(settings: Settings, set_up: Sequence[Platform]) -> Iterator[Finding]:
    try:
        settings.require_channel()
    except SettingsError as fault:
        yield Finding(Level.RED, "设置", str(fault))
        return
    names = [one.product + (f"（{one.mode}）" if one.mode else "") for one in _profiles(set_up)]
    yield Finding(Level.GREEN, "设置", f"读得懂，通道：{'、'.join(names)}。")
    yield from (doubt for one in set_up for doubt in one.doubts)


def _disk(settings: Settings) -> Iterator[Finding]:
    file = settings.sqlite_file
    if file is None:
        return
    folder = next((one for one in (file.parent, *file.parent.parents) if one.is_dir()), Path())
    free = shutil.disk_usage(folder).free
    words = f"数据库所在的磁盘还剩 {free / GIGABYTE:.1f} GB。"
    if free < TOO_LITTLE_SPACE:
        yield Finding(Level.RED, "磁盘", f"{words}请马上清理，写满以后什么也记不下。")
    elif free < LITTLE_SPACE:
        yield Finding(Level.YELLOW, "磁盘", f"{words}请尽快清理。")
    else:
        yield Finding(Level.GREEN, "磁盘", words)


def _readable(settings: Settings) -> Iterator[Finding]:
    """Files that other accounts of this machine can read: the database, settings with secrets."""
    if (database := file_of(settings.database_url)) is not None:
        there = [Path(f"{database}{end}") for end in ("", "-wal", "-shm")]
        if open_to_all := [file for file in there if _others_may(file)]:
            words = f"数据库能被本机的其他账户读取。请运行：{_close(open_to_all)}"
            yield Finding(Level.RED, "权限", words)
    if _others_may(SETTINGS_FILE) and (names := secrets_in(SETTINGS_FILE)):
        words = f"设置文件里有 {names[0]} 等密钥，能被本机的其他账户读取。请运行："
        yield Finding(Level.RED, "权限", f"{words}{_close([SETTINGS_FILE])}")


def _others_may(file: Path) -> bool:
    """Whether the group or others may do anything with a file."""
    try:
        return bool(file.stat().st_mode & 0o077)
    except OSError:
        return False


def _close(files: Iterable[Path]) -> str:
    """The command that closes them to everybody but their owner."""
    return f"chmod 600 {' '.join(shlex.quote(str(file)) for file in files)}"


async def _database(
    storage: Storage, settings: Settings, channels: Sequence[ChannelProfile], now: datetime
) -> list[Finding]:
    if storage.log_missing:
        return [Finding(Level.RED, "数据库", LOG_MISSING)]
    try:
        county = await storage.read(lambda tx: tx.people.county())
        law = await read_law(storage, settings.rules_dir)
    except NoCounty:
        words = "还没有通讯录。请运行 liaison county load 文件。"
        return [Finding(Level.RED, "数据库", words)]
    except Refusal as fault:
        return [Finding(Level.RED, "规定", str(fault))]
    seen = await storage.read(lambda tx: _seen(tx, settings, channels))
    found = [_whole(seen, county.regulation), *_backup(seen, now)]
    loaded = {one.version for one in law.regulations.versions}
    if gone := [
        one for one in await storage.read(lambda tx: tx.views.editions()) if one not in loaded
    ]:
        words = f"在办事项适用的规定没有载入：{_some(gone)}。请把文件放回 LIAISON_RULES_DIR。"
        found.append(Finding(Level.RED, "规定", words))
    found += _calendar(law.calendar, now)
    found += await _record(storage, settings)
    found += _contacts(seen.directory, seen.contact, now)
    found += _rosters(seen.directory, now)
    found += _clock(seen, now)
    return [*found, *_outbox(seen, now)]


def _whole(seen: Seen, regulation: str) -> Finding:
    if seen.purpose is Purpose.REHEARSAL:
        words = f"{REHEARSAL}，正式运行不会用它。请检查 LIAISON_DATABASE_URL。"
        return Finding(Level.RED, "数据库", words)
    return Finding(Level.GREEN, "数据库", f"版本一致，适用规定 {regulation}。")


def _backup(seen: Seen, now: datetime) -> Iterator[Finding]:
    if seen.purpose is Purpose.REHEARSAL:
        return
    if seen.backed_up_at is None:
        words = "还没有备份过。请每天运行 liaison backup 文件，备份放到另一台机器上。"
        yield Finding(Level.YELLOW, "备份", words)
        return
    age = now - seen.backed_up_at
    words = f"最近一次在{year_and_moment(seen.backed_up_at)}，{_age(age)}。"
    if age > STALE:
        words += "请每天运行 liaison backup 文件；已经定时的，请看它为什么没有做成。"
        yield Finding(Level.YELLOW, "备份", words)
    else:
        yield Finding(Level.GREEN, "备份", words)


def _age(age: timedelta) -> str:
    hours = max(int(age.total_seconds()) // 3600, 0)
    return f"{hours // 24}天前" if hours >= 24 else f"{hours}小时前" if hours else "不到1小时前"


def _seen(tx: Transaction, settings: Settings, channels: Sequence[ChannelProfile]) -> Seen:
    here = settings.database_url.startswith("sqlite")
    return Seen(
        tx.people.directory(),
        contact(tx, channels),
        tx.views.outbox_overview(200),
        tx.views.stuck(),
        None if here else tx.views.server_time(),
        tx.matters.last_instant(),
        tx.installation.purpose(),
        tx.installation.backed_up_at(),
    )


async def _record(storage: Storage, settings: Settings) -> list[Finding]:
    """The record read back, as much as can be read in a moment."""
    try:
        found, total = await spot_check(storage, settings.anchors)
    except OSError:
        words = f"打不开锚定文件 {settings.anchors}。请检查它的权限和 LIAISON_ANCHOR_FILE。"
        return [Finding(Level.RED, "记录", words)]
    which = f"最近{found.matters}件（共{total}件）" if found.matters < total else f"{total}件"
    looked = f"核对了{which}的{found.entries}条经过、{found.files}份材料、{found.anchors}次锚定"
    if found.faults:
        words = f"{looked}，{len(found.faults)}处对不上：{_some(found.faults, '')}"
        return [Finding(Level.RED, "记录", f"{words.rstrip('。')}。请运行 liaison verify --all。")]
    level = Level.GREEN
    notes = "".join(found.notes)
    if not settings.anchors.exists() and notes:
        level = Level.YELLOW
    return [Finding(level, "记录", f"{looked}，都对得上。{notes}")]


def _calendar(calendar: WorkCalendar, now: datetime) -> Iterator[Finding]:
    today = now.astimezone(BEIJING).date()
    if calendar.covers(today + YEAR):
        yield Finding(Level.GREEN, "日历", "今后一年的放假安排都有。")
        return
    near = not calendar.covers(today + SOON)
    missing = next(
        year
        for year in range(today.year, today.year + 2)
        if not calendar.covers(max(today, today.replace(year=year, month=1, day=1)))
        or not calendar.covers(today.replace(year=year, month=12, day=31))
    )
    words = (
        f"{missing}年的放假安排还没有载入，跨到那一年的期限只显示暂定。"
        "国务院办公厅公布以后，请运行 liaison calendar load 文件。"
    )
    yield Finding(Level.RED if near else Level.YELLOW, "日历", words)


def _contacts(directory: Directory, contact: Contact, now: datetime) -> Iterator[Finding]:
    bare = [
        unit.short
        for unit in directory.units.values()
        if unit.active
        and unit.type in {UnitType.TOWNSHIP, UnitType.DEPARTMENT}
        and not directory.with_role(unit.id, Role.LIAISON)
    ]
    if bare:
        words = f"没有联络员的单位：{_some(bare)}。发给这些单位的事项不会送达，请补登通讯录。"
        yield Finding(Level.RED, "联系人", words)
    found = unreached(directory, contact, now)
    nowhere = [_who(one.officer, directory, one.ways) for one in found if one.nowhere]
    partly = [_who(one.officer, directory, one.ways) for one in found if not one.nowhere]
    if nowhere:
        yield Finding(Level.RED, "联系人", f"收不到任何提醒：{_some(nowhere, '；')}。")
    if partly:
        yield Finding(Level.YELLOW, "联系人", f"有一个通道收不到：{_some(partly, '；')}。")
    wanted = must_be_reached(directory, now)
    silent = [
        directory.unit_of(one).short + one.name
        for one in wanted
        if contact.free and contact.after.keys() - contact.written.get(one.id, frozenset())
    ]
    if silent:
        free, after = (
            "、".join(contact.titles[name] for name in sorted(names))
            for names in (contact.free, contact.after)
        )
        words = (
            f"还没有和{after}说过话的有{len(silent)}人：{_some(silent)}。他们靠{free}提醒；"
            f"紧急通报两个通道同时响更稳妥，请他们打开{after}发送“帮助”。"
        )
        yield Finding(Level.YELLOW, "联系人", words)
    if not bare and not found:
        yield Finding(
            Level.GREEN, "联系人", f"联络员、值班人员{len(wanted)}人，至少一个通道能送到。"
        )


def _rosters(directory: Directory, now: datetime) -> Iterator[Finding]:
    """Units that keep a roster and have nobody on it at some time of the next two weeks."""
    keeping = sorted({shift.unit for shift in directory.shifts})
    holes: list[str] = []
    for unit in keeping:
        mine = [one for one in directory.shifts if one.unit == unit and one.rank == 1]
        hole = _hole(mine, now)
        if hole is not None:
            holes.append(f"{directory.unit(unit).short}从{moment_text(hole)}起")
    townships = [
        unit for unit in directory.units.values() if unit.active and unit.type is UnitType.TOWNSHIP
    ]
    without = [unit.short for unit in townships if unit.id not in keeping]
    if holes:
        words = f"今后14天没有人值第一班：{_some(holes)}。夜间的紧急通报会直接叫到领导，请补排。"
        yield Finding(Level.RED, "值班表", words)
    if without:
        words = f"没有值班表的乡镇：{_some(without)}。夜间的紧急通报没有值班人员可叫，请补排。"
        yield Finding(Level.YELLOW, "值班表", words)
    if not holes and not without:
        yield Finding(Level.GREEN, "值班表", f"{len(keeping)}个单位今后14天没有空班。")


def _hole(shifts: Iterable[Shift], now: datetime) -> datetime | None:
    """The first instant of the next two weeks at which nobody is on duty; None for none."""
    covered = now
    for shift in sorted(shifts, key=lambda one: one.start):
        if shift.start > covered:
            break
        covered = max(covered, shift.end)
    return covered if covered < now + AHEAD else None


def _clock(seen: Seen, now: datetime) -> Iterator[Finding]:
    ahead = seen.last is not None and seen.last > now + SKEW
    skew = abs(seen.server - now) if seen.server else timedelta()
    if ahead and seen.last is not None:
        words = f"数据库里有 {moment_text(seen.last)} 的记录，比本机的时间还晚。请校准本机的时钟。"
        yield Finding(Level.RED, "时钟", words)
    elif skew > SKEW:
        words = f"本机和数据库服务器相差{int(skew.total_seconds())}秒。请让两台机器自动对时。"
        yield Finding(Level.RED, "时钟", words)
    else:
        yield Finding(Level.GREEN, "时钟", f"{moment_text(now)}，和数据库一致。")


def _outbox(seen: Seen, now: datetime) -> Iterator[Finding]:
    overview, (stuck, since) = seen.overview, seen.stuck
    unsent = min((one for one in (overview.oldest, since) if one), default=now)
    if now - unsent > LATE:
        words = (
            f"有推送从{moment_text(unsent)}起一直没有发出（发过没有成功的{stuck}条，"
            f"共{overview.waiting}条在等）。请看机器人是不是在运行，通道有没有故障。"
        )
        yield Finding(Level.RED, "待发推送", words)
    else:
        yield Finding(Level.GREEN, "待发推送", f"{overview.waiting}条在等各自的时间，没有积压。")
    dead = [
        one
        for one in overview.given_up
        if one.code != OVERTAKEN and one.ended_at is not None and now - one.ended_at < RECENT
    ]
    if dead:
        reasons = list(dict.fromkeys(f"{one.push.number or '通知'}：{one.why}" for one in dead))
        words = f"七天内有{len(dead)}条没有送到：{_some([r.rstrip('。') for r in reasons], '；')}。"
        yield Finding(Level.YELLOW, "未送达", words)


async def _channels(settings: Settings, set_up: Sequence[Platform]) -> list[Finding]:
    async with aiohttp.ClientSession(trust_env=False) as session:
        found = [line for one in set_up for line in await one.examine(session)]
        found += await _running(settings, session)
    return list(dict.fromkeys(found))


async def _running(settings: Settings, session: aiohttp.ClientSession) -> list[Finding]:
    """Ask the running bot: logging the robot in from here would throw the bot out."""
    host = "127.0.0.1" if settings.host in {"0.0.0.0", "::"} else settings.host  # noqa: S104
    try:
        async with session.get(
            f"http://{host}:{settings.port}/readyz", timeout=aiohttp.ClientTimeout(total=5)
        ) as answer:
            said = json.loads(await answer.text())
        channels: dict[str, bool] = dict(said.get("channels", {}))
        troubles: dict[str, str] = dict(said.get("trouble", {}))
    except (aiohttp.ClientError, TimeoutError, ValueError, AttributeError):
        words = f"没有在运行，或者端口 {settings.port} 不通。请运行 liaison serve。"
        return [Finding(Level.YELLOW, "机器人", words)]
    names = {ANCHOR: "锚定"} | {one.name: one.product for one in profiles()}
    found = [Finding(Level.RED, names.get(name) or name, why) for name, why in troubles.items()]
    for name, up in channels.items():
        if name in troubles:
            continue
        what = names.get(name) or name
        if up:
            found.append(Finding(Level.GREEN, what, "机器人程序说：通。"))
        else:
            found.append(Finding(Level.RED, what, "机器人程序说：没有连上。请检查网络和设置。"))
    return found


def _profiles(set_up: Sequence[Platform]) -> tuple[ChannelProfile, ...]:
    """Of the channels that are set up, in the order in which they are listed."""
    there = {channel.profile for one in set_up for channel in one.channels}
    return tuple(one for one in profiles() if one in there)


def _who(officer: Officer, directory: Directory, ways: tuple[str, ...]) -> str:
    how = f"（{'；'.join(ways)}）" if ways else ""
    return f"{directory.unit_of(officer).short}{officer.name}{how}"


def _some(names: list[str], mark: str = "、") -> str:
    """The first few, and how many there are."""
    more = f"等{len(names)}项" if len(names) > NAMED else ""
    return mark.join(names[:NAMED]) + more
