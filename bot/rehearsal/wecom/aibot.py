"""The bot's WebSocket server: who is connected, and what may be answered to what."""

import asyncio
import json
import time
from collections.abc import Callable, Mapping
from datetime import timedelta

from aiohttp import web

from bot.rehearsal.wecom.exchanges import Exchange, Exchanges, Why
from bot.rehearsal.wecom.faults import Drop, Faults
from bot.rehearsal.wecom.lines import Line
from bot.rehearsal.wecom.media import Media
from bot.rehearsal.wecom.robot import Json, Robot
from bot.rehearsal.wecom.tenant import Limits, Person
from bot.rehearsal.wecom.uploads import Uploads
from bot.rehearsal.wecom.wire import Bad, Fields, errmsg, invalid, missing
from bot.rehearsal.wecom.world import Entry, Place, Sheet, Side, World, chat_with

REPLY_LIFE = timedelta(hours=24)
WHOLE = frozenset({"markdown", "template_card", "file", "image", "voice", "video"})
WELCOME = frozenset({"text", "template_card"})
SINGLE, GROUP = 1, 2


class Aibot:
    """The robot by long connection.

    Attributes:
        off: the robot is set to callback mode, and nobody can subscribe.
    """

    def __init__(
        self, world: World, robot: Robot, media: Media, limits: Limits, faults: Faults
    ) -> None:
        self.off = False
        self._world = world
        self._robot = robot
        self._media = media
        self._limits = limits
        self._faults = faults
        self._line: Line | None = None
        self._lines: set[Line] = set()
        self._closing: set[asyncio.Task[None]] = set()
        self._exchanges = Exchanges(limits.answer)
        uploads = Uploads(media, world.clock, limits)
        self._replies: Mapping[str, Callable[[Line, str, Fields], None]] = {
            "aibot_respond_msg": self._respond,
            "aibot_respond_welcome_msg": self._welcome,
            "aibot_respond_update_msg": self._update,
        }
        self._requests: Mapping[str, Callable[[Fields], Json]] = {
            "aibot_send_msg": self._push,
            "aibot_upload_media_init": uploads.begin,
            "aibot_upload_media_chunk": uploads.chunk,
            "aibot_upload_media_finish": uploads.finish,
        }

    @property
    def connected(self) -> bool:
        """Whether somebody is subscribed."""
        return self._line is not None and not self._line.socket.closed

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        """Hold one connection until it ends."""
        line = Line(self._limits.idle, request.transport)
        await line.socket.prepare(request)
        self._lines.add(line)
        try:
            while (text := await line.next_text()) is not None:
                await self._take(line, text)
        finally:
            self._lines.discard(line)
            for exchange in line.exchanges.values():
                exchange.answered = True
            if self._line is line:
                self._line = None
                self._world.beat()
            await line.close()
        return line.socket

    async def close(self) -> None:
        """Hang up on everybody."""
        await asyncio.gather(*(line.close() for line in self._lines), *self._closing)

    def cut(self) -> None:
        """Break the line without a word, as a network does."""
        line, self._line = self._line, None
        if line is not None:
            line.cut()

    def freeze(self) -> None:
        """Leave the line half-open: it stays up, and no ack or callback arrives any more."""
        if self._line is not None:
            self._line.frozen = True

    def unsubscribe(self) -> None:
        """Forget the subscription while the line stays up: what comes is answered 846609."""
        line, self._line = self._line, None
        if line is not None:
            line.subscribed = False

    async def switch(self, *, off: bool) -> None:
        """Set the robot to callback mode, which ends its connection, or back."""
        self.off = off
        line, self._line = self._line, None
        if off and line is not None:
            await self._dismiss(line)

    async def hear(self, message: Entry, quoted: Entry | None) -> Exchange | None:
        """Tell the bot what a member wrote to it; None when it does not hear it."""
        person = message.sender
        if person is None:
            return None
        self._robot.written.add(message.place)
        now = self._world.clock.now()
        exchange = Exchange(Why.MESSAGE, message.place, person, now, message=message)
        if not self._exchanges.begin(exchange):
            return None
        body = self._robot.message(message, person, quoted, self._media.for_socket)
        heard = await self._call("aibot_msg_callback", body, exchange)
        exchange.answered = exchange.answered or heard is None
        return heard

    async def enter(self, person: Person) -> Exchange | None:
        """Tell the bot that a member opened its chat."""
        place = chat_with(Side.BOT, person)
        exchange = Exchange(Why.ENTRY, place, person, self._world.clock.now())
        return await self._call("aibot_event_callback", self._robot.entry(person), exchange)

    async def tapped(
        self, entry: Entry, person: Person, sheet: Sheet, key: str, chosen: Mapping[str, list[str]]
    ) -> Exchange | None:
        """Tell the bot that a member pressed a button."""
        body = self._robot.tap(entry.place, person, sheet, key, chosen)
        now = self._world.clock.now()
        exchange = Exchange(Why.TAP, entry.place, person, now, sheet=sheet)
        return await self._call("aibot_event_callback", body, exchange)

    async def judged(self, entry: Entry, person: Person, opinion: Json) -> Exchange | None:
        """Tell the bot what a member thinks of its answer; there is no reply to that."""
        body = self._robot.opinion(entry, person, opinion)
        exchange = Exchange(Why.FEEDBACK, entry.place, person, self._world.clock.now())
        return await self._call("aibot_event_callback", body, exchange)

    async def _call(self, cmd: str, body: Json, exchange: Exchange) -> Exchange | None:
        fault = self._faults.take(cmd)
        if fault is not None:
            await asyncio.sleep(fault.delay)
            if fault.drop is Drop.BEFORE:
                return None
            if fault.swap:
                await self._faults.hold(cmd)
        line = self._line
        if line is None or not await line.call(cmd, body, exchange):
            return None
        if fault is not None and fault.twice:
            await line.call(cmd, body, exchange)
        self._faults.release(cmd)
        return exchange

    async def _take(self, line: Line, text: str) -> None:
        req_id: str | None = None
        try:
            frame = _frame(text)
            cmd = frame.text("cmd")
            req_id = frame.part("headers").text("req_id")
            self._faults.note(cmd, text.encode())
            fault = self._faults.take(cmd)
            if fault is not None:
                await asyncio.sleep(fault.delay)
                if fault.drop is Drop.BEFORE:
                    return
            if fault is not None and fault.errcode:
                await line.acknowledge(req_id, fault.errcode, errmsg(fault.errcode, "ordered"))
                return
            body = await self._obey(line, cmd, req_id, frame)
            if fault is not None and fault.drop is Drop.AFTER:
                return
            await line.acknowledge(req_id, 0, "ok", body)
        except Bad as bad:
            told = None if bad.code == 40058 else req_id
            await line.acknowledge(told, bad.code, errmsg(bad.code, bad.words))

    async def _obey(self, line: Line, cmd: str, req_id: str, frame: Fields) -> Json:
        """Do as a frame says; answers what goes into the ack."""
        if cmd == "ping":
            line.heard()
        elif cmd == "aibot_subscribe":
            await self._subscribe(line, frame.part("body"))
        elif cmd not in self._replies and cmd not in self._requests:
            raise invalid("cmd", "unknown")
        elif not line.subscribed:
            raise Bad(846609, "not subscribed")
        elif cmd in self._requests:
            return self._requests[cmd](frame.part("body"))
        else:
            self._replies[cmd](line, req_id, frame.part("body"))
        return {}

    async def _subscribe(self, line: Line, body: Fields) -> None:
        tenant = self._world.tenant
        if (body.text("bot_id"), body.text("secret")) != (tenant.bot_id, tenant.bot_secret):
            raise Bad(40001, "invalid credential")
        if self.off:
            raise Bad(40001, "invalid credential: the robot is in callback mode")
        line.heard()
        line.subscribed = True
        older, self._line = self._line, line
        if older is not None and older is not line:
            await self._dismiss(older)
        self._world.beat()

    async def _dismiss(self, line: Line) -> None:
        """Tell a connection that it is no longer the robot's, and close it."""
        line.subscribed = False
        event = self._robot.event({"eventtype": "disconnected_event"})
        await line.call("aibot_event_callback", event, None)
        closing = asyncio.create_task(line.close())
        self._closing.add(closing)
        closing.add_done_callback(self._closing.discard)

    def _exchange(self, line: Line, req_id: str, why: Why) -> Exchange:
        exchange = line.exchanges.get(req_id)
        if exchange is None or exchange.why is not why:
            raise Bad(846605, "invalid req_id")
        return exchange

    def _respond(self, line: Line, req_id: str, body: Fields) -> None:
        exchange = self._exchange(line, req_id, Why.MESSAGE)
        if self._world.clock.now() >= exchange.at + REPLY_LIFE:
            raise Bad(846605, "invalid req_id: older than 24 hours")
        if body.text("msgtype") == "stream":
            part = body.part("stream")
            self._robot.stream(exchange, part)
            if "msg_item" in part:
                self._world.complain("aibot_respond_msg: msg_item of a stream is not shown")
        else:
            self._robot.show(exchange.place, body, exchange.reply_to, WHOLE)
            exchange.answered = True

    def _welcome(self, line: Line, req_id: str, body: Fields) -> None:
        exchange = self._exchange(line, req_id, Why.ENTRY)
        self._in_time(exchange)
        self._robot.show(exchange.place, body, "", WELCOME)
        exchange.answered = True

    def _update(self, line: Line, req_id: str, body: Fields) -> None:
        exchange = self._exchange(line, req_id, Why.TAP)
        self._in_time(exchange)
        self._robot.update(exchange.sheet, body)
        exchange.answered = True

    def _in_time(self, exchange: Exchange) -> None:
        if exchange.answered or time.monotonic() - exchange.since >= self._limits.answer:
            raise Bad(846605, "invalid req_id: answered or too late")

    def _push(self, body: Fields) -> Json:
        chatid = body.raw("chatid")
        if not isinstance(chatid, str) or not chatid:
            raise Bad(86201, "chatid missing")
        place = self._place(chatid, body.one_of("chat_type", (0, SINGLE, GROUP), 0))
        if place is None or place not in self._robot.written:
            raise Bad(93006, "invalid chatid")
        self._robot.show(place, body, "", WHOLE)
        return {}

    def _place(self, chatid: str, chat_type: int) -> Place | None:
        """Where a push goes; without a chat_type a group of that id goes first."""
        group = self._world.tenant.group(chatid)
        if chat_type != SINGLE and group is not None:
            return Place(Side.GROUP, group.chatid)
        person = self._world.tenant.behind(chatid)
        if chat_type == GROUP or person is None:
            return None
        return chat_with(Side.BOT, person)


def _frame(text: str) -> Fields:
    try:
        value: object = json.loads(text)
    except ValueError:
        raise missing("cmd") from None
    return Fields(value, "frame")
