"""What holds for any text whatever."""

import time
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.language import (
    guess_instant,
    parse,
    parse_date,
    parse_number,
    parse_people,
    parse_unit,
)
from tests.language.village import NOW, VILLAGE

_CORPUS = (Path(__file__).parent / "corpus.toml").read_text("utf-8")
_SAYINGS: list[str] = [entry["say"] for entry in tomllib.loads(_CORPUS)["message"]]
_WORDS = (
    "移送 移给 市监局 执法大队 城关 城关镇 派出所 省 县 清丰县 协助 请 紧急 受理 不予受理 "
    "移12 协3 急1 12 号 第 〔2026〕 今早 昨晚 4月3日 2月30日 25点 三点 半 下周三 到 至 前 "
    "5个工作日 李强 王敏 张三 @ ， 。 ？ 【 】 吗 没 嗯 那个 的 给"
)
_PIECES = st.lists(st.sampled_from(_WORDS.split()), max_size=12)


def _spoilt(say: str, at: int, noise: str) -> str:
    return say[:at] + noise + say[at:]


TEXTS = st.one_of(
    st.text(max_size=60),
    _PIECES.map("".join),
    _PIECES.map(" ".join),
    st.builds(_spoilt, st.sampled_from(_SAYINGS), st.integers(0, 40), st.text(max_size=8)),
)
"""Noise, words of the trade in any order, and real messages with noise in them."""


@given(TEXTS)
@settings(max_examples=400)
def test_nothing_raises_and_nothing_is_invented(text: str) -> None:
    said = parse(text, directory=VILLAGE, now=NOW)
    for match in said.units:
        assert match.unit_ids
        assert set(match.unit_ids) <= set(VILLAGE.units)
    assert set(said.people) <= set(VILLAGE.officers)
    assert all(name in said.text for name in said.names)
    assert said.when is None or (said.when <= NOW and said.when.tzinfo is not None)
    assert said.until is None or said.until >= NOW.date()
    assert said.when_text in said.text
    assert said.command is not None or not said.certain


@given(TEXTS)
def test_reading_again_what_was_read_gives_the_same(text: str) -> None:
    once = parse(text, directory=VILLAGE, now=NOW)
    assert parse(once.text, directory=VILLAGE, now=NOW) == once


@given(TEXTS, st.sampled_from([" ", "\u2005", "\u00a0", "\u3000"]))
def test_a_mention_in_front_changes_nothing(text: str, blank: str) -> None:
    plain = parse(text, directory=VILLAGE, now=NOW)
    assert parse(f"@执法协作{blank}{text}", directory=VILLAGE, now=NOW) == plain


@given(TEXTS)
def test_the_helpers_never_raise_either(text: str) -> None:
    guess = guess_instant(text, NOW)
    assert guess is None or guess.value <= NOW
    ahead, behind = parse_date(text, NOW), parse_date(text, NOW, past=True)
    assert ahead is None or ahead >= NOW.date()
    assert behind is None or behind <= NOW.date()
    match = parse_unit(text, VILLAGE)
    assert match is None or set(match.unit_ids) <= set(VILLAGE.units)
    ids, _ = parse_people(text, VILLAGE)
    assert set(ids) <= set(VILLAGE.officers)
    number = parse_number(text)
    assert number is None or number.lstrip("移协急").isdecimal()


@pytest.mark.parametrize(
    "word", ["请", "移", "移1", "市监局", "城关", "我们", "李强", "查看看", "4月"]
)
def test_one_word_two_thousand_characters_long_holds_nobody_up(word: str) -> None:
    """Patterns over typed text must not grow with the square of its length."""
    text = word * (2000 // len(word))
    before = time.process_time()
    for said in (text, f"移送 {text}", f"出发 {text}", f"移12 {text}"):
        parse(said, directory=VILLAGE, now=NOW)
    assert time.process_time() - before < 0.8
