"""One WebSocket of the bot."""

import asyncio
import secrets
import time

from aiohttp import WSMsgType, web

from bot.rehearsal.wecom.exchanges import Exchange
from bot.rehearsal.wecom.wire import dumps

FRAME = 4 * 1024 * 1024


class Line:
    """One connection.

    Attributes:
        frozen: half-open: what is sent on it never arrives, and nobody closes it.
    """

    def __init__(self, idle: float, transport: asyncio.Transport | None) -> None:
        self._transport = transport
        self.socket = web.WebSocketResponse(timeout=1.0, max_msg_size=FRAME)
        self.subscribed = False
        self.frozen = False
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
                async with asyncio.timeout(None if self.frozen else max(left, 0.0)):
                    message = await self.socket.receive()
            except TimeoutError:
                if self.frozen:
                    continue
                return None
            if self.frozen and message.type in (WSMsgType.TEXT, WSMsgType.BINARY):
                continue
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

    async def acknowledge(
        self, req_id: str | None, errcode: int, errmsg: str, body: dict[str, object] | None = None
    ) -> None:
        """Answer a request; schema errors come without its id."""
        headers = {} if req_id is None else {"req_id": req_id}
        frame: dict[str, object] = {"headers": headers, "errcode": errcode, "errmsg": errmsg}
        await self._send(frame | ({"body": body} if body else {}))

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
        if self.socket.closed or self.frozen:
            return False
        try:
            await self.socket.send_str(dumps(frame))
        except ConnectionError:
            return False
        return True
