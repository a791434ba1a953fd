"""The platform's HTTP interface answers as the real one does, its refusals included."""

import asyncio
from datetime import timedelta
from typing import Any

import aiohttp
import pytest

from bot.clock import VirtualClock
from bot.rehearsal.wecom import Emulator, Person, Tenant

BUTTONS = {
    "card_type": "button_interaction",
    "task_id": "alert-1@li_qiang",
    "main_title": {"title": "紧急协助", "desc": "须2小时内响应"},
    "sub_title_text": "请尽快确认。",
    "horizontal_content_list": [{"keyname": "来源", "value": "城关镇"}],
    "button_list": [
        {"text": "收到", "style": 1, "key": "ack"},
        {"text": "无法到场", "style": 2, "key": "no"},
    ],
}
NOTICE = {
    "card_type": "text_notice",
    "main_title": {"title": "移12将到期"},
    "card_action": {"type": 1, "url": "http://127.0.0.1/x"},
}


def card(**changes: Any) -> dict[str, Any]:
    """A message with the button card, changed; None leaves a field out."""
    fields = BUTTONS | changes
    kept = {name: value for name, value in fields.items() if value is not None}
    return {"msgtype": "template_card", "template_card": kept}


async def test_a_token_stays_the_same_while_it_lives_and_is_refused_after(
    rest: Any, clock: VirtualClock, emulator: Emulator
) -> None:
    first = await rest.token()
    assert await rest.token() == first
    clock.move_to(clock.now() + timedelta(seconds=7201))
    answer = await rest.get("user/get", userid="li.qiang", access_token=first)
    assert answer["errcode"] == 42001
    second = await rest.token()
    assert second != first
    emulator.void_token()
    answer = await rest.get("user/get", userid="li.qiang", access_token=second)
    assert answer["errcode"] == 40014
    third = await rest.token()
    emulator.expire_token()
    answer = await rest.get("user/get", userid="li.qiang", access_token=third)
    assert answer["errcode"] == 42001


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"corpsecret": "app-secret"}, 41002),
        ({"corpid": "ww0000000000000001"}, 41004),
        ({"corpid": "ww9", "corpsecret": "app-secret"}, 40013),
        ({"corpid": "ww0000000000000001", "corpsecret": "wrong"}, 40001),
    ],
)
async def test_wrong_credentials_are_named(rest: Any, query: dict[str, str], code: int) -> None:
    answer = await rest.get("gettoken", **query)
    assert answer["errcode"] == code
    assert f"devtool/query?e={code}" in answer["errmsg"]


async def test_a_text_reaches_the_person_and_not_the_stranger(rest: Any) -> None:
    answer = await rest.send("LI.Qiang|Nobody|wai.ren")
    assert answer["errcode"] == 0
    assert answer["invaliduser"] == "nobody|wai.ren"
    assert answer["msgid"]
    assert "response_code" not in answer
    [message] = await rest.read("messages")
    assert message["to"]["user"] == "li.qiang"
    assert (message["channel"], message["kind"], message["text"]) == ("app", "text", "您好")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"to": "nobody"}, 81013),
        ({"to": ""}, 82001),
        ({"agentid": 7}, 40056),
        ({"agentid": "1000002"}, 40056),
        ({"msgtype": "poem"}, 40008),
        ({"msgtype": "text", "text": {"content": "  "}}, 44004),
        ({"msgtype": "markdown", "markdown": {"content": "字" * 683}}, 45002),
        ({"msgtype": "file", "file": {"media_id": "x"}}, 40007),
        ({"msgtype": "textcard", "textcard": {"title": "无", "description": "缺地址"}}, 40058),
    ],
)
async def test_what_cannot_be_sent_is_refused(rest: Any, body: dict[str, Any], code: int) -> None:
    answer = await rest.send(**body)
    assert answer["errcode"] == code
    assert await rest.read("messages") == []


async def test_a_long_text_is_cut_at_2048_bytes(rest: Any) -> None:
    await rest.send(msgtype="text", text={"content": "字" * 700})
    [message] = await rest.read("messages")
    assert message["text"] == "字" * 682


async def test_chinese_written_as_escapes_is_refused(rest: Any) -> None:
    url = f"{rest.emulator.api_base}message/send?access_token={await rest.token()}"
    body = {
        "touser": "li.qiang",
        "agentid": 1000002,
        "msgtype": "text",
        "text": {"content": "您好"},
    }
    async with rest.session.post(url, json=body) as response:
        assert (await response.json())["errcode"] == 40033


async def test_the_same_json_is_taken_once_within_the_interval(
    rest: Any, clock: VirtualClock
) -> None:
    for _ in range(2):
        assert (await rest.send(enable_duplicate_check=1))["errcode"] == 0
    assert len(await rest.read("messages")) == 1
    clock.move_to(clock.now() + timedelta(seconds=1800))
    await rest.send(enable_duplicate_check=1)
    await rest.send()
    await rest.send()
    assert len(await rest.read("messages")) == 4
    assert (await rest.send(enable_duplicate_check=1, duplicate_check_interval=99999))["errcode"]


