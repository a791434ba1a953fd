"""The 智能机器人, whichever way it is connected: what it hears, and what it may show where."""

import base64
import binascii
import hashlib
import secrets
from collections.abc import Callable, Mapping

from bot.rehearsal.wecom.cards import Dialect, Occasion, check
from bot.rehearsal.wecom.drawing import draw
from bot.rehearsal.wecom.exchanges import STREAM_LIFE, Exchange
from bot.rehearsal.wecom.media import (
    CAPS,
    OF_BOT,
    Item,
    Media,
    Sort,
    picture_type,
)
from bot.rehearsal.wecom.tenant import Limits, Person
from bot.rehearsal.wecom.windows import Windows
from bot.rehearsal.wecom.wire import Bad, Fields, invalid, size
from bot.rehearsal.wecom.world import BOT, Entry, Kind, Place, Sheet, Side, World

CONTENT_BYTES = 20480
FEEDBACK_BYTES = 256
MEDIA = frozenset({"file", "image", "voice", "video"})
Json = dict[str, object]


class Robot:
    """One robot of the enterprise.

    Attributes:
        written: conversations in which somebody wrote to it; it may push nowhere else.
    """

    def __init__(self, world: World, media: Media, limits: Limits) -> None:
        self.written: set[Place] = set()
        self._world = world
        self._media = media
        self._windows = Windows(limits.talk_minute, limits.talk_hour)

    # What it hears

    def message(
        self, message: Entry, person: Person, quoted: Entry | None, form: Callable[[Item], Json]
    ) -> Json:
        """A member's message; `form` is how a picture or file is handed over."""
        body = self.sender(message.place, person)
        body |= {"msgid": message.id} | _content(message, form)
        return body | {"quote": _content(quoted, form)} if quoted is not None else body

    def entry(self, person: Person) -> Json:
        """A member opened its chat."""
        body = self.event({"eventtype": "enter_chat"})
        return body | {"from": {"userid": self._world.tenant.bot_sees(person)}}

    def tap(
        self, place: Place, person: Person, sheet: Sheet, key: str, chosen: Mapping[str, list[str]]
    ) -> Json:
        """A member pressed a button."""
        event: Json = {
            "card_type": sheet.seen_by(person).card_type,
            "event_key": key,
            "task_id": sheet.task_id,
            "selected_items": {
                "selected_item": [
                    {"question_key": question, "option_ids": {"option_id": options}}
                    for question, options in chosen.items()
                ]
            },
        }
        body = self.event({"eventtype": "template_card_event", "template_card_event": event})
        return body | self.sender(place, person)

    def opinion(self, entry: Entry, person: Person, opinion: Json) -> Json:
        """A member found an answer good or bad."""
        event = {"id": entry.feedback} | opinion
        body = self.event({"eventtype": "feedback_event", "feedback_event": event})
        return body | self.sender(entry.place, person)

    def event(self, event: Json) -> Json:
        """Any event."""
        return {
            "msgid": f"e{secrets.token_hex(10)}",
            "create_time": int(self._world.clock.now().timestamp()),
            "aibotid": self._world.tenant.bot_id,
            "msgtype": "event",
            "event": event,
        }

    def sender(self, place: Place, person: Person) -> Json:
        """Who wrote or pressed, and where."""
        body: Json = {
            "aibotid": self._world.tenant.bot_id,
            "chattype": "group" if place.side is Side.GROUP else "single",
            "from": {"userid": self._world.tenant.bot_sees(person)},
        }
        return body | {"chatid": place.id} if place.side is Side.GROUP else body

    # What it may show

    def show(self, place: Place, body: Fields, reply_to: str, allowed: frozenset[str]) -> None:
        """Put one whole message into a conversation.

        Raises:
            Bad: what the platform would refuse.
        """
        msgtype = body.text("msgtype")
        if msgtype not in allowed:
            raise Bad(40008, "invalid message type")
        part = body.part(msgtype)
        if msgtype == "template_card":
            self.show_card(place, part, reply_to)
        elif msgtype in MEDIA:
            item = self._media.find(OF_BOT, part.text("media_id"), Sort(msgtype))
            title = part.text("title", "", limit=128) if msgtype == "video" else ""
            self.count(place)
            self._world.told(
                place, Dialect.AIBOT, Kind.FILE, title, reply_to=reply_to, items=(item,)
            )
        else:
            text = part.text("content", "")
            if not text.strip():
                raise Bad(93017, "empty content")
            if size(text) > CONTENT_BYTES:
                raise Bad(45002, "content size out of limit")
            feedback = _feedback(part)
            self.count(place)
            self._world.told(
                place, Dialect.AIBOT, Kind(msgtype), text, reply_to=reply_to, feedback=feedback
            )

    def show_card(self, place: Place, card: Fields, reply_to: str) -> None:
        """Put a card into a conversation.

        Raises:
            Bad: against the schema, or a task_id that was used before.
        """
        check(card, Occasion(Dialect.AIBOT))
        drawing = draw(card, Dialect.AIBOT)
        self._world.unused(BOT, drawing.task_id)
        self.count(place)
        self._world.told(
            place,
            Dialect.AIBOT,
            Kind.CARD,
            drawing.text,
            sheet=self._world.new_sheet(drawing, Dialect.AIBOT),
            reply_to=reply_to,
            feedback=_feedback(card),
        )

    def stream(self, exchange: Exchange, part: Fields, items: tuple[Item, ...] = ()) -> bool:
        """Show the next state of a stream; each replaces the one before.

        Returns:
            Whether it is finished.

        Raises:
            Bad: what the platform would refuse.
        """
        stream_id = part.text("id")
        finish = part.flag("finish")
        text = part.text("content", "")
        if size(text) > CONTENT_BYTES:
            raise Bad(45002, "content size out of limit")
        if finish and not text.strip() and not items:
            raise Bad(93017, "empty content")
        now = self._world.clock.now()
        if stream_id in exchange.streams:
            entry, began = exchange.streams[stream_id]
            if entry.done or now >= began + STREAM_LIFE:
                raise Bad(846608, "stream message update expired")
            entry.items = items
            self._world.rewrite(entry, text, done=finish)
        else:
            feedback = _feedback(part)
            self.count(exchange.place)
            entry = self._world.told(
                exchange.place,
                Dialect.AIBOT,
                Kind.MARKDOWN,
                text,
                reply_to=exchange.reply_to,
                done=finish,
                items=items,
                feedback=feedback,
            )
            exchange.streams[stream_id] = (entry, now)
        exchange.answered = exchange.answered or finish
        return finish

    def update(self, sheet: Sheet | None, body: Fields) -> None:
        """Change the card that was clicked, for some members or for all who see it.

        Raises:
            Bad: what the platform would refuse.
        """
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

    def count(self, place: Place) -> None:
        """Count one more message in a conversation.

        Raises:
            Bad: it is one too many.
        """
        if not self._windows.take(place.key, self._world.clock.now()):
            raise Bad(45009, "api freq out of limit")

    def _known(self, seen: str) -> Person:
        person = self._world.tenant.behind(seen)
        if person is None:
            raise Bad(40003, "invalid userid")
        return person


