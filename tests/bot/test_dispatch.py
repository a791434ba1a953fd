"""One message, one transaction: strangers, repeats, secrets, and what goes wrong inside."""

import re
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import pytest

from rules.values.errors import UnknownNumber
from storage import Storage, Transaction, open_storage
from tests.handlers.office import Office, open_office

T = TypeVar("T")
SENTENCE = "今天上午8点在东关桥头查到一家小吃店没有食品经营许可，移给市监局"


@pytest.fixture
async def office(sqlite_url: str) -> AsyncIterator[Office]:
    async with open_office("qingfeng", sqlite_url) as opened:
        yield opened


def bytes_on_disk(folder: Path) -> bytes:
    """Everything the database has written, its log included."""
    return b"".join(file.read_bytes() for file in sorted(folder.iterdir()) if file.is_file())


# ---- strangers ----


async def test_a_stranger_is_told_politely_and_only_the_id_is_kept(
    office: Office, tmp_path: Path
) -> None:
    assert await office.says("nobody.knows", "移送市监局 甲乙丙丁某店无证经营") == (
        "您还没有登记，暂时不能办理事项。请联系本单位联络员或县司法局登记姓名、单位后再试。"
    )
    kept = bytes_on_disk(tmp_path)
    assert b"nobody.knows" in kept
    assert "甲乙丙丁".encode() not in kept
    strangers = await office.storage.read(lambda tx: tx.people.strangers())
    assert [(one.channel, one.raw_id) for one in strangers] == [("app", "nobody.knows")]


async def test_who_has_left_is_a_stranger(office: Office) -> None:
    await office.change(song_mei=False)
    assert (await office.says("宋梅", "待办")).startswith("您还没有登记")


async def test_a_stranger_who_is_registered_meanwhile_is_answered(office: Office) -> None:
    await office.change(song_mei=False)
    await office.says("宋梅", "待办", message_id="x1")
    await office.change(song_mei=True)
    assert await office.says("宋梅", "待办", message_id="x1") == "城关镇没有在办事项。"


# ---- the same message again ----


async def test_the_same_message_again_gets_the_same_reply_and_does_nothing(
    office: Office,
) -> None:
    await office.says("田建国", SENTENCE)
    first = await office.reply("田建国", "确认发出", message_id="m-again")
    again = await office.reply("田建国", "确认发出", message_id="m-again")
    assert again == first
    assert len(await office.entries("移1")) == 1
    with pytest.raises(UnknownNumber):
        await office.matter("移2")


async def test_a_refusal_is_repeated_too(office: Office) -> None:
    first = await office.says("田建国", "受理 移1", message_id="m-refused")
    await office.refer("李强", "城关镇")
    assert await office.says("田建国", "受理 移1", message_id="m-refused") == first
    assert len(await office.entries("移1")) == 1


async def test_message_ids_are_a_channel_s_own(office: Office) -> None:
    await office.says("田建国", "待办", message_id="m-1")
    assert "协作助手" in await office.says("田建国", "帮助", message_id="m-1", group=True)


# ---- secrets ----


@pytest.mark.parametrize("place", ["group", "single"])
async def test_a_classified_message_is_refused_and_not_kept_anywhere(
    office: Office, tmp_path: Path, place: str, caplog: pytest.LogCaptureFixture
) -> None:
    """A28: nothing classified enters the database."""
    caplog.set_level(0)
    said = "【机密】青龙潭专案线索 移给市监局"
    assert (await office.says("宋梅", said, group=place == "group")).startswith(
        "没有记录：内容带有密级标志。"
    )
    await office.says("宋梅", "待办")
    kept = bytes_on_disk(tmp_path)
    assert "内容带有密级标志".encode() in kept, "the reply is kept, so the search can find things"
    assert "青龙潭".encode() not in kept
    assert "青龙潭" not in caplog.text


async def test_a_classified_answer_does_not_enter_a_dialogue(
    office: Office, tmp_path: Path
) -> None:
    await office.refer("李强", "城关镇")
    await office.says("宋梅", "不予受理 移1")
    assert (await office.says("宋梅", "密级：秘密 青龙潭专案")).startswith("没有记录")
    assert "青龙潭".encode() not in bytes_on_disk(tmp_path)
    assert "不予受理 移1" in await office.says("宋梅", "不属于本镇管辖")
    assert (await office.says("宋梅", "确认")).startswith("移1 不予受理")


