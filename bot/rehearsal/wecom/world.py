"""What is on everybody's screens: conversations, messages, cards, and who has seen what change."""

import asyncio
import secrets
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.clock import Clock
from bot.rehearsal.wecom.cards import Dialect
from bot.rehearsal.wecom.drawing import Drawing
from bot.rehearsal.wecom.media import Item
from bot.rehearsal.wecom.tenant import Group, Person, Tenant
from bot.rehearsal.wecom.wire import Bad

BOT = 0
"""In the place of an agent id: the card is the bot's."""


class Side(StrEnum):
    """The three kinds of conversations."""

    GROUP = "group"
    BOT = "bot"
    APP = "app"


@dataclass(frozen=True, slots=True)
class Place:
    """One conversation: a group, or one member's chat with the bot or the app.

    Attributes:
        id: chatid, or userid in lower case.
    """

    side: Side
    id: str

    @property
    def key(self) -> str:
        """One word for it."""
        return f"{self.side}:{self.id}"


def chat_with(side: Side, person: Person) -> Place:
    """A member's own conversation with the bot or the app."""
    return Place(side, person.userid.lower())


class Kind(StrEnum):
    """What a message is."""

    TEXT = "text"
    MARKDOWN = "markdown"
    CARD = "card"
    FILE = "file"


@dataclass(slots=True)
class Sheet:
    """One card that was sent, on the screens of all who got it.

    Attributes:
        agent: the app that sent it, or BOT.
        views: members whose copy looks different from `base`.
        entries: the messages that show it.
    """

    task_id: str
    dialect: Dialect
    base: Drawing
    agent: int = BOT
    views: dict[str, Drawing] = field(default_factory=dict)
    entries: "list[Entry]" = field(default_factory=list, repr=False)

    def seen_by(self, person: Person) -> Drawing:
        """The card on that member's screen."""
        return self.views.get(person.userid.lower(), self.base)


@dataclass(slots=True)
class Entry:
    """One message in one conversation.

    Attributes:
        sender: who wrote it; None for the bot and the app.
        seq: its number among all that anybody received; 0 for what officers said themselves.
        version: number of the last change to it.
        done: false while a stream is still being written.
        feedback: the bot's id for opinions on this answer; "" when it asks for none.
    """

    id: str
    place: Place
    at: datetime
    channel: Dialect
    kind: Kind
    text: str
    sender: Person | None = None
    sheet: Sheet | None = None
    reply_to: str = ""
    quote: str = ""
    items: tuple[Item, ...] = ()
    seq: int = 0
    version: int = 0
    done: bool = True
    recalled: bool = False
    feedback: str = ""


