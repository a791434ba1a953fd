"""The one place where the parts meet: storage, law, channels, conversation, clock."""

import asyncio
import gc
import logging
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from aiohttp import web

from bot.channels.base import GRACE, Channel, Incoming, PlainIds, Relabels, WhoIs, WritesTo
from bot.channels.registry import platforms
from bot.clock import Clock
from bot.inbound.dispatch import Dispatcher
from bot.inbound.edge import Edge, EdgeSite, capacity, quiet_accepts, runner
from bot.inbound.strangers import Strangers
from bot.operation.anchoring import Anchoring
from bot.operation.backups import LOG_MISSING, REHEARSAL
from bot.operation.law_book import LawBook, read_law
from bot.operation.leader import HeldChannel, gate, hearing
from bot.operation.watch import Watch
from bot.outbound.card_sync import Copies
from bot.outbound.owed import owe
from bot.outbound.sender import Sender
from bot.settings import Settings, SettingsError
from bot.web.login import Login
from rules.decisions.audience import UNHEARD
from rules.decisions.reminders import beyond
from rules.decisions.steps import fail, reach
from rules.in_force import Law
from rules.reminders.policy import Says
from rules.texts.last_resort import group_call
from rules.values.kind import State
from rules.values.message import Message
from scheduler.sweep import sweep
from scheduler.ticker import Ticker
from storage import (
    Lease,
    NoCounty,
    NotHeld,
    Purpose,
    PushState,
    Storage,
    Transaction,
    open_lease,
    open_leased,
)

log = logging.getLogger(__name__)

YOUNG = 10_000
"""New objects between two passes over them; a message makes some hundreds."""
WRITABLE = 3.0
"""Seconds after which a database that takes no write counts as failed."""
SETTLED = 1000
"""Rounds of sweeping and sending after which something is taken to go in circles."""

WAITS = "另一个程序正在这个数据库上运行。本程序待命，等它停下来就接手……"
LOST = "和数据库的连接断了，本程序停止收发，待命。连上以后，没有别的程序接手的话，继续运行……"
TAKES_OVER = "本程序已经接手。"

Tell = Callable[[str], None]
"""Takes one Chinese sentence for whoever started the program."""


