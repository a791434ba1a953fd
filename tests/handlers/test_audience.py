"""Who reads what of a matter: a party in private, a party in a group, who only watches over it."""

from tests.handlers.office import Office

COMPLAINT = (
    "移送 城关镇 今天上午8点接到举报，举报人王小花（138-1234-5678）反映韩村路小吃店无证经营，"
    "关键线索：后院还有一间加工作坊，里面存放大量没有标签的食用油"
)


async def test_a_party_reads_it_whole_and_who_watches_without_who_told_it(qingfeng: Office) -> None:
    await qingfeng.says("李强", COMPLAINT)
    await qingfeng.says("李强", "确认发出")
    for party in ("李强", "宋梅"):
        shown = await qingfeng.says(party, "查 移1")
        assert "举报人王小花（138-1234-5678）" in shown
        assert "里面存放大量没有标签的食用油" in shown
    watched = await qingfeng.says("周岚", "查 移1")
    assert "里面存放大量没有标签的食用油" in watched
    assert "王小花" not in watched
    assert "138-1234" not in watched
    assert (await qingfeng.says("陈静", "查 移1")).startswith("没有找到 移1")


async def test_an_answer_s_words_stand_in_full_for_both(qingfeng: Office) -> None:
    reasons = "该店登记地址与实际经营地不符，" * 20 + "经办人电话0393-7221234"
    await qingfeng.says("田建国", "请市监局协助提供某店的许可登记材料")
    await qingfeng.says("田建国", "确认发出")
    await qingfeng.says("李强", f"答复 协1 {reasons}")
    for party in ("田建国", "李强"):
        assert reasons in await qingfeng.says(party, "查 协1")


async def test_no_card_and_no_list_names_who_told_it(qingfeng: Office) -> None:
    await qingfeng.says("李强", COMPLAINT)
    await qingfeng.says("李强", "确认发出")
    for push in await qingfeng.pushes("移1"):
        assert "王小花" not in str(push.message.card)
    assert "王小花" not in await qingfeng.says("宋梅", "待办")


async def test_a_choice_in_a_group_names_numbers_and_states(qingfeng: Office) -> None:
    for facts in ("甲店无证经营", "乙店无证经营"):
        await qingfeng.refer("李强", "城关镇", facts)
    assert "1 移1 甲店无证经营" in await qingfeng.says("宋梅", "受理")
    await qingfeng.says("宋梅", "取消")
    asked = await qingfeng.says("宋梅", "受理", group=True)
    assert "1 移1 已送达，等待办理\n2 移2 已送达，等待办理" in asked
    assert "无证经营" not in asked


async def test_who_cannot_be_written_to_hears_where_the_rest_is(qingfeng: Office) -> None:
    await qingfeng.refer("李强", "城关镇")
    qingfeng._dispatch._unprompted = False
    assert await qingfeng.says("宋梅", "查 移1", group=True) == (
        "移1 已送达，等待办理。\n详情请在和机器人的私聊里发送“查 移1”查看。"
    )
    assert await qingfeng.says("宋梅", "受理 移1", group=True) == (
        "移1 已受理。\n详情请在和机器人的私聊里发送“查 移1”查看。"
    )
    assert await qingfeng.says("宋梅", "待办", group=True) == (
        "移1 已受理。\n详情请在和机器人的私聊里发送“待办”查看。"
    )
