"""The 智能机器人 by callback URL: it hears and answers, and cannot speak first."""

import asyncio
import base64
import json
import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import aiohttp
from aiohttp import web

from bot.channels.base import (
    GRACE,
    Astray,
    ChannelProfile,
    Incoming,
    Later,
    Listener,
    Never,
    Outgoing,
    Receipt,
    Reply,
    lost,
)
from bot.channels.wecom import cards, frames
from bot.channels.wecom.codes import UNDELIVERED, of_form
from bot.channels.wecom.crypto import Seal, Signed, Unauthentic, query, signed
from bot.channels.wecom.frames import Heard, Kind
from bot.channels.wecom.intake import body_of, echo, rejected
from bot.channels.wecom.lanes import Errands, Lanes
from bot.channels.wecom.media import MOST_FILES, fetch_link
from bot.channels.wecom.profiles import AIBOT_CALLBACK
from bot.channels.wecom.replies import (
    ONLY_TEXT,
    answer,
    as_push,
    as_text,
    drawn,
    pushed,
    settled,
    welcome,
)
from bot.channels.wecom.wire import fetch
from bot.clock import Clock
from bot.recent import Recent
from bot.settings import AibotCallbackSettings
from rules.values.message import Card, Message

log = logging.getLogger(__name__)

PATIENCE = 4.0
"""Seconds the listener gets before the platform is answered without it; the platform waits 5."""

REMEMBERED = 5000
CANNOT_PUSH = (
    "机器人按回调方式接入，不能主动发消息。"
    "请管理员改用长连接方式接入（LIAISON_AIBOT_MODE=websocket），或者同时设置自建应用。"
)


