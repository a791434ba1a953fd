"""Pictures and files that officers send: kept here until the bot has fetched them."""

import base64
import binascii
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import quote

from aiohttp import web
from wechatpy.crypto.base import WeChatCipher
from wechatpy.crypto.pkcs7 import PKCS7Encoder

from bot.channels.wecom.emulator.travel import Misled
from bot.channels.wecom.emulator.wire import Bad, Fields
from bot.clock import Clock

LINK_LIFE = timedelta(minutes=5)
MEDIA_LIFE = timedelta(days=3)
LARGEST = 20 * 1024 * 1024


class Sort(StrEnum):
    """What the platform calls it."""

    IMAGE = "image"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Item:
    """One picture or file."""

    sort: Sort
    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Link:
    """A way to fetch an item: by address for five minutes, or by media id for three days.

    Attributes:
        key: of the encryption, or None where the bytes come as they are.
    """

    item: Item
    since: datetime
    key: bytes | None


class Media:
    """All items that somebody may still fetch."""

    def __init__(self, clock: Clock) -> None:
        self.base = ""
        self._clock = clock
        self._links: dict[str, Link] = {}

    def for_bot(self, item: Item) -> dict[str, object]:
        """What a socket callback says about an item: each has a key of its own."""
        key = secrets.token_bytes(32)
        return {"url": self._link(item, key)[1], "aeskey": base64.b64encode(key).decode()}

    def for_app(self, item: Item) -> dict[str, object]:
        """What an app callback says about a picture."""
        media_id, url = self._link(item, None)
        return {"PicUrl": url, "MediaId": media_id}

    def get(self, media_id: str) -> web.Response:
        """media/get.

        Raises:
            Bad: an unknown media id, or one older than three days.
        """
        link = self._links.get(media_id)
        if link is None or link.key is not None:
            raise Bad(40007, "invalid media_id")
        if self._clock.now() >= link.since + MEDIA_LIFE:
            raise Bad(40007, "invalid media_id: expired")
        return _download(link.item.name, link.item.content)

    async def serve(self, request: web.Request) -> web.Response:
        """The address in a callback."""
        link = self._links.get(request.match_info["name"])
        if link is None or self._clock.now() >= link.since + LINK_LIFE:
            raise web.HTTPNotFound
        content = link.item.content
        if link.key is not None:
            content = WeChatCipher(link.key).encrypt(PKCS7Encoder.encode(content))
        return _download(link.item.name, content)

    def _link(self, item: Item, key: bytes | None) -> tuple[str, str]:
        name = secrets.token_urlsafe(24)
        self._links[name] = Link(item, self._clock.now(), key)
        return name, f"{self.base}/media/{name}"


def read_items(body: Fields) -> tuple[Item, ...]:
    """Pictures and files of a sandbox request.

    Raises:
        Misled: they cannot be read, or are too large.
    """
    images = body.texts("images", 9)
    items = [
        Item(Sort.IMAGE, f"图片{number}.jpg", _decode(one))
        for number, one in enumerate(images, start=1)
    ]
    if "files" in body:
        for one in body.items("files", 0, 9):
            name = one.text("name").replace("/", "_").replace("\\", "_")
            items.append(Item(Sort.FILE, name, _decode(one.text("base64"))))
    return tuple(items)


def _decode(text: str) -> bytes:
    try:
        content = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise Misled("没有发出：图片或者文件不是有效的 base64。") from None
    if not 5 < len(content) <= LARGEST:
        raise Misled("没有发出：图片或者文件要大于5字节，不超过20兆。")
    return content


def _download(name: str, content: bytes) -> web.Response:
    header = f"attachment; filename*=UTF-8''{quote(name)}"
    return web.Response(
        body=content,
        content_type="application/octet-stream",
        headers={"Content-Disposition": header},
    )
