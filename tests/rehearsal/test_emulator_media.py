"""Pictures and files reach the bot as the platform hands them over, and only where it does."""

import base64
from datetime import timedelta
from typing import Any

import pytest
import xmltodict
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from bot.clock import VirtualClock

GROUP = "wrQingFeng01"
PHOTO = "照片的字节，不是真的照片".encode()
PAPER = {"name": "移送函.pdf", "base64": base64.b64encode(b"%PDF-1.4 paper").decode()}


def opened(content: bytes, aeskey: str) -> bytes:
    """Decrypt as the protocol sheet says: AES-256-CBC, IV from the key, padded to 32."""
    key = base64.b64decode(aeskey)
    decryptor = Cipher(algorithms.AES(key), modes.CBC(key[:16])).decryptor()
    plain = decryptor.update(content) + decryptor.finalize()
    assert plain[-plain[-1] :] == bytes([plain[-1]]) * plain[-1]
    assert len(plain) % 32 == 0
    return plain[: -plain[-1]]


async def fetch(rest: Any, part: dict[str, str]) -> tuple[bytes, str]:
    """What is behind an address in a callback, and its name."""
    async with rest.session.get(part["url"]) as response:
        assert response.status == 200
        content = opened(await response.read(), part["aeskey"])
        name = response.content_disposition.filename
        return content, str(name)


async def test_text_and_pictures_are_one_message(rest: Any, line: Any) -> None:
    image = base64.b64encode(PHOTO).decode()
    await rest.do("say", from_="li.qiang", chat=GROUP, text="现场", images=[image, image])
    body = (await line.hear())["body"]
    assert body["msgtype"] == "mixed"
    words, first, second = body["mixed"]["msg_item"]
    assert words == {"msgtype": "text", "text": {"content": "@执法协作 现场"}}
    assert first["image"]["aeskey"] != second["image"]["aeskey"]
    assert (await fetch(rest, first["image"]))[0] == PHOTO


async def test_a_file_comes_alone_with_its_chinese_name(
    rest: Any, line: Any, clock: VirtualClock
) -> None:
    said = await rest.do("say", from_="li.qiang", chat="bot", text="", files=[PAPER])
    assert said["reached"] is True
    body = (await line.hear())["body"]
    assert (body["msgid"], body["msgtype"]) == (said["id"], "file")
    assert await fetch(rest, body["file"]) == (b"%PDF-1.4 paper", "移送函.pdf")
    clock.move_to(clock.now() + timedelta(minutes=5))
    async with rest.session.get(body["file"]["url"]) as response:
        assert response.status == 404


async def test_a_file_in_a_group_is_heard_only_when_it_is_quoted(rest: Any, line: Any) -> None:
    said = await rest.do("say", from_="Tian.Shou", chat=GROUP, text="", files=[PAPER])
    assert said["reached"] is False
    assert line.callbacks.empty()
    await rest.do("say", from_="Tian.Shou", chat=GROUP, text="附到移12", quote=said["id"])
    quote = (await line.hear())["body"]["quote"]
    assert quote["msgtype"] == "file"
    assert (await fetch(rest, quote["file"]))[0] == b"%PDF-1.4 paper"


async def test_the_app_takes_pictures_but_no_files(
    rest: Any, listener: Any, clock: VirtualClock
) -> None:
    refused = await rest.do("say", 400, from_="li.qiang", chat="app", text="", files=[PAPER])
    assert refused["error"] == "没有发出：应用会话里不能发文件，请发给机器人。"
    image = base64.b64encode(PHOTO).decode()
    await rest.do("say", from_="li.qiang", chat="app", text="", images=[image])
    xml = xmltodict.parse(listener.heard[0])["xml"]
    assert xml["MsgType"] == "image"
    query = {"access_token": await rest.token(), "media_id": xml["MediaId"]}
    async with rest.session.get(f"{rest.emulator.api_base}media/get", params=query) as response:
        assert await response.read() == PHOTO
    clock.move_to(clock.now() + timedelta(days=3))
    query["access_token"] = await rest.token()
    assert (await rest.get("media/get", **query))["errcode"] == 40007


@pytest.mark.parametrize(
    "material",
    [
        {"images": ["不是base64"]},
        {"images": [base64.b64encode(b"1234").decode()]},
        {"files": [{"base64": PAPER["base64"]}]},
        {"files": "移送函"},
    ],
)
async def test_what_is_no_picture_or_file_is_refused(rest: Any, material: dict[str, Any]) -> None:
    answer = await rest.do("say", 400, from_="li.qiang", chat="bot", text="", **material)
    assert answer["error"].startswith("没有")
