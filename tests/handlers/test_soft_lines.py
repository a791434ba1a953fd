"""What 一般 or 原则上 stands before is no 期限 and is never called one (NG-35, 三（五）)."""

from collections.abc import AsyncIterator

import pytest

from tests.handlers.office import Office, open_office


@pytest.fixture
async def nangong(sqlite_url: str) -> AsyncIterator[Office]:
    async with open_office("nangong", sqlite_url) as office:
        yield office


async def test_a_soft_line_is_called_so_wherever_it_stands(nangong: Office) -> None:
    await nangong.says("耿丽", "协助 市监局 认定一批食品是否合格")
    reply = await nangong.reply("耿丽", "确认发出")
    assert reply.message is not None
    sent = reply.message.text
    row = "一般期限：市监局提出书面意见和相关证据材料并移交，6月25日（周四）24:00前，依据三（五）。"
    assert row in sent.split("\n")
    [arrival] = [push for push in await nangong.pushes("协1") if push.to == "an.ran"]
    assert (
        "请提出书面意见和相关证据材料并移交，一般期限6月25日（周四）24:00" in arrival.message.text
    )
    assert reply.message.card is not None
    assert "一般期限" not in reply.message.card.note, "the card's lines show it already"
    card = await nangong.pushed_card("安然", "协1")
    assert ("一般期限", "6月25日（周四）24:00前") in card.lines
    for words in (sent, arrival.message.text, card.note):
        assert "期限" not in words.replace("一般期限", "").replace("没有规定期限", "")
