"""A rehearsal on this machine: a WeCom, the bot, a sample county and a clock moved by hand."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.app import Bot, open_bot
from bot.channels.wecom.emulator import Emulator, Group, Person, Tenant
from bot.clock import VirtualClock
from bot.county import SAMPLES, County, load_county
from bot.settings import AibotMode, Settings, load
from rules.calendar import CalendarNotPublished, WorkCalendar
from rules.wording import BEIJING
from storage import Storage, Transaction, open_storage, upgrade

MORNING = time(9)
CORP_ID = "ww0000000000000001"
AES_KEY = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFG"
BOT_ID = "aib-rehearsal"
REHEARSAL = "rehearsal-only"
"""In the place of every secret: the emulator on this machine is the only one who takes it."""


@dataclass
class Rehearsal:
    """The emulator, the bot and their one clock; moves the clock through everything due."""

    county: County
    clock: VirtualClock
    emulator: Emulator
    bot: Bot

    async def restart(self) -> None:
        """Close the bot and open it anew on the same database; the emulator knows what it knew."""
        settings = self.bot.settings
        await self.bot.close()
        self.bot = await open_bot(settings, self.clock)
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
    return Tenant(
        corp_id=CORP_ID,
        agent_id=1000002,
        secret=REHEARSAL,
        token=REHEARSAL,
        aes_key=AES_KEY,
        bot_id=BOT_ID,
        bot_secret=REHEARSAL,
        people=people,
        groups=(Group(county.group.id, county.group.name, members, REHEARSAL),),
        callback_url=callback_url,
    )


def settings_for(emulator: Emulator, county: County, database_url: str, port: int) -> Settings:
    """The bot's settings with every address on this machine; the environment is not asked."""
    return load(
        Path("/nonexistent"),
        database_url=database_url,
        county=county.regulation,
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


async def fill(storage: Storage, county: County, at: datetime) -> None:
    """Put a county into an empty database; one that has a county already keeps it."""

    def work(tx: Transaction) -> None:
        tx.save_county(county.id, county.regulation, at)
        tx.save_directory(county.directory)

    await storage.run(work)


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@asynccontextmanager
async def rehearsal(
    county: County, *, port: int = 0, db: str = "", ticking: bool = False
) -> AsyncIterator[Rehearsal]:
    """Start everything; the database is a new one that goes away unless `db` names one.

    Args:
        county: the sample county.
        port: of the page; 0 takes a free one.
        db: URL of a database to keep.
        ticking: whether the clock runs on by itself between two moves.
    """
    with TemporaryDirectory(prefix="liaison-") as folder:
        url = db or f"sqlite:///{folder}/rehearsal.db"
        await asyncio.to_thread(upgrade, url)
        storage = open_storage(url)
        await fill(storage, county, county.start)
        begin = await storage.read(lambda tx: tx.last_instant())
        await storage.close()
        clock = VirtualClock(max(county.start, begin or county.start), ticking=ticking)
        bot_port = free_port()
        callback = f"http://127.0.0.1:{bot_port}/wecom/app"
        emulator = Emulator(tenant_of(county, callback), clock)
        scene: Rehearsal | None = None
        try:
            await emulator.start(port=port)
            bot = await open_bot(settings_for(emulator, county, url, bot_port), clock)
            scene = Rehearsal(county, clock, emulator, bot)
            await bot.start()
            emulator.hours.travel = scene
            emulator.hours.day_label = lambda day: day_label(bot.law.calendar, day)
            yield scene
        finally:
            if scene is not None:
                await scene.bot.close()
            await emulator.close()
