"""The robot in callback mode: encrypted JSON to its URL, streams polled, late answers taken."""

import asyncio
import json
import logging
import time
from collections.abc import Mapping
from functools import partial

from bot.rehearsal.wecom.crypt import Crypt, Unreadable
from bot.rehearsal.wecom.doorbell import Answered, Doorbell
from bot.rehearsal.wecom.envelope import Broken, Sealed
from bot.rehearsal.wecom.exchanges import STREAM_LIFE, Exchange, Exchanges, Why
from bot.rehearsal.wecom.faults import Faults
from bot.rehearsal.wecom.late import LateAnswers
from bot.rehearsal.wecom.media import Item, Media
from bot.rehearsal.wecom.robot import Json, Robot, stream_pictures
from bot.rehearsal.wecom.tenant import Limits, Person
from bot.rehearsal.wecom.wire import Bad, Fields, dumps
from bot.rehearsal.wecom.world import Entry, Sheet, Side, World, chat_with

log = logging.getLogger(__name__)

TRIES = 4
WELCOME = frozenset({"text", "template_card"})


class RobotUrl:
    """The robot's callback URL, and the way to it.

    Attributes:
        url: "" while the robot is connected by socket.
        late: the addresses for late answers.
    """

    def __init__(
        self, world: World, robot: Robot, media: Media, limits: Limits, faults: Faults
    ) -> None:
        tenant = world.tenant
        self.url = tenant.bot_callback_url
        self.late = LateAnswers(robot, world.clock)
        self._world = world
        self._robot = robot
        self._media = media
        self._limits = limits
        self._bell = Doorbell("aibot_callback", "application/json", limits, faults)
        self._crypt = Crypt(tenant.bot_token, tenant.bot_aes_key or tenant.aes_key, "")
        self._exchanges = Exchanges(limits.answer)
        self._polling: set[asyncio.Task[None]] = set()

    @property
    def connected(self) -> bool:
        """Whether there is anybody to call."""
        return bool(self.url)

    def open(self) -> None:
        """Get ready; inside the running loop."""
        self._bell.open()

    async def close(self) -> None:
        """Stop polling and let go of all connections."""
        for task in self._polling:
            task.cancel()
        await asyncio.gather(*self._polling, return_exceptions=True)
        await self._bell.close()

    async def check(self, url: str) -> bool:
        """The check that the console makes when the URL is saved."""
        return await self._bell.check(url, self._crypt, self._seconds())

    async def hear(self, message: Entry, quoted: Entry | None) -> Exchange | None:
        """Tell the bot what a member wrote to it; tried four times. None when it was not heard."""
        person = message.sender
        if person is None:
            return None
        self._robot.written.add(message.place)
        now = self._world.clock.now()
        exchange = Exchange(Why.MESSAGE, message.place, person, now, message=message)
        if not self._exchanges.begin(exchange):
            return None
        body = self._robot.message(message, person, quoted, self._hand_over)
        body["response_url"] = self.late.address(exchange)
        for attempt in range(TRIES):
            if attempt:
                await asyncio.sleep(self._limits.pause)
            if await self._call(body, exchange):
                self._poll(body, exchange)
                return exchange
        log.info("emulator.callback_lost")
        exchange.answered = True
        return None

    async def enter(self, person: Person) -> Exchange | None:
        """Tell the bot that a member opened its chat; once."""
        place = chat_with(Side.BOT, person)
        exchange = Exchange(Why.ENTRY, place, person, self._world.clock.now())
        return exchange if await self._call(self._robot.entry(person), exchange) else None

    async def tapped(
        self, entry: Entry, person: Person, sheet: Sheet, key: str, chosen: Mapping[str, list[str]]
    ) -> Exchange | None:
        """Tell the bot that a member pressed a button; once, and never again."""
        now = self._world.clock.now()
        exchange = Exchange(Why.TAP, entry.place, person, now, sheet=sheet)
        body = self._robot.tap(entry.place, person, sheet, key, chosen)
        body["response_url"] = self.late.address(exchange)
        return exchange if await self._call(body, exchange) else None

    async def judged(self, entry: Entry, person: Person, opinion: Json) -> Exchange | None:
        """Tell the bot what a member thinks of its answer; there is no reply to that."""
        exchange = Exchange(Why.FEEDBACK, entry.place, person, self._world.clock.now())
        body = self._robot.opinion(entry, person, opinion)
        return exchange if await self._call(body, exchange) else None

    def _seconds(self) -> int:
        return int(self._world.clock.now().timestamp())

    def _hand_over(self, item: Item) -> Json:
        return self._media.for_callback(item, self._crypt.key)

    def _seal(self, body: Json) -> Sealed:
        encrypted = self._crypt.encrypt(dumps(body))
        query = self._crypt.query(encrypted, self._seconds())
        return Sealed(query, dumps({"encrypt": encrypted}).encode())

    async def _call(self, body: Json, exchange: Exchange) -> bool:
        """One try, and what was answered at once; false where there was no answer."""
        if not self.url:
            return False
        answered = await self._bell.ring(self.url, partial(self._seal, body))
        if answered is None:
            return False
        if answered.body:
            try:
                self._take(self._open(answered), exchange)
            except (Broken, Bad) as error:
                self._world.complain(str(error))
        return True

    def _open(self, answered: Answered) -> Fields:
        """Check and decrypt an answer.

        Raises:
            Broken: anything about it is wrong.
        """
        try:
            outer = Fields(json.loads(answered.body), "answer")
            encrypted, nonce = outer.text("encrypt"), outer.text("nonce")
            stamp = str(outer.number("timestamp"))
            self._crypt.check(outer.text("msgsignature"), stamp, nonce, encrypted)
            body = Fields(json.loads(self._crypt.decrypt(encrypted)))
        except Unreadable as error:
            raise Broken(f"robot's answer cannot be read: {error}") from error
        except (ValueError, Bad) as error:
            raise Broken(f"robot's answer cannot be read: {error}") from error
        if nonce != answered.nonce:
            raise Broken("robot's answer: nonce is not that of the request")
        return body

    def _take(self, body: Fields, exchange: Exchange) -> None:
        """Show what was answered, as far as this kind of callback may be answered so."""
        match exchange.why:
            case Why.ENTRY:
                self._robot.show(exchange.place, body, "", WELCOME)
                exchange.answered = True
            case Why.TAP:
                self._robot.update(exchange.sheet, body)
                exchange.answered = True
            case Why.FEEDBACK:
                raise Broken("robot's answer: an opinion is answered with nothing")
            case Why.MESSAGE:
                self._answer(body, exchange)

    def _answer(self, body: Fields, exchange: Exchange) -> None:
        match body.text("msgtype"):
            case "stream":
                self._stream(body.part("stream"), exchange)
            case "template_card" if not exchange.streams:
                card = body.part("template_card")
                self._robot.show_card(exchange.place, card, exchange.reply_to)
                exchange.answered = True
            case "stream_with_template_card":
                self._stream(body.part("stream"), exchange)
                if "template_card" in body:
                    if exchange.carded:
                        raise Broken("robot's answer: a second card beside one stream")
                    card = body.part("template_card")
                    self._robot.show_card(exchange.place, card, exchange.reply_to)
                    exchange.carded = True
            case other:
                raise Broken(f"robot's answer: msgtype {other} is not allowed here")

    def _stream(self, part: Fields, exchange: Exchange) -> None:
        if exchange.streams and part.text("id") not in exchange.streams:
            raise Broken("robot's answer: another stream than the first")
        self._robot.stream(exchange, part, stream_pictures(part))

    def _poll(self, body: Json, exchange: Exchange) -> None:
        """Ask for the rest of a stream that is not finished."""
        if exchange.streams and not exchange.answered:
            task = asyncio.create_task(self._polls(body, exchange))
            self._polling.add(task)
            task.add_done_callback(self._polling.discard)

    async def _polls(self, body: Json, exchange: Exchange) -> None:
        kept = ("aibotid", "chattype", "chatid", "from")
        asked = {name: body[name] for name in kept if name in body}
        [stream_id] = exchange.streams
        number = 0
        while True:
            await asyncio.sleep(self._limits.poll)
            passed = self._world.clock.now() - exchange.at
            real = time.monotonic() - exchange.since
            over = passed >= STREAM_LIFE or real >= STREAM_LIFE.total_seconds()
            if exchange.answered or over:
                return
            number += 1
            poll = {"msgid": f"{exchange.reply_to}-{number}", "msgtype": "stream"}
            await self._call(asked | poll | {"stream": {"id": stream_id}}, exchange)
