"""What officers type, and what it means: every message of corpus.toml."""

import re
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from handlers.language import parse
from rules.kinds.steps import STEPS
from rules.values.kind import Step
from tests.language.village import NOW, VILLAGE

CORPUS: list[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "corpus.toml").read_text("utf-8")
)["message"]


def understood(say: str, bot_name: str = "执法协作") -> dict[str, Any]:
    """A message as the corpus writes it down; what is empty is left out."""
    p = parse(say, directory=VILLAGE, now=NOW, bot_name=bot_name)
    when = f"{p.when:%Y-%m-%d %H:%M}{'~' if p.when_inferred else ''}" if p.when else None
    found: dict[str, Any] = {
        "command": p.command,
        "number": p.number,
        "others": list(p.others),
        "units": ["|".join(u.unit_ids) + ("" if u.exact else "~") for u in p.units],
        "unknown_unit": p.unknown_unit,
        "when": when,
        "until": p.until,
        "amount": f"{p.amount.number} {p.amount.unit}" if p.amount else None,
        "people": list(p.people),
        "names": list(p.names),
        "source": p.source,
        "rest": p.rest,
        "choice": p.choice,
        "frames": sorted(frame.value for frame in p.reading.frames),
    }
    kept = {key: value for key, value in found.items() if value}
    if p.command and not p.certain:
        kept["certain"] = False
    return kept


def expected(entry: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in entry.items() if key != "say"}


@pytest.mark.parametrize("entry", CORPUS, ids=lambda entry: entry["say"])
def test_a_message_is_understood(entry: dict[str, Any]) -> None:
    assert understood(entry["say"]) == expected(entry)


@pytest.mark.parametrize(
    "noise", ["@执法协作 {}", "@执法协作\u2005{}", "{} @执法协作", "{}\u00a0@执法协作\u2005"]
)
def test_a_mention_changes_nothing_wherever_it_stands(noise: str) -> None:
    wrong = [
        entry["say"]
        for entry in CORPUS
        if understood(noise.format(entry["say"])) != expected(entry)
    ]
    assert wrong == []


def test_full_width_letters_digits_and_blanks_change_nothing() -> None:
    wide = {code: code + 0xFEE0 for code in (*range(0x30, 0x3A), *range(0x41, 0x5B))} | {
        0x20: 0x3000
    }
    wrong = [
        entry["say"]
        for entry in CORPUS
        if understood(entry["say"].translate(wide)) != expected(entry)
    ]
    assert wrong == []


def test_the_bots_name_may_hold_blanks() -> None:
    assert understood("受理 @执法 协作 助手\u2005移12", "执法 协作 助手") == {
        "command": "受理",
        "number": "移12",
    }


def test_the_corpus_is_large_and_says_nothing_twice() -> None:
    sayings = [entry["say"] for entry in CORPUS]
    assert len(sayings) >= 150
    assert len(set(sayings)) == len(sayings)


@pytest.mark.parametrize(
    "word",
    [STEPS[step].word for step in Step if step not in {Step.FAIL, Step.RECOMPUTE, Step.ATTACH}],
)
def test_every_word_for_a_step_is_a_command(word: str) -> None:
    assert understood(f"{word} 移12")["command"] == word
    assert understood(f"{word} 移12")["number"] == "移12"


def test_no_expected_day_is_in_the_wrong_direction() -> None:
    """The corpus itself: what happened lies behind, what is announced lies ahead."""
    for entry in CORPUS:
        if "when" in entry:
            assert entry["when"].rstrip("~") <= f"{NOW:%Y-%m-%d %H:%M}", entry["say"]
        until = entry.get("until")
        assert until is None or (isinstance(until, date) and until >= NOW.date()), entry["say"]


def test_numbers_expected_are_canonical() -> None:
    assert all(re.fullmatch(r"[移协急]?[1-9][0-9]*", e["number"]) for e in CORPUS if "number" in e)
