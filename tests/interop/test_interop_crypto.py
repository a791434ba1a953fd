"""The published crypto package seals callbacks that our channels accept, and reads our answers."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from pydantic import SecretStr

from bot.channels.base import Incoming, Reply
from bot.channels.wecom.aibot_callback import AibotCallbackChannel
from bot.channels.wecom.app import AppChannel
from bot.clock import VirtualClock
from bot.settings import AibotCallbackSettings, AppSettings, CallbackKeys
from rules.values.message import Message

pytestmark = pytest.mark.interop
TOKEN, KEY = "demoToken2026", "0123456789abcdefghijklmnopqrstuvwxyzABCDEFG"
CORP = "ww0000000000000001"
KEYS = CallbackKeys(SecretStr(TOKEN), SecretStr(KEY))
NOW = datetime(2026, 11, 5, 1, 0, tzinfo=UTC)
STAMP, NONCE = str(int(NOW.timestamp())), "1372623149"
TEXT = (
    f"<xml><ToUserName><![CDATA[{CORP}]]></ToUserName>"
    "<FromUserName><![CDATA[li.qiang]]></FromUserName><CreateTime>1793840400</CreateTime>"
    "<MsgType><![CDATA[text]]></MsgType><Content><![CDATA[待办]]></Content>"
    "<MsgId>4561255354251345929</MsgId><AgentID>1000002</AgentID></xml>"
)


async def listen(said: Incoming) -> Reply:
    """A bot that repeats."""
    return Reply(Message(f"收到：{said.text}"))


@pytest.fixture
async def address() -> AsyncIterator[str]:
    """Both callback channels on one port."""
    clock = VirtualClock(NOW)
    settings = AppSettings("http://127.0.0.1:9/cgi-bin/", CORP, 1000002, SecretStr("s"), KEYS)
    app = AppChannel(settings, clock)
    robot = AibotCallbackChannel(AibotCallbackSettings("aib-demo", KEYS), clock)
    site = web.Application()
    for channel in (app, robot):
        await channel.start(listen)
        site.add_routes(channel.routes())
    runner = web.AppRunner(site, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    for channel in (app, robot):
        await channel.close()
    await runner.cleanup()


async def package(node: Path, **asked: str) -> dict[str, Any]:
    """Let the package seal `text` for `receiver`, or open `encrypt`."""
    process = await asyncio.create_subprocess_exec(
        "node",
        "seal.cjs",
        cwd=node,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    common = {"token": TOKEN, "key": KEY, "timestamp": STAMP, "nonce": NONCE}
    out, _ = await process.communicate(json.dumps(common | asked).encode())
    return dict(json.loads(out))


async def call(url: str, sealed: dict[str, Any], body: str) -> str:
    """Post a callback; what came back."""
    query = {"msg_signature": sealed["signature"], "timestamp": STAMP, "nonce": NONCE}
    async with (
        aiohttp.ClientSession() as session,
        session.post(url, params=query, data=body.encode()) as response,
    ):
        assert response.status == 200
        return await response.text()


@pytest.mark.parametrize(("path", "receiver"), [("app", CORP), ("aibot", "")])
async def test_the_url_check(node: Path, address: str, path: str, receiver: str) -> None:
    sealed = await package(node, text="1616140317555161061", receiver=receiver)
    query = {
        "msg_signature": sealed["signature"],
        "timestamp": STAMP,
        "nonce": NONCE,
        "echostr": sealed["encrypt"],
    }
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{address}/wecom/{path}", params=query) as response,
    ):
        assert (response.status, await response.read()) == (200, b"1616140317555161061")


async def test_the_app_hears_it_and_is_understood(node: Path, address: str) -> None:
    sealed = await package(node, text=TEXT, receiver=CORP)
    outer = (
        f"<xml><ToUserName><![CDATA[{CORP}]]></ToUserName><AgentID><![CDATA[1000002]]></AgentID>"
        f"<Encrypt><![CDATA[{sealed['encrypt']}]]></Encrypt></xml>"
    )
    answer = await call(f"{address}/wecom/app", sealed, outer)
    fields = dict(re.findall(r"<(\w+)>(?:<!\[CDATA\[)?([^\]<]+)", answer))
    assert fields["Nonce"] == NONCE
    opened = await package(
        node, encrypt=fields["Encrypt"], timestamp=fields["TimeStamp"], nonce=fields["Nonce"]
    )
    assert opened["signature"] == fields["MsgSignature"]
    assert opened["receiver"] == CORP
    assert "<Content><![CDATA[收到：待办]]></Content>" in opened["message"]
    assert "<ToUserName><![CDATA[li.qiang]]></ToUserName>" in opened["message"]


async def test_the_robot_hears_it_and_is_understood(node: Path, address: str) -> None:
    body = {
        "msgid": "m-1",
        "aibotid": "aib-demo",
        "chattype": "single",
        "from": {"userid": "li.qiang"},
        "response_url": "http://127.0.0.1:9/",
        "msgtype": "text",
        "text": {"content": "待办"},
    }
    sealed = await package(node, text=json.dumps(body, ensure_ascii=False), receiver="")
    outer = json.dumps({"encrypt": sealed["encrypt"]})
    answer = json.loads(await call(f"{address}/wecom/aibot", sealed, outer))
    stamp = str(answer["timestamp"])
    opened = await package(node, encrypt=answer["encrypt"], timestamp=stamp, nonce=answer["nonce"])
    assert (opened["signature"], opened["receiver"]) == (answer["msgsignature"], "")
    stream = json.loads(opened["message"])["stream"]
    assert (stream["finish"], stream["content"]) == (True, "收到：待办")


async def test_a_callback_for_another_enterprise_is_not_heard(node: Path, address: str) -> None:
    sealed = await package(node, text=TEXT, receiver="ww9")
    query = {"msg_signature": sealed["signature"], "timestamp": STAMP, "nonce": NONCE}
    body = f"<xml><Encrypt>{sealed['encrypt']}</Encrypt></xml>"
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{address}/wecom/app", params=query, data=body) as response,
    ):
        assert (response.status, await response.text()) == (403, "")
