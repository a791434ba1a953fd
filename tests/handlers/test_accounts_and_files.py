"""绑定 and 材料, sentence by sentence."""

import pytest

from tests.handlers.office import Office

ASKS = "绑定 宋梅 城关镇"


async def test_a_supervisor_decides_on_an_unknown_account(qingfeng: Office) -> None:
    assert await qingfeng.says("nobody.known", ASKS) == (
        "已转给县司法局核对，同意以后会在这里告诉您。"
    )
    posted = await qingfeng.storage.read(lambda tx: tx.outbox.delivery(":binding:1:zhou.lan"))
    assert posted is not None
    assert posted.push.message.text == (
        "有一个没有登记的账号自称清丰县城关镇人民政府宋梅，申请绑定。\n"
        "请先打电话向本人核实：13900000102。绑定以后，这个账号就能以本人的名义办理事项。\n"
        "可以发送“绑定 同意 1”、“绑定 拒绝 1”。"
    )
    assert await qingfeng.says("周岚", "绑定 同意 1") == "已绑定城关镇宋梅的账号，本人会收到通知。"
    assert await qingfeng.says("nobody.known", "待办") == "城关镇没有在办事项。"
    assert await qingfeng.says("周岚", "绑定 拒绝 1") == (
        "没有绑定：这个申请不存在，或者已经处理过了。需要的话请本人重新申请。"
    )


@pytest.mark.parametrize("text", ["绑定", "绑定 同意", "绑定 同意 99", "绑定 随便 1"])
async def test_a_request_that_is_not_there_is_said_to_be_so(qingfeng: Office, text: str) -> None:
    assert (await qingfeng.says("周岚", text)).startswith("没有绑定：这个申请不存在")


async def test_who_has_an_account_needs_none(qingfeng: Office) -> None:
    assert (await qingfeng.says("宋梅", ASKS)).startswith("没有绑定：您的账号已经登记为城关镇宋梅")


async def test_a_supervisor_known_elsewhere_agrees_to_a_second_account(qingfeng: Office) -> None:
    await qingfeng.says("nobody.known", "绑定 周岚 司法局")
    assert (await qingfeng.says("周岚", "绑定 同意 1")).startswith("已绑定司法局周岚的账号")


async def test_whose_matter_it_is_is_asked_for_materials(qingfeng: Office) -> None:
    await qingfeng.refer("宋梅", "市监局")
    none = "移1 还没有材料。把图片或者文件发给机器人，再回复“移1”。"
    assert (await qingfeng.says("李强", "材料 移1")).startswith(none)
    assert await qingfeng.says("李强", "材料") == "没有取材料：还缺编号。请这样发送：“材料 移1”。"
    assert (await qingfeng.says("郭涛", "材料 移1")).startswith("没有找到 移1")
