"""The app as a channel, over real HTTP and real encryption, against the emulated platform."""

import asyncio
import io
import logging
import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import aiohttp
import pytest

from bot.channels.base import REPEATED, Incoming, Later, Never, Outgoing, Reply
from bot.channels.wecom.app import AppChannel
from bot.channels.wecom.crypto import Seal, Signed
from bot.clock import VirtualClock
from bot.rehearsal.wecom import Drop, Emulator, Fault
from bot.settings import AppSettings
from rules.reminders.lateness import Late
from rules.values.message import Button, Card, Message

pytestmark = pytest.mark.usefixtures("app")
WIDE = chr(0xFF1C)
CARD = Card(
    title="移12 东关桥头小吃店无证经营",
    desc="城关镇移送，11月9日（周一）前答复",
    lines=(("来源", "城关镇"), ("发现", "11月5日上午")),
    note="未取得食品经营许可从事餐饮服务。",
    buttons=(Button("受理", "受理 移12", 1), Button("不予受理", "不予受理 移12", 3)),
    number="移12",
    version=7,
)
MESSAGE = Message("移12已送达。可以发送“受理 移12”或“不予受理 移12”。", CARD)


def push(key: str, text: str = "移12明天到期。", to: str = "li.qiang", **more: Any) -> Outgoing:
    return Outgoing(key, to, group=False, message=Message(text), **more)


async def test_what_is_said_is_heard_and_the_answer_is_shown(
    app: AppChannel, town: Any, ear: Any, clock: VirtualClock
) -> None:
    said = await town.says("Tian.Shou", "app", "待办")
    assert ear.heard == [
        Incoming(
            channel="app",
            message_id=said["id"],
            sender="Tian.Shou",
            conversation="Tian.Shou",
            group=False,
            text="待办",
            sent_at=clock.now(),
        )
    ]
    [answer] = await town.shown()
    assert (answer["text"], answer["kind"], answer["reply_to"]) == (
        "收到：待办",
        "text",
        said["id"],
    )
    assert app.ready()
    town.clean()


async def test_what_people_write_cannot_break_out_of_the_answer(town: Any) -> None:
    await town.says("li.qiang", "app", "甲]]></Content><x>&乙")
    assert await town.texts() == [f"收到：甲]]>{WIDE}/Content>{WIDE}x>&乙"]
    town.clean()


async def test_a_card_is_answered_with_and_its_buttons_work_once(town: Any, ear: Any) -> None:
    ear.answer = lambda said: Reply(
        MESSAGE if said.text == "查 移12" else Message("已受理移12。受理不等于立案。"),
        done="已受理 16:00" if said.card else "",
    )
    await town.says("li.qiang", "app", "查 移12")
    [shown] = await town.until(1)
    assert shown["card"]["title"] == CARD.title
    task = shown["card"]["task_id"]
    await town.taps("li.qiang", task, "受理 移12|7")
    click = ear.heard[-1]
    assert (click.text, click.card, click.card_version) == ("受理 移12", task, 7)
    assert click.message_id.startswith("event-")
    shown = await town.until(2)
    assert shown[0]["card"]["views"]["li.qiang"]["replace_text"] == "已受理 16:00"
    assert shown[1]["text"] == "已受理移12。受理不等于立案。"
    town.clean()


async def test_a_slow_answer_follows_by_itself(town: Any, ear: Any) -> None:
    async def slowly(said: Incoming) -> Reply:
        await asyncio.sleep(0.7)
        return Reply(Message(f"收到：{said.text}"))

    ear.answer = slowly
    said = await town.says("li.qiang", "app", "台账")
    assert said["reached"]
    [answer] = await town.until(1)
    assert (answer["text"], answer["reply_to"]) == ("收到：台账", None)
    assert len(ear.heard) == 1


async def test_a_slow_click_still_loses_its_buttons(app: AppChannel, town: Any, ear: Any) -> None:
    await app.send(Outgoing("k1", "li.qiang", group=False, message=MESSAGE))
    [shown] = await town.shown()

    async def slowly(_: Incoming) -> Reply:
        await asyncio.sleep(0.7)
        return Reply(Message("已受理移12。"), done="已受理 16:00")

    ear.answer = slowly
    await town.taps("li.qiang", shown["card"]["task_id"], "受理 移12|7")
    shown = await town.until(2)
    assert shown[0]["card"]["views"]["li.qiang"]["replace_text"] == "已受理 16:00"
    assert shown[1]["text"] == "已受理移12。"


