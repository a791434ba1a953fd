"""What officers do: write, press a button, open a chat; and waiting for the bot to answer."""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from bot.rehearsal.wecom.aibot import Aibot
from bot.rehearsal.wecom.callback import Callback, Heard
from bot.rehearsal.wecom.cards import Dialect
from bot.rehearsal.wecom.drawing import Drawing
from bot.rehearsal.wecom.events import Happening
from bot.rehearsal.wecom.exchanges import Exchange
from bot.rehearsal.wecom.media import Item, Sort
from bot.rehearsal.wecom.robot import Json
from bot.rehearsal.wecom.robot_url import RobotUrl
from bot.rehearsal.wecom.tenant import Limits, Person
from bot.rehearsal.wecom.travel import BEIJING, Misled
from bot.rehearsal.wecom.world import Entry, Place, Sheet, Side, World, chat_with

T = TypeVar("T")
NOT_HEARD = Heard(reached=False)
SPELL = 0.05
"""Seconds without any change after which the bot is taken to have said all it had to say."""


class Missing(Misled):
    """Something that was named does not exist."""


@dataclass(frozen=True, slots=True)
class Said:
    """A message of an officer.

    Attributes:
        reached: the bot got it.
    """

    id: str
    reached: bool


@dataclass(frozen=True, slots=True)
class Tapped:
    """A press on a button."""

    entry: Entry
    sheet: Sheet
    person: Person
    reached: bool


