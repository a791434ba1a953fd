"""Events that come from no conversation, sent on request, exactly as the platform has them."""

from typing import Any

import pytest
import xmltodict


def passive(text: str) -> str:
    return (
        "<xml><ToUserName>li.qiang</ToUserName><FromUserName>ww0000000000000001</FromUserName>"
        f"<CreateTime>1760000000</CreateTime><MsgType>text</MsgType><Content>{text}</Content></xml>"
    )


async def test_somebody_new_is_greeted(rest: Any, listener: Any) -> None:
    listener.reply = lambda _: passive("欢迎")
    answer = await rest.do("event", event="subscribe", from_="li.qiang")
    assert answer["reached"] is True
    xml = xmltodict.parse(listener.heard[0])["xml"]
    assert (xml["MsgType"], xml["Event"], xml["FromUserName"]) == ("event", "subscribe", "li.qiang")
    assert "MsgId" not in xml
    assert xml["EventKey"] is None
    [message] = await rest.read("messages")
    assert (message["text"], message["to"]["user"]) == ("欢迎", "li.qiang")


async def test_the_directory_changes(rest: Any, listener: Any) -> None:
    fields = {"ChangeType": "update_user", "UserID": "li.qiang", "NewUserID": "li.q"}
    await rest.do("event", event="change_contact", fields=fields)
    xml = xmltodict.parse(listener.heard[0])["xml"]
    assert (xml["FromUserName"], xml["AgentID"], xml["NewUserID"]) == ("sys", None, "li.q")
    listener.reply = lambda _: passive("多话")
    await rest.do("event", event="change_contact", fields=fields)
    [complaint] = await rest.read("complaints")
    assert "nobody" in complaint["what"]


async def test_an_app_nobody_uses_is_warned(rest: Any, listener: Any) -> None:
    await rest.do("event", event="inactive_alert", fields={"EffectTime": 1793840400})
    xml = xmltodict.parse(listener.heard[0])["xml"]
    assert (xml["Event"], xml["EffectTime"]) == ("inactive_alert", "1793840400")


async def test_a_place_is_a_message_with_an_id(rest: Any, listener: Any) -> None:
    fields = {"Location_X": "35.9", "Location_Y": "115.1", "Scale": 15, "Label": "东关桥头"}
    listener.reply = lambda _: passive("收到位置")
    await rest.do("event", message="location", from_="li.qiang", fields=fields)
    xml = xmltodict.parse(listener.heard[0])["xml"]
    assert (xml["MsgType"], xml["Label"]) == ("location", "东关桥头")
    [message] = await rest.read("messages")
    assert message["reply_to"] == xml["MsgId"]


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ({"event": "birthday", "from_": "li.qiang"}, "没有“birthday”这种事件"),
        ({"event": "LOCATION", "from_": "li.qiang"}, "缺少 Latitude、Longitude、Precision"),
        ({"event": "subscribe", "from_": "li.qiang", "fields": {"Mood": 1}}, "没有 Mood 这一项"),
        ({"event": "subscribe"}, "要写 from"),
        ({"event": "low_active", "from_": "li.qiang"}, "不要写 from"),
        ({"event": "change_contact", "fields": {"ChangeType": "x"}}, "ChangeType"),
        ({"message": "file", "from_": "li.qiang"}, "不会收到“file”消息"),
        ({}, "body.event"),
    ],
)
async def test_what_the_platform_never_sends_is_refused(
    rest: Any, listener: Any, body: dict[str, Any], why: str
) -> None:
    answer = await rest.do("event", 400, **body)
    assert why in answer["error"]
    assert listener.heard == []