async def test_a_repeated_callback_shows_its_card_once(
    emulator: Emulator, town: Any, ear: Any
) -> None:
    """The platform asks again with the same id; storage gives the stored reply."""
    ear.answer = lambda _: Reply(MESSAGE)
    emulator.order(Fault("callback", drop=Drop.AFTER))
    await town.says("li.qiang", "app", "查 移12")
    await town.until(1)
    await asyncio.sleep(0.2)
    assert [said.message_id for said in ear.heard] == [ear.heard[0].message_id] * 2
    assert len(await town.shown()) == 1


async def test_officers_do_not_wait_for_each_other(town: Any, ear: Any) -> None:
    together = asyncio.Barrier(16)

    async def meet(said: Incoming) -> Reply:
        await together.wait()
        return Reply(Message(f"收到：{said.text}"))

    ear.answer = meet
    async with asyncio.timeout(5):
        await asyncio.gather(*(town.says(f"officer{n:02}", "app", f"第{n}句") for n in range(16)))
    assert sorted(await town.texts()) == sorted(f"收到：第{n}句" for n in range(16))


class Platform:
    """Callbacks as we make them ourselves, right or wrong."""

    def __init__(self, url: str, settings: AppSettings, session: aiohttp.ClientSession) -> None:
        assert settings.keys is not None
        self.url, self.settings, self.session = url, settings, session
        self.seal = Seal(settings.keys, settings.corp_id)

    async def post(
        self, plain: str, *, seal: Seal | None = None, signature: str = "", body: bytes = b""
    ) -> tuple[int, bytes]:
        envelope = (seal or self.seal).close(plain, 1760000000, "77")
        query = {
            "msg_signature": signature or envelope.signature,
            "timestamp": "1760000000",
            "nonce": "77",
        }
        data = body or f"<xml><Encrypt><![CDATA[{envelope.encrypt}]]></Encrypt></xml>".encode()
        async with self.session.post(self.url, params=query, data=io.BytesIO(data)) as response:
            return response.status, await response.read()

    async def event(self, agent: int = 1000002, **fields: str) -> tuple[int, bytes]:
        inner = "".join(f"<{name}><![CDATA[{value}]]></{name}>" for name, value in fields.items())
        return await self.post(
            "<xml><ToUserName><![CDATA[ww0000000000000001]]></ToUserName>"
            "<FromUserName><![CDATA[li.qiang]]></FromUserName><CreateTime>1760000000</CreateTime>"
            f"{inner}<AgentID>{agent}</AgentID></xml>"
        )


@pytest.fixture
def platform(app: AppChannel, emulator: Emulator, app_settings: AppSettings, town: Any) -> Platform:
    assert app.ready()
    return Platform(emulator._callback.url, app_settings, town.session)


async def test_an_entry_is_an_entry(platform: Platform, ear: Any) -> None:
    ear.answer = lambda _: Reply(None)
    assert await platform.event(MsgType="event", Event="enter_agent", EventKey="") == (200, b"")
    assert await platform.event(MsgType="event", Event="SUBSCRIBE", EventKey="") == (200, b"")
    assert [(said.entered, said.text) for said in ear.heard] == [(True, ""), (True, "")]
    assert ear.heard[0].message_id != ear.heard[1].message_id


async def test_unknown_events_and_other_apps_are_passed_over(platform: Platform, ear: Any) -> None:
    assert await platform.event(MsgType="event", Event="change_contact") == (200, b"")
    assert await platform.event(MsgType="event", Event="不曾有过的事件") == (200, b"")
    other = await platform.event(1000003, MsgType="text", Content="x", MsgId="9")
    assert other == (200, b"")
    assert ear.heard == []


