"""Pictures and files over HTTP: fetched whole within limits, decrypted, and handed over by name."""

import base64
import binascii
import io
import logging
import re
from collections.abc import Mapping
from urllib.parse import unquote

import aiohttp
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from bot.channels.base import Attachment
from bot.channels.wecom.frames import Link
from bot.channels.wecom.profiles import LARGEST, MEGABYTE
from rules.values.material import MaterialKind

log = logging.getLogger(__name__)

MOST_FILES = 9
"""How many of one message are looked at."""
BLOCK = 32
TIMEOUT = aiohttp.ClientTimeout(total=60, connect=4, sock_read=10)
NOT_FETCHED = "没有取到内容，文件只保留五分钟。请重新发送一次。"
TOO_LARGE = f"超过{LARGEST // MEGABYTE}兆。请压缩或者分成几份再发。"
_STAR_NAME = re.compile(r"filename\*\s*=\s*UTF-8''([^;]+)", re.IGNORECASE)
_NAME = re.compile(r'filename\s*=\s*"?([^";]+)"?', re.IGNORECASE)


async def fetch_link(session: aiohttp.ClientSession, link: Link, own_key: bytes) -> Attachment:
    """Fetch and decrypt what an address holds; a `fault` where that is not possible.

    Args:
        session: without proxies from the environment.
        link: the address and, over the socket, its own key.
        own_key: the robot's key, for the callback mode.
    """
    key = _key(link.aeskey) if link.aeskey else own_key
    found = await fetch_file(session, link.url, link.kind, more=BLOCK)
    if found.fault:
        return found
    try:
        return Attachment(found.kind, found.name, decrypt(key, found.content))
    except ValueError:
        log.warning("wecom.media.undecipherable kind=%s", link.kind)
        return Attachment(link.kind, found.name, b"", NOT_FETCHED)


def _key(written: str) -> bytes:
    """A key as the platform writes it, which may lack its padding; b"" for none."""
    try:
        return base64.b64decode(written + "=" * (-len(written) % 4))
    except (binascii.Error, ValueError):
        return b""


async def fetch_file(
    session: aiohttp.ClientSession,
    url: str,
    kind: MaterialKind,
    *,
    query: Mapping[str, str] | None = None,
    more: int = 0,
) -> Attachment:
    """Fetch bytes and their name; a `fault` where that is not possible.

    Args:
        session: without proxies from the environment.
        url: the address; never logged.
        kind: what it is.
        query: parameters.
        more: bytes that padding may add to the largest size.
    """
    content = bytearray()
    try:
        async with session.get(
            url, params=query, timeout=TIMEOUT, allow_redirects=False
        ) as response:
            header = response.headers.get("Content-Disposition", "")
            # An error comes as JSON and without a name.
            if response.status != 200 or (
                response.content_type == "application/json" and not header
            ):
                log.warning("wecom.media.refused status=%s", response.status)
                return Attachment(kind, "", b"", NOT_FETCHED)
            async for chunk in response.content.iter_any():
                content += chunk
                if len(content) > LARGEST + more:
                    return Attachment(kind, name_of(header), b"", TOO_LARGE)
    except (aiohttp.ClientError, TimeoutError) as fault:
        log.warning("wecom.media.lost kind=%s", type(fault).__name__)
        return Attachment(kind, "", b"", NOT_FETCHED)
    return Attachment(kind, name_of(header), bytes(content))


def name_of(header: str) -> str:
    """The file's name in a Content-Disposition; "" for none."""
    if found := _STAR_NAME.search(header):
        return unquote(found[1]).strip()
    found = _NAME.search(header)
    if found is None:
        return ""
    try:
        # HTTP hands header bytes on one by one; they were UTF-8.
        return unquote(found[1].encode("latin-1").decode()).strip()
    except (UnicodeDecodeError, UnicodeEncodeError):
        return unquote(found[1]).strip()


def decrypt(key: bytes, content: bytes) -> bytes:
    """AES-256-CBC with the key's first half as IV, padded to 32 bytes.

    Raises:
        ValueError: a wrong key, or not such bytes.
    """
    if len(key) != BLOCK or not content or len(content) % BLOCK:
        raise ValueError("not of whole blocks")
    decryptor = Cipher(algorithms.AES(key), modes.CBC(key[:16])).decryptor()
    plain = decryptor.update(content) + decryptor.finalize()
    pad = plain[-1]
    if not 1 <= pad <= BLOCK or plain[-pad:] != bytes([pad]) * pad:
        raise ValueError("wrong padding")
    return plain[:-pad]


def multipart(attachment: Attachment) -> aiohttp.FormData:
    """As a form whose file name arrives as raw UTF-8, which the platform shows."""
    name = re.sub(r'["\\\r\n]', "_", attachment.name)
    form = aiohttp.FormData(quote_fields=False)
    content = io.BytesIO(attachment.content)
    form.add_field("media", content, filename=name, content_type="application/octet-stream")
    return form
