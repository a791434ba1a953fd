"""The message-push robot of a group: one way in, by key."""

import base64
import binascii
import hashlib
from dataclasses import dataclass

from bot.rehearsal.wecom.cards import Dialect, Occasion, check
from bot.rehearsal.wecom.drawing import Drawing, draw
from bot.rehearsal.wecom.media import Item, Media, Sort, picture_type, uploaded
from bot.rehearsal.wecom.tenant import Group, Limits
from bot.rehearsal.wecom.windows import Windows
from bot.rehearsal.wecom.wire import Bad, Call, Fields, invalid, size
from bot.rehearsal.wecom.world import Kind, Place, Side, World

TEXT_BYTES = 2048
MARKDOWN_BYTES = 4096
UNLIMITED = 10**9


IMAGE_BYTES = 2 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Content:
    """What is to be shown in the group."""

    kind: Kind
    text: str = ""
    drawing: Drawing | None = None
    items: tuple[Item, ...] = ()


class Webhook:
    """All such robots of the enterprise."""

    def __init__(self, world: World, media: Media, limits: Limits) -> None:
        self._world = world
        self._media = media
        self._windows = Windows(limits.webhook_minute, UNLIMITED)

    def send(self, call: Call) -> dict[str, object]:
        """webhook/send.

        Raises:
            Bad: what the platform would refuse.
        """
        group = self._group(call)
        content = self._content(call.fields(), group)
        if not self._windows.take(group.webhook, self._world.clock.now()):
            raise Bad(45009, "api freq out of limit")
        drawing = content.drawing
        self._world.told(
            Place(Side.GROUP, group.chatid),
            Dialect.WEBHOOK,
            content.kind,
            content.text,
            sheet=self._world.new_sheet(drawing, Dialect.WEBHOOK, -1) if drawing else None,
            items=content.items,
        )
        return {}

    def upload(self, call: Call) -> dict[str, object]:
        """webhook/upload_media: only this robot can use what it gives.

        Raises:
            Bad: what the platform would refuse.
        """
        group = self._group(call)
        sort = call.query.get("type", "")
        if sort not in {"file", "voice"}:
            raise Bad(40005, "invalid file type")
        media = call.media()
        item = uploaded(sort, media.name, media.content)
        media_id = self._media.keep(_owner(group), item)
        stamp = str(self._media.created_at())
        return {"type": sort, "media_id": media_id, "created_at": stamp}

    def _group(self, call: Call) -> Group:
        key = call.query.get("key", "")
        for one in self._world.tenant.groups:
            if key and one.webhook == key:
                return one
        raise Bad(93000, "invalid webhook url")

    def _content(self, body: Fields, group: Group) -> Content:
        msgtype = body.text("msgtype")
        match msgtype:
            case "text":
                part = body.part("text")
                text = _content(part, TEXT_BYTES)
                names = [*part.texts("mentioned_list", 1000)]
                names += part.texts("mentioned_mobile_list", 1000)
                return Content(
                    Kind.TEXT, "".join([text, *(f" @{self._name(one)}" for one in names)])
                )
            case "markdown" | "markdown_v2":
                return Content(Kind.MARKDOWN, _content(body.part(msgtype), MARKDOWN_BYTES))
            case "template_card":
                card = body.part("template_card")
                check(card, Occasion(Dialect.WEBHOOK))
                drawing = draw(card, Dialect.WEBHOOK)
                return Content(Kind.CARD, drawing.text, drawing)
            case "image":
                return Content(Kind.FILE, items=(_image(body.part("image")),))
            case "news":
                return Content(Kind.TEXT, articles(body.part("news")))
            case "file" | "voice":
                media_id = body.part(msgtype).text("media_id")
                item = self._media.find(_owner(group), media_id, Sort(msgtype))
                return Content(Kind.FILE, items=(item,))
            case _:
                raise Bad(40008, "invalid message type")

    def _name(self, mentioned: str) -> str:
        if mentioned == "@all":
            return "所有人"
        for one in self._world.tenant.people:
            if one.userid.lower() == mentioned.lower() or (one.mobile and one.mobile == mentioned):
                return one.name
        return mentioned


def _content(part: Fields, limit: int) -> str:
    text = part.text("content", "")
    if not text.strip():
        raise Bad(44004, "empty content")
    if size(text) > limit:
        raise Bad(45002, "content size out of limit")
    return text


def articles(part: Fields) -> str:
    """A news message in words: title, description and address of each article."""
    return "\n".join(
        "\n".join(
            filter(
                None,
                (
                    one.text("title", limit=128),
                    one.text("description", "", limit=512),
                    one.text("url"),
                ),
            )
        )
        for one in part.items("articles", 1, 8)
    )


def _owner(group: Group) -> str:
    return f"webhook {group.webhook}"


def _image(part: Fields) -> Item:
    try:
        content = base64.b64decode(part.text("base64"), validate=True)
    except (binascii.Error, ValueError):
        raise invalid(part.name("base64"), "not base64") from None
    if len(content) > IMAGE_BYTES:
        raise Bad(40009, "invalid image size")
    if not picture_type(content):
        raise Bad(40004, "invalid media type")
    if part.text("md5").lower() != hashlib.md5(content, usedforsecurity=False).hexdigest():
        raise invalid(part.name("md5"), "not that of the image")
    return Item(Sort.IMAGE, "图片.jpg", content)