class Talk:
    """The officers' side of the platform."""

    def __init__(
        self,
        world: World,
        robot: Callable[[], Aibot | RobotUrl],
        callback: Callback,
        limits: Limits,
    ) -> None:
        self._world = world
        self._robot = robot
        self._callback = callback
        self._limits = limits
        self._calling: set[asyncio.Task[Any]] = set()
        self._entered: set[tuple[str, date]] = set()

    async def close(self) -> None:
        """Give up on callbacks that are still being tried."""
        for task in self._calling:
            task.cancel()
        await asyncio.gather(*self._calling, return_exceptions=True)

    async def say(
        self,
        userid: str,
        chat: str,
        text: str,
        *,
        quote: str = "",
        mention: bool = True,
        items: tuple[Item, ...] = (),
    ) -> Said:
        """Write a message and wait, within bounds, until the bot has answered.

        As in the real client, text and pictures to the bot are one message; each file, and each
        picture without text, is one of its own.

        Raises:
            Misled: it cannot be written there.
            Missing: nobody of that name, or no such chat.
        """
        person = self._person(userid)
        place = self._place(chat, person)
        if not text.strip() and not items:
            raise Misled("没有发出：消息是空的。")
        quoted = self._world.entry(quote) if quote else None
        if quote and (quoted is None or not self._world.may_see(quoted.place, person)):
            raise Missing("没有发出：要引用的那条消息找不到。")
        if place.side is Side.APP and any(one.sort is Sort.FILE for one in items):
            raise Misled("没有发出：应用会话里不能发文件，请发给机器人。")
        if text.strip() and place.side is Side.GROUP and mention and self._at not in text:
            text = f"{self._at} {text}"
        first, *rest = [
            await self._write(place, person, words, part, quoted)
            for words, part in _messages(place, text, items)
        ]
        return Said(first.id, all(one.reached for one in (first, *rest)))

    @property
    def _at(self) -> str:
        return f"@{self._world.tenant.bot_name}"

    async def _write(
        self,
        place: Place,
        person: Person,
        text: str,
        items: tuple[Item, ...],
        quoted: Entry | None,
    ) -> Said:
        start = self._world.version
        words = _words(quoted) if quoted else ""
        entry = self._world.said(place, person, text, quote=words, items=items)
        if place.side is Side.APP:
            heard = await self._call(self._callback.hear(entry), NOT_HEARD)
            await self._patient(person, start, answered=heard.answered, waiting=heard.reached)
            return Said(entry.id, heard.reached)
        exchange = None
        if place.side is Side.BOT or self._at in text:
            exchange = await self._call(self._robot().hear(entry, quoted), None)
        await self._exchange(person, start, exchange)
        return Said(entry.id, exchange is not None)

    async def tap(
        self, userid: str, task_id: str, key: str, chosen: Mapping[str, list[str]]
    ) -> Tapped:
        """Press a button and wait, within bounds, until the bot has answered.

        Raises:
            Misled: the button cannot be pressed.
            Missing: no such card on that person's screen.
        """
        person = self._person(userid)
        entry, sheet = self._card(task_id, person)
        drawing = sheet.seen_by(person)
        if drawing.button(key) is None:
            why = "已经不能点了" if drawing.replace_text else f"上没有“{key}”这个按钮"
            raise Misled(f"没有点到：这张卡片{why}。")
        choice = _choice(drawing, chosen)
        start = self._world.version
        if sheet.dialect is Dialect.APP:
            heard = await self._call(
                self._callback.tapped(entry, person, sheet, key, choice), NOT_HEARD
            )
            await self._patient(
                person, start, answered=heard.answered, waiting=heard.reached, sheet=sheet
            )
            return Tapped(entry, sheet, person, heard.reached)
        exchange = await self._call(self._robot().tapped(entry, person, sheet, key, choice), None)
        await self._exchange(person, start, exchange, sheet)
        return Tapped(entry, sheet, person, exchange is not None)

    async def enter(self, userid: str) -> bool:
        """Open the bot's chat; the bot hears of it once a day. Answers whether it did now."""
        person = self._person(userid)
        today = (person.userid.lower(), self._world.clock.now().astimezone(BEIJING).date())
        if today in self._entered:
            return False
        self._entered.add(today)
        exchange = await self._call(self._robot().enter(person), None)
        if exchange is not None:
            await self._world.until(lambda: exchange.answered, self._limits.answer)
            await self._quiet(person, exchange.place)
        return exchange is not None

    async def happen(self, userid: str, happening: Happening) -> bool:
        """Let something happen that the app hears of; answers whether it did.

        Raises:
            Misled: it would need a member, or none.
            Missing: nobody of that name.
        """
        if happening.system == bool(userid):
            why = "不由人发出，不要写 from" if happening.system else "由人发出，要写 from"
            raise Misled(f"没有发出：这种事件{why}。")
        person = self._person(userid) if userid else None
        start = self._world.version
        heard = await self._call(self._callback.happened(happening, person), NOT_HEARD)
        if person is not None:
            await self._patient(person, start, answered=True, waiting=heard.reached)
        return heard.reached

    async def judge(self, userid: str, message: str, opinion: Json) -> bool:
        """Press the thumb under an answer; the bot hears of it if it asked to.

        Raises:
            Misled: the answer asks for no opinion.
            Missing: no such message on that person's screen.
        """
        person = self._person(userid)
        entry = self._world.entry(message)
        if entry is None or not self._world.may_see(entry.place, person):
            raise Missing("没有评价：找不到这条消息。")
        if not entry.feedback or entry.recalled:
            raise Misled("没有评价：这条消息没有开放评价。")
        return await self._call(self._robot().judged(entry, person, opinion), None) is not None

    def _person(self, userid: str) -> Person:
        person = self._world.tenant.person(userid)
        if person is None:
            raise Missing(f"没有处理：通讯录里没有“{userid}”这个人。")
        return person

    def _place(self, chat: str, person: Person) -> Place:
        if chat == "bot":
            return chat_with(Side.BOT, person)
        if chat == "app":
            if not person.visible:
                raise Misled(f"没有发出：{person.name}不在应用的可见范围内。")
            return chat_with(Side.APP, person)
        group = self._world.tenant.group(chat)
        if group is None:
            raise Missing(f"没有发出：没有“{chat}”这个会话。")
        if not self._world.in_group(group, person):
            raise Misled(f"没有发出：{person.name}不在“{group.name}”里。")
        return Place(Side.GROUP, group.chatid)

    def _card(self, task_id: str, person: Person) -> tuple[Entry, Sheet]:
        for sheet in self._world.sheets(task_id):
            for entry in reversed(sheet.entries):
                if not entry.recalled and self._world.may_see(entry.place, person):
                    return entry, sheet
        raise Missing(f"没有点到：{person.name}没有收到过这张卡片。")

    async def _call(self, calling: Coroutine[None, None, T], otherwise: T) -> T:
        """Let a callback run; with its retries it may take longer than anybody waits here."""
        task = asyncio.create_task(calling)
        self._calling.add(task)
        task.add_done_callback(self._calling.discard)
        await asyncio.wait({task}, timeout=self._limits.patience)
        return task.result() if task.done() else otherwise

    async def _exchange(
        self, person: Person, start: int, exchange: Exchange | None, sheet: Sheet | None = None
    ) -> None:
        if exchange is None:
            return
        await self._world.until(
            lambda: (
                exchange.answered or not self._robot().connected or self._news(person, start, sheet)
            ),
            self._limits.patience,
        )
        await self._quiet(person, exchange.place)

    async def _patient(
        self,
        person: Person,
        start: int,
        *,
        answered: bool,
        waiting: bool,
        sheet: Sheet | None = None,
    ) -> None:
        if not waiting:
            return
        if not answered:
            await self._world.until(lambda: self._news(person, start, sheet), self._limits.patience)
        await self._quiet(person)

    async def _quiet(self, person: Person, *others: Place) -> None:
        own = [chat_with(side, person) for side in (Side.BOT, Side.APP)]
        await self._world.quiet((*own, *others), SPELL, self._limits.patience)

    def _news(self, person: Person, start: int, sheet: Sheet | None) -> bool:
        """Whether something new is on the person's screen that is not the person's own."""
        for entry in reversed(self._world.entries[-200:]):
            if entry.version <= start:
                continue
            mine = entry.sheet is sheet and sheet is not None
            arrived = entry.seq > 0 and self._world.may_see(entry.place, person)
            if mine or arrived:
                return True
        return False


def _messages(
    place: Place, text: str, items: tuple[Item, ...]
) -> list[tuple[str, tuple[Item, ...]]]:
    """What one send in the client becomes on the wire."""
    images = tuple(one for one in items if one.sort is Sort.IMAGE)
    others = tuple(one for one in items if one.sort is not Sort.IMAGE)
    if not text.strip():
        return [("", (one,)) for one in images + others]
    if place.side is Side.APP:
        return [(text, ()), *(("", (one,)) for one in images + others)]
    return [(text, images), *(("", (one,)) for one in others)]


def _words(entry: Entry) -> str:
    """A quoted message in words."""
    return entry.text or "、".join(one.name for one in entry.items)


def _choice(drawing: Drawing, chosen: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """What is chosen on the card: what was named, and the default of every other question.

    Raises:
        Misled: a question or an option that is not on the card.
    """
    known = {question.key: question for question in drawing.questions}
    for key, options in chosen.items():
        if key not in known:
            raise Misled(f"没有点到：这张卡片上没有“{key}”这个选项。")
        question = known[key]
        allowed = {option for option, _ in question.options}
        if not set(options) <= allowed or (len(options) > 1 and not question.many):
            raise Misled(f"没有点到：“{key}”不能这样选。")
    return {key: chosen.get(key, list(question.chosen)) for key, question in known.items()}