async def test_the_thirty_first_message_of_a_minute_is_dropped_without_a_word(
    rest: Any, clock: VirtualClock
) -> None:
    for _ in range(31):
        assert (await rest.send("li.qiang|zheng.ke"))["errcode"] == 0
    received = [one["to"]["user"] for one in await rest.read("messages")]
    assert received.count("li.qiang") == 30
    clock.move_to(clock.now() + timedelta(minutes=1))
    await rest.send()
    assert len(await rest.read("messages")) == 61


@pytest.mark.parametrize(
    "change",
    [
        {"card_type": "button"},
        {"main_title": None},
        {"main_title": {"desc": "无题"}},
        {"button_list": None},
        {"button_list": []},
        {"button_list": [{"text": str(i), "key": str(i)} for i in range(7)]},
        {"button_list": [{"text": "甲", "key": "a"}, {"text": "乙", "key": "a"}]},
        {"button_list": [{"text": "甲", "key": "k" * 1025}]},
        {"button_list": [{"text": "甲"}]},
        {"horizontal_content_list": [{"keyname": "项", "value": "值"}] * 7},
        {"horizontal_content_list": [{"keyname": "项", "type": 1, "value": "无网址"}]},
        {"horizontal_content_list": [{"value": "无名"}]},
        {"jump_list": [{"title": "不在此卡", "type": 0}]},
        {"task_id": None},
        {"sub_title": "写错的名字"},
        {"source": {"desc": "应急", "desc_color": 9}},
    ],
)
async def test_a_card_against_the_schema_is_refused(
    rest: Any, listener: Any, change: dict[str, Any]
) -> None:
    assert listener.url
    answer = await rest.send(**card(**change))
    assert answer["errcode"] == 40058
    assert await rest.read("messages") == []


@pytest.mark.parametrize("task_id", ["有中文", "a b", "x" * 129, "移12"])
async def test_a_task_id_outside_its_alphabet_is_refused(
    rest: Any, listener: Any, task_id: str
) -> None:
    assert listener.url
    assert (await rest.send(**card(task_id=task_id)))["errcode"] == 42014


async def test_a_task_id_is_never_used_twice(rest: Any, listener: Any) -> None:
    assert listener.url
    assert (await rest.send(**card()))["errcode"] == 0
    assert (await rest.send(**card()))["errcode"] == 42014
    assert len(await rest.read("messages")) == 1


async def test_buttons_need_a_callback_url_but_notices_do_not(rest: Any) -> None:
    assert (await rest.send(**card()))["errcode"] == 40058
    answer = await rest.send(msgtype="template_card", template_card=NOTICE)
    assert answer["errcode"] == 0
    assert "response_code" not in answer


async def test_a_card_is_shown_as_drawn(rest: Any, listener: Any) -> None:
    assert listener.url
    long = "关于移送清丰县城关镇某小区违法建设线索并请协助核查当事人身份信息及房屋权属情况的事项"
    await rest.send(**card(main_title={"title": long}))
    [message] = await rest.read("messages")
    drawn = message["card"]
    assert drawn["title"] == long[:36] + "…"
    assert long in message["text"]
    assert drawn["lines"] == [["来源", "城关镇"]]
    assert [one["key"] for one in drawn["buttons"]] == ["ack", "no"]
    assert (drawn["task_id"], drawn["state"], drawn["note"]) == (
        "alert-1@li_qiang",
        "open",
        "请尽快确认。",
    )


async def test_a_card_is_changed_once_with_its_code(rest: Any, listener: Any) -> None:
    assert listener.url
    code = (await rest.send("li.qiang|zheng.ke", **card()))["response_code"]
    change = {
        "userids": ["li.qiang", "Nobody"],
        "agentid": 1000002,
        "response_code": code,
        "button": {"replace_name": "已由田守确认"},
    }
    answer = await rest.post("message/update_template_card", change)
    assert (answer["errcode"], answer["invaliduser"]) == (0, ["nobody"])
    [first, _] = await rest.read("messages")
    assert first["card"]["views"]["li.qiang"]["replace_text"] == "已由田守确认"
    assert first["card"]["state"] == "open"
    assert (await rest.post("message/update_template_card", change))["errcode"] == 40058


async def test_a_card_code_dies_after_72_hours(
    rest: Any, listener: Any, clock: VirtualClock
) -> None:
    assert listener.url
    code = (await rest.send(**card()))["response_code"]
    clock.move_to(clock.now() + timedelta(hours=72))
    change = {
        "atall": 1,
        "agentid": 1000002,
        "response_code": code,
        "template_card": NOTICE | {"replace_text": "已超时"},
    }
    assert (await rest.post("message/update_template_card", change))["errcode"] == 40058


