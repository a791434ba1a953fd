"""The 智能机器人 as a channel, over its long connection: groups and conversations of two."""

import asyncio
import base64
import hashlib
import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import aiohttp

from bot.channels.base import (
    GRACE,
    Astray,
    Attachment,
    ChannelProfile,
    Incoming,
    Later,
    Listener,
    Never,
    Outgoing,
    Receipt,
    Reply,
    Rightful,
    always,
    lost,
)
from bot.channels.wecom import cards, frames
from bot.channels.wecom.codes import (
    BUSY,
    LIMITED,
    MALFORMED,
    MINUTE,
    NEVER,
    NO_CARDS,
    SPENT,
    STALE_MEDIA,
    STREAM_ENDED,
    UNDELIVERED,
    UNFIT_MEDIA,
    UNSUBSCRIBED,
    never,
    of_form,
)
from bot.channels.wecom.frames import Heard, Kind
from bot.channels.wecom.lanes import Errands, Lanes
from bot.channels.wecom.media import MOST_FILES, fetch_link
from bot.channels.wecom.profiles import AIBOT
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
from bot.channels.wecom.socket import Broken, Pace, Refused, Socket
from bot.clock import Clock
from bot.recent import Recent
from bot.settings import AibotSocketSettings
from rules.values.message import Card, Message

log = logging.getLogger(__name__)

WINDOW = 4.5
"""Seconds after a click or an entry in which an answer to it is still worth a try; it has 5."""

RECONNECT = 10.0
"""Seconds that a message waits for a line that is being made again."""

REMEMBERED = 5000
"""Cards and answered messages that are kept in mind; older ones are forgotten."""

CHUNK = 512 * 1024
"""Bytes of one piece of an upload, before base64."""

TRIES = 3
SINGLE, GROUP = 1, 2