class Bot:
    """A running bot. What it knows is in the database; it may be killed at any moment.

    Of several on one database the holder of the lease acts. The others have their port open and
    wait; they are called standby.
    """

    def __init__(
        self,
        settings: Settings,
        clock: Clock,
        storage: Storage,
        lease: Lease,
        law: Law,
        policy: Path | None = None,
        anchors: Path | None = None,
    ) -> None:
        """Put the parts together without starting anything.

        Args:
            settings: of everything outside.
            clock: what it takes the time from.
            storage: the database.
            lease: of it.
            law: what binds the county now.
            policy: as for `load_law`.
            anchors: where the head of the record is kept; None for nowhere.
        """
        self.settings = settings
        self._anchoring = Anchoring(storage, anchors, clock) if anchors is not None else None
        self.storage = storage
        self.lease = lease
        self._book = LawBook(storage, settings.rules_dir, law, policy)
        self._clock = clock
        self.channels: dict[str, Channel] = {}
        self._lines: list[Channel] = []
        self._relabels: dict[str, Relabels] = {}
        self._routes: list[web.RouteDef] = []
        opaque: dict[str, PlainIds | None] = {}
        who_is: WhoIs | None = None
        for platform in platforms(settings, clock, rightful=self._rightful, astray=self._see_to):
            for channel in platform.channels:
                self._lines.append(channel)
                self.channels[channel.profile.name] = HeldChannel(channel, lease)
                if channel.profile.opaque_ids:
                    opaque[channel.profile.name] = platform.plain_ids
            self._relabels |= platform.relabels
            self._routes += platform.routes
            who_is = who_is or platform.who_is
        self.sender = Sender(
            storage,
            self.channels,
            clock,
            lambda: self.law,
            self._undelivered,
            on_stuck=self._call_group,
            on_taken=self._reached,
        )
        self.watch = Watch(
            storage, self.channels, clock, lambda: self.law, anchoring=self._anchoring
        )
        self.copies = Copies(storage, self._relabels, clock, lambda: self.law)
        sizes = [one.profile.largest_file for one in self._lines]
        self._dispatch = Dispatcher(
            storage,
            self._book,
            clock,
            self._wake,
            bot_name=settings.aibot_name,
            unprompted=self._any_writes_to(WritesTo.ANYBODY),
            largest=min(filter(None, sizes), default=0),
            strangers=Strangers(opaque, clock),
        )
        self.login = (
            Login(
                settings.app,
                settings.public_url,
                settings.wecom_oauth_base,
                who_is,
                storage,
                clock,
            )
            if settings.app is not None and settings.public_url is not None and who_is is not None
            else None
        )
        self._ticker = Ticker(self._tick, clock.now)
        self._runner: web.AppRunner | None = None
        self._keeper: asyncio.Task[None] | None = None
        self._acting = asyncio.Event()
        self._tell: Tell = lambda _: None

    def _any_writes_to(self, whom: WritesTo) -> bool:
        return any(one.profile.writes_to is whom for one in self.channels.values())

    @property
    def law(self) -> Law:
        """What binds the county now."""
        return self._book.law

    async def start(self, tell: Tell | None = None) -> None:
        """Open the port, wait for the lease, then connect the channels and begin to send.

        Args:
            tell: hears that the program waits, takes over, stops.
        """
        self._tell = tell or self._tell
        await self._open_port()
        await self._take_over(WAITS)
        self._keeper = asyncio.create_task(self._keep(), name="keeper")

    async def run(self) -> None:
        """Let the clock wake the sweep until cancelled; only after `start`.

        What is in memory now stays for good: without it a pass over all objects, which holds up
        everybody for a tenth of a second, is over in a moment.
        """
        if self._keeper is None:
            raise RuntimeError("the bot was not started")
        gc.collect()
        gc.freeze()
        gc.set_threshold(YOUNG)
        self._ticker.start()
        try:
            await self._keeper
        finally:
            await self._ticker.close()

    async def close(self) -> None:
        """Finish what was taken and what is being sent, a few seconds at most; let go of all."""
        if self._keeper is not None:
            self._keeper.cancel()
            await asyncio.wait([self._keeper])
        if self._acting.is_set() and await self._rightful():
            await self.copies.close()
            await self.sender.close(GRACE)
            await asyncio.gather(*(talking.close() for talking in self._lines))
            await self._anchor(stopping=True)
        else:
            await self._halt()
        if self._runner is not None:
            await self._runner.cleanup()
        await self.lease.release()
        await self.storage.close()

    async def _open_port(self) -> None:
        here = capacity()
        edge = Edge(here)
        site = web.Application(
            client_max_size=1024 * 1024, middlewares=[edge.middleware(), gate(self.lease)]
        )
        site.router.add_routes(self._routes)
        if self.login is not None:
            site.router.add_routes(self.login.routes())
        site.router.add_get("/healthz", self._healthz)
        site.router.add_get("/readyz", self._readyz)
        self._runner = runner(site)
        await self._runner.setup()
        quiet_accepts(asyncio.get_running_loop())
        host, port = self.settings.host, self.settings.port
        await EdgeSite(self._runner, edge, host, port, here.backlog).start()

    async def _keep(self) -> None:
        """Stop whenever the lease is lost, and wait for it again."""
        while True:
            await self.lease.lost()
            await self._halt()
            await self._take_over(LOST)

    async def _take_over(self, why: str) -> None:
        """Wait for the lease and begin to act; where it is lost over that, once more.

        Args:
            why: one Chinese sentence on what it means when the lease is not to be had.
        """
        while not self._acting.is_set():
            if not await self.lease.take():
                log.warning("bot.operation.leader")
                self._tell(why)
                await self.lease.acquire()
                log.warning("bot.takes-over")
                self._tell(TAKES_OVER)
            try:
                await self._begin()
            except Exception:
                if await self._rightful():
                    raise
                log.exception("bot.lost-again")
                await self._halt()

    async def _begin(self) -> None:
        listener = hearing(self._dispatch, self.lease)
        for talking in self._lines:
            await talking.start(listener)
        await self.sender.start()
        await self.copies.start()
        self._acting.set()

    async def _halt(self) -> None:
        """Send nothing more and hang up, at once; what is left undone the next holder does."""
        self._acting.clear()
        ends = (
            self.sender.abort(),
            self.copies.close(),
            *(talking.close(0) for talking in self._lines),
        )
        for fault in await asyncio.gather(*ends, return_exceptions=True):
            if fault is not None:
                log.error("bot.halt", exc_info=fault)

    async def _see_to(self, incoming: Incoming, message: Message) -> None:
        """An answer that the platform did not take goes out with what waits in the outbox."""
        now = self._clock.now()
        if await self.storage.run(lambda tx: owe(tx, incoming, message, now)):
            self._wake()

    async def _rightful(self) -> bool:
        """Whether the lease is held beyond doubt."""
        try:
            await self.lease.sure()
        except NotHeld:
            return False
        return True

    async def settle(self) -> None:
        """Say and send everything that is due now; comes back when nothing is left.

        Raises:
            RuntimeError: it goes in circles, which is a defect.
        """
        for _ in range(SETTLED):
            await self._acting.wait()
            try:
                recorded = await self._sweep() + await self.watch.look()
                sent = await self.sender.drain()
                changed = await self.copies.drain()
            except NotHeld:
                await asyncio.sleep(0)
                continue
            if not (recorded or sent or changed):
                return
        raise RuntimeError("the sweep and the sender never came to rest")

    async def next_instant(self) -> datetime | None:
        """When something falls due next, by the rows."""
        return await self.storage.read(lambda tx: tx.matters.next_instant())

    async def _sweep(self) -> int:
        await self._book.refresh()
        return await sweep(self.storage, self.law, self._clock.now())

    async def _anchor(self, *, stopping: bool = False) -> None:
        """Keep the head of the record outside; what stops it stops nothing else."""
        if self._anchoring is None:
            return
        try:
            await (self._anchoring.take() if stopping else self._anchoring.daily())
        except NotHeld:
            raise
        except Exception:
            log.exception("bot.anchor")

    async def _tick(self) -> datetime | None:
        try:
            await self.lease.sure()
            await self._sweep()
            await self._anchor()
            await self.watch.look()
        except NotHeld:
            return None
        self._wake()
        return await self.next_instant()

    def _wake(self) -> None:
        """Somebody has done something: there may be pushes, and cards that no longer hold."""
        self.sender.wake()
        self.copies.wake()

    def _undelivered(self, tx: Transaction, number: str, at: datetime) -> None:
        """Nobody called so far could be reached: the next rung at once, or it was not delivered."""
        matter, directory = tx.matters.get(number), tx.people.directory()
        if matter.kind.rings and matter.state is State.DELIVERED:
            posted = tx.outbox.about(number)
            if any(one.push.carries and one.state is not PushState.DEAD for one in posted):
                return
            tried = [one.push.to for one in posted if one.push.kind.spec.calls]
            if pushes := beyond(matter, self.law, directory, at, tried):
                tx.outbox.post(pushes)
                return
        if matter.kind.rings:
            self._call_group(tx, number, at)
        outcome = fail(matter, self.law, directory, at, tx.matters.history(matter))
        if outcome is not None:
            tx.matters.record(outcome)

    def _reached(self, tx: Transaction, number: str, at: datetime) -> None:
        """Somebody was reached for an emergency that had been given up as not delivered."""
        matter = tx.matters.get(number)
        outcome = reach(matter, self.law, tx.people.directory(), at, tx.matters.history(matter))
        if outcome is not None:
            tx.matters.record(outcome)

    def _call_group(self, tx: Transaction, number: str, at: datetime) -> None:
        """No channel reaches anybody of the receiver for an emergency: say it in the group.

        Once when that is seen, and again with each list of numbers to telephone that nobody gets.
        """
        if not self._any_writes_to(WritesTo.GROUP):
            return
        matter, directory = tx.matters.get(number), tx.people.directory()
        theirs = [
            one
            for one in tx.outbox.about(number)
            if one.push.kind.spec.calls
            and (officer := directory.officers.get(one.push.to)) is not None
            and directory.unit_of(officer).id == matter.receiver
        ]
        if matter.state not in UNHEARD or any(c.state is PushState.SENT for c in theirs):
            return
        people = [one for o in theirs if (one := directory.officers[o.push.to]).active]
        policy = self.law.policy
        lists = {rule.id for rule in policy.rules if rule.says is Says.PHONE}
        again = len({one.push.at for one in theirs if one.push.about.rule in lists})
        if again < policy.rings:
            tx.outbox.post([group_call(matter, self.law, directory, people, at, again=again)])

    def _prove(self, tx: Transaction) -> None:
        """Reads and writes: a full disk reads very well.

        Raises:
            NoCounty: there is nobody to write for.
        """
        tx.people.county()
        tx.installation.prove_writable(self._clock.now())

    async def _healthz(self, _: web.Request) -> web.Response:
        return web.json_response({"ok": True})

    async def _readyz(self, _: web.Request) -> web.Response:
        """Whether a message now would be answered and a push now would leave."""
        if not await self._rightful():
            return web.json_response({"ok": False, "standby": True}, status=503)
        try:
            async with asyncio.timeout(WRITABLE):
                await self.storage.run(self._prove)
        except NoCounty:
            return web.json_response({"ok": False, "database": "empty"}, status=503)
        except NotHeld:
            return web.json_response({"ok": False, "standby": True}, status=503)
        except Exception:
            log.exception("readyz.database")
            return web.json_response({"ok": False, "database": "failed"}, status=503)
        channels = {name: channel.ready() for name, channel in self.channels.items()}
        ready = any(
            channels[name]
            for name, one in self.channels.items()
            if one.profile.writes_to is not WritesTo.GROUP
        )
        said = {
            "ok": ready,
            "channels": channels,
            "trouble": self.watch.troubles(),
            "law": self._book.fault or "ok",
        }
        return web.json_response(said, status=200 if ready else 503)