def stream_pictures(part: Fields) -> tuple[Item, ...]:
    """Pictures at the end of a stream.

    Raises:
        Bad: too early, too many, too large, or no pictures.
    """
    if "msg_item" not in part:
        return ()
    if not part.flag("finish"):
        raise invalid(part.name("msg_item"), "only with finish")
    return tuple(_picture(one) for one in part.items("msg_item", 0, 10))


def _picture(part: Fields) -> Item:
    if part.text("msgtype") != "image":
        raise invalid(part.name("msgtype"), "not image")
    image = part.part("image")
    try:
        content = base64.b64decode(image.text("base64"), validate=True)
    except (binascii.Error, ValueError):
        raise invalid(image.name("base64"), "not base64") from None
    kind = picture_type(content)
    if not kind or len(content) > CAPS[Sort.IMAGE].size:
        raise Bad(93018, "invalid image")
    if image.text("md5").lower() != hashlib.md5(content, usedforsecurity=False).hexdigest():
        raise invalid(image.name("md5"), "not that of the image")
    return Item(Sort.IMAGE, f"图片.{'jpg' if kind == 'image/jpeg' else 'png'}", content)


def _feedback(part: Fields) -> str:
    if "feedback" not in part:
        return ""
    return part.part("feedback").text("id", limit=FEEDBACK_BYTES)


def _content(message: Entry, form: Callable[[Item], Json]) -> Json:
    """A message as the bot reads it; a card is read as text when somebody quotes it."""
    text: Json = {"msgtype": "text", "text": {"content": message.text}}
    parts = [_part(item, form) for item in message.items]
    if not parts:
        return text
    if not message.text:
        return parts[0]
    return {"msgtype": "mixed", "mixed": {"msg_item": [text, *parts]}}


def _part(item: Item, form: Callable[[Item], Json]) -> Json:
    if item.sort is Sort.VOICE:
        return {"msgtype": "voice", "voice": {"content": item.words}}
    return {"msgtype": str(item.sort), str(item.sort): form(item)}