async def test_a_message_is_taken_back_within_a_day(rest: Any, clock: VirtualClock) -> None:
    first = (await rest.send())["msgid"]
    second = (await rest.send())["msgid"]
    assert (await rest.post("message/recall", {"msgid": first}))["errcode"] == 0
    clock.move_to(clock.now() + timedelta(hours=24))
    assert (await rest.post("message/recall", {"msgid": second}))["errcode"] != 0
    assert [one["recalled"] for one in await rest.read("messages")] == [True, False]


async def test_the_directory_gives_what_a_new_app_may_see(rest: Any) -> None:
    token = await rest.token()
    known = await rest.get("user/get", userid="LI.QIANG", access_token=token)
    assert (known["userid"], known["name"]) == ("li.qiang", "李强")
    assert "mobile" not in known
    missing = await rest.get("user/get", userid="nobody", access_token=token)
    assert missing["errcode"] == 60111
    hidden = await rest.get("user/get", userid="wai.ren", access_token=token)
    assert hidden["errcode"] == 60011


async def test_an_opaque_id_is_turned_into_a_userid(rest: Any, line: Any) -> None:
    await rest.do("say", from_="yin.ming", chat="bot", text="在")
    opaque = (await line.hear())["body"]["from"]["userid"]
    assert opaque.startswith("wo")
    answer = await rest.post(
        "batch/openuserid_to_userid", {"open_userid_list": [opaque, "li.qiang"]}
    )
    assert answer["userid_list"] == [{"open_userid": opaque, "userid": "yin.ming"}]
    assert answer["invalid_open_userid_list"] == ["li.qiang"]
    assert (await line.push("yin.ming", 1))["errcode"] == 93006
    assert (await line.push(opaque, 1))["errcode"] == 0


async def test_a_login_code_is_good_once(rest: Any, emulator: Emulator) -> None:
    token = await rest.token()
    code = emulator.login_code("zheng.ke")
    answer = await rest.get("auth/getuserinfo", code=code, access_token=token)
    assert answer["userid"] == "zheng.ke"
    answer = await rest.get("auth/getuserinfo", code=code, access_token=token)
    assert answer["errcode"] == 42022


async def test_the_webhook_takes_twenty_a_minute(rest: Any) -> None:
    body = {"msgtype": "text", "text": {"content": "演练", "mentioned_list": ["li.qiang"]}}
    codes = [(await rest.post("webhook/send", body, key="hook-1"))["errcode"] for _ in range(21)]
    assert codes == [0] * 20 + [45009]
    assert (await rest.post("webhook/send", body, key="hook-9"))["errcode"] == 93000
    first = (await rest.read("messages"))[0]
    assert (first["to"]["chat"], first["channel"], first["text"]) == (
        "wrQingFeng01",
        "webhook",
        "演练 @李强",
    )


@pytest.mark.parametrize(("fault", "code"), [({"errcode": 45009}, 45009), ({"errcode": -1}, -1)])
async def test_a_fault_hits_the_next_calls_only(rest: Any, fault: Any, code: int) -> None:
    await rest.do("faults", endpoint="message/send", next=2, **fault)
    codes = [(await rest.send())["errcode"] for _ in range(3)]
    assert codes == [code, code, 0]
    assert len(await rest.read("messages")) == 1


async def test_a_broken_connection_may_come_before_or_after_the_act(rest: Any) -> None:
    for drop, received in (("before", 0), ("after", 1)):
        await rest.do("faults", endpoint="message/send", drop=drop)
        with pytest.raises(aiohttp.ClientError):
            await rest.send()
        assert len(await rest.read("messages")) == received


async def test_a_slow_and_a_failing_platform(rest: Any) -> None:
    await rest.do("faults", endpoint="user/get", delay=0.2, http=502)
    url = f"{rest.emulator.api_base}user/get"
    begun = asyncio.get_running_loop().time()
    async with rest.session.get(url) as response:
        assert response.status == 502
    assert asyncio.get_running_loop().time() - begun >= 0.2


@pytest.mark.parametrize(
    "url",
    ["https://bot.qyapi.weixin.qq.com/wecom/app", "http://QQ.com.:80/", "qyapi.weixin.qq.com"],
)
async def test_a_rehearsal_never_knows_a_production_address(url: str, clock: VirtualClock) -> None:
    tenant = Tenant(
        corp_id="ww1",
        agent_id=1,
        secret="s",
        token="t",
        aes_key="0123456789abcdefghijklmnopqrstuvwxyzABCDEFG",
        bot_id="b",
        bot_secret="s",
        people=(Person("a", "甲"),),
        callback_url=url,
    )
    with pytest.raises(ValueError, match="正式平台"):
        Emulator(tenant, clock)
    assert "secret=" not in repr(tenant)
