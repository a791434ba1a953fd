"""Media that the robot uploads over its socket, in three steps."""

import base64
import binascii
import hashlib
import re
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.rehearsal.wecom.media import CAPS, OF_BOT, Media, Sort, uploaded
from bot.rehearsal.wecom.tenant import Limits
from bot.rehearsal.wecom.windows import Windows
from bot.rehearsal.wecom.wire import Bad, Fields, invalid

CHUNKS = 100
CHUNK_BYTES = 512 * 1024
UPLOAD_LIFE = timedelta(minutes=30)
MD5 = re.compile(r"[0-9a-fA-F]{32}")
Json = dict[str, object]


@dataclass(slots=True)
class Upload:
    """One upload on its way."""

    sort: Sort
    name: str
    size: int
    count: int
    md5: str
    began: datetime
    chunks: dict[int, bytes] = field(default_factory=dict)


class Uploads:
    """All uploads of the robot; they outlive its connection."""

    def __init__(self, media: Media, clock: Clock, limits: Limits) -> None:
        self._media = media
        self._clock = clock
        self._windows = Windows(limits.talk_minute, limits.talk_hour)
        self._open: dict[str, Upload] = {}

    def begin(self, body: Fields) -> Json:
        """aibot_upload_media_init.

        Raises:
            Bad: what the platform would refuse.
        """
        sort = body.text("type")
        if sort not in set(Sort):
            raise Bad(40005, "invalid file type")
        cap = CAPS[Sort(sort)]
        size = body.number("total_size")
        if size <= 5:
            raise Bad(40006, "invalid media size")
        if size > cap.size:
            raise Bad(cap.code, "media size out of limit")
        count = body.number("total_chunks")
        if not 1 <= count <= CHUNKS or count * CHUNK_BYTES < size:
            raise invalid(body.name("total_chunks"), "not 1 to 100 of at most 512 KB each")
        md5 = body.text("md5", "").lower()
        if md5 and not MD5.fullmatch(md5):
            raise invalid(body.name("md5"), "not 32 hexadecimal digits")
        name = body.text("filename", limit=256)
        now = self._clock.now()
        if not self._windows.take("", now):
            raise Bad(45009, "api freq out of limit")
        upload_id = secrets.token_hex(16)
        self._open[upload_id] = Upload(Sort(sort), name, size, count, md5, now)
        return {"upload_id": upload_id}

    def chunk(self, body: Fields) -> Json:
        """aibot_upload_media_chunk: any order; one that came before is ignored.

        Raises:
            Bad: what the platform would refuse.
        """
        upload = self._upload(body)
        index = body.number("chunk_index")
        if not 0 <= index < upload.count:
            raise invalid(body.name("chunk_index"), f"not 0 to {upload.count - 1}")
        try:
            content = base64.b64decode(body.text("base64_data"), validate=True)
        except (binascii.Error, ValueError):
            raise invalid(body.name("base64_data"), "not base64") from None
        if len(content) > CHUNK_BYTES:
            raise invalid(body.name("base64_data"), "more than 512 KB")
        upload.chunks.setdefault(index, content)
        return {}

    def finish(self, body: Fields) -> Json:
        """aibot_upload_media_finish.

        Raises:
            Bad: something is missing, or is not what was announced.
        """
        upload = self._upload(body)
        if len(upload.chunks) < upload.count:
            raise invalid(body.name("upload_id"), "chunks are missing")
        content = b"".join(upload.chunks[index] for index in range(upload.count))
        if len(content) != upload.size:
            raise invalid("body.total_size", "not what was uploaded")
        md5 = hashlib.md5(content, usedforsecurity=False).hexdigest()
        if upload.md5 not in ("", md5):
            raise invalid("body.md5", "not that of the content")
        media_id = self._media.keep(OF_BOT, uploaded(upload.sort, upload.name, content))
        del self._open[body.text("upload_id")]
        stamp = self._media.created_at()
        return {"type": str(upload.sort), "media_id": media_id, "created_at": stamp}

    def _upload(self, body: Fields) -> Upload:
        upload = self._open.get(body.text("upload_id"))
        if upload is None or self._clock.now() >= upload.began + UPLOAD_LIFE:
            raise Bad(40007, "invalid upload_id")
        return upload
