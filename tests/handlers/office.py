"""A county's officers talking to the bot's own dispatcher on a database, without any channel."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime

from bot.channels.base import Attachment, Incoming, Reply
from bot.channels.wecom.profiles import LARGEST
from bot.clock import VirtualClock
from bot.inbound.dispatch import Dispatcher
from bot.operation.county_file import County
from bot.operation.law_book import LawBook, load_law
from bot.rehearsal.demo import fill, sample
from rules.in_force import Law
from rules.values.dates import BEIJING
from rules.values.material import MaterialKind
from rules.values.matter import Entry, Matter, Push
from rules.values.message import Card
from rules.values.people import Directory
from storage import Storage, open_storage


class Office:
    """Everybody by name. What is said in the group is said with `group=True`."""

    def __init__(self, county: County, storage: Storage, law: Law | None = None) -> None:
        self.county = county
        self.storage = storage
        self.clock = VirtualClock(county.start)
        self.book = LawBook(storage, None, law or load_law(county.regulation, None))
        self.woken = 0
        self._dispatch = Dispatcher(
            storage,
            self.book,
            self.clock,
            self._wake,
            bot_name="执法协作",
            unprompted=True,
            largest=LARGEST,
        )
        self._ids = {o.name: o.id for o in county.directory.officers.values()}
        self._cards: dict[str, list[Card]] = {}
        self._said = 0

    def _wake(self) -> None:
        self.woken += 1

    def at(self, words: str) -> None:
        """Move the clock to a Beijing time such as `2026-04-24 09:00`."""
        self.clock.move_to(datetime.fromisoformat(words).replace(tzinfo=BEIJING))

    async def reply(
        self,
        name: str,
        text: str,
        *,
        group: bool = False,
        quote: str = "",
        message_id: str = "",
        card_version: int | None = None,
        entered: bool = False,
        files: Sequence[Attachment] = (),
    ) -> Reply:
        """What somebody is answered, card and all."""
        self._said += 1
        person = self._ids.get(name, name)
        reply = await self._dispatch(
            Incoming(
                channel="aibot" if group else "app",
                message_id=message_id or f"m{self._said}",
                sender=person,
                conversation=self.county.group.id if group else person,
                group=group,
                text=text,
                card="" if card_version is None else "card",
                card_version=card_version or 0,
                quote=quote,
                entered=entered,
                attachments=tuple(files),
            )
        )
        if reply.message and reply.message.card:
            self._cards.setdefault(name, []).append(reply.message.card)
        return reply

    async def says(
        self, name: str, text: str, *, group: bool = False, quote: str = "", message_id: str = ""
    ) -> str:
        """The words of the answer."""
        reply = await self.reply(name, text, group=group, quote=quote, message_id=message_id)
        return reply.message.text if reply.message else ""

    async def answers(self, name: str, text: str) -> str:
        """Give the last words of a step, read them shown back, and confirm them."""
        shown = await self.says(name, text)
        assert shown.startswith("请核对“"), shown
        assert text in shown
        return await self.says(name, "确认")

    async def sends(
        self, name: str, *files: str, text: str = "", group: bool = False, quote: str = ""
    ) -> str:
        """Send pictures and files by their names, with words or without; what is answered."""
        found = [
            Attachment(
                MaterialKind.IMAGE if file.endswith((".jpg", ".png")) else MaterialKind.FILE,
                file,
                f"content of {file}".encode(),
            )
            for file in files
        ]
        reply = await self.reply(name, text, group=group, quote=quote, files=found)
        return reply.message.text if reply.message else ""

    async def kept(self, number: str) -> list[str]:
        """The names of what belongs to a matter."""
        return [one.name for one in await self.storage.read(lambda tx: tx.materials.of(number))]

    def card(self, name: str, word: str) -> Card:
        """The newest card answered to somebody that has a button of that name."""
        return next(
            card
            for card in reversed(self._cards[name])
            if any(button.text == word for button in card.buttons)
        )

    async def taps(self, name: str, word: str, card: Card | None = None) -> Reply:
        """Press a button of a card; without one, of the newest that has it."""
        card = card or self.card(name, word)
        [button] = [button for button in card.buttons if button.text == word]
        return await self.reply(name, button.says, card_version=card.version)

    async def matter(self, number: str) -> Matter:
        return await self.storage.read(lambda tx: tx.matters.get(number))

    async def entries(self, number: str) -> tuple[Entry, ...]:
        return await self.storage.read(lambda tx: tx.matters.entries(number))

    async def pushes(self, number: str) -> list[Push]:
        posted = await self.storage.read(lambda tx: tx.outbox.about(number))
        return [one.push for one in posted]

    async def pushed_card(self, name: str, number: str) -> Card:
        """The newest card that was put into the outbox for somebody."""
        mine = [push for push in await self.pushes(number) if push.to == self._ids[name]]
        [*_, card] = [push.message.card for push in mine if push.message.card]
        return card

    async def refer(self, sender: str, unit: str, facts: str = "某店无证经营") -> None:
        """Send a referral; in 沧州 the approving leader is named."""
        await self.says(sender, f"移送 {unit} {facts}，今天上午8点检查发现")
        if self.county.regulation == "cangzhou":
            await self.says(sender, "董波")
        await self.says(sender, "确认发出")

    async def change(self, **officers: bool) -> None:
        """Make officers active or not, by id with `_` for the dot."""
        directory = self.county.directory
        people = dict(directory.officers)
        for person, active in officers.items():
            one = person.replace("_", ".")
            people[one] = replace(people[one], active=active)
        changed = Directory(directory.county, directory.units, people, directory.shifts)
        await self.storage.run(lambda tx: tx.people.save_directory(changed))


@asynccontextmanager
async def open_office(county: str, url: str, law: Law | None = None) -> AsyncIterator[Office]:
    """An office of a sample county in a database that has empty tables.

    Args:
        county: the sample county.
        url: of the database.
        law: what binds it; None for the files that travel with the program.
    """
    storage = open_storage(url)
    described = sample(county)
    await fill(storage, described, described.start)
    yield Office(described, storage, law)
    await storage.close()
