"""Pictures and files reach the listener whole, decrypted and by their names, on every channel."""

import base64
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from bot.channels.wecom.aibot_callback import AibotCallbackChannel
from bot.channels.wecom.frames import Link
from bot.channels.wecom.media import NOT_FETCHED, TOO_LARGE, decrypt, fetch_link, name_of
from bot.channels.wecom.profiles import LARGEST
from bot.clock import VirtualClock
from bot.rehearsal.wecom import Emulator
from bot.rehearsal.wecom.crypt import encrypt_bytes
from bot.settings import AibotCallbackSettings
from rules.values.material import Attachment, MaterialKind
from tests.channels.conftest import KEYS, TENANT

PAPER = b"%PDF-1.7 " + b"paper " * 99
PICTURE = b"\xff\xd8\xff\xe0 picture " * 9
KEY = bytes(range(32))
GROUP = "wrQingFeng01"


def coded(content: bytes) -> str:
    return base64.b64encode(content).decode()


@pytest.mark.usefixtures("aibot")
async def test_a_file_and_a_picture_come_over_the_socket(town: Any, ear: Any) -> None:
    await town.says(
        "li.qiang", "bot", "", files=[{"name": "现场 笔录.pdf", "base64": coded(PAPER)}]
    )
    await town.says("li.qiang", GROUP, "请看", images=[coded(PICTURE), coded(PAPER)])
    first, second = ear.heard
    assert first.attachments == (Attachment(MaterialKind.FILE, "现场 笔录.pdf", PAPER),)
    assert first.text == ""
    assert second.text == "@执法协作 请看"
    assert [one.content for one in second.attachments] == [PICTURE, PAPER]
    town.clean()


@pytest.mark.usefixtures("aibot")
async def test_a_file_that_is_quoted_in_a_group_comes_with_the_words(town: Any, ear: Any) -> None:
    posted = await town.says(
        "li.qiang", "bot", "", files=[{"name": "笔录.pdf", "base64": coded(PAPER)}]
    )
    await town.says("li.qiang", "bot", "移1", quote=posted["id"])
    assert ear.heard[-1].text == "移1"
    assert [one.content for one in ear.heard[-1].attachments] == [PAPER]


@pytest.mark.usefixtures("app")
async def test_a_picture_comes_through_the_app(town: Any, ear: Any) -> None:
    await town.says("li.qiang", "app", "", images=[coded(PICTURE)])
    [said] = ear.heard
    [file] = said.attachments
    assert (file.kind, file.content, file.fault) == (MaterialKind.IMAGE, PICTURE, "")


@pytest.fixture
async def callback(clock: VirtualClock, ear: Any) -> AsyncIterator[tuple[Emulator, Any]]:
    """An emulator whose robot is set to callback mode, with the bot behind it."""
    tenant = replace(TENANT, bot_token=TENANT.token, bot_aes_key=TENANT.aes_key)
    channel = AibotCallbackChannel(AibotCallbackSettings(TENANT.bot_id, KEYS), clock)
    await channel.start(ear.listen)
    site = web.Application()
    site.add_routes(channel.routes())
    runner = web.AppRunner(site, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    async with Emulator(tenant, clock) as emulator, aiohttp.ClientSession() as session:
        address = f"http://127.0.0.1:{runner.addresses[0][1]}/wecom/aibot"
        assert await emulator.use_robot_callback(address)
        yield emulator, session
    await channel.close()
    await runner.cleanup()


async def test_in_callback_mode_the_robots_own_key_opens_it(
    callback: tuple[Emulator, Any], ear: Any
) -> None:
    emulator, session = callback
    body = {
        "from": "li.qiang",
        "chat": "bot",
        "files": [{"name": "笔录.pdf", "base64": coded(PAPER)}],
    }
    async with session.post(f"{emulator.url}/sandbox/say", json=body) as answer:
        assert answer.status == 200
    [said] = ear.heard
    assert said.attachments == (Attachment(MaterialKind.FILE, "笔录.pdf", PAPER),)


# ---- the address itself ----


class Shelf:
    """A place where bytes can be fetched, or not."""

    def __init__(self) -> None:
        self.status = 200
        self.body = encrypt_bytes(KEY, PAPER)
        self.headers = {"Content-Disposition": "attachment; filename*=UTF-8''%E7%AC%94.pdf"}

    async def serve(self, _: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(status=self.status, headers=self.headers)
        await response.prepare(_)
        for at in range(0, len(self.body), 65536):
            await response.write(self.body[at : at + 65536])
        return response


@pytest.fixture
async def shelf() -> AsyncIterator[tuple[Shelf, str]]:
    here = Shelf()
    site = web.Application()
    site.router.add_get("/file", here.serve)
    runner = web.AppRunner(site, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield here, f"http://127.0.0.1:{runner.addresses[0][1]}/file"
    await runner.cleanup()


async def fetched(url: str, key: str = "") -> Attachment:
    async with aiohttp.ClientSession() as session:
        return await fetch_link(session, Link(MaterialKind.FILE, url, key), KEY)


async def test_a_key_without_its_padding_is_taken(shelf: tuple[Shelf, str]) -> None:
    _, url = shelf
    for key in ("", coded(KEY), coded(KEY).rstrip("=")):
        assert await fetched(url, key) == Attachment(MaterialKind.FILE, "笔.pdf", PAPER)


@pytest.mark.parametrize("key", [coded(bytes(32)), coded(b"short"), "%%%", "a"])
async def test_a_wrong_key_is_a_file_that_was_not_fetched(
    shelf: tuple[Shelf, str], key: str
) -> None:
    _, url = shelf
    lost = await fetched(url, key)
    assert (lost.content, lost.fault) == (b"", NOT_FETCHED)


@pytest.mark.parametrize("status", [404, 302, 500])
async def test_a_dead_address_is_a_file_that_was_not_fetched(
    shelf: tuple[Shelf, str], status: int
) -> None:
    here, url = shelf
    here.status = status
    assert (await fetched(url)).fault == NOT_FETCHED


async def test_no_more_is_read_than_will_be_kept(shelf: tuple[Shelf, str]) -> None:
    here, url = shelf
    here.body = encrypt_bytes(KEY, bytes(LARGEST))
    assert len((await fetched(url)).content) == LARGEST
    here.body = bytes(LARGEST + 64)
    lost = await fetched(url)
    assert (lost.content, lost.fault, lost.name) == (b"", TOO_LARGE, "笔.pdf")


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("attachment; filename*=UTF-8''%E7%A7%BB%20%E9%80%81.pdf; filename=x", "移 送.pdf"),
        ('attachment; filename="a b.pdf"', "a b.pdf"),
        ('attachment; filename="' + "移送.pdf".encode().decode("latin-1") + '"', "移送.pdf"),
        ("attachment; filename=%E7%A7%BB.pdf", "移.pdf"),
        ("", ""),
    ],
)
def test_a_name_is_read_however_it_is_written(header: str, name: str) -> None:
    assert name_of(header) == name


def test_the_sheets_vector_of_the_media_cipher() -> None:
    """Section 1.3: `fake-jpeg-bytes` under the key of the sheet."""
    key = base64.b64decode(TENANT.aes_key + "=")
    assert decrypt(key, base64.b64decode("tSuaYph39S24cCaGGFXivH65OG71sdlSr22WsXN8moY=")) == (
        b"fake-jpeg-bytes"
    )