async def test_logs_carry_no_text_and_no_name(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(0)
    await office.says("田建国", SENTENCE)
    await office.says("田建国", "确认发出")
    await office.says("田建国", "受理 移1")
    assert "小吃店" not in caplog.text
    assert "田建国" not in caplog.text


# ---- something goes wrong inside ----


async def test_a_defect_is_one_fixed_sentence_and_leaves_no_trace(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    """A dialogue that cannot be read any more stands for every defect."""
    later = office.clock.now() + timedelta(minutes=5)
    mine = ("tian.jianguo", "tian.jianguo")
    await office.storage.run(
        lambda tx: tx.conversations.save_dialogue(*mine, "not what was written", later)
    )
    answer = await office.says("田建国", "待办", message_id="m-broken")
    found = re.fullmatch(
        r"系统出了问题，这一条没有办理。请稍后再试，并把编号 ([0-9a-f]{6}) 告诉管理员。", answer
    )
    assert found is not None
    assert f"incident={found[1]}" in caplog.text
    await office.storage.run(lambda tx: tx.conversations.end_dialogue(*mine))
    answer = await office.says("田建国", "待办", message_id="m-broken")
    assert answer == "城关镇没有在办事项。", "what failed was not remembered as answered"


async def test_what_a_failed_message_began_is_undone(sqlite_url: str) -> None:
    """The commit fails after the referral was written; nothing of it stays."""
    async with open_office("qingfeng", sqlite_url) as office:
        await office.says("田建国", SENTENCE)
        real = office.storage.run

        async def run(work: Callable[[Transaction], T]) -> T:
            def then_break(tx: Transaction) -> T:
                work(tx)
                raise OSError("disk is full")

            return await real(then_break)

        office.storage.run = run  # type: ignore[method-assign]
        assert (await office.says("田建国", "确认发出")).startswith("系统出了问题")
        office.storage.run = real  # type: ignore[method-assign]
        with pytest.raises(UnknownNumber):
            await office.matter("移1")
        assert (await office.says("田建国", "确认发出")).startswith("移1 移交已送达市监局")


# ---- what is not understood ----

UNKNOWN = (
    "没有听懂，什么也没有办理。可以这样说：“移送 市监局 某店无证经营”“受理 移12”“待办”，"
    "或者发送“帮助”。"
)


@pytest.mark.parametrize("text", ["今天天气不错", "移1", "😀", "x" * 2000])
async def test_what_is_not_understood_is_said_to_be_so(office: Office, text: str) -> None:
    assert await office.says("田建国", text) == UNKNOWN


async def test_opening_the_conversation_greets(office: Office) -> None:
    reply = await office.reply("田建国", "", entered=True)
    assert reply.message is not None
    assert reply.message.text == (
        "您好，我是执法协作助手。直接说要办的事，或者发送“帮助”看看能办什么。"
    )


async def test_a_slip_is_asked_about_and_not_acted_on(office: Office) -> None:
    """首理 sounds like 受理, but nothing legal is done on a guess."""
    await office.refer("李强", "城关镇")
    assert await office.says("宋梅", "首理 移1") == (
        "您是要“受理 移1”吗？是的话请回复“是”，不是请回复“不是”。"
    )
    assert (await office.matter("移1")).entries == 1
    await office.taps("宋梅", "受理")
    assert (await office.matter("移1")).entries == 2


async def test_the_outbox_is_woken_when_something_was_left_in_it(office: Office) -> None:
    await office.says("田建国", "待办")
    await office.says("田建国", SENTENCE)
    assert office.woken == 0
    await office.says("田建国", "确认发出")
    assert office.woken == 1


# ---- after a restart ----


async def test_a_dialogue_survives_a_restart(sqlite_url: str) -> None:
    async with open_office("qingfeng", sqlite_url) as office:
        await office.says("田建国", "移送市监局 某店无证经营")
    again: Storage = open_storage(sqlite_url)
    try:
        office = Office(office.county, again)
        assert (await office.says("田建国", "今天上午8点", message_id="later")).startswith(
            "是投诉举报、信访，还是检查巡查发现的？"
        )
    finally:
        await again.close()
