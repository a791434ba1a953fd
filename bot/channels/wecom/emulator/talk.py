"""What officers do: write, press a button, open a chat; and waiting for the bot to answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bot.channels.wecom.emulator.aibot import Aibot
from bot.channels.wecom.emulator.callback import Callback
from bot.channels.wecom.emulator.cards import Dialect
from bot.channels.wecom.emulator.drawing import Drawing
from bot.channels.wecom.emulator.lines import Exchange
from bot.channels.wecom.emulator.tenant import Limits, Person
from bot.channels.wecom.emulator.travel import BEIJING, Misled
from bot.channels.wecom.emulator.world import Entry, Place, Sheet, Side, World, chat_with

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

    def __init__(self, world: World, aibot: Aibot, callback: Callback, limits: Limits) -> None:
        self._world = world
        self._aibot = aibot
        self._callback = callback
        self._limits = limits
        self._entered: set[tuple[str, date]] = set()

    async def say(
        self,
        userid: str,
        chat: str,
        text: str,
        *,
        quote: str = "",
        mention: bool = True,
        material: bool = False,
    ) -> Said:
        """Write a message and wait, within bounds, until the bot has answered.

        Raises:
            Misled: it cannot be written there.
            Missing: nobody of that name, or no such chat.
        """
        person = self._person(userid)
        place = self._place(chat, person)
        if material:
            raise Misled("没有发出：本机演练环境只收文字，图片和文件请到真实企业微信里发。")
        if not text.strip():
            raise Misled("没有发出：消息是空的。")
        quoted = self._world.entry(quote) if quote else None
        if quote and (quoted is None or not self._world.may_see(quoted.place, person)):
            raise Missing("没有发出：要引用的那条消息找不到。")
        at = f"@{self._world.tenant.bot_name}"
        if place.side is Side.GROUP and mention and at not in text:
            text = f"{at} {text}"
        start = self._world.version
        entry = self._world.said(place, person, text, quote=quoted.text if quoted else "")
        if place.side is Side.APP:
            heard = await self._callback.hear(entry)
            await self._patient(person, start, answered=heard.answered, waiting=heard.reached)
            return Said(entry.id, heard.reached)
        exchange = None
        if place.side is Side.BOT or at in text:
            exchange = await self._aibot.hear(entry, quoted)
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
        entry = self._card(task_id, person)
        sheet = entry.sheet
        if sheet is None:
            raise Missing("没有点到：找不到这张卡片。")
        drawing = sheet.seen_by(person)
        if drawing.button(key) is None:
            why = "已经不能点了" if drawing.replace_text else f"上没有“{key}”这个按钮"
            raise Misled(f"没有点到：这张卡片{why}。")
        choice = _choice(drawing, chosen)
        start = self._world.version
        if sheet.dialect is Dialect.APP:
            heard = await self._callback.tapped(entry, person, sheet, key, choice)
            await self._patient(
                person, start, answered=heard.answered, waiting=heard.reached, sheet=sheet
            )
            return Tapped(entry, sheet, person, heard.reached)
        exchange = await self._aibot.tapped(entry, person, sheet, key, choice)
        await self._exchange(person, start, exchange, sheet)
        return Tapped(entry, sheet, person, exchange is not None)

    async def enter(self, userid: str) -> bool:
        """Open the bot's chat; the bot hears of it once a day. Answers whether it did now."""
        person = self._person(userid)
        today = (person.userid.lower(), self._world.clock.now().astimezone(BEIJING).date())
        if today in self._entered:
            return False
        self._entered.add(today)
        start = self._world.version
        exchange = await self._aibot.enter(person)
        if exchange is not None:
            await self._world.until(lambda: exchange.answered, self._limits.answer)
            await self._world.quiet(SPELL, self._limits.patience)
        return self._world.version > start

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

    def _card(self, task_id: str, person: Person) -> Entry:
        for entry in reversed(self._world.entries):
            sheet = entry.sheet
            if sheet is None or sheet.task_id != task_id or entry.recalled:
                continue
            if self._world.may_see(entry.place, person):
                return entry
        raise Missing(f"没有点到：{person.name}没有收到过这张卡片。")

    async def _exchange(
        self, person: Person, start: int, exchange: Exchange | None, sheet: Sheet | None = None
    ) -> None:
        if exchange is None:
            return
        await self._world.until(
            lambda: (
                exchange.answered or not self._aibot.connected or self._news(person, start, sheet)
            ),
            self._limits.patience,
        )
        await self._world.quiet(SPELL, self._limits.patience)

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
        await self._world.quiet(SPELL, self._limits.patience)

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