async def test_a_picture_that_cannot_be_fetched_is_named(platform: Platform, ear: Any) -> None:
    await platform.event(MsgType="image", PicUrl="x", MediaId="m", MsgId="10")
    [lost] = ear.heard[0].attachments
    assert lost.fault == "没有取到内容，文件只保留五分钟。请重新发送一次。"


async def test_a_place_is_answered_in_words(platform: Platform, ear: Any) -> None:
    status, body = await platform.event(
        MsgType="location", Location_X="35.9", Location_Y="115.1", Label="东关桥", MsgId="10"
    )
    parts = re.findall(r"CDATA\[(.*?)\]\]|<TimeStamp>(\d+)<", body.decode())
    encrypt, signature, stamp, nonce = (one or other for one, other in parts)
    answer = platform.seal.open(Signed(signature, stamp, nonce), encrypt)
    assert status == 200
    assert "没有收到内容：这里只能处理文字。请用文字再发一次。" in answer
    assert ear.heard == []


@pytest.mark.parametrize(
    ("plain", "why"),
    [
        ("not xml", "no XML"),
        ("<xml></xml>", "empty"),
        ("<xml><MsgType>text</MsgType></xml>", "nobody said it"),
        ("<a><FromUserName>x</FromUserName></a>", "another root"),
        (
            "<xml><FromUserName>a</FromUserName><FromUserName>b</FromUserName>"
            "<CreateTime>1</CreateTime><MsgType>text</MsgType><Content>x</Content></xml>",
            "two senders",
        ),
        (
            "<xml><FromUserName>a</FromUserName><CreateTime>soon</CreateTime>"
            "<MsgType>text</MsgType></xml>",
            "no time",
        ),
        (
            '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><xml><FromUserName>&b;'
            "</FromUserName><CreateTime>1</CreateTime><MsgType>text</MsgType></xml>",
            "entities",
        ),
    ],
)
async def test_authentic_nonsense_is_refused(
    platform: Platform, ear: Any, plain: str, why: str
) -> None:
    assert await platform.post(plain) == (400, b""), why
    assert ear.heard == []


async def test_strangers_are_refused_without_a_word(
    platform: Platform, ear: Any, app_settings: AppSettings
) -> None:
    text = "<xml><FromUserName>a</FromUserName></xml>"
    assert app_settings.keys is not None
    assert await platform.post(text, signature="0" * 40) == (403, b"")
    other_corp = Seal(app_settings.keys, "ww0000000000000002")
    assert await platform.post(text, seal=other_corp) == (403, b"")
    assert await platform.post(text, body=b"<xml/>") == (403, b"")
    assert await platform.post(text, body=b"<a>" * 400_000) == (413, b"")
    async with platform.session.post(platform.url, data=b"x") as response:
        assert (response.status, await response.read()) == (403, b"")
    async with platform.session.get(platform.url) as response:
        assert (response.status, await response.read()) == (403, b"")
    assert ear.heard == []


async def test_a_push_is_shown_and_two_of_the_same_words_are_two(
    app: AppChannel, town: Any
) -> None:
    receipt = await app.send(push("a"))
    assert receipt.message_id
    await app.send(push("b"))
    assert await town.texts() == ["移12明天到期。"] * 2


async def test_one_key_is_shown_once(
    app: AppChannel, emulator: Emulator, town: Any, clock: VirtualClock
) -> None:
    card = Outgoing("c", "li.qiang", group=False, message=MESSAGE)
    emulator.order(Fault("message/send", calls=2, drop=Drop.AFTER))
    for outgoing in (push("a"), card):
        with pytest.raises(Later) as later:
            await app.send(outgoing)
        assert later.value.unsure
    clock.move_to(clock.now() + timedelta(hours=1))
    await app.send(push("a", again=True))
    receipt = await app.send(Outgoing("c", "li.qiang", group=False, message=MESSAGE, again=True))
    assert [message["kind"] for message in await town.shown()] == ["text", "card"]
    clock.move_to(clock.now() + timedelta(hours=5))
    again = Outgoing("c", "li.qiang", group=False, message=MESSAGE, again=True)
    assert await app.send(again) is not receipt
    assert len(await town.shown()) == 2


