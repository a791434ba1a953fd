"""Pictures, files and voices, both ways: addresses that die soon and media ids that last."""

import base64
import binascii
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from urllib.parse import quote

from aiohttp import web

from bot.clock import Clock
from bot.rehearsal.wecom.crypt import encrypt_bytes
from bot.rehearsal.wecom.travel import Misled
from bot.rehearsal.wecom.wire import Bad, Fields

LINK_LIFE = timedelta(minutes=5)
MEDIA_LIFE = timedelta(days=3)
MEGABYTE: Final = 1024 * 1024
LARGEST = 100 * MEGABYTE
"""What an officer may send to the bot; what the bot may send is less."""

OF_APP = "app"
OF_BOT = "bot"
AMR = b"#!AMR\n"


class Sort(StrEnum):
    """What the platform calls it."""

    IMAGE = "image"
    VOICE = "voice"
    VIDEO = "video"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Item:
    """One picture, file, voice or video.

    Attributes:
        words: what was said, of a voice.
    """

    sort: Sort
    name: str
    content: bytes
    words: str = ""


@dataclass(frozen=True, slots=True)
class Cap:
    """The largest of one sort, and the errcode for anything larger."""

    size: int
    code: int


CAPS = {
    Sort.IMAGE: Cap(10 * MEGABYTE, 40009),
    Sort.VOICE: Cap(2 * MEGABYTE, 45001),
    Sort.VIDEO: Cap(10 * MEGABYTE, 40011),
    Sort.FILE: Cap(20 * MEGABYTE, 45001),
}


@dataclass(frozen=True, slots=True)
class Kept:
    """An item behind an address or behind a media id.

    Attributes:
        owner: who may use the media id; "" for an address.
        key: of the encryption, or None where the bytes come as they are.
    """

    item: Item
    since: datetime
    owner: str = ""
    key: bytes | None = None


class Media:
    """All items that somebody may still fetch or send."""

    def __init__(self, clock: Clock) -> None:
        self.base = ""
        self._clock = clock
        self._links: dict[str, Kept] = {}
        self._media: dict[str, Kept] = {}

    def for_socket(self, item: Item) -> dict[str, object]:
        """What a socket callback says about an item: each has a key of its own."""
        key = secrets.token_bytes(32)
        return {"url": self._link(item, key), "aeskey": base64.b64encode(key).decode()}

    def for_callback(self, item: Item, key: bytes) -> dict[str, object]:
        """What a callback to the robot's URL says about it: the robot's own key opens it."""
        return {"url": self._link(item, key)}

    def for_app(self, item: Item) -> dict[str, object]:
        """What an app callback says about it."""
        media_id = self.keep(OF_APP, item)
        match item.sort:
            case Sort.IMAGE:
                return {"PicUrl": self._link(item, None), "MediaId": media_id}
            case Sort.VOICE:
                return {"MediaId": media_id, "Format": "amr"}
            case Sort.VIDEO:
                thumb = self.keep(OF_APP, Item(Sort.IMAGE, "封面.jpg", b"\xff\xd8\xff cover"))
                return {"MediaId": media_id, "ThumbMediaId": thumb}
            case Sort.FILE:
                raise ValueError("an app conversation has no files")

    def keep(self, owner: str, item: Item) -> str:
        """Keep an item for three days; answers its media id."""
        media_id = f"3{secrets.token_urlsafe(40)}"
        self._media[media_id] = Kept(item, self._clock.now(), owner)
        return media_id

    def find(self, owner: str, media_id: str, sort: Sort | None = None) -> Item:
        """The item behind a media id.

        Raises:
            Bad: unknown, somebody else's, of another sort, or older than three days.
        """
        kept = self._media.get(media_id)
        if kept is None or kept.owner != owner or (sort is not None and kept.item.sort is not sort):
            raise Bad(40007, "invalid media_id")
        if self._clock.now() >= kept.since + MEDIA_LIFE:
            raise Bad(40007, "invalid media_id: expired")
        return kept.item

    def get(self, media_id: str) -> web.Response:
        """media/get.

        Raises:
            Bad: not a media id of the app, or one older than three days.
        """
        item = self.find(OF_APP, media_id)
        return download(item.name, item.content)

    def created_at(self) -> int:
        """The stamp of an upload, in seconds."""
        return int(self._clock.now().timestamp())

    async def serve(self, request: web.Request) -> web.Response:
        """The address in a callback."""
        kept = self._links.get(request.match_info["name"])
        if kept is None or self._clock.now() >= kept.since + LINK_LIFE:
            raise web.HTTPNotFound
        content = kept.item.content
        if kept.key is not None:
            content = encrypt_bytes(kept.key, content)
        return download(kept.item.name, content)

    def _link(self, item: Item, key: bytes | None) -> str:
        name = secrets.token_urlsafe(24)
        self._links[name] = Kept(item, self._clock.now(), key=key)
        return f"{self.base}/media/{name}"


def uploaded(sort: str, name: str, content: bytes) -> Item:
    """What the bot uploads, after all checks.

    Raises:
        Bad: unknown sort, empty, too large, or not what its sort says.
    """
    if sort not in set(Sort):
        raise Bad(40005, "invalid file type")
    kind = Sort(sort)
    if not content:
        raise Bad(44001, "empty media data")
    if len(content) <= 5:
        raise Bad(40006, "invalid media size")
    if len(content) > CAPS[kind].size:
        raise Bad(CAPS[kind].code, "media size out of limit")
    if not _looks_like(kind, content):
        raise Bad(40004, "invalid media type")
    return Item(kind, name, content)


def picture_type(content: bytes) -> str:
    """The MIME type of a JPG or PNG; "" for anything else."""
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    return "image/png" if content.startswith(b"\x89PNG\r\n\x1a\n") else ""


def _looks_like(sort: Sort, content: bytes) -> bool:
    match sort:
        case Sort.IMAGE:
            return bool(picture_type(content))
        case Sort.VOICE:
            return content.startswith(AMR)
        case Sort.VIDEO:
            return content[4:8] == b"ftyp"
        case Sort.FILE:
            return True


def read_items(body: Fields) -> tuple[Item, ...]:
    """Pictures, files, videos and the voice of a sandbox request.

    Raises:
        Misled: they cannot be read, or are too large.
    """
    images = body.texts("images", 9)
    items = [
        Item(Sort.IMAGE, f"图片{number}.jpg", _decode(one))
        for number, one in enumerate(images, start=1)
    ]
    for field, sort in (("files", Sort.FILE), ("videos", Sort.VIDEO)):
        for one in body.items(field, 0, 9) if field in body else ():
            name = one.text("name").replace("/", "_").replace("\\", "_")
            items.append(Item(sort, name, _decode(one.text("base64"))))
    words = body.text("voice", "")
    if words.strip():
        items.append(Item(Sort.VOICE, "语音.amr", AMR + words.encode(), words))
    return tuple(items)


def _decode(text: str) -> bytes:
    try:
        content = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise Misled("没有发出：图片或者文件不是有效的 base64。") from None
    if not 5 < len(content) <= LARGEST:
        raise Misled("没有发出：图片或者文件要大于5字节，不超过100兆。")
    return content


def download(name: str, content: bytes) -> web.Response:
    """Bytes with their name, as an attachment."""
    header = f"attachment; filename*=UTF-8''{quote(name)}"
    return web.Response(
        body=content,
        content_type="application/octet-stream",
        headers={"Content-Disposition": header},
    )