class World:
    """Everything that was said, and a pulse that beats at each change."""

    def __init__(self, tenant: Tenant, clock: Clock) -> None:
        self.tenant = tenant
        self.clock = clock
        self.entries: list[Entry] = []
        self.received: list[Entry] = []
        self.version = 0
        self.complaints: list[str] = []
        self._by_id: dict[str, Entry] = {}
        self._sheets: dict[tuple[int, str], Sheet] = {}
        self._touched: dict[Place, int] = {}
        self._changed = asyncio.Event()
        self.run = 10**9 + secrets.randbelow(8 * 10**9)

    def entry(self, message_id: str) -> Entry | None:
        """A message by its id."""
        return self._by_id.get(message_id)

    def said(
        self,
        place: Place,
        sender: Person,
        text: str,
        *,
        quote: str = "",
        items: tuple[Item, ...] = (),
    ) -> Entry:
        """A member wrote something, or sent pictures or a file."""
        channel = Dialect.APP if place.side is Side.APP else Dialect.AIBOT
        entry = Entry(
            self._next_id(),
            place,
            self.clock.now(),
            channel,
            Kind.TEXT if text else Kind.FILE,
            text,
            sender=sender,
            quote=quote,
            items=items,
        )
        return self._add(entry)

    def told(
        self,
        place: Place,
        channel: Dialect,
        kind: Kind,
        text: str,
        *,
        sheet: Sheet | None = None,
        reply_to: str = "",
        done: bool = True,
        items: tuple[Item, ...] = (),
        feedback: str = "",
    ) -> Entry:
        """The bot, the app or the webhook put a message into a conversation."""
        entry = Entry(
            self._next_id(),
            place,
            self.clock.now(),
            channel,
            kind,
            text,
            sheet=sheet,
            reply_to=reply_to,
            items=items,
            done=done,
            feedback=feedback,
        )
        if sheet is not None:
            sheet.entries.append(entry)
        self._add(entry)
        if done:
            self._receive(entry)
        return entry

    def rewrite(self, entry: Entry, text: str, *, done: bool) -> None:
        """A stream went on."""
        entry.text = text
        if done and not entry.done:
            entry.done = True
            self._receive(entry)
        self._touch(entry)

    def recall(self, entry: Entry) -> None:
        """Take a message back."""
        entry.recalled = True
        self._touch(entry)

    def unused(self, agent: int, task_id: str) -> None:
        """Refuse a task_id that the same sender used before.

        Raises:
            Bad: it did.
        """
        if (agent, task_id) in self._sheets:
            raise Bad(42014, "task_id was used before")

    def new_sheet(self, drawing: Drawing, dialect: Dialect, agent: int = BOT) -> Sheet:
        """Keep a card that is about to be shown.

        Raises:
            Bad: its task_id was used before by the same sender.
        """
        sheet = Sheet(drawing.task_id, dialect, drawing, agent)
        if drawing.task_id:
            self.unused(agent, drawing.task_id)
            self._sheets[agent, drawing.task_id] = sheet
        return sheet

    def sheets(self, task_id: str) -> list[Sheet]:
        """Cards with that task_id: at most one of the app's and one of the bot's."""
        keys = ((agent, task_id) for agent in (self.tenant.agent_id, BOT))
        return [self._sheets[key] for key in keys if key in self._sheets]

    def redraw(self, sheet: Sheet, drawing: Drawing, people: list[Person] | None) -> None:
        """Change a card for some members, or for all with None."""
        if people is None:
            sheet.base = drawing
            sheet.views.clear()
        else:
            sheet.views.update({person.userid.lower(): drawing for person in people})
        for entry in sheet.entries:
            self._touch(entry)

    def last_change(self, places: Collection[Place]) -> int:
        """Number of the last change in any of these places; 0 for none."""
        return max((self._touched.get(place, 0) for place in places), default=0)

    def may_see(self, place: Place, person: Person) -> bool:
        """Whether a conversation is on that member's screen."""
        if place.side is Side.GROUP:
            group = self.tenant.group(place.id)
            return group is not None and self.in_group(group, person)
        return place.id == person.userid.lower()

    @staticmethod
    def in_group(group: Group, person: Person) -> bool:
        """Whether somebody is a member of a group."""
        return person.userid.lower() in {one.lower() for one in group.members}

    def complain(self, what: str) -> None:
        """Note that the bot broke a rule for which the platform has no answer."""
        self.complaints.append(what)
        self.beat()

    def beat(self) -> None:
        """Wake everybody who waits for a change."""
        self._changed.set()
        self._changed = asyncio.Event()

    async def until(self, done: Callable[[], bool], seconds: float) -> bool:
        """Wait until something is true, but not longer than that; answer whether it is."""
        try:
            async with asyncio.timeout(seconds):
                while not done():
                    await self._changed.wait()
        except TimeoutError:
            return done()
        return True

    async def quiet(self, places: Collection[Place], spell: float, seconds: float) -> None:
        """Wait until nothing has changed in these places for a spell, but not longer than that."""
        try:
            async with asyncio.timeout(seconds):
                while True:
                    seen = self.last_change(places)
                    await asyncio.sleep(spell)
                    if self.last_change(places) == seen:
                        return
        except TimeoutError:
            return

    def _next_id(self) -> str:
        """A 64-bit number, new in each run: a bot must not take it for one from an earlier run."""
        return f"{self.run}{len(self.entries) + 1:07d}"

    def _add(self, entry: Entry) -> Entry:
        self.entries.append(entry)
        self._by_id[entry.id] = entry
        self._touch(entry)
        return entry

    def _receive(self, entry: Entry) -> None:
        self.received.append(entry)
        entry.seq = len(self.received)

    def _touch(self, entry: Entry) -> None:
        self.version += 1
        entry.version = self.version
        self._touched[entry.place] = self.version
        self.beat()
