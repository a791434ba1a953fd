"""What must be true of every command and every step, whoever adds one."""

import importlib
from pathlib import Path

import pytest

from bot.rehearsal.demo import sample
from handlers.command import Command
from handlers.language import parse
from handlers.queries.help import GROUPS
from handlers.registry import commands, modules
from rules.kinds import KINDS, MOVES
from rules.kinds.words import kind_word, step_word
from rules.values.kind import KindSpec, Step
from tests.rules.walk import COUNTIES, LAWS

COUNTY = sample("qingfeng")
MODULES = modules()
SAME = {"不予协助": "不予受理"}
"""Words that the parser takes for another command, which then goes by the kind of matter."""


def commands_of(module: str) -> tuple[Command, ...]:
    found: tuple[Command, ...] = importlib.import_module(module).COMMANDS
    return found


ALL = [command for module in MODULES for command in commands_of(module)]


@pytest.mark.parametrize("command", ALL, ids=lambda command: command.word)
def test_a_command_says_what_it_is_for(command: Command) -> None:
    assert command.usage.split()[0] == command.word
    assert command.about
    assert not command.about.endswith("。")
    assert command.group in {*GROUPS, ""}
    assert callable(command.run)


def test_no_two_commands_share_a_word() -> None:
    words = [word for command in ALL for word in (command.word, *command.also)]
    assert len(words) == len(set(words)) == len(commands())


@pytest.mark.parametrize("command", ALL, ids=lambda command: command.word)
def test_a_command_s_word_is_understood(command: Command) -> None:
    """Alone, and with what its usage says follows."""
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
            text = f"{word} {kind.prefix}1"
            understood = parse(text, directory=COUNTIES[county].directory, now=COUNTY.start)
            assert understood.command in commands(), text
            assert understood.number == f"{kind.prefix}1", text


@pytest.mark.parametrize("kind", list(KINDS.values()))
def test_a_kind_can_be_opened_by_the_county_s_own_word(kind: KindSpec) -> None:
    for county, law in LAWS.items():
        word = kind_word(kind, law.local)
        understood = parse(f"{word} 市监局", directory=COUNTIES[county].directory, now=COUNTY.start)
        assert understood.command in commands(), word
        assert [match.unit_ids for match in understood.units] == [("samr",)]


def test_each_command_is_named_in_some_test() -> None:
    """A command that no test sends is a command that nobody knows to work."""
    tests = Path(__file__).parent.parent
    told = "".join(file.read_text("utf-8") for file in sorted(tests.glob("handlers/test_*.py")))
    told += "".join(file.read_text("utf-8") for file in sorted(tests.glob("stories/*.*")))
    missing = [command.word for command in ALL if command.word not in told]
    assert missing == []
