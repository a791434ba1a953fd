"""A rehearsal on this machine: a WeCom, the bot, a county and a clock moved by hand."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.app import Bot, open_bot
from bot.clock import VirtualClock
from bot.operation.backups import COUNTYS_OWN, NOT_OURS
from bot.operation.county_file import SAMPLES, County, load_county
from bot.rehearsal.wecom import Emulator, Group, Person, Tenant
from bot.settings import AibotMode, Settings, SettingsError, load
from rules.law.calendar import CalendarNotPublished, WorkCalendar
from rules.values.dates import BEIJING, moment_text
from storage import (
    Lease,
    NoCounty,
    Purpose,
    Standing,
    Storage,
    Transaction,
    file_of,
    open_lease,
    open_leased,
    standing,
    upgrade,
)

MORNING = time(9)
CORP_ID = "ww0000000000000001"
AES_KEY = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFG"
BOT_ID = "aib-rehearsal"
REHEARSAL = "rehearsal-only"
"""In the place of every secret: the emulator on this machine is the only one who takes it."""


@dataclass
class Rehearsal:
    """The emulator, the bot and their one clock; moves the clock through everything due.

    Attributes:
        policy: as for `open_bot`.
    """

    county: County
    clock: VirtualClock
    emulator: Emulator
    bot: Bot
    policy: Path | None = None

    async def restart(self) -> None:
        """Close the bot and open it anew on the same database; the emulator knows what it knew."""
        settings = self.bot.settings
        await self.bot.close()
        self.bot = await open_bot(
            settings, self.clock, purpose=Purpose.REHEARSAL, policy=self.policy
        )
        await self.bot.start()

    async def advance(self, target: datetime) -> None:
        """Move the clock to `target`, stopping at each instant at which something falls due."""
        while True:
            await self.bot.settle()
            coming = await self.bot.next_instant()
            if coming is None or coming > target:
                break
            self.clock.move_to(max(coming, self.clock.now()))
        self.clock.move_to(max(target, self.clock.now()))
        await self.bot.settle()

    async def next_event(self) -> datetime | None:
        """The next instant at which something falls due."""
        return await self.bot.next_instant()

    def next_workday_morning(self) -> datetime:
        """09:00 of the next working day; where no calendar is announced, of the next weekday."""
        today = self.clock.now().astimezone(BEIJING).date()
        try:
            day = self.bot.law.calendar.add(today, 1)
        except CalendarNotPublished:
            day = today + timedelta(days=1)
            while day.weekday() > 4:  # Friday
                day += timedelta(days=1)
        return datetime.combine(day, MORNING, BEIJING)


def day_label(calendar: WorkCalendar, day: date) -> str:
    """What the page calls a day: 工作日, or the name of why it is off."""
    try:
        return calendar.why_off(day) or "工作日"
    except CalendarNotPublished:
        return "放假安排未公布"


def sample(county: str) -> County:
    """A sample county by id."""
    return load_county(SAMPLES / f"{county}.toml")


def tenant_of(county: County, callback_url: str) -> Tenant:
    """The county as an enterprise: everybody a member, everybody in the one group."""
    units = county.directory.units
    people = tuple(
        Person(officer.id, officer.name, units[officer.unit].short, officer.title)
        for officer in county.directory.officers.values()
    )
    members = tuple(person.userid for person in people)
    called = county.group.name or f"{county.name}协作群"
    group = Group(county.group.id or "wrREHEARSAL01", called, members, REHEARSAL)
    return Tenant(
        corp_id=CORP_ID,
        agent_id=1000002,
        secret=REHEARSAL,
        token=REHEARSAL,
        aes_key=AES_KEY,
        bot_id=BOT_ID,
        bot_secret=REHEARSAL,
        people=people,
        groups=(group,),
        callback_url=callback_url,
    )


def settings_for(
    emulator: Emulator, county: County, database_url: str, port: int, rules_dir: Path | None = None
) -> Settings:
    """The bot's settings with every address on this machine, whatever the environment says."""
    return load(
        Path("/nonexistent"),
        database_url=database_url,
        county=county.regulation,
        rules_dir=rules_dir,
        port=port,
        wecom_api_base=emulator.api_base,
        wecom_corp_id=CORP_ID,
        wecom_agent_id=1000002,
        wecom_secret=REHEARSAL,
        wecom_token=REHEARSAL,
        wecom_aes_key=AES_KEY,
        aibot_mode=AibotMode.WEBSOCKET,
        aibot_id=BOT_ID,
        aibot_secret=REHEARSAL,
        aibot_ws_url=emulator.socket_url,
        public_url=f"http://127.0.0.1:{port}",
        wecom_oauth_base=emulator.url,
        webhook_url=f"{emulator.api_base}webhook/send?key={REHEARSAL}",
    )


