"""What must be true of every command and every step, whoever adds one."""

import importlib
from pathlib import Path

import pytest

from bot.rehearsal.demo import sample
from handlers.command import Command, commands, modules
from handlers.language import parse
from handlers.queries.help import GROUPS
from rules.kinds.words import KINDS, PREFIXES, STATES, STEPS, kind_word, step_word
from rules.values.matter import MOVES, OPENING, Kind, Step
from tests.rules.walk import COUNTIES, LAWS

COUNTY = sample("qingfeng")
MODULES = modules()
SAME = {"不予协助": "不予受理"}
"""Words that the parser takes for another command, which then goes by the kind of matter."""


def command_of(module: str) -> Command:
    found: Command = importlib.import_module(module).COMMAND
    return found


@pytest.mark.parametrize("module", MODULES)
def test_a_command_says_what_it_is_for(module: str) -> None:
    command = command_of(module)
    assert command.usage.split()[0] == command.word
    assert command.about
    assert not command.about.endswith("。")
    assert command.group in {*GROUPS, ""}
    assert callable(command.run)


def test_no_two_commands_share_a_word() -> None:
    words = [w for module in MODULES for c in (command_of(module),) for w in (c.word, *c.also)]
    assert len(words) == len(set(words)) == len(commands())


@pytest.mark.parametrize("module", MODULES)
def test_a_command_s_word_is_understood(module: str) -> None:
    """Alone, and with what its usage says follows."""
    command = command_of(module)
    expected = SAME.get(command.word, command.word)
    typed = [command.word]
    if "<编号>" in command.usage:
        typed += [f"{command.word} 移1", f"{command.word}移1"]
    for text in typed:
        understood = parse(text, directory=COUNTY.directory, now=COUNTY.start)
        assert (understood.command, understood.certain) == (expected, True), text
        assert understood.command in commands()


@pytest.mark.parametrize("step", sorted({step for _, _, step in MOVES}))
def test_a_step_that_somebody_takes_has_a_command(step: Step) -> None:
    """The button's words are what can be typed, in every county's own words."""
    takers = {move.who for (_, _, one), move in MOVES.items() if one is step}
    if takers == {None}:
        return
    for county, law in LAWS.items():
        for kind in {kind for kind, _, one in MOVES if one is step}:
            word = step_word(step, kind, law.local)
            text = f"{word} {PREFIXES[kind]}1"
            understood = parse(text, directory=COUNTIES[county].directory, now=COUNTY.start)
            assert understood.command in commands(), text
            assert understood.number == f"{PREFIXES[kind]}1", text


@pytest.mark.parametrize("kind", list(Kind))
def test_a_kind_can_be_opened_by_the_county_s_own_word(kind: Kind) -> None:
    for county, law in LAWS.items():
        word = kind_word(kind, law.local)
        understood = parse(f"{word} 市监局", directory=COUNTIES[county].directory, now=COUNTY.start)
        assert understood.command in commands(), word
        assert [match.unit_ids for match in understood.units] == [("samr",)]


def test_every_word_of_the_office_is_there() -> None:
    assert set(KINDS) == set(PREFIXES) == set(OPENING) == set(Kind)
    assert set(STEPS) == set(Step)
    assert {state for _, state, _ in MOVES} | {move.to for move in MOVES.values()} <= set(STATES)


def test_each_command_is_named_in_some_test() -> None:
    """A command that no test sends is a command that nobody knows to work."""
    tests = Path(__file__).parent.parent
    told = "".join(file.read_text("utf-8") for file in sorted(tests.glob("handlers/test_*.py")))
    told += "".join(file.read_text("utf-8") for file in sorted(tests.glob("stories/*.*")))
    missing = [command_of(m).word for m in MODULES if command_of(m).word not in told]
    assert missing == []
