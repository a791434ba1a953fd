"""The app's callback is driven as the platform drives it, and passive replies are taken."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
import xmltodict

from bot.rehearsal.wecom import Emulator

CARD = {
    "card_type": "button_interaction",
    "task_id": "t-1",
    "main_title": {"title": "移12待签收"},
    "button_selection": {
        "question_key": "why",
        "option_list": [{"id": "1", "text": "无权"}, {"id": "2", "text": "不属本县"}],
    },
    "button_list": [{"text": "签收", "key": "受理 移12"}],
}


def passive(inner: str, to: str = "li.qiang") -> Callable[[str], str]:
    """A passive reply to that person."""

    def reply(_: str) -> str:
        return (
            f"<xml><ToUserName><![CDATA[{to}]]></ToUserName>"
            "<FromUserName><![CDATA[ww0000000000000001]]></FromUserName>"
            f"<CreateTime>1760000000</CreateTime>{inner}</xml>"
        )

    return reply


async def test_a_url_that_fails_the_check_is_not_saved(emulator: Emulator, rest: Any) -> None:
    assert not await emulator.use_callback("http://127.0.0.1:9/wecom/app")
    said = await rest.do("say", from_="li.qiang", chat="app", text="在吗")
    assert said["reached"] is False


async def test_a_text_comes_encrypted_and_the_answer_is_shown(rest: Any, listener: Any) -> None:
    listener.reply = passive(
        "<MsgType><![CDATA[text]]></MsgType><Content><![CDATA[收到]]></Content>"
    )
    said = await rest.do("say", from_="li.qiang", chat="app", text="<b>]]>&\x01 受理 移12")
    [plain] = listener.heard
    xml = xmltodict.parse(plain)["xml"]
    assert xml["ToUserName"] == "ww0000000000000001"
    assert xml["FromUserName"] == "li.qiang"
    assert xml["Content"] == "<b>]]>& 受理 移12"
    assert xml["MsgId"] == said["id"]
    assert int(xml["MsgId"]) < 2**63
    [message] = await rest.read("messages")
    assert (message["text"], message["reply_to"]) == ("收到", said["id"])


async def test_a_callback_is_tried_four_times_each_freshly_signed(rest: Any, listener: Any) -> None:
    listener.statuses = [500, 404, 302]
    said = await rest.do("say", from_="li.qiang", chat="app", text="在吗")
    assert said["reached"] is True
    assert len(listener.heard) == 4
    assert len(set(listener.heard)) == 1
    assert len({one["nonce"] for one in listener.posts}) == 4
    listener.statuses = [500] * 9
    said = await rest.do("say", from_="li.qiang", chat="app", text="在吗")
    assert said["reached"] is False
    assert len(listener.heard) == 8


async def test_an_answer_after_the_limit_counts_as_none(rest: Any, listener: Any) -> None:
    listener.slow = 0.5
    said = await rest.do("say", from_="li.qiang", chat="app", text="慢")
    assert said["reached"] is False
    await asyncio.sleep(1.5)
    assert len(listener.heard) == 4
    assert len(set(listener.heard)) == 1


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        (passive("<MsgType>text</MsgType><Content>x</Content>", to="zheng.ke"), "ToUserName"),
        (passive("<MsgType>poem</MsgType>"), "MsgType poem"),
        (passive("<MsgType>text</MsgType><Content></Content>"), "Content"),
        (passive("<MsgType>update_button</MsgType>"), "without a click"),
        (lambda _: "no xml", "cannot be read"),
    ],
)
async def test_a_passive_reply_that_would_be_lost_is_reported(
    rest: Any, listener: Any, reply: Callable[[str], str], why: str
) -> None:
    listener.reply = reply
    await rest.do("say", from_="li.qiang", chat="app", text="在吗")
    [complaint] = await rest.read("complaints")
    assert why in complaint["what"]
    assert await rest.read("messages") == []


async def test_an_unsigned_answer_is_reported(rest: Any, listener: Any) -> None:
    listener.seal = lambda _: "success"
    listener.reply = passive("<MsgType>text</MsgType><Content>x</Content>")
    await rest.do("say", from_="li.qiang", chat="app", text="在吗")
    assert len(await rest.read("complaints")) == 1


async def test_a_click_changes_the_clickers_card_only(rest: Any, listener: Any) -> None:
    sent = await rest.send("li.qiang|zheng.ke", msgtype="template_card", template_card=CARD)
    listener.reply = passive(
        "<MsgType>update_button</MsgType>"
        "<Button><ReplaceName><![CDATA[已签收 09:31]]></ReplaceName></Button>"
    )
    tapped = await rest.do(
        "tap", from_="li.qiang", card="t-1", key="受理 移12", selected={"why": ["2"]}
    )
    assert tapped["ok"]
    assert (tapped["card"]["state"], tapped["card"]["replace_text"]) == (
        "replaced",
        "已签收 09:31",
    )
    xml = xmltodict.parse(listener.heard[0])["xml"]
    assert (xml["Event"], xml["EventKey"], xml["TaskId"], xml["CardType"]) == (
        "template_card_event",
        "受理 移12",
        "t-1",
        "button_interaction",
    )
    assert "MsgId" not in xml
    item = xml["SelectedItems"]["SelectedItem"]
    assert (item["QuestionKey"], item["OptionIds"]["OptionId"]) == ("why", "2")
    assert xml["ResponseCode"] != sent["response_code"]
    again = await rest.do("tap", 400, from_="li.qiang", card="t-1", key="受理 移12")
    assert again["error"] == "没有点到：这张卡片已经不能点了。"
    for entry in await rest.read("messages"):
        assert entry["card"]["state"] == "open"
        assert list(entry["card"]["views"]) == ["li.qiang"]
    listener.reply = lambda _: ""
    assert (await rest.do("tap", from_="zheng.ke", card="t-1", key="受理 移12"))["reached"]
    change = {
        "atall": 1,
        "agentid": 1000002,
        "response_code": xml["ResponseCode"],
        "button": {"replace_name": "已由李强签收"},
    }
    assert (await rest.post("message/update_template_card", change))["errcode"] == 0
    for entry in await rest.read("messages"):
        assert entry["card"]["replace_text"] == "已由李强签收"


async def test_a_click_may_put_another_card_in_its_place(rest: Any, listener: Any) -> None:
    await rest.send(msgtype="template_card", template_card=CARD)
    listener.reply = passive(
        "<MsgType>update_template_card</MsgType><TemplateCard>"
        "<CardType>button_interaction</CardType>"
        "<MainTitle><Title>移12已签收</Title></MainTitle>"
        "<HorizontalContentList><KeyName>时间</KeyName><Value>09:31</Value>"
        "</HorizontalContentList>"
        "<ButtonList><Text>受理</Text><Style>1</Style><Key>受理</Key></ButtonList>"
        "</TemplateCard>"
    )
    tapped = await rest.do("tap", from_="li.qiang", card="t-1", key="受理 移12")
    assert tapped["card"]["title"] == "移12已签收"
    assert tapped["card"]["lines"] == [["时间", "09:31"]]
    assert [one["key"] for one in tapped["card"]["buttons"]] == ["受理"]
    assert (await rest.do("tap", from_="li.qiang", card="t-1", key="受理"))["ok"]


async def test_a_lost_answer_brings_the_same_message_again(rest: Any, listener: Any) -> None:
    await rest.do("faults", endpoint="callback", drop="after")
    await rest.do("say", from_="li.qiang", chat="app", text="在吗")
    assert len(listener.heard) == 2
    assert listener.heard[0] == listener.heard[1]


async def test_two_callbacks_change_places(rest: Any, listener: Any) -> None:
    await rest.do("faults", endpoint="callback", swap=True)
    held = asyncio.create_task(rest.do("say", from_="li.qiang", chat="app", text="先"))
    await asyncio.sleep(0.1)
    await rest.do("say", from_="zheng.ke", chat="app", text="后")
    await held
    heard = [xmltodict.parse(one)["xml"]["Content"] for one in listener.heard]
    assert heard == ["后", "先"]


async def test_a_voice_reaches_the_app_and_a_file_comes_back(rest: Any, listener: Any) -> None:
    media_id = (await rest.upload("media/upload", "图.png", b"\x89PNG\r\n\x1a\n x", type="image"))[
        "media_id"
    ]
    listener.reply = passive(
        f"<MsgType>image</MsgType><Image><MediaId>{media_id}</MediaId></Image>"
    )
    await rest.do("say", from_="li.qiang", chat="app", text="", voice="在东关")
    xml = xmltodict.parse(listener.heard[0])["xml"]
    assert (xml["MsgType"], xml["Format"]) == ("voice", "amr")
    [message] = await rest.read("messages")
    assert [one["name"] for one in message["files"]] == ["图.png"]


@pytest.mark.parametrize(("count", "complaints"), [("2", 0), ("3", 1)])
async def test_news_are_counted(rest: Any, listener: Any, count: str, complaints: int) -> None:
    item = "<item><Title>第七条</Title><Url>http://127.0.0.1/7</Url></item>"
    listener.reply = passive(
        f"<MsgType>news</MsgType><ArticleCount>{count}</ArticleCount>"
        f"<Articles>{item}{item}</Articles>"
    )
    await rest.do("say", from_="li.qiang", chat="app", text="条文")
    assert len(await rest.read("complaints")) == complaints
    shown = [one["text"] for one in await rest.read("messages")]
    assert shown == ([] if complaints else ["\n".join(["第七条", "http://127.0.0.1/7"] * 2)])
