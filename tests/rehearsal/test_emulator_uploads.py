"""What the bot uploads: checked by size and sort, known by its Chinese name, gone after 3 days."""

import base64
import hashlib
from datetime import timedelta
from typing import Any

import pytest

from bot.clock import VirtualClock

PNG = b"\x89PNG\r\n\x1a\n" + b"pixels"
PDF = b"%PDF-1.4 a letter"
VOICE = b"#!AMR\nhello"
NAME = "移送函（2026）3号.pdf"


@pytest.mark.parametrize(
    ("sort", "content", "code"),
    [
        ("image", PNG, 0),
        ("image", b"\xff\xd8\xff jpg", 0),
        ("file", b"123456", 0),
        ("voice", VOICE, 0),
        ("video", b"\0\0\0\x18ftypmp42", 0),
        ("poem", PDF, 40005),
        ("", PDF, 40005),
        ("file", b"", 44001),
        ("file", b"12345", 40006),
        ("image", PDF, 40004),
        ("voice", b"ID3 mp3 file", 40004),
        ("video", PDF, 40004),
        ("image", PNG + b"x" * 10 * 1024 * 1024, 40009),
        ("voice", VOICE + b"x" * 2 * 1024 * 1024, 45001),
        ("file", b"x" * (20 * 1024 * 1024 + 1), 45001),
    ],
)
async def test_sort_and_size_are_checked(rest: Any, sort: str, content: bytes, code: int) -> None:
    answer = await rest.upload("media/upload", "a.bin", content, type=sort)
    assert answer["errcode"] == code
    if not code:
        assert answer["type"] == sort
        assert answer["created_at"] == "1793840400"
        assert answer["media_id"]


async def test_a_file_is_sent_under_its_chinese_name(rest: Any, clock: VirtualClock) -> None:
    media_id = (await rest.upload("media/upload", NAME, PDF, type="file"))["media_id"]
    assert (await rest.send(msgtype="file", file={"media_id": media_id}))["errcode"] == 0
    [message] = await rest.read("messages")
    [file] = message["files"]
    assert (message["kind"], file["sort"], file["name"]) == ("file", "file", NAME)
    async with rest.session.get(f"{rest.emulator.url}{file['url']}") as response:
        assert await response.read() == PDF
        assert response.content_disposition.filename == NAME
    answer = await rest.send(msgtype="image", image={"media_id": media_id})
    assert answer["errcode"] == 40007
    clock.move_to(clock.now() + timedelta(days=3))
    assert (await rest.send(msgtype="file", file={"media_id": media_id}))["errcode"] == 40007


async def test_an_encoded_file_name_is_no_file(rest: Any) -> None:
    boundary = "xyz"
    part = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="media"; '
        "filename*=utf-8''%E7%A7%BB.pdf\r\n\r\nabcdefgh\r\n" + f"--{boundary}--\r\n"
    )
    url = f"{rest.emulator.api_base}media/upload"
    query = {"access_token": await rest.token(), "type": "file"}
    headers = {"Content-Type": f"multipart/form-data; boundary={boundary}"}
    async with rest.session.post(url, params=query, data=part, headers=headers) as response:
        assert (await response.json())["errcode"] == 41005


async def test_media_get_gives_bytes_or_an_error_in_json(rest: Any) -> None:
    media_id = (await rest.upload("media/upload", NAME, PDF, type="file"))["media_id"]
    query = {"access_token": await rest.token(), "media_id": media_id}
    async with rest.session.get(f"{rest.emulator.api_base}media/get", params=query) as response:
        assert await response.read() == PDF
        assert response.content_disposition.filename == NAME
    query["media_id"] = "nothing"
    assert (await rest.get("media/get", **query))["errcode"] == 40007


async def test_a_webhooks_media_is_its_own(rest: Any) -> None:
    answer = await rest.upload("webhook/upload_media", NAME, PDF, key="hook-1", type="file")
    media_id = answer["media_id"]
    body = {"msgtype": "file", "file": {"media_id": media_id}}
    assert (await rest.post("webhook/send", body, key="hook-1"))["errcode"] == 0
    [message] = await rest.read("messages")
    assert [one["name"] for one in message["files"]] == [NAME]
    assert (await rest.send(msgtype="file", file={"media_id": media_id}))["errcode"] == 40007
    query = {"access_token": await rest.token(), "media_id": media_id}
    assert (await rest.get("media/get", **query))["errcode"] == 40007
    app = (await rest.upload("media/upload", NAME, PDF, type="file"))["media_id"]
    body = {"msgtype": "file", "file": {"media_id": app}}
    assert (await rest.post("webhook/send", body, key="hook-1"))["errcode"] == 40007
    refused = await rest.upload("webhook/upload_media", "a.png", PNG, key="hook-1", type="image")
    assert refused["errcode"] == 40005
    assert (await rest.upload("webhook/upload_media", NAME, PDF, key="x", type="file"))[
        "errcode"
    ] == 93000


@pytest.mark.parametrize(
    ("content", "md5", "code"),
    [
        (PNG, hashlib.md5(PNG).hexdigest(), 0),  # noqa: S324 - the platform's choice
        (PNG, "0" * 32, 40058),
        (PDF, hashlib.md5(PDF).hexdigest(), 40004),  # noqa: S324
        (PNG + b"x" * 2 * 1024 * 1024, "", 40009),
    ],
)
async def test_a_webhook_image_comes_with_its_md5(
    rest: Any, content: bytes, md5: str, code: int
) -> None:
    image = {"base64": base64.b64encode(content).decode(), "md5": md5}
    body = {"msgtype": "image", "image": image}
    assert (await rest.post("webhook/send", body, key="hook-1"))["errcode"] == code
    assert len(await rest.read("messages")) == (0 if code else 1)


async def test_news_has_at_most_eight_articles(rest: Any) -> None:
    article = {"title": "要点", "description": "说明", "url": "http://127.0.0.1/a"}
    for send in (rest.send, None):
        for count, code in ((8, 0), (9, 40058), (0, 40058)):
            body = {"msgtype": "news", "news": {"articles": [article] * count}}
            answer = await (send(**body) if send else rest.post("webhook/send", body, key="hook-1"))
            assert answer["errcode"] == code
