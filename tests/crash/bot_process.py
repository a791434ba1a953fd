"""A bot in a process of its own that dies when it is told to, and somebody who starts it again.

The keeper has loaded the program and forks a bot whenever a line with an order comes in; it says
when the bot listens and when it ended. A bot takes the time from its control port and kills itself
with SIGKILL just before or just after its n-th commit that changes something.

    python tests/crash/bot_process.py
"""

import asyncio
import json
import os
import signal
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any

from aiohttp import web
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.pool import PoolProxiedConnection

from bot.app import Bot, open_bot
from bot.clock import VirtualClock
from bot.settings import AibotMode, load
from storage.engine import Storage

CHANGES = ("INSERT", "UPDATE", "DELETE")
BEGIN = Storage._begin


@dataclass(frozen=True, slots=True)
class Order:
    """How one bot is to live.

    Attributes:
        die_at: the number of the commit at which it dies; 0 for none.
        after: whether the commit is on disk by then.
        log: a file that gets one line for each commit: the tables it changed.
    """

    settings: dict[str, Any]
    control: int
    now: str
    die_at: int
    after: bool
    log: str


@dataclass(slots=True)
class Watch:
    """Counts commits and pulls the trigger."""

    order: Order
    ordinals: Iterator[int] = field(default_factory=lambda: count(1))

    def due(self, ordinal: int) -> bool:
        """Whether this is the one. Several writers commit side by side, each has its own."""
        return ordinal == self.order.die_at

    def die(self) -> None:
        """As if the power failed."""
        os.kill(os.getpid(), signal.SIGKILL)

    def install(self) -> None:
        """Put a cursor of ours in front of every transaction that writes."""
        watch = self

        def begin(
            storage: Storage, connection: PoolProxiedConnection | None
        ) -> tuple[PoolProxiedConnection, DBAPICursor]:
            got, cursor = BEGIN(storage, connection)
            return got, Cursor(cursor, watch)

        setattr(Storage, BEGIN.__name__, begin)


@dataclass(slots=True)
class Cursor:
    """The driver's cursor, with an eye on what is committed."""

    cursor: DBAPICursor
    watch: Watch
    touched: list[str] = field(default_factory=list)

    def execute(self, statement: str, *values: Any) -> Any:
        """Run a statement; dies at the chosen commit."""
        if statement == "COMMIT" and self.touched:
            return self._commit()
        result = self.cursor.execute(statement, *values)
        self._note(statement)
        return result

    def executemany(self, statement: str, values: Any) -> Any:
        """Run a statement several times."""
        result = self.cursor.executemany(statement, values)
        self._note(statement)
        return result

    def __getattr__(self, name: str) -> Any:
        """Everything else is the driver's."""
        return getattr(self.cursor, name)

    def _note(self, statement: str) -> None:
        if statement.startswith(CHANGES) and self.cursor.rowcount > 0:
            words = statement.split()
            self.touched.append(words[1] if words[0] == "UPDATE" else words[2])

    def _commit(self) -> None:
        ordinal = next(self.watch.ordinals)
        line = " ".join(dict.fromkeys(self.touched))
        with Path(self.watch.order.log).open("a") as log:
            log.write(line + "\n")
        if self.watch.due(ordinal) and not self.watch.order.after:
            self.watch.die()
        self.cursor.execute("COMMIT")
        if self.watch.due(ordinal):
            self.watch.die()


class Control:
    """How the bot is told the time, and made to say all that is due by then."""

    def __init__(self, bot: Bot, clock: VirtualClock) -> None:
        self._bot = bot
        self._clock = clock

    async def open(self, port: int) -> None:
        """Listen."""
        site = web.Application()
        site.router.add_post("/settle", self._settle)
        site.router.add_post("/clock", self._move)
        runner = web.AppRunner(site, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", port).start()

    async def _settle(self, _: web.Request) -> web.Response:
        await self._bot.settle()
        coming = await self._bot.next_instant()
        return web.json_response({"next": coming.isoformat() if coming else None})

    async def _move(self, request: web.Request) -> web.Response:
        target = datetime.fromisoformat((await request.json())["now"])
        self._clock.move_to(max(target, self._clock.now()))
        return web.json_response({})


async def live(order: Order, say: int) -> None:
    """Be the bot until killed, or until nobody is left who gives orders."""
    clock = VirtualClock(datetime.fromisoformat(order.now))
    given = {**order.settings, "aibot_mode": AibotMode.OFF}
    bot = await open_bot(load(Path("/nonexistent"), **given), clock)
    await bot.start()
    await Control(bot, clock).open(order.control)
    os.write(say, b'{"listening": true}\n')
    await asyncio.to_thread(os.read, 0, 1)


def keep() -> None:
    """Start a bot for each order, one at a time; tell when it ended."""
    for line in sys.stdin:
        order = Order(**json.loads(line))
        child = os.fork()
        if child == 0:
            try:
                os.setpgid(0, 0)
                Watch(order).install()
                asyncio.run(live(order, 1))
            finally:
                os._exit(1)
        os.write(1, f'{{"pid": {child}}}\n'.encode())
        _, status = os.waitpid(child, 0)
        os.write(1, f'{{"ended": {os.waitstatus_to_exitcode(status)}}}\n'.encode())


if __name__ == "__main__":
    keep()