class AibotChannel:
    """Hears groups where the robot is @ed and conversations of two, and pushes to both.

    Args:
        settings: of the robot.
        clock: for the stamp in request ids.
        pace: of the connection.
        rightful: see `Rightful`.
        astray: takes the answers that the platform did not take.
    """

    def __init__(
        self,
        settings: AibotSocketSettings,
        clock: Clock,
        *,
        pace: Pace | None = None,
        rightful: Rightful = always,
        astray: Astray = lost,
    ) -> None:
        self._settings = settings
        self._socket = Socket(settings, clock, self._called, pace or Pace(), rightful)
        self._lanes = Lanes()
        self._errands = Errands()
        self._cards: Recent[Card] = Recent(REMEMBERED)
        self._answered: Recent[None] = Recent(REMEMBERED)
        self._astray = astray
        self._formless = ""
        self._listener: Listener | None = None
        self._session: aiohttp.ClientSession | None = None

    @property
    def profile(self) -> ChannelProfile:
        """What is decided by which channel it is."""
        return AIBOT

    @property
    def trouble(self) -> str:
        """What the administrator has to repair, as one Chinese sentence; "" when nothing."""
        return self._socket.trouble or self._formless

    async def start(self, listener: Listener) -> None:
        """Begin to listen; come back when subscribed, refused, or still trying."""
        self._listener = listener
        timeout = aiohttp.ClientTimeout(total=15)
        self._session = aiohttp.ClientSession(trust_env=False, timeout=timeout)
        await self._socket.start(self._session)

    def ready(self) -> bool:
        """Whether a push sent now has a chance."""
        return self._socket.ready()

    async def close(self, grace: float = GRACE) -> None:
        """Stop listening, finish what is being answered, and hang up."""
        self._listener = None
        await self._errands.finish(grace)
        await self._socket.close()
        if self._session is not None:
            await self._session.close()

    async def send(self, outgoing: Outgoing) -> Receipt:
        """Push one message to a person or a group that has written to the robot before.

        The platform filters no repeats. A card is shown once all the same, because its task id is
        taken; a repeated text says that it is one. What a card cannot show whole follows it; a card
        that is refused for its form goes out as text in its place.

        Raises:
            Later: worth another try.
            Never: not in this conversation.
        """
        kind = GROUP if outgoing.group else SINGLE
        address = {"chatid": outgoing.to, "chat_type": kind}
        arrived = False
        try:
            async with self._lanes.of(f"to {outgoing.to}"):
                if outgoing.attachment is not None:
                    await self._hand_over(address, outgoing.attachment)
                    return Receipt()
                bodies = pushed(outgoing)
                if not await self._first(address, bodies[0], outgoing):
                    bodies = as_text(outgoing)
                    await self._push({**address, **bodies[0]})
                arrived = True
                for body in bodies[1:]:
                    await self._push({**address, **body})
        except Refused as refused:
            raise _reaction(refused.code, arrived=arrived) from None
        except Broken as broken:
            unsure = broken.sent or arrived
            raise Later(broken.code, timedelta(seconds=3), unsure=unsure) from None
        self._remember(outgoing)
        return Receipt()

    async def _first(self, address: cards.Json, body: cards.Json, outgoing: Outgoing) -> bool:
        """Push the first message; whether it stands: a card that is refused for its form does not.

        Raises:
            Refused, Broken: as the socket.
        """
        card = body["msgtype"] == "template_card"
        try:
            await self._push({**address, **body})
        except Refused as refused:
            if outgoing.again and str(refused.code) in cards.TASK_TAKEN:
                return True
            if not (card and of_form(str(refused.code))):
                raise
            self._note_form(refused.code)
            return False
        self._formless = "" if card else self._formless
        return True

    def _note_form(self, code: int) -> None:
        """A card was refused for its form, and its text goes out; somebody has to repair that."""
        log.warning("wecom.aibot.card-as-text code=%s", code)
        if str(code) not in cards.TASK_TAKEN:
            self._formless = NO_CARDS.format(code=code)

    async def _hand_over(self, address: cards.Json, file: Attachment) -> None:
        """Upload a file and send it; where its id is not good any more, once again."""
        for last in (False, True):
            media_id = await self._upload(file)
            try:
                await self._push({**address, "msgtype": "file", "file": {"media_id": media_id}})
            except Refused as refused:
                if last or refused.code != STALE_MEDIA:
                    raise
            else:
                return

    async def _upload(self, file: Attachment) -> str:
        """Hand a file over in three steps; its media id is good for three days."""
        content = file.content
        pieces = [content[at : at + CHUNK] for at in range(0, len(content), CHUNK)]
        begin = {
            "type": "file",
            "filename": file.name,
            "total_size": len(content),
            "total_chunks": len(pieces),
            "md5": hashlib.md5(content, usedforsecurity=False).hexdigest(),
        }
        begun = await self._socket.request("aibot_upload_media_init", begin)
        upload = {"upload_id": str(begun.get("upload_id", ""))}
        for place, piece in enumerate(pieces):
            data = base64.b64encode(piece).decode()
            chunk = {**upload, "chunk_index": place, "base64_data": data}
            await self._socket.request("aibot_upload_media_chunk", chunk)
        done = await self._socket.request("aibot_upload_media_finish", upload)
        return str(done.get("media_id", ""))

    async def _push(self, body: cards.Json) -> None:
        try:
            await self._socket.request("aibot_send_msg", body)
        except Refused as refused:
            if refused.code != UNSUBSCRIBED:
                raise
            await self._socket.renew()
            if not await self._socket.until_ready(RECONNECT):
                raise
            await self._socket.request("aibot_send_msg", body)

    def _remember(self, outgoing: Outgoing) -> None:
        """Keep a card in mind, so that it can be shown again without its buttons."""
        identity, shown = drawn(outgoing)
        if shown.card is not None and outgoing.message.card is not None:
            self._cards.put(identity, outgoing.message.card)

    def _called(self, req_id: str, body: Mapping[str, Any]) -> None:
        """One callback; conversations do not wait for each other."""
        listener = self._listener
        if listener is None:
            return
        try:
            heard = frames.read(body, self._settings.bot_id)
        except (ValueError, TypeError, OverflowError, OSError):
            log.warning("wecom.aibot.malformed")
            return
        if heard is not None:
            self._errands.start(self._handle(listener, heard, req_id))

    async def _handle(self, listener: Listener, heard: Heard, req_id: str) -> None:
        loop = asyncio.get_running_loop()
        until = loop.time() + WINDOW
        incoming = heard.incoming
        async with self._lanes.of(incoming.conversation):
            if heard.kind is Kind.UNREADABLE:
                reply = Reply(ONLY_TEXT)
            else:
                reply = await listener(await self._with_files(heard))
            if incoming.message_id in self._answered:
                return
            in_time = loop.time() < until
            match heard.kind:
                case Kind.CLICK:
                    if reply.done and in_time:
                        await self._settle(incoming, reply, req_id)
                    await self._tell(incoming, reply.message)
                case Kind.ENTRY:
                    if in_time:
                        await self._welcome(incoming, reply.message, req_id)
                case Kind.MESSAGE | Kind.UNREADABLE:
                    await self._respond(incoming, reply.message, req_id)
            self._answered.put(incoming.message_id, None)

    async def _with_files(self, heard: Heard) -> Incoming:
        """The message with its pictures and files, fetched before anything else."""
        if not heard.links or self._session is None:
            return heard.incoming
        files = await asyncio.gather(
            *(fetch_link(self._session, link, b"") for link in heard.links[:MOST_FILES])
        )
        return replace(heard.incoming, attachments=tuple(files))

    async def _settle(self, incoming: Incoming, reply: Reply, req_id: str) -> None:
        """Take the buttons off the clicked card, for all who see it."""
        body = settled(incoming, reply, self._cards.get(incoming.card))
        if body is None:
            return
        await self._ask("aibot_respond_update_msg", body, incoming, req_id)

    async def _welcome(self, incoming: Incoming, message: Message | None, req_id: str) -> None:
        if message is None:
            return
        body = welcome(incoming, message)
        if await self._ask("aibot_respond_welcome_msg", body, incoming, req_id) == 0:
            self._remember(as_push(incoming, message))

    async def _respond(self, incoming: Incoming, message: Message | None, req_id: str) -> None:
        """Answer a message; what the platform no longer takes as an answer goes out as a push."""
        if message is None:
            return
        body, after = answer(incoming, message)
        said = await self._ask("aibot_respond_msg", body, incoming, req_id)
        doubt = isinstance(said, Broken) and said.sent
        if doubt and self._socket.ready():
            # The same frame again is shown once: by the stream's id, by the card's task id.
            said = await self._ask("aibot_respond_msg", body, incoming, req_id)
            said = 0 if said == STREAM_ENDED or str(said) in cards.TASK_TAKEN else said
        if said == 0:
            self._remember(as_push(incoming, message))
            for one in after:
                await self._follow(incoming, one)
        elif isinstance(said, Broken) or said in SPENT:
            await self._tell(incoming, message, again=doubt)
        elif said == LIMITED:
            await self._wait_or_hand_over(MINUTE, incoming, message)
        elif body["msgtype"] == "template_card" and of_form(str(said)):
            self._note_form(said)
            await self._tell(incoming, Message(cards.in_full(message)))

    async def _follow(self, incoming: Incoming, body: cards.Json) -> None:
        """What follows an answer and was cut off from it; where it is not taken, it goes astray."""
        kind = GROUP if incoming.group else SINGLE
        try:
            async with self._lanes.of(f"to {incoming.conversation}"):
                await self._push({"chatid": incoming.conversation, "chat_type": kind, **body})
        except (Refused, Broken) as fault:
            log.warning("wecom.aibot.behind code=%s", fault.code)
            part = body["markdown"]
            assert isinstance(part, dict)  # noqa: S101  # it is ours
            await self._wait_or_hand_over(MINUTE, incoming, Message(str(part["content"])))

    async def _wait_or_hand_over(
        self, wait: timedelta, incoming: Incoming, message: Message
    ) -> None:
        """An answer that cannot go out yet: in a group it waits, else it is handed over."""
        if incoming.group:
            self._errands.start(self._tell_after(wait, incoming, message))
        else:
            await self._astray(incoming, message)

    async def _ask(
        self, cmd: str, body: cards.Json, incoming: Incoming, req_id: str
    ) -> int | Broken:
        """Send an answer; what the platform said to it, 0 for yes."""
        async with self._lanes.of(f"to {incoming.conversation}"):
            try:
                await self._socket.request(cmd, body, req_id)
            except Refused as refused:
                log.warning("wecom.aibot.answer cmd=%s code=%s", cmd, refused.code)
                if refused.code == UNSUBSCRIBED:
                    await self._socket.renew()
                return refused.code
            except Broken as broken:
                log.warning("wecom.aibot.answer cmd=%s code=%s", cmd, broken.code)
                return broken
            return 0

    async def _tell(
        self, incoming: Incoming, message: Message | None, *, again: bool = False
    ) -> None:
        """Send a reply as a push; it is not in the outbox, so it gets its few tries here."""
        if message is None:
            return
        for left in reversed(range(TRIES)):
            if await self._socket.until_ready(RECONNECT):
                try:
                    await self.send(as_push(incoming, message, again=again))
                except Never:
                    return
                except Later as later:
                    again = again or later.unsure
                    if left and later.wait >= MINUTE:
                        await self._wait_or_hand_over(later.wait, incoming, message)
                        return
                    if left:
                        await asyncio.sleep(later.wait.total_seconds())
                else:
                    return
        log.error("wecom.aibot.reply.lost")
        if not incoming.group:
            await self._astray(incoming, message)

    async def _tell_after(self, wait: timedelta, incoming: Incoming, message: Message) -> None:
        await asyncio.sleep(wait.total_seconds())
        await self._tell(incoming, message)


def _reaction(code: int, *, arrived: bool) -> Later | Never:
    """What an error code means for a push.

    Args:
        code: of the platform.
        arrived: whether the first of several messages was taken; then only the rest is wanting.
    """
    if code in NEVER:
        return never(code)
    if code == STALE_MEDIA:
        return Never(str(code), UNFIT_MEDIA, head=UNDELIVERED)
    if code == UNSUBSCRIBED:
        return Later(str(code), timedelta(seconds=3), unsure=arrived)
    if code in SPENT:
        return Never(str(code), MALFORMED, head=UNDELIVERED)
    return Later(str(code), BUSY.get(code, MINUTE), unsure=arrived)
