"""The robot by callback URL: encrypted JSON in, encrypted JSON out, one late answer."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from pydantic import SecretStr
from wechatpy.work.crypto import WeChatCrypto

from bot.channels.base import Incoming, Never, Outgoing, Reply
from bot.channels.wecom.aibot_callback import AibotCallbackChannel
from bot.channels.wecom.crypto import Seal
from bot.clock import VirtualClock
from bot.settings import AibotCallbackSettings, CallbackKeys
from rules.values.message import Button, Card, Message

TOKEN = "demoToken2026"
AES_KEY = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFG"
KEYS = CallbackKeys(SecretStr(TOKEN), SecretStr(AES_KEY))
CARD = Card("移12", buttons=(Button("受理", "受理 移12", 1),), number="移12", version=7)
TEXT = {"msgtype": "text", "text": {"content": "@执法协作 查 移12"}}
CLICK = {
    "msgtype": "event",
    "create_time": 1760000000,
    "event": {
        "eventtype": "template_card_event",
        "template_card_event": {
            "card_type": "button_interaction",
            "event_key": "受理 移12|7",
            "task_id": "t1",
            "selected_items": {},
        },
    },
}


class Platform:
    """The platform's end, with wechatpy's crypto and not with ours."""

    def __init__(self, url: str, session: aiohttp.ClientSession) -> None:
        self.url, self.session = url, session
        self.crypto = WeChatCrypto(TOKEN, AES_KEY, "")
        self.late: list[dict[str, Any]] = []

    async def call(self, **body: Any) -> tuple[int, dict[str, Any] | None]:
        common = {
            "msgid": "m-1",
            "aibotid": "aib-demo",
            "chattype": "single",
            "from": {"userid": "li.qiang"},
            "response_url": f"{self.url}/late",
        }
        sealed = Seal(KEYS, "").close(json.dumps(common | body), 1760000000, "99")
        query = {"msg_signature": sealed.signature, "timestamp": "1760000000", "nonce": "99"}
        async with self.session.post(
            f"{self.url}/wecom/aibot", params=query, json={"encrypt": sealed.encrypt}
        ) as response:
            answer = await response.text()
            if not answer:
                return response.status, None
            envelope = json.loads(answer)
            assert isinstance(envelope["timestamp"], int)
            assert envelope["nonce"] == "99"
            plain = self.crypto.decrypt_message(
                {"Encrypt": envelope["encrypt"]},
                envelope["msgsignature"],
                str(envelope["timestamp"]),
                envelope["nonce"],
            )
            return response.status, json.loads(plain)

    async def take_late(self, request: web.Request) -> web.Response:
        self.late.append(await request.json())
        return web.json_response({"errcode": 0, "errmsg": "ok"})

    async def until_late(self) -> dict[str, Any]:
        async with asyncio.timeout(3):
            while not self.late:  # noqa: ASYNC110  # a list has no event
                await asyncio.sleep(0.02)
        return self.late[-1]


@pytest.fixture
async def channel(clock: VirtualClock, ear: Any) -> AsyncIterator[AibotCallbackChannel]:
    running = AibotCallbackChannel(AibotCallbackSettings("aib-demo", KEYS), clock, patience=0.3)
    await running.start(ear.listen)
    yield running
    await running.close()


@pytest.fixture
async def platform(channel: AibotCallbackChannel) -> AsyncIterator[Platform]:
    async with aiohttp.ClientSession() as session:
        made = Platform("", session)
        site = web.Application()
        site.add_routes(channel.routes())
        site.router.add_post("/late", made.take_late)
        runner = web.AppRunner(site, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        made.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        yield made
        await runner.cleanup()


async def test_the_url_check_gets_its_words_back(platform: Platform) -> None:
    sealed = Seal(KEYS, "").close("1616140317555161061", 1760000000, "99")
    query = {
        "msg_signature": sealed.signature,
        "timestamp": "1760000000",
        "nonce": "99",
        "echostr": sealed.encrypt,
    }
    url = f"{platform.url}/wecom/aibot"
    async with platform.session.get(url, params=query) as response:
        assert (response.status, await response.read()) == (200, b"1616140317555161061")
    async with platform.session.get(url, params=query | {"nonce": "98"}) as response:
        assert (response.status, await response.read()) == (403, b"")


async def test_a_message_is_answered_by_a_finished_stream(platform: Platform, ear: Any) -> None:
    status, answer = await platform.call(**TEXT, chattype="group", chatid="wrDEMO01")
    assert status == 200
    assert answer is not None
    assert (answer["msgtype"], answer["stream"]["finish"]) == ("stream", True)
    assert answer["stream"]["content"] == "收到：@执法协作 查 移12"
    assert ear.heard[0].conversation == "wrDEMO01"
    assert (ear.heard[0].message_id, ear.heard[0].group) == ("m-1", True)


async def test_a_click_settles_the_card_and_the_rest_follows(platform: Platform, ear: Any) -> None:
    ear.answer = lambda _: Reply(Message("已受理移12。", CARD), done="已受理 16:00")
    _, answer = await platform.call(**CLICK)
    assert answer is not None
    assert answer["response_type"] == "update_template_card"
    assert answer["template_card"]["task_id"] == "t1"
    [button] = answer["template_card"]["button_list"]
    assert (button["text"], button["key"]) == ("查看", "查 移12|0")
    assert (ear.heard[0].text, ear.heard[0].card_version) == ("受理 移12", 7)
    assert (await platform.until_late())["template_card"]["main_title"] == {"title": "移12"}


async def test_a_refused_click_leaves_the_card_alone(platform: Platform, ear: Any) -> None:
    ear.answer = lambda _: Reply(Message("没有受理：移12已经受理。"))
    assert await platform.call(**CLICK, chattype_="x") == (200, None)
    late = await platform.until_late()
    assert late == {"msgtype": "markdown", "markdown": {"content": "没有受理：移12已经受理。"}}


async def test_a_slow_answer_comes_late_and_without_buttons_in_a_group(
    platform: Platform, ear: Any
) -> None:
    async def slowly(_: Incoming) -> Reply:
        await asyncio.sleep(0.5)
        return Reply(Message("移12已送达。", CARD))

    ear.answer = slowly
    assert await platform.call(**TEXT, chattype="group", chatid="wrDEMO01") == (200, None)
    late = await platform.until_late()
    assert late["markdown"]["content"] == "移12已送达。\n可以发送：\n1. 受理 移12"


async def test_an_entry_is_greeted_in_plain_text(platform: Platform, ear: Any) -> None:
    _, answer = await platform.call(msgtype="event", event={"eventtype": "enter_chat"})
    assert answer == {"msgtype": "text", "text": {"content": "收到："}}
    assert ear.heard[0].entered


async def test_voice_and_mixed_are_read_and_a_lost_file_is_named(
    platform: Platform, ear: Any
) -> None:
    await platform.call(msgtype="voice", voice={"content": "移给市监局"})
    items = [
        {"msgtype": "text", "text": {"content": "东关桥头"}},
        {"msgtype": "image", "image": {"url": "http://127.0.0.1:9/gone"}},
        {"msgtype": "text", "text": {"content": "小吃店"}},
    ]
    await platform.call(msgtype="mixed", mixed={"msg_item": items}, quote=TEXT)
    assert [said.text for said in ear.heard] == ["移给市监局", "东关桥头\n小吃店"]
    assert ear.heard[1].quote == "@执法协作 查 移12"
    await platform.call(msgtype="file", file={"url": "http://127.0.0.1:9/gone"})
    [lost] = ear.heard[2].attachments
    assert lost.fault == "没有取到内容，文件只保留五分钟。请重新发送一次。"
    _, answer = await platform.call(msgtype="link", link={})
    assert answer is not None
    assert answer["stream"]["content"].startswith("没有收到内容：这里只能处理文字。")
    assert len(ear.heard) == 3


@pytest.mark.parametrize(
    "body",
    [
        {"msgtype": "event", "event": {"eventtype": "feedback_event", "feedback_event": {}}},
        {"msgtype": "stream", "stream": {"id": "s"}},
        {**TEXT, "aibotid": "another"},
    ],
)
async def test_what_nobody_waits_for_gets_an_empty_answer(
    platform: Platform, ear: Any, body: dict[str, Any]
) -> None:
    assert await platform.call(**body) == (200, None)
    assert ear.heard == []


@pytest.mark.parametrize(
    "data", [b"", b"[]", b"{", b"{}", b'{"encrypt":1}', b'{"encrypt":"AAAA"}', b"\xff", b"[" * 9000]
)
async def test_strangers_are_refused(platform: Platform, ear: Any, data: bytes) -> None:
    query = {"msg_signature": "0" * 40, "timestamp": "1760000000", "nonce": "99"}
    url = f"{platform.url}/wecom/aibot"
    async with platform.session.post(url, params=query, data=data) as response:
        assert (response.status, await response.read()) == (403, b"")
    assert ear.heard == []


@pytest.mark.parametrize("body", [{"from": None}, {"from": {"userid": 1}}, {"from": {}}])
async def test_authentic_nonsense_is_refused(
    platform: Platform, ear: Any, body: dict[str, Any]
) -> None:
    assert await platform.call(**TEXT, **body) == (400, None)
    assert ear.heard == []


async def test_it_says_that_it_cannot_speak_first(channel: AibotCallbackChannel) -> None:
    assert channel.ready()
    with pytest.raises(Never) as never:
        await channel.send(Outgoing("k", "li.qiang", group=False, message=Message("移12将到期。")))
    assert "LIAISON_AIBOT_MODE=websocket" in never.value.why


@pytest.mark.parametrize(
    "plain",
    [
        '{"x":' * 4000 + "1" + "}" * 4000,
        "[" * 4000,
        json.dumps({"msgid": "m1", "from": {"userid": "\ud800"}, **TEXT}),
        json.dumps({"msgid": "\udfff", "from": {"userid": "li.qiang"}, **TEXT}),
        json.dumps(
            {
                "msgid": "m2",
                "from": {"userid": "li.qiang"},
                "msgtype": "text",
                "text": {"content": "待\ud83d办"},
            }
        ),
    ],
    ids=["deep", "brackets", "userid", "msgid", "text"],
)
async def test_what_no_text_can_hold_is_400_without_a_traceback(
    platform: Platform, ear: Any, plain: str, caplog: pytest.LogCaptureFixture
) -> None:
    sealed = Seal(KEYS, "").close(plain, 1760000000, "99")
    query = {"msg_signature": sealed.signature, "timestamp": "1760000000", "nonce": "99"}
    async with platform.session.post(
        f"{platform.url}/wecom/aibot", params=query, json={"encrypt": sealed.encrypt}
    ) as response:
        assert response.status == 400
    assert ear.heard == []
    assert "Traceback" not in caplog.text


async def test_a_character_in_two_halves_is_one(platform: Platform, ear: Any) -> None:
    await platform.call(msgtype="text", text={"content": "待办 😀"})
    [heard] = ear.heard
    assert heard.text.endswith("😀")
