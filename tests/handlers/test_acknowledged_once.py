"""An officer who heard no answer says it again; the record must not show it twice."""

from rules.values.facts import FactKind
from rules.values.people import Role
from tests.handlers.office import Office


async def test_a_second_acknowledgement_is_not_recorded(renqiu: Office) -> None:
    await renqiu.refer("韩雪", "市监局")
    await renqiu.says("梁静", "签收 移1")
    entries = await renqiu.entries("移1")
    assert await renqiu.says("梁静", "签收 移1") == "没有再次记录：移1 已经签收，不用重复发送。"
    assert await renqiu.entries("移1") == entries


async def test_who_gets_it_handed_on_acknowledges_anew(qingfeng: Office) -> None:
    await qingfeng.refer("宋梅", "市监局")
    await qingfeng.says("李强", "签收 移1")
    await qingfeng.says("李强", "转交 移1 住建局 属于住建局职责")
    matter = await qingfeng.matter("移1")
    [contact] = qingfeng.county.directory.with_role(matter.receiver, Role.LIAISON)
    assert "移1 已签收" in await qingfeng.says(contact.name, "签收 移1")
    facts = [fact.kind for fact in (await qingfeng.matter("移1")).facts]
    assert facts.count(FactKind.ACKNOWLEDGED) == 2
