"""Who of those that must be reached is not, on which channel, and what repairs it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from rules.values.people import Directory, Officer, Role

AHEAD = timedelta(days=14)
"""How far ahead the duty roster is looked at."""
LISTED = 20
"""How many people one message names."""


@dataclass(frozen=True, slots=True)
class Contact:
    """What is known about reaching people.

    Attributes:
        titles: what people call each channel.
        free: channels that may write to anybody of the county first.
        after: channels that may write to whoever has written there before, with what repairs it
            for somebody who has not.
        written: officer id to the channels on which he has written.
        refused: (officer id, channel) to the reason why the channel takes nothing for him.
    """

    titles: Mapping[str, str]
    free: frozenset[str]
    after: Mapping[str, str]
    written: Mapping[str, frozenset[str]]
    refused: Mapping[tuple[str, str], str]

    def channels(self, officer: str) -> frozenset[str]:
        """Where an officer can be reached now."""
        open_to = self.free | (self.after.keys() & self.written.get(officer, frozenset()))
        return frozenset(one for one in open_to if (officer, one) not in self.refused)


@dataclass(frozen=True, slots=True)
class Unreached:
    """Somebody who does not get everything he should.

    Attributes:
        nowhere: no channel reaches him.
        ways: one clause for each channel that does not, with what repairs it.
    """

    officer: Officer
    nowhere: bool
    ways: tuple[str, ...]


def must_be_reached(directory: Directory, now: datetime) -> tuple[Officer, ...]:
    """Liaisons, duty officers, and whoever is on a roster within the next two weeks."""
    on_roster = {
        shift.officer for shift in directory.shifts if shift.end > now and shift.start < now + AHEAD
    }
    wanted = {Role.LIAISON, Role.DUTY}
    return tuple(
        officer
        for officer in sorted(directory.officers.values(), key=lambda o: (o.unit, o.id))
        if officer.active and (officer.roles & wanted or officer.id in on_roster)
    )


def unreached(directory: Directory, contact: Contact, now: datetime) -> tuple[Unreached, ...]:
    """Everybody whom some channel refuses, or whom none reaches."""
    found: list[Unreached] = []
    for officer in must_be_reached(directory, now):
        ways = [
            f"{contact.titles[channel]}：{reason.rstrip('。')}"
            for (person, channel), reason in sorted(contact.refused.items())
            if person == officer.id and channel in contact.free | contact.after.keys()
        ]
        nowhere = not contact.channels(officer.id)
        if nowhere:
            written = contact.written.get(officer.id, frozenset())
            ways += [
                f"{contact.titles[channel]}：{contact.after[channel]}"
                for channel in sorted(contact.after.keys() - written)
            ]
        if ways or nowhere:
            found.append(Unreached(officer, nowhere, tuple(ways)))
    return tuple(found)


def onboarding(found: Iterable[Unreached], directory: Directory) -> str:
    """What a supervisor is told about it; "" when everybody is reached."""
    people = tuple(found)
    parts: list[str] = []
    for nowhere, head in (
        (True, "下列人员现在收不到任何提醒，交给他们的事项可能送不到："),
        (False, "下列人员有一个通道收不到，目前靠另一个通道提醒："),
    ):
        listed = [one for one in people if one.nowhere is nowhere]
        if not listed:
            continue
        parts.append(head)
        parts += [_row(one, directory) for one in listed[:LISTED]]
        if len(listed) > LISTED:
            parts.append(f"另有{len(listed) - LISTED}人，请让管理员运行 liaison check 查看。")
    return "\n".join(parts)


def _row(one: Unreached, directory: Directory) -> str:
    unit = directory.unit_of(one.officer).short
    how = "；".join(one.ways) or "没有可用的通道，请管理员检查通道设置"
    return f"{unit}{one.officer.name}：{how}。"
