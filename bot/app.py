"""The one place where the parts meet: storage, law, channels, conversation, clock."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from datetime import datetime

from aiohttp import web

from bot.channels.base import Channel, Relabels
from bot.channels.wecom.aibot import AibotChannel
from bot.channels.wecom.aibot_callback import AibotCallbackChannel
from bot.channels.wecom.app import AppChannel
from bot.channels.wecom.webhook import WebhookChannel
from bot.clock import Clock
from bot.copies import Copies
from bot.dispatch import Dispatcher
from bot.law import LawBook, read_law
from bot.sender import CALLS, LAST_RESORT, Sender
from bot.settings import AibotCallbackSettings, AibotSocketSettings, Settings, SettingsError
from bot.strangers import Strangers
from bot.watch import Watch
from bot.web.login import Login
from rules.last_resort import group_call
from rules.law import Law
from rules.matter import Kind, State
from rules.reminders import beyond
from rules.steps import fail
from scheduler.sweep import sweep
from scheduler.ticker import Ticker
from storage import NoCounty, PushState, Storage, Transaction, open_storage

log = logging.getLogger(__name__)

SETTLED = 1000
"""Rounds of sweeping and sending after which something is taken to go in circles."""


class Bot:
    """A running bot. What it knows is in the database; it may be killed at any moment."""

    def __init__(self, settings: Settings, clock: Clock, storage: Storage, law: Law) -> None:
        """Put the parts together without starting anything."""
        self.settings = settings
        self.storage = storage
        self._book = LawBook(storage, settings.rules_dir, law)
        self._clock = clock
        self.channels: dict[str, Channel] = {}
        relabels: dict[str, Relabels] = {}
        self._callbacks: list[AppChannel | AibotCallbackChannel] = []
        if settings.app is not None:
            app = AppChannel(settings.app, clock)
            self.channels[app.name] = relabels[app.name] = app
            self._callbacks.append(app)
        match settings.aibot:
            case AibotSocketSettings():
                aibot = AibotChannel(settings.aibot, clock)
                self.channels[aibot.name] = aibot
            case AibotCallbackSettings():
                called = AibotCallbackChannel(settings.aibot, clock)
                self.channels[called.name] = called
                self._callbacks.append(called)
            case None:
                pass
        pushing = [
            n for n, one in self.channels.items() if not isinstance(one, AibotCallbackChannel)
        ]
        if settings.webhook_url is not None:
            self.channels[LAST_RESORT] = WebhookChannel(settings.webhook_url, clock)
        self.sender = Sender(
            storage,
            self.channels,
            clock,
            lambda: self.law,
            self._undelivered,
            on_stuck=self._call_group,
        )
        self.watch = Watch(storage, self.channels, pushing, clock, lambda: self.law)
        self.copies = Copies(storage, relabels, clock, lambda: self.law)
        self._dispatch = Dispatcher(
            storage,
            self._book,
            clock,
            self._wake,
            bot_name=settings.aibot_name,
            unprompted=settings.app is not None,
            strangers=Strangers(self._plain_ids if settings.app else None, clock),
        )
        self.login = (
            Login(
                settings.app,
                settings.public_url,
                settings.wecom_oauth_base,
                self._who_is,
                storage,
                clock,
            )
            if settings.app is not None and settings.public_url is not None
            else None
        )
        self._ticker = Ticker(self._tick, clock.now)
        self._stack = AsyncExitStack()

    @property
    def law(self) -> Law:
        """What binds the county now."""
        return self._book.law

    async def start(self) -> None:
        """Open the port, connect the channels, start the clock."""
        site = web.Application(client_max_size=1024 * 1024)
        for channel in self._callbacks:
            site.router.add_routes(channel.routes())
        if self.login is not None:
            site.router.add_routes(self.login.routes())
        site.router.add_get("/healthz", self._healthz)
        site.router.add_get("/readyz", self._readyz)
        runner = web.AppRunner(site, access_log=None, shutdown_timeout=5.0)
        await runner.setup()
        self._stack.push_async_callback(runner.cleanup)
        await web.TCPSite(runner, self.settings.host, self.settings.port).start()
        for talking in self.channels.values():
            await talking.start(self._dispatch)
            self._stack.push_async_callback(talking.close)
        await self.sender.start()
        self._stack.push_async_callback(self.sender.close)
        await self.copies.start()
        self._stack.push_async_callback(self.copies.close)

    async def run(self) -> None:
        """Let the clock wake the sweep until cancelled."""
        self._ticker.start()
        try:
            await asyncio.Event().wait()
        finally:
            await self._ticker.close()

    async def close(self) -> None:
        """Stop listening and let go of everything."""
        await self._stack.aclose()
        await self.storage.close()

    async def settle(self) -> None:
        """Say and send everything that is due now; comes back when nothing is left.

        Raises:
            RuntimeError: it goes in circles, which is a defect.
        """
        for _ in range(SETTLED):
            recorded = await self._sweep() + await self.watch.look()
            sent = await self.sender.drain()
            changed = await self.copies.drain()
            if not (recorded or sent or changed):
                return
        raise RuntimeError("the sweep and the sender never came to rest")

    async def next_instant(self) -> datetime | None:
        """When something falls due next, by the rows."""
        return await self.storage.read(lambda tx: tx.next_instant())

    async def _sweep(self) -> int:
        await self._book.refresh()
        return await sweep(self.storage, self.law, self._clock.now())

    async def _tick(self) -> datetime | None:
        await self._sweep()
        await self.watch.look()
        self._wake()
        return await self.next_instant()

    def _wake(self) -> None:
        """Somebody has done something: there may be pushes, and cards that no longer hold."""
        self.sender.wake()
        self.copies.wake()

    def _undelivered(self, tx: Transaction, number: str, at: datetime) -> None:
        """Nobody called so far could be reached: the next rung at once, or it was not delivered."""
        matter, directory = tx.matter(number), tx.directory()
        if matter.kind is Kind.EMERGENCY and matter.state is State.DELIVERED:
            dead = [one.push.to for one in tx.pushes_of(number) if one.state is PushState.DEAD]
            if pushes := beyond(matter, self.law, directory, at, dead):
                tx.post(pushes)
                return
            self._call_group(tx, number, at)
        outcome = fail(matter, self.law, directory, at)
        if outcome is not None:
            tx.record(outcome)

    def _call_group(self, tx: Transaction, number: str, at: datetime) -> None:
        """No channel reaches anybody for an emergency: say it in the group, once."""
        if LAST_RESORT not in self.channels:
            return
        matter, directory = tx.matter(number), tx.directory()
        calls = [one for one in tx.pushes_of(number) if one.push.kind in CALLS]
        if matter.state is not State.DELIVERED or any(c.state is PushState.SENT for c in calls):
            return
        called = [directory.officers.get(one.push.to) for one in calls]
        people = [one for one in called if one and directory.unit_of(one).id == matter.receiver]
        tx.post([group_call(matter, self.law, directory, people, at)])

    async def _who_is(self, code: str) -> str:
        """The userid behind a code of the platform's login page."""
        app = self.channels["app"]
        return await app.rest.logged_in(code) if isinstance(app, AppChannel) else ""

    async def _plain_ids(self, open_ids: Sequence[str]) -> Mapping[str, str]:
        """The userids behind opaque ids, from the app's own directory."""
        app = self.channels.get("app")
        return await app.rest.plain_ids(open_ids) if isinstance(app, AppChannel) else {}

    async def _healthz(self, _: web.Request) -> web.Response:
        return web.json_response({"ok": True})

    async def _readyz(self, _: web.Request) -> web.Response:
        """Whether a message now would be answered and a push now would leave."""
        try:
            await self.storage.read(lambda tx: tx.county())
        except NoCounty:
            return web.json_response({"ok": False, "database": "empty"}, status=503)
        except Exception:
            log.exception("readyz.database")
            return web.json_response({"ok": False, "database": "failed"}, status=503)
        channels = {name: channel.ready() for name, channel in self.channels.items()}
        ready = any(up for name, up in channels.items() if name != LAST_RESORT)
        said = {
            "ok": ready,
            "channels": channels,
            "trouble": self.watch.troubles(),
            "law": self._book.fault or "ok",
        }
        return web.json_response(said, status=200 if ready else 503)


async def open_bot(settings: Settings, clock: Clock) -> Bot:
    """A bot on the database of the settings, with the law of the county that is in it.

    Raises:
        SettingsError: the database is empty, or its county is not the one of the settings.
    """
    storage = open_storage(settings.database_url)
    try:
        county = await storage.read(lambda tx: tx.county())
    except NoCounty:
        await storage.close()
        raise SettingsError(
            "数据库里还没有通讯录。请先运行 liaison county load 文件，载入单位、人员和值班表。"
        ) from None
    if settings.county and settings.county != county.regulation:
        await storage.close()
        raise SettingsError(
            f"LIAISON_COUNTY 设为 {settings.county}，数据库里的却是 {county.regulation}。"
            "请改正设置，或者换用另一个数据库。"
        )
    return Bot(settings, clock, storage, await read_law(storage, settings.rules_dir))
