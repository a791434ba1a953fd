"""The bot's WebSocket server: who is connected, what it hears, what it may answer and push."""

import asyncio
import json
import secrets
import time
from collections.abc import Callable, Mapping
from datetime import timedelta

from aiohttp import web

from bot.channels.wecom.emulator.cards import Dialect, Occasion, check
from bot.channels.wecom.emulator.drawing import draw
from bot.channels.wecom.emulator.faults import Drop, Faults
from bot.channels.wecom.emulator.lines import Exchange, Line, Why
from bot.channels.wecom.emulator.media import Media
from bot.channels.wecom.emulator.tenant import Limits, Person
from bot.channels.wecom.emulator.windows import Windows
from bot.channels.wecom.emulator.wire import Bad, Fields, errmsg, invalid, missing, size
from bot.channels.wecom.emulator.world import BOT, Entry, Kind, Place, Sheet, Side, World, chat_with

CONTENT_BYTES = 20480
STREAM_LIFE = timedelta(minutes=6)
REPLY_LIFE = timedelta(hours=24)
MEDIA = ("file", "image", "voice", "video")
SINGLE, GROUP = 1, 2


class Aibot:
    """The bot's side of the platform."""

    def __init__(self, world: World, media: Media, limits: Limits, faults: Faults) -> None:
        self._world = world
        self._media = media
        self._limits = limits
        self._faults = faults
        self._line: Line | None = None
        self._lines: set[Line] = set()
        self._closing: set[asyncio.Task[None]] = set()
        self._windows = Windows(limits.talk_minute, limits.talk_hour)
        self._written: set[Place] = set()
        self._commands: Mapping[str, Callable[[Line, str, Fields], None]] = {
            "aibot_respond_msg": self._respond,
            "aibot_respond_welcome_msg": self._welcome,
            "aibot_respond_update_msg": self._update,
            "aibot_send_msg": self._push,
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

    async def hear(self, message: Entry, quoted: Entry | None) -> Exchange | None:
        """Tell the bot what a member wrote to it; None when nobody is there to hear it."""
        person = message.sender
        if person is None:
            return None
        self._written.add(message.place)
        body = self._from(message.place, person) | {"msgid": message.id} | self._content(message)
        if quoted is not None:
            body["quote"] = self._content(quoted)
        exchange = Exchange(
            Why.MESSAGE, message.place, person, self._world.clock.now(), message=message
        )
        return await self._call("aibot_msg_callback", body, exchange)

    async def enter(self, person: Person) -> Exchange | None:
        """Tell the bot that a member opened its chat."""
        place = chat_with(Side.BOT, person)
        body = self._event({"eventtype": "enter_chat"})
        body["from"] = {"userid": self._world.tenant.bot_sees(person)}
        exchange = Exchange(Why.ENTRY, place, person, self._world.clock.now())
        return await self._call("aibot_event_callback", body, exchange)

    async def tapped(
        self, entry: Entry, person: Person, sheet: Sheet, key: str, chosen: Mapping[str, list[str]]
    ) -> Exchange | None:
        """Tell the bot that a member pressed a button."""
        event: dict[str, object] = {
            "eventtype": "template_card_event",
            "template_card_event": {
                "card_type": sheet.seen_by(person).card_type,
                "event_key": key,
                "task_id": sheet.task_id,
                "selected_items": {
                    "selected_item": [
                        {"question_key": question, "option_ids": {"option_id": options}}
                        for question, options in chosen.items()
                    ]
                },
            },
        }
        body = self._event(event) | self._from(entry.place, person)
        now = self._world.clock.now()
        exchange = Exchange(Why.TAP, entry.place, person, now, sheet=sheet)
        return await self._call("aibot_event_callback", body, exchange)

    def _content(self, message: Entry) -> dict[str, object]:
        """A message as the bot reads it; a card is read as text when somebody quotes it."""
        text: dict[str, object] = {"msgtype": "text", "text": {"content": message.text}}
        parts: list[dict[str, object]] = [
            {"msgtype": str(item.sort), str(item.sort): self._media.for_socket(item)}
            for item in message.items
        ]
        if not parts:
            return text
        if not message.text:
            return parts[0]
        return {"msgtype": "mixed", "mixed": {"msg_item": [text, *parts]}}

    def _from(self, place: Place, person: Person) -> dict[str, object]:
        body: dict[str, object] = {
            "aibotid": self._world.tenant.bot_id,
            "chattype": "group" if place.side is Side.GROUP else "single",
            "from": {"userid": self._world.tenant.bot_sees(person)},
        }
        return body | {"chatid": place.id} if place.side is Side.GROUP else body

    def _event(self, event: dict[str, object]) -> dict[str, object]:
        return {
            "msgid": f"e{secrets.token_hex(10)}",
            "create_time": int(self._world.clock.now().timestamp()),
            "aibotid": self._world.tenant.bot_id,
            "msgtype": "event",
            "event": event,
        }

    async def _call(self, cmd: str, body: dict[str, object], exchange: Exchange) -> Exchange | None:
        fault = self._faults.take(cmd)
        if fault is not None:
            await asyncio.sleep(fault.delay)
            if fault.drop is Drop.BEFORE:
                return None
        line = self._line
        if line is None or not await line.call(cmd, body, exchange):
            return None
        if fault is not None and fault.twice:
            await line.call(cmd, body, exchange)
        return exchange

    async def _take(self, line: Line, text: str) -> None:
        req_id: str | None = None
        try:
            frame = _frame(text)
            cmd = frame.text("cmd")
            req_id = frame.part("headers").text("req_id")
            fault = self._faults.take(cmd)
            if fault is not None:
                await asyncio.sleep(fault.delay)
                if fault.drop is Drop.BEFORE:
                    return
            if fault is not None and fault.errcode:
                await line.acknowledge(req_id, fault.errcode, errmsg(fault.errcode, "ordered"))
                return
            await self._obey(line, cmd, req_id, frame)
            if fault is not None and fault.drop is Drop.AFTER:
                return
            await line.acknowledge(req_id, 0, "ok")
        except Bad as bad:
            told = None if bad.code == 40058 else req_id
            await line.acknowledge(told, bad.code, errmsg(bad.code, bad.words))

    async def _obey(self, line: Line, cmd: str, req_id: str, frame: Fields) -> None:
        if cmd == "ping":
            line.heard()
        elif cmd == "aibot_subscribe":
            await self._subscribe(line, frame.part("body"))
        elif cmd not in self._commands:
            raise invalid("cmd", "unknown")
        elif not line.subscribed:
            raise Bad(846609, "not subscribed")
        else:
            self._commands[cmd](line, req_id, frame.part("body"))

    async def _subscribe(self, line: Line, body: Fields) -> None:
        tenant = self._world.tenant
        if (body.text("bot_id"), body.text("secret")) != (tenant.bot_id, tenant.bot_secret):
            raise Bad(40001, "invalid credential")
        line.heard()
        line.subscribed = True
        older, self._line = self._line, line
        if older is not None and older is not line:
            older.subscribed = False
            await older.call(
                "aibot_event_callback", self._event({"eventtype": "disconnected_event"}), None
            )
            closing = asyncio.create_task(older.close())
            self._closing.add(closing)
            closing.add_done_callback(self._closing.discard)
        self._world.beat()

    def _exchange(self, line: Line, req_id: str, why: Why) -> Exchange:
        exchange = line.exchanges.get(req_id)
        if exchange is None or exchange.why is not why:
            raise Bad(846605, "invalid req_id")
        return exchange

    def _respond(self, line: Line, req_id: str, body: Fields) -> None:
        exchange = self._exchange(line, req_id, Why.MESSAGE)
        if self._world.clock.now() >= exchange.at + REPLY_LIFE:
            raise Bad(846605, "invalid req_id: older than 24 hours")
        reply_to = exchange.message.id if exchange.message else ""
        if body.text("msgtype") == "stream":
            self._stream(exchange, body.part("stream"), reply_to)
        else:
            self._show(exchange.place, body, reply_to, ("markdown", "template_card"))
            exchange.answered = True

    def _stream(self, exchange: Exchange, part: Fields, reply_to: str) -> None:
        stream_id = part.text("id")
        finish = part.flag("finish")
        text = part.text("content", "")
        if size(text) > CONTENT_BYTES:
            raise Bad(45002, "content size out of limit")
        if finish and not text.strip():
            raise Bad(93017, "empty content")
        now = self._world.clock.now()
        if stream_id in exchange.streams:
            entry, began = exchange.streams[stream_id]
            if entry.done or now >= began + STREAM_LIFE:
                raise Bad(846608, "stream message update expired")
            self._world.rewrite(entry, text, done=finish)
        else:
            self._count(exchange.place)
            entry = self._world.told(
                exchange.place, Dialect.AIBOT, Kind.MARKDOWN, text, reply_to=reply_to, done=finish
            )
            exchange.streams[stream_id] = (entry, now)
        exchange.answered = exchange.answered or finish

    def _welcome(self, line: Line, req_id: str, body: Fields) -> None:
        exchange = self._exchange(line, req_id, Why.ENTRY)
        self._in_time(exchange)
        self._show(exchange.place, body, "", ("text", "template_card"))
        exchange.answered = True

    def _update(self, line: Line, req_id: str, body: Fields) -> None:
        exchange = self._exchange(line, req_id, Why.TAP)
        self._in_time(exchange)
        sheet = exchange.sheet
        if body.text("response_type") != "update_template_card":
            raise invalid(body.name("response_type"), "unknown")
        card = body.part("template_card")
        check(card, Occasion(Dialect.AIBOT, update=True))
        if sheet is None or card.text("task_id") != sheet.task_id:
            raise invalid(card.name("task_id"), "not the one of the event")
        people: list[Person] | None = None
        if "userids" in body:
            people = [self._known(one) for one in body.texts("userids", 1000)]
        self._world.redraw(sheet, draw(card, Dialect.AIBOT), people)
        exchange.answered = True

    def _known(self, seen: str) -> Person:
        person = self._world.tenant.behind(seen)
        if person is None:
            raise Bad(40003, "invalid userid")
        return person

    def _in_time(self, exchange: Exchange) -> None:
        if exchange.answered or time.monotonic() - exchange.since >= self._limits.answer:
            raise Bad(846605, "invalid req_id: answered or too late")

    def _push(self, line: Line, req_id: str, body: Fields) -> None:  # noqa: ARG002 - one signature
        chatid = body.raw("chatid")
        if not isinstance(chatid, str) or not chatid:
            raise Bad(86201, "chatid missing")
        place = self._place(chatid, body.one_of("chat_type", (0, SINGLE, GROUP), 0))
        if place is None or place not in self._written:
            raise Bad(93006, "invalid chatid")
        self._show(place, body, "", ("markdown", "template_card"))

    def _place(self, chatid: str, chat_type: int) -> Place | None:
        if chat_type == SINGLE:
            person = self._world.tenant.behind(chatid)
            return None if person is None else chat_with(Side.BOT, person)
        group = self._world.tenant.group(chatid)
        return None if group is None else Place(Side.GROUP, group.chatid)

    def _show(self, place: Place, body: Fields, reply_to: str, allowed: tuple[str, ...]) -> None:
        """Put one whole message into a conversation."""
        msgtype = body.text("msgtype")
        if msgtype in MEDIA and "text" not in allowed:
            body.part(msgtype).text("media_id")
            raise Bad(40007, "invalid media_id")
        if msgtype not in allowed:
            raise Bad(40008, "invalid message type")
        if msgtype == "template_card":
            card = body.part("template_card")
            check(card, Occasion(Dialect.AIBOT))
            drawing = draw(card, Dialect.AIBOT)
            self._world.unused(BOT, drawing.task_id)
            self._count(place)
            sheet = self._world.new_sheet(drawing, Dialect.AIBOT)
            self._world.told(
                place, Dialect.AIBOT, Kind.CARD, drawing.text, sheet=sheet, reply_to=reply_to
            )
            return
        text = body.part(msgtype).text("content", "")
        if not text.strip():
            raise Bad(93017, "empty content")
        if size(text) > CONTENT_BYTES:
            raise Bad(45002, "content size out of limit")
        self._count(place)
        self._world.told(place, Dialect.AIBOT, Kind(msgtype), text, reply_to=reply_to)

    def _count(self, place: Place) -> None:
        if not self._windows.take(place.key, self._world.clock.now()):
            raise Bad(45009, "api freq out of limit")


def _frame(text: str) -> Fields:
    try:
        value: object = json.loads(text)
    except ValueError:
        raise missing("cmd") from None
    return Fields(value, "frame")
