"""Every platform, found by its folder being there, and held to a complete profile."""

import importlib
import pkgutil
from collections.abc import Iterable, Iterator
from functools import cache
from types import ModuleType

import bot.channels
from bot.channels.base import (
    Astray,
    Build,
    ChannelProfile,
    Platform,
    Rightful,
    WritesTo,
    always,
    lost,
)
from bot.clock import Clock
from bot.settings import Settings
from rules.values.kind import Incomplete


def folders() -> tuple[str, ...]:
    """Names of the platforms' folders."""
    found = pkgutil.iter_modules(bot.channels.__path__)
    return tuple(module.name for module in found if module.ispkg)


@cache
def profiles() -> tuple[ChannelProfile, ...]:
    """Of every channel there is, whether it is set up or not.

    Raises:
        Incomplete: a profile leaves something out, or two do not go together.
    """
    found = tuple(one for folder in folders() for one in _module(folder).PROFILES)
    if wrong := tuple(faults(found)):
        raise Incomplete("; ".join(wrong))
    return found


def platforms(
    settings: Settings, clock: Clock, *, rightful: Rightful = always, astray: Astray = lost
) -> tuple[Platform, ...]:
    """Every platform as far as the settings set it up; the arguments are those of `Build`.

    Raises:
        Incomplete: a profile leaves something out, or a channel has none.
    """
    known = profiles()
    made: list[Platform] = []
    for folder in folders():
        build: Build = _module(folder).build
        platform = build(settings, clock, rightful=rightful, astray=astray)
        for channel in platform.channels:
            profile = channel.profile
            if profile not in known:
                raise Incomplete(f"{folder} has a channel {profile.name} that PROFILES lacks")
            if (profile.card_life is None) is (profile.name in platform.relabels):
                raise Incomplete(f"{profile.name}: card_life and relabels do not agree")
        made.append(platform)
    return tuple(made)


def faults(found: Iterable[ChannelProfile]) -> Iterator[str]:
    """What the profiles leave out, or contradict each other in."""
    first: dict[str, ChannelProfile] = {}
    modes: set[tuple[str, str]] = set()
    preferred: dict[int, str] = {}
    for one in found:
        for field in ("name", "title", "product"):
            if not getattr(one, field):
                yield f"{one.name}: {field} is empty"
        if bool(one.hello) is not (one.writes_to is WritesTo.WRITERS):
            yield f"{one.name}: hello is for who has to write first, and only for that"
        same = first.setdefault(one.name, one)
        if _called(same) != _called(one):
            yield f"{one.name}: two channels have this name and are called differently"
        if (one.name, one.mode) in modes:
            yield f"{one.name}: two channels have this name and no mode tells them apart"
        modes.add((one.name, one.mode))
        other = preferred.setdefault(one.preference, one.name)
        if other != one.name:
            yield f"{one.name}: preferred exactly as {other}"


def _called(one: ChannelProfile) -> tuple[str, str, int]:
    """What two ways of connecting the same channel have in common."""
    return one.title, one.product, one.preference


def _module(folder: str) -> ModuleType:
    """The one module of a folder that is asked: `PROFILES` and `build`."""
    return importlib.import_module(f"{bot.channels.__name__}.{folder}.build")