async def fill(
    storage: Storage, county: County, at: datetime, purpose: Purpose = Purpose.COUNTY
) -> None:
    """Load a county's address book; of a database that says nothing yet, say what it is for."""

    def work(tx: Transaction) -> None:
        tx.installation.mark(purpose)
        tx.people.save_county(county.id, county.regulation, at)
        tx.people.save_directory(county.directory)

    await storage.run(work)


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@asynccontextmanager
async def rehearsal(
    county: County,
    *,
    port: int = 0,
    db: str = "",
    ticking: bool = False,
    rules_dir: Path | None = None,
    policy: Path | None = None,
    start: datetime | None = None,
) -> AsyncIterator[Rehearsal]:
    """Start everything; the database is a new one that goes away unless `db` names one.

    Args:
        county: whose people and units play.
        port: of the page; 0 takes a free one.
        db: URL of a database to keep.
        ticking: whether the clock runs on by itself between two moves.
        rules_dir: the county's own files; None for none.
        policy: a reminder policy in the place of the one that the folders hold.
        start: when it begins; None where the county says, or where the database has come to.

    Raises:
        SettingsError: the database is not for this, or somebody has it open; it is as it was.
    """
    with TemporaryDirectory(prefix="liaison-") as folder:
        url = db or f"sqlite:///{folder}/rehearsal.db"
        lease = await _hold(url)
        scene: Rehearsal | None = None
        emulator: Emulator | None = None
        try:
            begin = await _set_up(url, lease, county, start or county.start)
            if start is not None and begin > start:
                raise SettingsError(
                    f"没有开始演练：数据库里已经演到{moment_text(begin)}，时钟不能往回拨。"
                    "请把 --start 改到这以后，或者换一个数据库。"
                )
            clock = VirtualClock(begin, ticking=ticking)
            bot_port = free_port()
            callback = f"http://127.0.0.1:{bot_port}/wecom/app"
            emulator = Emulator(tenant_of(county, callback), clock)
            await emulator.start(port=port)
            settings = settings_for(emulator, county, url, bot_port, rules_dir)
            bot = await open_bot(
                settings, clock, purpose=Purpose.REHEARSAL, lease=lease, policy=policy
            )
            scene = Rehearsal(county, clock, emulator, bot, policy)
            await bot.start()
            emulator.hours.travel = scene
            emulator.hours.day_label = lambda day: day_label(bot.law.calendar, day)
            yield scene
        finally:
            if scene is not None:
                await scene.bot.close()
            if emulator is not None:
                await emulator.close()
            await lease.release()


async def _hold(url: str) -> Lease:
    """Take a database for a rehearsal, before anything in it is touched."""
    match await asyncio.to_thread(standing, url):
        case Standing.COUNTY:
            raise SettingsError(
                f"没有开始演练：{COUNTYS_OWN}，演练会改掉里面的人员、把提醒发到演练页面上去。"
                "请用 --db 换一个文件，没有的会新建。"
                "要是它是旧版本程序留下的演练数据库，也请换一个文件，从头演练。"
            )
        case Standing.FOREIGN:
            raise SettingsError(
                f"没有开始演练：{url.rpartition('/')[2]} 不能用，{NOT_OURS}。"
                "请用 --db 换一个文件，没有的会新建。"
            )
        case Standing.NEW | Standing.REHEARSAL:
            pass
    if file := file_of(url):
        file.parent.mkdir(parents=True, exist_ok=True)
    lease = open_lease(url)
    if not await lease.take():
        raise SettingsError(
            "没有开始演练：另一个程序正在用这个数据库。请先停掉它，或者用 --db 换一个文件。"
        )
    return lease


async def _set_up(url: str, lease: Lease, county: County, start: datetime) -> datetime:
    """Bring the database up to date and load the county; when the clock may begin."""
    await asyncio.to_thread(upgrade, url)
    storage = open_leased(url, lease)
    try:
        with suppress(NoCounty):
            there = await storage.read(lambda tx: tx.people.county())
            if there.id != county.id:
                raise SettingsError(
                    f"没有开始演练：数据库里演的是 {there.id}，不是 {county.id}。"
                    "请用 --db 换一个文件，没有的会新建。"
                )
        await fill(storage, county, start, Purpose.REHEARSAL)
        last = await storage.read(lambda tx: tx.matters.last_instant())
        return max(start, last or start)
    finally:
        await storage.close()