async def open_bot(
    settings: Settings,
    clock: Clock,
    *,
    purpose: Purpose = Purpose.COUNTY,
    lease: Lease | None = None,
    policy: Path | None = None,
) -> Bot:
    """A bot on the database of the settings, with the law of the county that is in it.

    Args:
        settings: of everything outside.
        clock: what it takes the time from.
        purpose: what the database must be for; one that does not say is the county's own.
        lease: held already; None for one of its own.
        policy: as for `load_law`.

    Raises:
        SettingsError: the database is empty, not for this, or its county is not the one of the
            settings; or the newest matters may be missing and nobody has accepted that.
    """
    lease = lease or open_lease(settings.database_url)
    storage = open_leased(settings.database_url, lease)
    try:
        await _require_fit(storage, settings, purpose)
        law = await read_law(storage, settings.rules_dir, policy)
    except BaseException:
        await storage.close()
        raise
    anchors = settings.anchors if purpose is Purpose.COUNTY else None
    return Bot(settings, clock, storage, lease, law, policy, anchors)


async def _require_fit(storage: Storage, settings: Settings, purpose: Purpose) -> None:
    if storage.log_missing and purpose is Purpose.COUNTY:
        raise SettingsError(f"没有启动：{LOG_MISSING}")
    found = await storage.read(lambda tx: tx.installation.purpose()) or Purpose.COUNTY
    try:
        county = await storage.read(lambda tx: tx.people.county())
    except NoCounty:
        raise SettingsError(
            "数据库里还没有通讯录。请先运行 liaison county load 文件，载入单位、人员和值班表。"
        ) from None
    if found is Purpose.REHEARSAL and purpose is Purpose.COUNTY:
        raise SettingsError(
            f"没有启动：{REHEARSAL}，里面的事项和人员都是演练的。请检查 LIAISON_DATABASE_URL。"
        )
    if settings.county and settings.county != county.regulation:
        raise SettingsError(
            f"LIAISON_COUNTY 设为 {settings.county}，数据库里的却是 {county.regulation}。"
            "请改正设置，或者换用另一个数据库。"
        )
