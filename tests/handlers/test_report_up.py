"""报请: whoever decides hears of it, or the officer hears that nobody did (CZ-15, 第七条)."""

from rules.values.people import Role
from tests.handlers.office import Office

PAPER = (
    "通讯录里没有登记县人民政府的联系人，系统没有通知任何人。请把报请函和案卷材料书面送县人民政府。"
)


async def put_before_the_government(office: Office) -> str:
    await office.refer("韩雪", "市监局")
    return await office.says("梁静", "报请 移1 摊点归城管局管，电话13812345678")


async def test_the_governments_officer_hears_and_may_look(renqiu: Office) -> None:
    assert "已通知市政府尚伟。报请函和案卷材料仍按规定书面报送。" in (
        await put_before_the_government(renqiu)
    )
    [push] = [push for push in await renqiu.pushes("移1") if push.to == "shang.wei"]
    assert push.message.text == (
        "移1：市监局报请县人民政府决定由谁管辖（梁静，4月24日（周五）09:00）。\n"
        "移交（新华路街道→市监局）：某店无证经营，今天上午8点检查发现\n"
        "理由：摊点归城管局管，电话*******5678\n"
        "联系人：梁静 13900010401。\n"
        "依据《沧州协作办法》第七条。请把决定告知双方，由市监局登记结果。可以发送“查 移1”。"
    )
    assert (await renqiu.says("尚伟", "查 移1")).startswith("移1 已报请决定管辖")


async def test_without_anybody_there_it_goes_on_paper_and_is_said(renqiu: Office) -> None:
    await renqiu.change(shang_wei=False)
    assert PAPER in await put_before_the_government(renqiu)
    told = {push.to for push in await renqiu.pushes("移1") if push.kind == "step"}
    supervisors = {o.id for o in renqiu.county.directory.supervisors()}
    assert not told & supervisors, "the document does not name them"
    assert Role.SUPERVISOR in {r for o in renqiu.county.directory.supervisors() for r in o.roles}


async def test_the_government_sees_only_what_is_put_before_it(renqiu: Office) -> None:
    await renqiu.refer("韩雪", "市监局")
    assert (await renqiu.says("尚伟", "查 移1")).startswith("没有找到 移1")
    await renqiu.says("梁静", "报请 移1 摊点归城管局管")
    assert (await renqiu.says("尚伟", "受理 移1")).startswith("没有受理：移1 的这一步由")