async def test_a_late_text_is_shown_once_and_what_changed_after_it(
    app: AppChannel, emulator: Emulator, town: Any, clock: VirtualClock
) -> None:
    due = clock.now() - timedelta(hours=1)
    first, now = Late(due), Late(due, (clock.now(),))
    emulator.order(Fault("message/send", drop=Drop.AFTER))
    with pytest.raises(Later):
        await app.send(replace(push("a"), late=first))
    await app.send(replace(push("a", again=True), late=first, late_before=first))
    [shown] = await town.texts()
    assert shown == f"{first.note()}\n移12明天到期。"
    await app.send(replace(push("a", again=True), late=now, late_before=first))
    assert await town.texts() == [shown, now.note_in_doubt()]
    await app.send(replace(push("a", again=True), late=now, elsewhere=True))
    assert (await town.texts())[2] == f"{REPEATED}\n{now.note()}\n移12明天到期。"


async def test_nobody_there_is_a_sentence(app: AppChannel) -> None:
    for who in ("mei.you", "wai.ren"):
        with pytest.raises(Never) as never:
            await app.send(push("a", to=who))
        assert never.value.why.startswith("没有送达：")
    with pytest.raises(Never, match="group"):
        await app.send(Outgoing("a", "wrQingFeng01", group=True, message=Message("x")))


async def test_the_platform_never_drops_a_push_in_silence(
    app: AppChannel, town: Any, clock: VirtualClock
) -> None:
    """Beyond 30 in a minute it answers 0 and delivers nothing; so we do not go beyond."""
    for n in range(30):
        await app.send(push(f"k{n}", f"第{n}条"))
    with pytest.raises(Later) as later:
        await app.send(push("k30", "第30条"))
    assert later.value.wait == timedelta(minutes=1)
    await app.send(push("k30", "第30条", to="Tian.Shou"))
    clock.move_to(clock.now() + later.value.wait)
    await app.send(push("k30", "第30条"))
    assert len(await town.shown()) == 32


async def test_a_long_text_arrives_whole(app: AppChannel, town: Any) -> None:
    lines = [f"{n}. 移{n} 东关桥头小吃店无证经营，11月9日前答复。" for n in range(1, 61)]
    await app.send(push("long", "\n".join(lines)))
    texts = await town.texts()
    assert [text[:5] for text in texts] == ["（1/3）", "（2/3）", "（3/3）"]
    assert "\n".join(text[5:] for text in texts) == "\n".join(lines)
    assert all(len(text.encode()) <= 2048 for text in texts)


async def test_without_a_callback_a_card_is_its_text(
    app_settings: AppSettings, clock: VirtualClock, ear: Any, town: Any
) -> None:
    bare = AppSettings(
        app_settings.api_base, app_settings.corp_id, app_settings.agent_id, app_settings.secret
    )
    channel = AppChannel(bare, clock)
    assert channel.routes() == []
    await channel.start(ear.listen)
    await channel.send(
        Outgoing("c", "li.qiang", group=False, message=Message("移12已送达。", CARD))
    )
    await channel.close()
    assert await town.texts() == ["移12已送达。\n可以发送：\n1. 受理 移12\n2. 不予受理 移12"]


async def test_a_stopped_channel_sends_nothing(app: AppChannel) -> None:
    await app.close()
    assert not app.ready()
    with pytest.raises(Later):
        await app.send(push("a"))


async def test_logs_carry_no_words_names_or_secrets(
    app: AppChannel,
    emulator: Emulator,
    town: Any,
    ear: Any,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    ear.answer = lambda _: Reply(MESSAGE)
    emulator.order(Fault("message/send", calls=3, errcode=40058))
    emulator.order(Fault("gettoken", drop=Drop.BEFORE))
    await town.says("li.qiang", "app", "群众举报小吃店")
    with pytest.raises((Later, Never)):
        await app.send(push("a", "绝密内容"))
    with pytest.raises(Never):
        await app.send(push("a", "绝密内容", to="mei.you"))
    ours = "\n".join(
        record.getMessage() for record in caplog.records if record.name.startswith("bot.")
    )
    assert "wecom" in ours
    for secret in ("小吃店", "绝密", "li.qiang", "mei.you", "app-secret-value", "demoToken2026"):
        assert secret not in ours
