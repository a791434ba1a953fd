"""The directory shows an app what it may see, and the synchronisation secret its two lists."""

from typing import Any

import pytest


async def test_members_by_department(rest: Any) -> None:
    token = await rest.token()
    units = (await rest.get("department/list", access_token=token))["department"]
    assert [(one["id"], one["name"], one["parentid"]) for one in units] == [
        (1, "执法协作", 0),
        (2, "城关镇", 1),
        (3, "市监局", 1),
        (4, "司法局", 1),
        (5, "临时", 1),
        (6, "住建局", 1),
    ]
    one = await rest.get("user/simplelist", department_id="3", access_token=token)
    assert one["userlist"] == [{"userid": "li.qiang", "name": "李强", "department": [3]}]
    query = {"department_id": "1", "fetch_child": "1", "access_token": token}
    everybody = await rest.get("user/list", **query)
    assert [one["userid"] for one in everybody["userlist"]] == [
        "tian.shou",
        "li.qiang",
        "zheng.ke",
        "yin.ming",
    ]
    assert all("mobile" not in one for one in everybody["userlist"])
    root = await rest.get("user/simplelist", department_id="1", access_token=token)
    assert root["userlist"] == []
    missing = await rest.get("user/simplelist", department_id="9", access_token=token)
    assert missing["errcode"] == 60123


async def test_the_app_is_shown_itself(rest: Any) -> None:
    token = await rest.token()
    agent = await rest.get("agent/get", agentid="1000002", access_token=token)
    assert {"userid": "wai.ren"} not in agent["allow_userinfos"]["user"]
    assert len(agent["allow_userinfos"]["user"]) == 4
    assert (await rest.get("agent/get", agentid="7", access_token=token))["errcode"] == 40056
    assert (await rest.get("getcallbackip", access_token=token))["ip_list"] == ["127.0.0.1"]


async def test_the_synchronisation_secret_lists_ids_and_nothing_else(rest: Any) -> None:
    sync = await rest.token("sync-secret")
    first = await rest.post("user/list_id", {"limit": 3}, access_token=sync)
    assert [one["userid"] for one in first["dept_user"]] == ["tian.shou", "li.qiang", "zheng.ke"]
    body = {"limit": 3, "cursor": first["next_cursor"]}
    second = await rest.post("user/list_id", body, access_token=sync)
    assert [one["userid"] for one in second["dept_user"]] == ["wai.ren", "yin.ming"]
    assert second["next_cursor"] == ""
    units = await rest.get("department/simplelist", access_token=sync)
    assert [one["id"] for one in units["department_id"]] == [1, 2, 3, 4, 5, 6]
    assert (await rest.post("user/list_id", {}))["errcode"] == 48002
    for name in ("user/get", "user/list", "user/simplelist", "department/list"):
        assert (await rest.get(name, access_token=sync))["errcode"] == 48002
    assert (await rest.post("message/send", {}, access_token=sync))["errcode"] == 48002


@pytest.mark.parametrize("body", [{"limit": 0}, {"limit": 10001}, {"cursor": "x"}])
async def test_a_page_that_does_not_exist(rest: Any, body: dict[str, Any]) -> None:
    sync = await rest.token("sync-secret")
    assert (await rest.post("user/list_id", body, access_token=sync))["errcode"] == 40058


async def test_a_mobile_is_looked_up_with_directory_rights_only(rest: Any) -> None:
    sync = await rest.token("sync-secret")
    found = await rest.post("user/getuserid", {"mobile": "13700000001"}, access_token=sync)
    assert found["userid"] == "zheng.ke"
    unknown = await rest.post("user/getuserid", {"mobile": "1"}, access_token=sync)
    assert unknown["errcode"] == 46004
    assert (await rest.post("user/getuserid", {"mobile": "13700000001"}))["errcode"] == 60011


async def test_a_department_gets_what_is_sent_to_it(rest: Any) -> None:
    answer = await rest.send("", toparty="3|4|99")
    assert (answer["errcode"], answer["invalidparty"]) == (0, "99")
    assert [one["to"]["user"] for one in await rest.read("messages")] == ["li.qiang", "zheng.ke"]
    assert (await rest.send("", toparty="99"))["errcode"] == 81013


async def test_ids_become_names_only_where_it_was_asked_for(rest: Any) -> None:
    text = (
        "$userName=LI.qiang$（$departmentName=3$）请看；$userName=nobody$；$userAlias=li.qiang$完"
    )
    body = {"msgtype": "text", "text": {"content": text}}
    await rest.send(**body)
    await rest.send(**body, enable_id_trans=1)
    card = {
        "card_type": "text_notice",
        "main_title": {"title": "$userName=zheng.ke$已确认", "desc": "$departmentName=4$"},
        "horizontal_content_list": [{"keyname": "来源", "value": "$userAliasOrName=li.qiang$"}],
        "quote_area": {"title": "$userName=zheng.ke$"},
        "card_action": {"type": 1, "url": "http://127.0.0.1/x"},
    }
    await rest.send(msgtype="template_card", template_card=card, enable_id_trans=1)
    plain, named, drawn = await rest.read("messages")
    assert plain["text"] == text
    assert named["text"] == "李强（市监局）请看；$userName=nobody$；完"
    assert (drawn["card"]["title"], drawn["card"]["desc"]) == ("郑科已确认", "司法局")
    assert drawn["card"]["lines"] == [["来源", "李强"]]
    assert drawn["card"]["quote"][0] == "$userName=zheng.ke$"


@pytest.mark.parametrize(
    ("task_id", "code"),
    [("a" * 128, 0), ("A-z_0@9", 0), ("alert-1.li_qiang", 42014), ("a/b", 42014), ("a b", 42014)],
)
async def test_a_task_id_keeps_to_the_documented_alphabet(
    rest: Any, listener: Any, task_id: str, code: int
) -> None:
    assert listener.url
    card = {
        "card_type": "button_interaction",
        "task_id": task_id,
        "main_title": {"title": "移12"},
        "button_list": [{"text": "收到", "key": "ack"}],
    }
    answer = await rest.send(msgtype="template_card", template_card=card)
    assert answer["errcode"] == code
