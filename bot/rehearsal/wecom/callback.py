"""The app's callback driver: it calls the bot as the platform does and takes the reply."""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass

from bot.rehearsal.wecom.cards import INTERACTIVE, Dialect, Occasion, check
from bot.rehearsal.wecom.doorbell import Doorbell
from bot.rehearsal.wecom.drawing import draw
from bot.rehearsal.wecom.envelope import Broken, Envelope, Sealed, card_from_xml
from bot.rehearsal.wecom.events import SYSTEM, Happening
from bot.rehearsal.wecom.faults import Faults
from bot.rehearsal.wecom.media import OF_APP, Media, Sort
from bot.rehearsal.wecom.tenant import Limits, Person
from bot.rehearsal.wecom.tickets import Updates
from bot.rehearsal.wecom.wire import Bad, Fields
from bot.rehearsal.wecom.world import Entry, Kind, Sheet, Side, World, chat_with

log = logging.getLogger(__name__)

TRIES = 4
TEXT_BYTES = 2048


@dataclass(frozen=True, slots=True)
class Heard:
    """What became of a callback.

    Attributes:
        reached: one of the four tries was answered with HTTP 200.
        answered: the bot said something in that answer.
    """

    reached: bool
    answered: bool = False


class Callback:
    """The callback URL of the app, and the way to it."""

    def __init__(
        self, world: World, media: Media, updates: Updates, limits: Limits, faults: Faults
    ) -> None:
        tenant = world.tenant
        self.url = tenant.callback_url
        self._world = world
        self._media = media
        self._updates = updates
        self._limits = limits
        self._bell = Doorbell("callback", "text/xml", limits, faults)
        self._envelope = Envelope(tenant.corp_id, tenant.agent_id, tenant.token, tenant.aes_key)

    def open(self) -> None:
        """Get ready; inside the running loop."""
        self._bell.open()

    async def close(self) -> None:
        """Let go of all connections."""
        await self._bell.close()

    async def check(self, url: str) -> bool:
        """The check that the console makes when a callback URL is saved."""
        return await self._bell.check(url, self._envelope.crypt, self._seconds())

    async def hear(self, message: Entry) -> Heard:
        """Tell the bot what a member wrote to the app."""
        if message.sender is None:
            return Heard(reached=False)
        plain: dict[str, object] = {
            "FromUserName": message.sender.userid,
            "CreateTime": self._seconds(),
            "MsgId": int(message.id),
        }
        if message.items:
            [item] = message.items
            plain |= {"MsgType": str(item.sort)} | self._media.for_app(item)
        else:
            plain |= {"MsgType": "text", "Content": message.text}
        return await self._deliver(plain, message, message.sender)

    async def tapped(
        self, entry: Entry, person: Person, sheet: Sheet, key: str, chosen: Mapping[str, list[str]]
    ) -> Heard:
        """Tell the bot that a member pressed a button on a card of the app."""
        drawing = sheet.seen_by(person)
        press = drawing.button(key)
        menu = press is not None and press.menu
        plain: dict[str, object] = {
            "FromUserName": person.userid,
            "CreateTime": self._seconds(),
            "MsgType": "event",
            "Event": "template_card_menu_event" if menu else "template_card_event",
            "EventKey": key,
            "TaskId": sheet.task_id,
            "CardType": drawing.card_type,
            "ResponseCode": self._updates.give(sheet),
        }
        if not menu:
            plain["SelectedItems"] = {
                "SelectedItem": [
                    {"QuestionKey": question, "OptionIds": {"OptionId": options}}
                    for question, options in chosen.items()
                ]
            }
        return await self._deliver(plain, entry, person, sheet)

    async def happened(self, happening: Happening, person: Person | None) -> Heard:
        """Tell the bot of something that comes from no conversation here.

        Args:
            happening: what.
            person: whose doing; None for the platform's own.
        """
        sender = person.userid if person is not None else SYSTEM
        plain = {"FromUserName": sender, "CreateTime": self._seconds()} | happening.plain
        if happening.directory:
            plain["AgentID"] = ""
        if person is None:
            return await self._deliver(plain, None, None)
        entry = None
        if happening.message:
            place = chat_with(Side.APP, person)
            entry = self._world.said(place, person, f"[{happening.plain['MsgType']}]")
            plain["MsgId"] = int(entry.id)
        return await self._deliver(plain, entry, person)

    def _seconds(self) -> int:
        return int(self._world.clock.now().timestamp())

    async def _deliver(
        self,
        plain: Mapping[str, object],
        entry: Entry | None,
        person: Person | None,
        sheet: Sheet | None = None,
    ) -> Heard:
        if not self.url:
            return Heard(reached=False)

        def seal() -> Sealed:
            return self._envelope.seal(plain, self._seconds())

        for attempt in range(TRIES):
            if attempt:
                await asyncio.sleep(self._limits.pause)
            said = await self._bell.ring(self.url, seal)
            if said is not None:
                return Heard(reached=True, answered=self._passive(said.body, entry, person, sheet))
        log.info("emulator.callback_lost")
        return Heard(reached=False)

    def _passive(
        self, body: str, entry: Entry | None, person: Person | None, sheet: Sheet | None
    ) -> bool:
        """Show the passive reply; answer whether there was one."""
        if not body:
            return False
        if person is None:
            self._world.complain("passive reply: nobody is there to read it")
            return False
        try:
            reply = self._envelope.open(body, person.userid)
            self._show(reply, entry, person, sheet)
        except (Broken, Bad) as error:
            self._world.complain(str(error))
            return False
        return True

    def _show(
        self,
        reply: Mapping[str, object],
        entry: Entry | None,
        person: Person,
        sheet: Sheet | None,
    ) -> None:
        place = chat_with(Side.APP, person)
        reply_to = entry.id if entry is not None else ""
        match reply.get("MsgType"):
            case "text":
                text = str(reply.get("Content") or "")
                if not text.strip():
                    raise Broken("passive reply: empty Content")
                text = text.encode()[:TEXT_BYTES].decode(errors="ignore")
                self._world.told(place, Dialect.APP, Kind.TEXT, text, reply_to=reply_to)
            case "image" | "voice" | "video" as kind:
                part = Fields(reply.get(kind.capitalize()), kind.capitalize())
                item = self._media.find(OF_APP, part.text("MediaId"), Sort(kind))
                self._world.told(
                    place, Dialect.APP, Kind.FILE, "", reply_to=reply_to, items=(item,)
                )
            case "news":
                text = _news(reply)
                self._world.told(place, Dialect.APP, Kind.TEXT, text, reply_to=reply_to)
            case "update_button":
                if sheet is None or sheet.base.card_type not in {str(one) for one in INTERACTIVE}:
                    raise Broken("passive reply: update_button without a click on buttons")
                label = Fields(reply.get("Button"), "Button").text("ReplaceName")
                drawing = sheet.seen_by(person).greyed(label)
                self._world.redraw(sheet, drawing, [person])
            case "update_template_card":
                if sheet is None:
                    raise Broken("passive reply: update_template_card without a click")
                card = Fields(card_from_xml(reply.get("TemplateCard")), "TemplateCard")
                check(card, Occasion(Dialect.APP, update=True))
                drawing = draw(card, Dialect.APP, sheet.task_id)
                self._world.redraw(sheet, drawing, [person])
            case other:
                raise Broken(f"passive reply: MsgType {other}")


def _news(reply: Mapping[str, object]) -> str:
    """A passive news reply in words.

    Raises:
        Broken: the count is not that of the articles.
        Bad: an article without a title.
    """
    articles = Fields(reply.get("Articles"), "Articles").items("item", 1, 8)
    if str(reply.get("ArticleCount")) != str(len(articles)):
        raise Broken("passive reply: ArticleCount is not the number of articles")
    said = (
        (one.text("Title"), one.text("Description", ""), one.text("Url", "")) for one in articles
    )
    return "\n".join("\n".join(filter(None, lines)) for lines in said)
