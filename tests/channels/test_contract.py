"""What every channel promises, whichever it is: its profile is held against the platform."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import web
from pydantic import SecretStr

from bot.channels.base import (
    Attachment,
    Channel,
    ChannelProfile,
    Later,
    Never,
    Outgoing,
    Platform,
    WritesTo,
)
from bot.channels.registry import faults, folders, platforms, profiles
from bot.channels.wecom.profiles import AIBOT, AIBOT_CALLBACK, APP, WEBHOOK
from bot.clock import VirtualClock
from bot.rehearsal.wecom import Emulator
from bot.settings import AibotMode, Settings
from rules.values.material import MaterialKind
from rules.values.message import Button, Card, Message

PROFILES = pytest.mark.parametrize("profile", profiles(), ids=lambda one: one.name + one.mode)
SILENT, OPAQUE = "officer03", "yin.ming"
CARD = Card("移12待签收", buttons=(Button("受理", "受理 移12", 1),), number="移12", version=7)
MINUTE = timedelta(minutes=1)

Connect = Callable[[Emulator], Settings]


def _app(here: Emulator) -> Settings:
    tenant = here.world.tenant
    return Settings(
        wecom_api_base=here.api_base,
        wecom_corp_id=tenant.corp_id,
        wecom_agent_id=tenant.agent_id,
        wecom_secret=SecretStr(tenant.secret),
        wecom_token=SecretStr(tenant.token),
        wecom_aes_key=SecretStr(tenant.aes_key),
    )


def _aibot(here: Emulator) -> Settings:
    tenant = here.world.tenant
    return Settings(
        aibot_id=tenant.bot_id,
        aibot_secret=SecretStr(tenant.bot_secret),
        aibot_ws_url=here.socket_url,
    )


def _aibot_callback(here: Emulator) -> Settings:
    tenant = here.world.tenant
    return Settings(
        aibot_mode=AibotMode.CALLBACK,
        aibot_id=tenant.bot_id,
        aibot_token=SecretStr(tenant.bot_token),
        aibot_aes_key=SecretStr(tenant.bot_aes_key),
    )


def _webhook(here: Emulator) -> Settings:
    return Settings(webhook_url=SecretStr(f"{here.api_base}webhook/send?key=hook-1"))


SETTINGS: dict[ChannelProfile, Connect] = {
    APP: _app,
    AIBOT: _aibot,
    AIBOT_CALLBACK: _aibot_callback,
    WEBHOOK: _webhook,
}
"""What sets up each channel and nothing else."""
CHAT = {APP: "app", AIBOT: "bot", AIBOT_CALLBACK: "bot"}
"""Where an officer writes to it."""


@dataclass(frozen=True)
class Connected:
    """One channel, built from the settings and known to the emulated platform."""

    channel: Channel
    platform: Platform
    emulator: Emulator
    town: Any
    ear: Any

    async def writes(self, who: str) -> None:
        await self.town.says(who, CHAT[self.channel.profile], "待办")

    async def told(self) -> list[dict[str, Any]]:
        return [one for one in await self.town.shown() if not one["reply_to"]]


@pytest.fixture
async def connected(
    profile: ChannelProfile, emulator: Emulator, clock: VirtualClock, town: Any, ear: Any
) -> AsyncIterator[Connected]:
    [platform] = platforms(SETTINGS[profile](emulator), clock)
    [channel] = platform.channels
    await channel.start(ear.listen)
    async with _mounted(platform) as url:
        if profile is APP:
            assert await emulator.use_callback(f"{url}/wecom/app")
        if profile is AIBOT_CALLBACK:
            assert await emulator.use_robot_callback(f"{url}/wecom/aibot")
        yield Connected(channel, platform, emulator, town, ear)
    await channel.close()


@asynccontextmanager
async def _mounted(platform: Platform) -> AsyncIterator[str]:
    site = web.Application()
    site.add_routes(platform.routes)
    runner = web.AppRunner(site, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


def push(profile: ChannelProfile, key: str, text: str = "移12将到期。", **more: Any) -> Outgoing:
    group = profile.writes_to is WritesTo.GROUP
    return Outgoing(key, "" if group else SILENT, group, Message(text), **more)


# ---- the profiles ----


def test_every_channel_that_there_is_is_held_to_the_contract() -> None:
    assert set(SETTINGS) == set(profiles())
    assert folders() == ("wecom",)


@pytest.mark.parametrize(
    ("odd", "fault"),
    [
        (replace(WEBHOOK, name="sms", preference=9, title=""), "sms: title is empty"),
        (replace(APP, name="sms"), "sms: preferred exactly as app"),
        (replace(AIBOT, mode="短信"), ""),
        (AIBOT, "aibot: two channels have this name and no mode tells them apart"),
        (
            replace(AIBOT, mode="短信", title="短信"),
            "aibot: two channels have this name and are called differently",
        ),
        (
            replace(AIBOT, mode="短信", hello=""),
            "aibot: hello is for who has to write first, and only for that",
        ),
    ],
)
def test_a_profile_that_leaves_something_out_is_named(odd: ChannelProfile, fault: str) -> None:
    assert list(faults([*profiles(), odd])) == ([fault] if fault else [])


@PROFILES
def test_settings_set_up_exactly_the_channel_they_are_for(
    profile: ChannelProfile, emulator: Emulator, clock: VirtualClock
) -> None:
    [platform] = platforms(SETTINGS[profile](emulator), clock)
    assert [channel.profile for channel in platform.channels] == [profile]


# ---- against the platform ----


@PROFILES
async def test_a_channel_is_only_ready_between_start_and_close(
    profile: ChannelProfile, emulator: Emulator, clock: VirtualClock, ear: Any
) -> None:
    [platform] = platforms(SETTINGS[profile](emulator), clock)
    [channel] = platform.channels

    async def is_put_off() -> None:
        assert not channel.ready()
        with pytest.raises(Later) as later:
            await channel.send(push(profile, "k"))
        assert not later.value.unsure
        assert later.value.wait > timedelta()

    await is_put_off()
    await channel.start(ear.listen)
    assert channel.ready()
    await channel.close()
    await is_put_off()
    await channel.close()


@PROFILES
async def test_a_channel_writes_to_whom_its_profile_says(
    profile: ChannelProfile, connected: Connected
) -> None:
    send = connected.channel.send
    match profile.writes_to:
        case WritesTo.ANYBODY:
            await send(push(profile, "a"))
            [one] = await connected.told()
            assert (one["to"]["user"], one["text"]) == (SILENT, "移12将到期。")
        case WritesTo.WRITERS:
            with pytest.raises(Never):
                await send(push(profile, "a"))
            assert await connected.told() == []
            await connected.writes(SILENT)
            await send(push(profile, "b"))
            [one] = await connected.told()
            assert (one["to"]["user"], one["text"]) == (SILENT, "移12将到期。")
        case WritesTo.NOBODY:
            await connected.writes(SILENT)
            with pytest.raises(Never):
                await send(push(profile, "a"))
            assert await connected.told() == []
        case WritesTo.GROUP:
            await send(push(profile, "a"))
            [one] = await connected.told()
            assert one["to"]["chat"] == connected.emulator.world.tenant.groups[0].chatid


@PROFILES
async def test_ids_are_opaque_only_where_the_profile_says(
    profile: ChannelProfile, connected: Connected
) -> None:
    if profile not in CHAT:
        assert not profile.opaque_ids, "nobody writes to it"
        return
    await connected.writes(OPAQUE)
    [said] = connected.ear.heard
    assert said.channel == profile.name
    assert (said.sender != OPAQUE) is profile.opaque_ids


@PROFILES
async def test_a_card_can_be_changed_as_long_as_the_profile_says(
    profile: ChannelProfile, connected: Connected, clock: VirtualClock
) -> None:
    relabels = connected.platform.relabels.get(profile.name)
    assert (relabels is not None) is (profile.card_life is not None)
    if relabels is None or profile.card_life is None:
        return
    codes = [
        (await connected.channel.send(replace(push(profile, key), message=Message("移12", CARD))))
        for key in ("a", "b")
    ]
    first, second = (receipt.update_code for receipt in codes)
    clock.move_to(clock.now() + profile.card_life - MINUTE)
    await relabels.relabel(SILENT, first, "已由宋梅受理")
    shown = [one["card"].get("views", {}) for one in await connected.told()]
    assert [view.get(SILENT, {}).get("replace_text") for view in shown] == ["已由宋梅受理", None]
    clock.move_to(clock.now() + 2 * MINUTE)
    with pytest.raises(Never):
        await relabels.relabel(SILENT, second, "已由宋梅受理")


@PROFILES
async def test_the_largest_file_that_a_channel_takes_is_handed_on(
    profile: ChannelProfile, connected: Connected
) -> None:
    if profile.largest_file is None or profile.writes_to is WritesTo.NOBODY:
        return
    if profile.writes_to is WritesTo.WRITERS:
        await connected.writes(SILENT)
    paper = Attachment(MaterialKind.FILE, "笔录.pdf", b"%PDF" + bytes(profile.largest_file - 4))
    await connected.channel.send(push(profile, "a", attachment=paper))
    [one] = await connected.told()
    assert (one["to"]["user"], one["kind"]) == (SILENT, "file")
    larger = replace(paper, content=paper.content + b"\n")
    with pytest.raises(Never):
        await connected.channel.send(push(profile, "b", attachment=larger))
