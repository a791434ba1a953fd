"""What must be read whole arrives whole: behind its card, or as text where no card is taken."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.base import Incoming, Later, Never, Outgoing, Reply
from bot.channels.wecom import cards
from bot.channels.wecom.aibot import AibotChannel
from bot.channels.wecom.app import AppChannel
from bot.channels.wecom.codes import BUSY, CONFIGURATION, LIMITED, NEVER, STALE_TOKEN, of_form
from bot.clock import VirtualClock
from bot.rehearsal.wecom import Emulator, Fault
from bot.settings import AppSettings
from rules.values.message import Button, Card, Message, Part

SCENE = "二号罐区有白色烟雾外冒，风向东南，" * 5 + "两名工人困在二楼值班室，请带防毒面具从北门进"
PHONES = tuple((f"值班{n}", f"第{n}人 1390000010{n}") for n in range(7))
CALL = Message(
    f"紧急通报 急1\n{SCENE}\n请直接打电话：\n"
    + "\n".join(f"{label}{words}" for label, words in PHONES)
    + "\n发送“确认 急1”即停止呼叫。",
    Card(
        title="紧急通报 急1",
        desc=SCENE[:59] + "…",
        lines=PHONES,
        note="您是城关镇主要领导。发送“确认 急1”即停止呼叫。",
        buttons=(Button("确认", "确认 急1", 1),),
        number="急1",
        version=1,
    ),
    (Part("急1 通报全文", (("", SCENE),)), Part("急1 请直接打电话", PHONES)),
)


def call(key: str = "k", **more: Any) -> Outgoing:
    return Outgoing(key, "li.qiang", group=False, message=CALL, **more)


async def test_the_app_s_card_is_followed_by_what_it_could_not_show(
    app: AppChannel, town: Any
) -> None:
    await app.send(call())
    card, behind = await town.shown()
    assert card["card"]["title"] == "紧急通报 急1"
    assert "全文见下一条消息。" in card["card"]["note"]
    assert behind["text"] == f"急1 通报全文：\n{SCENE}"
    assert "第6人 13900000106" in card["card"]["note"], "the seventh row is in the note"
    town.clean()


async def test_the_robot_s_card_is_followed_by_what_it_could_not_show(
    aibot: AibotChannel, town: Any
) -> None:
    await town.says("li.qiang", "bot", "待办")
    await aibot.send(call())
    _, card, behind = await town.shown()
    assert card["card"]["title"] == "紧急通报 急1"
    assert SCENE in behind["text"]
    town.clean()


async def test_what_a_card_shows_whole_is_not_said_twice(app: AppChannel, town: Any) -> None:
    short = "油罐泄漏"
    assert CALL.card is not None
    said = replace(
        CALL,
        card=replace(CALL.card, desc=short, lines=PHONES[:3]),
        whole=(Part("急1 通报全文", (("", short),)), Part("急1 请直接打电话", PHONES[:3])),
    )
    await app.send(replace(call(), message=said))
    [card] = await town.shown()
    assert "全文" not in card["card"]["note"]


async def test_a_platform_that_takes_no_cards_gets_the_text_in_the_same_pass(
    app_settings: AppSettings, clock: VirtualClock, ear: Any, town: Any
) -> None:
    """K2: keys are set, and the address of the callback was never saved in the console."""
    channel = AppChannel(app_settings, clock)
    await channel.start(ear.listen)
    try:
        await channel.send(call())
        [text] = await town.shown()
        assert SCENE in text["text"]
        assert all(words in text["text"] for _, words in PHONES)
        assert "发送“确认 急1”" in text["text"]
        assert "错误码40058" in channel.trouble, "the administrator hears what to repair"
    finally:
        await channel.close()


@pytest.mark.parametrize("code", [40058, 42014, 45008, 47001])
async def test_whatever_is_wrong_with_a_card_its_text_goes_out(
    app: AppChannel, emulator: Emulator, town: Any, code: int
) -> None:
    """An error code that nobody knows is no reason to say nothing either."""
    emulator.order(Fault("message/send", calls=1, errcode=code))
    await app.send(call())
    [text] = await town.shown()
    assert SCENE in text["text"]
    await app.send(call("later"))
    assert app.trouble == "", "the next card was taken"


@pytest.mark.parametrize("code", [81013, 45009, 60020, 85002])
async def test_a_refusal_that_is_not_about_the_card_stays_what_it_is(
    app: AppChannel, emulator: Emulator, town: Any, code: int
) -> None:
    emulator.order(Fault("message/send", calls=1, errcode=code))
    with pytest.raises((Never, Later)):
        await app.send(call())
    assert await town.shown() == []


def test_who_how_often_and_by_whom_are_not_the_card_s_form() -> None:
    about_others = {*BUSY, *CONFIGURATION, *STALE_TOKEN, LIMITED, 40003, 81013, 60011, 43004, 85002}
    assert not any(of_form(str(code)) for code in about_others)
    assert all(of_form(str(code)) for code in (40008, 40033, 40035, 40058, 42014, 42020, 45002))
    assert not any(of_form(word) for word in ("timeout", "rate", "closed", "connect", ""))
    assert not of_form("invaliduser")
    assert NEVER


async def test_the_robot_says_as_text_what_it_may_not_show(
    aibot: AibotChannel, emulator: Emulator, town: Any, ear: Any
) -> None:
    await town.says("li.qiang", "bot", "待办")
    emulator.order(Fault("aibot_send_msg", calls=1, errcode=40008))
    await aibot.send(call())
    assert SCENE in (await town.until(2))[1]["text"]
    assert "错误码40008" in aibot.trouble
    emulator.order(Fault("aibot_respond_msg", calls=1, errcode=40008))
    ear.answer = lambda _: Reply(CALL)
    await town.says("li.qiang", "bot", "紧急 城关镇 泄漏")
    answer = (await town.until(3))[2]
    assert SCENE in answer["text"]
    assert not answer.get("card")


async def test_an_answer_s_card_is_followed_too(aibot: AibotChannel, town: Any, ear: Any) -> None:
    ear.answer = lambda _: Reply(CALL)
    await town.says("li.qiang", "bot", "紧急 城关镇 泄漏")
    card, behind = await town.until(2)
    assert card["card"]["buttons"][0]["text"] == "确认"
    assert SCENE in behind["text"]
    assert aibot.trouble == ""


async def test_a_rest_that_was_not_taken_is_sent_again_behind_the_same_card(
    app: AppChannel, emulator: Emulator, town: Any
) -> None:
    assert CALL.card is not None
    shown = cards.draw(CALL.card, cards.task_id("k", "li.qiang"), cards.APP)
    assert shown is not None
    await app.send(replace(call(), message=Message("", CALL.card)))
    emulator.order(Fault("message/send", calls=1, errcode=42014))
    await app.send(call(again=True))
    texts = [one["text"] for one in await town.shown() if not one.get("card")]
    assert texts == [f"急1 通报全文：\n{SCENE}"]


async def test_an_answer_refused_for_frequency_is_handed_over(
    aibot_settings: Any, clock: VirtualClock, emulator: Emulator, town: Any, ear: Any
) -> None:
    """A-13: in a conversation of two; in a group there is nobody else to say it."""
    astray: list[tuple[Incoming, Message]] = []

    async def take(incoming: Incoming, message: Message) -> None:
        astray.append((incoming, message))

    channel = AibotChannel(aibot_settings, clock, astray=take)
    await channel.start(ear.listen)
    try:
        ear.answer = lambda _: Reply(CALL)
        emulator.order(Fault("aibot_respond_msg", calls=1, errcode=45009))
        await town.says("li.qiang", "bot", "紧急 城关镇 泄漏")
        await town.when(lambda: bool(astray))
        [(incoming, message)] = astray
        assert (incoming.text, message) == ("紧急 城关镇 泄漏", CALL)
    finally:
        await channel.close()


WORDS = st.text(
    st.sampled_from("甲乙丙丁戊己庚辛，。；0123456789"), min_size=1, max_size=300
).filter(lambda text: bool(text.strip()))
NAMES = st.text(st.sampled_from("王李张欧阳"), min_size=2, max_size=40)
MOBILES = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)


@given(
    scene=WORDS,
    people=st.lists(st.tuples(NAMES, MOBILES), max_size=9),
    note=st.text(st.sampled_from("依据期限，1390000010"), max_size=300),
)
def test_no_part_is_lost_and_no_number_is_cut(
    scene: str, people: list[tuple[str, str]], note: str
) -> None:
    rows = tuple((f"岗位{n}", f"{name} {mobile}") for n, (name, mobile) in enumerate(people))
    parts = (Part("全文", (("", scene),)), Part("电话", rows))
    card = Card("紧急通报 急1", scene, rows, note, (Button("确认", "确认 急1"),), "急1", 1)
    message = Message("\n".join([scene, *(value for _, value in rows)]), card, parts)
    known = {mobile for _, mobile in people}
    for dialect in (cards.APP, cards.AIBOT):
        drawn = cards.fit(message, "t", dialect)
        assert drawn.card is not None
        face = json.loads(json.dumps(drawn.card))
        values = [row["value"] for row in face.get("horizontal_content_list", ())]
        seen = [face["main_title"].get("desc", ""), face.get("sub_title_text", ""), *values]
        flat = [" ".join(words.split()) for words in (*seen, drawn.behind)]
        for part in parts:
            for _, words in part.rows:
                assert any(" ".join(words.split()) in one for one in flat)
        for value in values:
            digits = "".join(sign for sign in value if sign.isdigit())
            assert digits in known | {""}, "a number is there whole or not at all"
        assert len(face.get("sub_title_text", "")) <= dialect.note
    assert all(words in cards.in_full(message) for _, words in rows)
