"""Every command, found by being there."""

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache

import handlers
from handlers.command import Command

NOT_COMMANDS = frozenset({"command", "dialogue", "language", "queries", "registry"})


def modules() -> tuple[str, ...]:
    """Dotted names of the modules that have `COMMANDS`: each of this package and of `queries`."""
    places = (handlers.__name__, f"{handlers.__name__}.queries")
    return tuple(
        f"{place}.{module.name}"
        for place in places
        for module in pkgutil.iter_modules(importlib.import_module(place).__path__)
        if module.name not in NOT_COMMANDS
    )


@cache
def commands() -> Mapping[str, Command]:
    """Every command by its word."""
    found: dict[str, Command] = {}
    for module in modules():
        made: tuple[Command, ...] = importlib.import_module(module).COMMANDS
        for command in made:
            for word in (command.word, *command.also):
                found[word] = command
    return found
