"""Messages within WeCom's limits, readable, and with nothing lost unsaid."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.wecom import cards
from bot.rehearsal.wecom.cards import Dialect, Occasion, check
from bot.rehearsal.wecom.wire import Fields
from rules.values.message import Button, Card, Message

CARD = Card(
    title="移12 东关桥头小吃店无证经营",
    desc="城关镇移送",
    lines=(("来源", "城关镇"),),
    note="请在11月9日（周一）前答复。",
    buttons=(Button("受理", "受理 移12", 1),),
    number="移12",
    version=7,
)
WORDS = st.text(min_size=1).filter(lambda text: bool(text.strip()))
CARDS = st.builds(
    Card,
    title=WORDS,
    desc=st.text(),
    lines=st.lists(st.tuples(WORDS, st.text()), max_size=8).map(tuple),
    note=st.text(),
    buttons=st.lists(
        st.builds(Button, WORDS, WORDS, st.sampled_from([1, 2, 3])),
        min_size=1,
        max_size=6,
        unique_by=lambda button: button.says,
    ).map(tuple),
    number=st.text(max_size=5),
    version=st.integers(0, 10**9),
)


@given(card=CARDS)
def test_the_platform_takes_every_card_we_draw(card: Card) -> None:
    for dialect, theirs in ((cards.APP, Dialect.APP), (cards.AIBOT, Dialect.AIBOT)):
        drawn = cards.draw(card, cards.task_id("k", "li.qiang"), dialect)
        assert drawn is not None
        check(Fields(json.loads(json.dumps(drawn))), Occasion(theirs))


@given(card=CARDS, done=WORDS)
def test_the_platform_takes_every_settled_card(card: Card, done: str) -> None:
    drawn = cards.draw_done(card, done, cards.task_id("k", "li.qiang"), cards.AIBOT)
    assert drawn is not None
    check(Fields(json.loads(json.dumps(drawn))), Occasion(Dialect.AIBOT, update=True))


@given(says=st.text(), version=st.integers(0, 10**12))
def test_a_button_says_what_it_said(says: str, version: int) -> None:
    assert cards.read_button_key(cards.button_key(says, version)) == (says, version)


@pytest.mark.parametrize(
    "key", ["", "受理 移12", "a|b", "a|-1", f"a|{chr(0xFF11)}", "a|" + "9" * 30]
)
def test_a_foreign_key_is_taken_as_a_command(key: str) -> None:
    assert cards.read_button_key(key) == (key, 0)


def test_a_task_id_is_the_same_for_the_same_push_only() -> None:
    one = cards.task_id("移12/reply/day-1", "li.qiang")
    assert one == cards.task_id("移12/reply/day-1", "li.qiang")
    assert len({one, cards.task_id("移12/reply/day-0", "li.qiang"), cards.task_id("k", "x")}) == 3
    assert re.fullmatch(r"[0-9A-Za-z_@-]{1,128}", one)


def test_what_is_cut_shows_that_it_is() -> None:
    card = Card("甲" * 60, lines=(("联系人电话", "乙" * 40),), buttons=CARD.buttons)
    drawn = json.loads(json.dumps(cards.draw(card, "t", cards.APP)))
    assert drawn["main_title"]["title"] == "甲" * 35 + "…"
    [line] = drawn["horizontal_content_list"]
    assert (line["keyname"], line["value"]) == ("联系人电话", "乙" * 29 + "…")


def test_a_seventh_line_moves_into_the_note() -> None:
    card = Card(
        "移12",
        lines=tuple((f"第{n}项", str(n)) for n in range(1, 8)),
        note="其余见附件。",
        buttons=CARD.buttons,
    )
    drawn = json.loads(json.dumps(cards.draw(card, "t", cards.APP)))
    assert drawn["sub_title_text"] == "第7项：7\n其余见附件。"


@pytest.mark.parametrize(
    "buttons",
    [
        (),
        tuple(Button(str(n), f"查 移{n}") for n in range(7)),
        (Button("受理", "受理 移12"), Button("受理吧", "受理 移12")),
        (Button("移送", "移送 " + "长" * 400),),
        (Button(" ", "受理 移12"),),
    ],
)
def test_what_cannot_be_a_card_is_text_with_its_commands(buttons: tuple[Button, ...]) -> None:
    card = Card("移12", buttons=buttons)
    assert cards.draw(card, "t", cards.APP) is None
    text = "\n".join(cards.plain(Message("移12已送达。", card)))
    assert all(button.says in text for button in buttons)


def test_commands_that_the_text_names_are_not_repeated() -> None:
    message = Message("移12已送达。可以发送“受理 移12”。", CARD)
    assert cards.plain(message) == (message.text,)


def test_after_a_click_the_card_stays_readable() -> None:
    drawn = json.loads(json.dumps(cards.draw_done(CARD, "已受理 09:31", "t1", cards.AIBOT)))
    assert drawn["task_id"] == "t1"
    assert drawn["main_title"] == {"title": CARD.title, "desc": "已受理 09:31"}
    assert drawn["horizontal_content_list"] == [{"keyname": "来源", "value": "城关镇"}]
    [button] = drawn["button_list"]
    assert (button["text"], button["key"]) == ("查看", "查 移12|7")


def test_a_draft_that_was_sent_shows_its_matter_and_one_that_was_not_shows_nobody_s_list() -> None:
    """K4: pressing 已发出 in a group posted the to-do list of the presser's unit there."""
    draft = Card(
        "紧急通报草稿，确认后才发出", buttons=(Button("确认发出", "确认发出", 1),), version=5
    )
    sent = json.loads(json.dumps(cards.draw_done(draft, "已发出 09:00", "t1", cards.AIBOT, "急1")))
    assert sent["main_title"] == {"title": "急1 已发出 09:00"}
    assert [(b["text"], b["key"]) for b in sent["button_list"]] == [("查看", "查 急1|5")]
    gone = json.loads(json.dumps(cards.draw_done(draft, "已取消", "t1", cards.AIBOT)))
    assert gone["main_title"] == {"title": "已取消"}
    assert [(b["text"], b["key"]) for b in gone["button_list"]] == [("已取消", "取消|5")]


def test_stars_of_a_masked_telephone_survive_markdown() -> None:
    [shown] = cards.markdown(
        Message("联系 138****1234\n# 一\n> 二\n<font>三</font> [四](http://x)")
    )
    star, less = chr(0xFF0A), chr(0xFF1C)
    assert shown.splitlines() == [
        f"联系 138{star * 4}1234",
        chr(0xFF03) + " 一",
        chr(0xFF1E) + " 二",
        f"{less}font>三{less}/font> [四] (http://x)",
    ]


@given(text=WORDS)
def test_pieces_are_within_bytes_and_lose_no_words(text: str) -> None:
    pieces = cards.split(text, 40, parts=10_000)
    assert all(len(piece.encode()) <= 40 for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())


def test_what_does_not_fit_says_where_to_read_it() -> None:
    text = "".join(f"第{n}句话说到这里。" for n in range(1000))
    pieces = cards.plain(Message(text, Card("移12", number="移12")))
    assert len(pieces) == 3
    assert all(len(piece.encode()) <= cards.TEXT_BYTES for piece in pieces)
    assert all(piece.endswith("。") for piece in pieces)
    assert pieces[-1].endswith("这里。……\n内容较长，发送“查 移12”看全文。")
