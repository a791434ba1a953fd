"""The command line's own words in Chinese: click's sentences by gettext, the rest by name."""

import copy
import gettext
import os
from collections.abc import Iterator
from pathlib import Path

import click

CATALOGUES = Path(__file__).parent.parent / "locale"
DOMAIN = "messages"
"""Where click looks its sentences up: it names no domain of its own."""
OPTIONS, COMMANDS = "[选项]", "命令 [参数]..."
TYPES = {
    "text": "文字",
    "integer": "整数",
    "integer range": "整数",
    "float": "数",
    "file": "文件",
    "directory": "文件夹",
    "path": "文件或文件夹",
}
"""What click calls the kinds of values, which it does not look up."""
ARGUMENTS = {"file": "文件", "number": "编号", "name": "规定"}
"""What stands for an argument in a line of usage, by the argument's name."""


def speak_chinese() -> None:
    """Let click take its sentences from our catalogue, whatever the machine's language is."""
    gettext.bindtextdomain(DOMAIN, str(CATALOGUES))
    os.environ["LANGUAGE"] = "zh"


def in_chinese(command: click.Command) -> click.Command:
    """The same command with Chinese in the places that click fills with English by itself."""
    for one in _within(command):
        one.options_metavar = OPTIONS
        if isinstance(one, click.Group):
            one.subcommand_metavar = COMMANDS
        for parameter in one.params:
            if parameter.type.name in TYPES:
                parameter.type = copy.copy(parameter.type)
                parameter.type.name = TYPES[parameter.type.name]
            if isinstance(parameter, click.Argument):
                parameter.metavar = ARGUMENTS.get(parameter.name or "", parameter.metavar)
    return command


def _within(command: click.Command) -> Iterator[click.Command]:
    yield command
    if isinstance(command, click.Group):
        for one in command.commands.values():
            yield from _within(one)
