"""The robot's long connection: subscribed, kept alive, made again, and never made twice."""

import asyncio
import json
import logging
import random
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp

from bot.channels.base import Rightful, always
from bot.channels.wecom.cards import Json
from bot.channels.wecom.frames import event_type, loaded
from bot.clock import Clock
from bot.settings import AibotSocketSettings

log = logging.getLogger(__name__)

WRONG_CREDENTIALS = frozenset({40001, 40013})
MAX_FRAME = 4 * 1024 * 1024
PINGS_LOST = 2
KICKED = (
    "智能机器人已断开：另一个程序用同一个机器人登录了。请关掉多余的那个程序，再重新启动本程序。"
)
WRONG = "智能机器人连不上：LIAISON_AIBOT_ID 或 LIAISON_AIBOT_SECRET 不对。请核对后重新启动本程序。"

Handler = Callable[[str, Mapping[str, Any]], None]
"""Takes req_id and body of one callback; must return at once."""


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds.

    Attributes:
        ping: between two signs of life.
        ack: until a request counts as unanswered.
        slowest: between two attempts to connect, at most.
    """

    ping: float = 30.0
    ack: float = 5.0
    slowest: float = 30.0


class Refused(Exception):
    """The platform answered a request with an error code."""

    def __init__(self, code: int) -> None:
        super().__init__(str(code))
        self.code = code


class Broken(Exception):
    """There is no answer.

    Attributes:
        code: one word.
        sent: the request may have arrived all the same.
    """

    def __init__(self, code: str, *, sent: bool) -> None:
        super().__init__(code)
        self.code = code
        self.sent = sent


class Socket:
    """One robot's connection. It is held by one process at a time; the platform kicks the older.

    Times between pings and attempts are real seconds: they belong to the line, not to the law.
    """

    def __init__(
        self,
        settings: AibotSocketSettings,
        clock: Clock,
        handler: Handler,
        pace: Pace,
        rightful: Rightful = always,
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._handler = handler
        self._pace = pace
        self._rightful = rightful
        self._kicked = False
        self._socket: aiohttp.ClientWebSocketResponse | None = None
        self._pending: dict[str, asyncio.Future[tuple[int, Mapping[str, Any]]]] = {}
        self._pings_lost = 0
        self._hurry = False
        self._up = asyncio.Event()
        self._settled = asyncio.Event()
        self._keeper: asyncio.Task[None] | None = None
        self.trouble = ""

    async def start(self, session: aiohttp.ClientSession) -> None:
        """Connect and stay connected; come back when it is decided or after one ack's time."""
        self.trouble, self._kicked = "", False
        self._settled.clear()
        self._keeper = asyncio.create_task(self._keep(session))
        try:
            async with asyncio.timeout(self._pace.ack):
                await self._settled.wait()
        except TimeoutError:
            log.warning("wecom.aibot.still-connecting")

    def ready(self) -> bool:
        """Whether we are subscribed."""
        return self._up.is_set()

    async def until_ready(self, seconds: float) -> bool:
        """Wait until we are subscribed, but not longer than that."""
        try:
            async with asyncio.timeout(seconds):
                await self._up.wait()
        except TimeoutError:
            return False
        return True

    async def renew(self) -> None:
        """The line is open and the subscription is gone: make a new line at once."""
        self._hurry = True
        self._up.clear()
        if self._socket is not None:
            await self._socket.close()

    async def close(self) -> None:
        """Hang up."""
        if self._keeper is not None:
            self._keeper.cancel()
            await asyncio.gather(self._keeper, return_exceptions=True)

    async def request(self, cmd: str, body: Json, req_id: str = "") -> Mapping[str, Any]:
        """Send one request and wait for its acknowledgement.

        Args:
            cmd: the command.
            body: its body.
            req_id: that of the callback it answers; "" for a new one. Never two at a time with
                the same one.

        Returns:
            What the acknowledgement carries; mostly nothing.

        Raises:
            Refused: the platform said no.
            Broken: it said nothing.
        """
        if not self._up.is_set():
            raise Broken("offline", sent=False)
        return await self._ask(cmd, body, req_id)

    async def _ask(self, cmd: str, body: Json, req_id: str = "") -> Mapping[str, Any]:
        if self._socket is None:
            raise Broken("offline", sent=False)
        req_id = req_id or self._new_id(cmd)
        answer: asyncio.Future[tuple[int, Mapping[str, Any]]] = (
            asyncio.get_running_loop().create_future()
        )
        self._pending[req_id] = answer
        frame = {"cmd": cmd, "headers": {"req_id": req_id}, "body": body}
        try:
            await self._socket.send_str(json.dumps(frame, ensure_ascii=False))
            async with asyncio.timeout(self._pace.ack):
                code, given = await answer
        except TimeoutError:
            raise Broken("timeout", sent=True) from None
        except (ConnectionError, aiohttp.ClientError):
            raise Broken("line", sent=True) from None
        finally:
            self._pending.pop(req_id, None)
        if code:
            raise Refused(code)
        return given

    def _new_id(self, cmd: str) -> str:
        milliseconds = int(self._clock.now().timestamp() * 1000)
        return f"{cmd}_{milliseconds}_{secrets.token_hex(4)}"

    async def _keep(self, session: aiohttp.ClientSession) -> None:
        """Connect again and again, until the platform tells us that it makes no sense."""
        failures = 0
        while not self.trouble:
            try:
                subscribed = await self._connection(session)
            except (aiohttp.ClientError, OSError, TimeoutError) as fault:
                log.warning("wecom.aibot.unconnected kind=%s", type(fault).__name__)
                subscribed = False
            if self._kicked:
                if not await self._rightful():
                    log.warning("wecom.aibot.succeeded")
                    break
                self._stop(KICKED)
            failures = 1 if subscribed else failures + 1
            delay = min(self._pace.slowest, 2.0 ** min(failures - 1, 10))
            if self._hurry and subscribed:
                delay = 0.0
            self._hurry = False
            if not self.trouble:
                await asyncio.sleep(delay * random.uniform(0.5, 1))  # noqa: S311  # jitter
        log.error("wecom.aibot.stopped")

    async def _connection(self, session: aiohttp.ClientSession) -> bool:
        """Hold one connection until it ends.

        Returns:
            Whether it was ever subscribed.
        """
        async with session.ws_connect(
            self._settings.ws_url,
            max_msg_size=MAX_FRAME,
            timeout=aiohttp.ClientWSTimeout(ws_close=2.0),
        ) as socket:
            self._socket, self._pings_lost = socket, 0
            reader = asyncio.create_task(self._read(socket))
            try:
                if not await self._subscribe():
                    return False
                self._up.set()
                self._settled.set()
                log.info("wecom.aibot.subscribed")
                await self._ping(socket, reader)
            finally:
                self._up.clear()
                self._socket = None
                reader.cancel()
                await asyncio.gather(reader, return_exceptions=True)
                for answer in self._pending.values():
                    if not answer.done():
                        answer.set_exception(Broken("line", sent=True))
        log.warning("wecom.aibot.lost")
        return True

    async def _subscribe(self) -> bool:
        secret = self._settings.secret.get_secret_value()
        try:
            await self._ask("aibot_subscribe", {"bot_id": self._settings.bot_id, "secret": secret})
        except Refused as refused:
            log.warning("wecom.aibot.unsubscribed code=%s", refused.code)
            if refused.code in WRONG_CREDENTIALS:
                self._stop(WRONG)
            return False
        except Broken as broken:
            log.warning("wecom.aibot.unsubscribed code=%s", broken.code)
            return False
        return True

    async def _ping(
        self, socket: aiohttp.ClientWebSocketResponse, reader: asyncio.Task[None]
    ) -> None:
        """Give signs of life until the line ends or two in a row stay unanswered."""
        while True:
            await asyncio.wait({reader}, timeout=self._pace.ping)
            if reader.done() or socket.closed or self._pings_lost >= PINGS_LOST:
                return
            self._pings_lost += 1
            ping = {"cmd": "ping", "headers": {"req_id": self._new_id("ping")}}
            try:
                await socket.send_str(json.dumps(ping))
            except (ConnectionError, aiohttp.ClientError):
                return

    async def _read(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        """Take frames until the line ends; a dead peer comes as ERROR, not as CLOSED."""
        while not self._kicked:
            message = await socket.receive()
            if message.type is not aiohttp.WSMsgType.TEXT:
                if message.type is aiohttp.WSMsgType.BINARY:
                    continue
                return
            try:
                frame = loaded(message.data)
            except (ValueError, RecursionError):
                log.warning("wecom.aibot.unreadable")
                continue
            if isinstance(frame, dict):
                self._take(frame)

    def _take(self, frame: Mapping[str, Any]) -> None:
        headers = frame.get("headers")
        req_id = str(headers.get("req_id", "")) if isinstance(headers, dict) else ""
        if "cmd" not in frame:
            self._acknowledged(req_id, frame)
            return
        body = frame.get("body")
        if not isinstance(body, dict):
            log.warning("wecom.aibot.unreadable")
        elif event_type(body) == "disconnected_event":
            self._kicked = True
            self._up.clear()
        else:
            self._handler(req_id, body)

    def _acknowledged(self, req_id: str, frame: Mapping[str, Any]) -> None:
        """Match an answer to its request; a schema error comes without an id.

        An answer without errcode is a failure, as the platform's own clients take it.
        """
        code = frame.get("errcode")
        code = code if isinstance(code, int) else -1
        if req_id.startswith("ping_"):
            if code == 0:
                self._pings_lost = 0
            return
        if code:
            hint = re.search(r"hint: \[([0-9_A-Za-z-]+)\]", str(frame.get("errmsg", "")))
            log.warning("wecom.aibot.refused code=%s hint=%s", code, hint[1] if hint else "-")
        if not req_id:
            req_id = next((one for one, answer in self._pending.items() if not answer.done()), "")
        answer = self._pending.get(req_id)
        if answer is not None and not answer.done():
            given = frame.get("body")
            answer.set_result((code, given if isinstance(given, dict) else {}))

    def _stop(self, why: str) -> None:
        """No further attempt: it would do harm, or cannot succeed."""
        self.trouble = why
        self._up.clear()
        self._settled.set()
        log.error("wecom.aibot.alarm kicked=%s", why is KICKED)
