"""The bot's own callback channel and the emulator's driver understand each other."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web
from pydantic import SecretStr

from bot.channels.base import Incoming, Reply
from bot.channels.wecom.aibot_callback import AibotCallbackChannel
from bot.clock import VirtualClock
from bot.rehearsal.wecom import Emulator, Limits, Tenant
from bot.settings import AibotCallbackSettings, CallbackKeys
from rules.values.message import Button, Card, Message

CARD = Card("移12待签收", buttons=(Button("受理", "受理 移12", 1),), number="移12", version=7)
SLOW = 0.3


@pytest.fixture
def limits() -> Limits:
    return Limits(patience=1.5)


@pytest.fixture
async def channel(emulator: Emulator, clock: VirtualClock) -> AsyncIterator[AibotCallbackChannel]:
    """The channel, saved in the console; 慢 is answered late."""
    tenant: Tenant = emulator.world.tenant
    keys = CallbackKeys(SecretStr(tenant.bot_token), SecretStr(tenant.bot_aes_key))
    settings = AibotCallbackSettings(tenant.bot_id, keys)
    channel = AibotCallbackChannel(settings, clock, patience=SLOW / 2)

    async def listen(said: Incoming) -> Reply:
        if "慢" in said.text:
            await asyncio.sleep(SLOW)
        if said.card:
            return Reply(Message("已受理移12。"), done="已由李强受理")
        return Reply(Message("移12待签收。", CARD if "卡" in said.text else None))

    await channel.start(listen)
    site = web.Application()
    site.add_routes(channel.routes())
    runner = web.AppRunner(site, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    address = f"http://127.0.0.1:{runner.addresses[0][1]}/wecom/aibot"
    assert await emulator.use_robot_callback(address)
    yield channel
    await channel.close()
    await runner.cleanup()


async def test_an_answer_a_late_answer_a_card_and_a_click(
    emulator: Emulator, rest: Any, channel: AibotCallbackChannel
) -> None:
    assert channel.ready()
    said = await rest.do("say", from_="Tian.Shou", chat="wrQingFeng01", text="待办")
    slow = await rest.do("say", from_="li.qiang", chat="bot", text="慢慢查")
    first, second = await rest.read("messages")
    assert (first["text"], first["reply_to"]) == ("移12待签收。", said["id"])
    assert second["reply_to"] == slow["id"]
    await rest.do("say", from_="li.qiang", chat="bot", text="卡片")
    card = (await rest.read("messages"))[-1]["card"]
    key = card["buttons"][0]["key"]
    tapped = await rest.do("tap", from_="li.qiang", card=card["task_id"], key=key)
    assert tapped["card"]["desc"] == "已由李强受理"
    assert key not in [one["key"] for one in tapped["card"]["buttons"]]
    assert (await rest.read("messages"))[-1]["text"] == "已受理移12。"
    assert emulator.complaints == ()
