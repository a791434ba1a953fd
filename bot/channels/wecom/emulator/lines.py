"""One WebSocket of the bot, and the exchanges that are open on it."""

import asyncio
import secrets
import time
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum, auto

from aiohttp import WSMsgType, web

from bot.channels.wecom.emulator.tenant import Person
from bot.channels.wecom.emulator.wire import dumps
from bot.channels.wecom.emulator.world import Entry, Place, Sheet

FRAME = 4 * 1024 * 1024


class Why(Enum):
    """What an exchange began with; it decides how it may be answered."""

    MESSAGE = auto()
    ENTRY = auto()
    TAP = auto()


@dataclass(slots=True)
class Exchange:
    """One callback to the bot and what it may still say to it.

    Attributes:
        at: when it began, on the given clock.
        since: the same on the real clock, for the five seconds.
        answered: a whole answer came.
        streams: streams of the answer, by id, with the instant of their first frame.
    """

    why: Why
    place: Place
    person: Person
    at: datetime
    message: Entry | None = None
    sheet: Sheet | None = None
    since: float = field(default_factory=time.monotonic)
    answered: bool = False
    streams: dict[str, tuple[Entry, datetime]] = field(default_factory=dict)


class Line:
    """One connection."""

    def __init__(self, idle: float, transport: asyncio.Transport | None) -> None:
        self._transport = transport
        self.socket = web.WebSocketResponse(timeout=1.0, max_msg_size=FRAME)
        self.subscribed = False
        self.exchanges: dict[str, Exchange] = {}
        self._idle = idle
        self._heard = time.monotonic()

    def heard(self) -> None:
        """A sign of life that counts."""
        self._heard = time.monotonic()

    async def next_text(self) -> str | None:
        """The next frame; None when the line is gone or was silent for too long."""
        while True:
            left = self._heard + self._idle - time.monotonic()
            try:
                async with asyncio.timeout(max(left, 0.0)):
                    message = await self.socket.receive()
            except TimeoutError:
                return None
            if message.type is WSMsgType.TEXT:
                return str(message.data)
            if message.type is not WSMsgType.BINARY:
                return None

    async def call(self, cmd: str, body: dict[str, object], exchange: Exchange | None) -> bool:
        """Send a callback; false when the line is already gone."""
        req_id = f"{cmd}_{secrets.token_hex(8)}"
        if exchange is not None:
            self.exchanges[req_id] = exchange
        return await self._send({"cmd": cmd, "headers": {"req_id": req_id}, "body": body})

    async def acknowledge(self, req_id: str | None, errcode: int, errmsg: str) -> None:
        """Answer a request; schema errors come without its id."""
        headers = {} if req_id is None else {"req_id": req_id}
        await self._send({"headers": headers, "errcode": errcode, "errmsg": errmsg})

    def cut(self) -> None:
        """Break the connection without a word, as a network does."""
        self.subscribed = False
        if self._transport is not None:
            self._transport.abort()

    async def close(self) -> None:
        """Hang up politely."""
        self.subscribed = False
        await self.socket.close()

    async def _send(self, frame: dict[str, object]) -> bool:
        if self.socket.closed:
            return False
        try:
            await self.socket.send_str(dumps(frame))
        except ConnectionError:
            return False
        return True