class AibotCallbackChannel:
    """The other mode of the robot, for counties whose network lets calls in but no socket out.

    Args:
        settings: of the robot.
        clock: for the stamp on answers.
        patience: see `PATIENCE`.
        astray: takes the answers that the platform did not take.
    """

    def __init__(
        self,
        settings: AibotCallbackSettings,
        clock: Clock,
        *,
        patience: float = PATIENCE,
        astray: Astray = lost,
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._patience = patience
        self._astray = astray
        self._seal = Seal(settings.keys, "")
        self._lanes = Lanes()
        self._errands = Errands()
        self._cards: Recent[Card] = Recent(REMEMBERED)
        self._listener: Listener | None = None
        self._session: aiohttp.ClientSession | None = None

    @property
    def profile(self) -> ChannelProfile:
        """What is decided by which channel it is."""
        return AIBOT_CALLBACK

    @property
    def trouble(self) -> str:
        """What the administrator has to repair; nothing here can be told from this side."""
        return ""

    def routes(self) -> list[web.RouteDef]:
        """What has to be mounted for the callback."""
        return [
            web.get("/wecom/aibot", self._check, allow_head=False),
            web.post("/wecom/aibot", self._receive),
        ]

    async def start(self, listener: Listener) -> None:
        """Begin to listen."""
        self._session = aiohttp.ClientSession(trust_env=False)
        self._listener = listener

    def ready(self) -> bool:
        """Whether it listens; a push is refused at once, so that it is not waited for."""
        return self._listener is not None

    async def send(self, outgoing: Outgoing) -> Receipt:
        """Refuse: in this mode the platform takes answers only.

        Raises:
            Later: the channel was stopped.
            Never: always.
        """
        if self._listener is None:
            raise Later("stopped", timedelta(seconds=1))
        log.warning("wecom.aibot.no-push group=%s", outgoing.group)
        raise Never("callback-mode", CANNOT_PUSH, head=UNDELIVERED)

    async def close(self, grace: float = GRACE) -> None:
        """Stop listening, finish what is being answered, and let go of the connections."""
        self._listener = None
        await self._errands.finish(grace)
        if self._session is not None:
            await self._session.close()

    async def _check(self, request: web.Request) -> web.Response:
        """The platform asks whether the address is ours."""
        return echo(request, self._seal)

    async def _receive(self, request: web.Request) -> web.Response:
        """One callback: check, read, answer."""
        try:
            signature = signed(query(request.rel_url.raw_query_string))
            plain = self._seal.open(signature, _encrypted(await body_of(request)))
            body = _object(plain)
            heard = frames.read(body, self._settings.bot_id)
        except Unauthentic as fault:
            return rejected(fault)
        except (ValueError, TypeError, OverflowError, OSError, RecursionError):
            return rejected(Unauthentic("shape"))
        if self._listener is None:
            return web.Response(status=503)
        if heard is None:
            return web.Response()
        work = self._errands.start(self._hear(self._listener, heard))
        await asyncio.wait({work}, timeout=self._patience)
        response_url = str(body.get("response_url", ""))
        if not work.done():
            log.warning("wecom.aibot.slow")
            self._errands.start(self._late(work, heard, response_url))
            return web.Response()
        return self._passive(heard, work.result(), signature, response_url)

    async def _hear(self, listener: Listener, heard: Heard) -> Reply:
        if heard.kind is Kind.UNREADABLE:
            return Reply(ONLY_TEXT)
        async with self._lanes.of(heard.incoming.conversation):
            incoming = heard.incoming
            if heard.links and self._session is not None:
                key = base64.b64decode(f"{self._settings.keys.aes_key.get_secret_value()}=")
                files = await asyncio.gather(
                    *(fetch_link(self._session, one, key) for one in heard.links[:MOST_FILES])
                )
                incoming = replace(incoming, attachments=tuple(files))
            return await listener(incoming)

    def _passive(
        self, heard: Heard, reply: Reply, signature: Signed, response_url: str
    ) -> web.Response:
        """Answer within the callback; what follows a click goes to its late address."""
        incoming, message = heard.incoming, reply.message
        body: cards.Json | None = None
        after: tuple[cards.Json, ...] = ()
        match heard.kind:
            case Kind.CLICK:
                body = settled(incoming, reply, self._cards.get(incoming.card))
                body = body if reply.done else None
                if message is not None:
                    self._errands.start(self._tell(incoming, message, response_url))
            case Kind.ENTRY:
                body = welcome(incoming, message) if message else None
            case Kind.MESSAGE | Kind.UNREADABLE:
                if message and response_url and self._lanes.busy(f"to {incoming.conversation}"):
                    self._errands.start(self._tell(incoming, message, response_url))
                elif message:
                    body, after = answer(incoming, message)
        if after:
            self._errands.start(self._follow(incoming, after, response_url))
        if body is None:
            return web.Response()
        if message is not None and heard.kind is not Kind.CLICK:
            self._remember(as_push(incoming, message))
        now = int(self._clock.now().timestamp())
        text = json.dumps(body, ensure_ascii=False)
        envelope = self._seal.close(text, now, signature.nonce)
        return web.Response(text=envelope.as_json(), content_type="text/plain", charset="utf-8")

    async def _late(self, work: "asyncio.Task[Reply]", heard: Heard, response_url: str) -> None:
        """The listener took its time: what it says goes out when it is there, before the next."""
        async with self._lanes.of(f"to {heard.incoming.conversation}"):
            message = (await work).message
            if message is not None and heard.kind is not Kind.ENTRY:
                await self._deliver(heard.incoming, message, response_url)

    async def _tell(self, incoming: Incoming, message: Message, response_url: str) -> None:
        """Send a reply in its turn."""
        async with self._lanes.of(f"to {incoming.conversation}"):
            await self._deliver(incoming, message, response_url)

    async def _deliver(self, incoming: Incoming, message: Message, response_url: str) -> None:
        """Use the callback's one late answer; in a group it takes no cards."""
        if self._session is None or not response_url:
            log.error("wecom.aibot.reply.lost")
            return
        if incoming.group:
            message = Message(cards.in_full(message))
        outgoing = as_push(incoming, message)
        first, *more = pushed(outgoing)
        if more:
            first = as_text(outgoing)[0]
        code = await self._post(response_url, first)
        if code and first["msgtype"] == "template_card" and of_form(code):
            code = await self._post(response_url, as_text(outgoing)[0])
        if code:
            log.error("wecom.aibot.reply.lost code=%s", code)
            if not incoming.group:
                await self._astray(incoming, message)
        else:
            self._remember(outgoing)

    async def _follow(
        self, incoming: Incoming, bodies: tuple[cards.Json, ...], response_url: str
    ) -> None:
        """What follows an answer uses its one late answer."""
        async with self._lanes.of(f"to {incoming.conversation}"):
            code = await self._post(response_url, bodies[0]) if response_url else "no-address"
        if code or len(bodies) > 1:
            log.error("wecom.aibot.reply.lost code=%s", code or "too-long")

    async def _post(self, response_url: str, body: cards.Json) -> str:
        """Use the late address; the platform's error code, "" for yes."""
        if self._session is None:
            return "stopped"
        try:
            said = await fetch(self._session, response_url, name="response_url", body=body)
        except Later as later:
            return later.code
        code = int(said["errcode"])
        return str(code) if code else ""

    def _remember(self, outgoing: Outgoing) -> None:
        """Keep a card in mind, so that it can be shown again without its buttons."""
        identity, shown = drawn(outgoing)
        if shown.card is not None and outgoing.message.card is not None:
            self._cards.put(identity, outgoing.message.card)


def _encrypted(body: bytes) -> str:
    """The ciphertext of the JSON envelope.

    Raises:
        Unauthentic: there is none.
    """
    try:
        envelope = _object(body.decode())
    except (ValueError, RecursionError):
        raise Unauthentic("envelope") from None
    encrypt = envelope.get("encrypt") or envelope.get("Encrypt")
    if not isinstance(encrypt, str):
        raise Unauthentic("envelope")
    return encrypt


def _object(text: str) -> Mapping[str, Any]:
    """A JSON object.

    Raises:
        ValueError: it is something else, or holds half of a character that no text can hold.
        RecursionError: it is nested deeper than anything the platform sends.
    """
    value = frames.loaded(text)
    if not isinstance(value, dict):
        raise ValueError("not an object")  # noqa: TRY004  # its callers expect bad text
    return value
