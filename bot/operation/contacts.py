"""What is known about reaching people, by the profiles of the channels that are set up."""

from collections.abc import Collection

from bot.channels.base import ChannelProfile, WritesTo
from rules.reminders.reachability import Contact
from storage import Transaction


def contact(tx: Transaction, profiles: Collection[ChannelProfile]) -> Contact:
    """Who has written where, and who is refused where."""
    return Contact(
        titles={one.name: one.title for one in profiles},
        free=frozenset(one.name for one in profiles if one.writes_to is WritesTo.ANYBODY),
        after={one.name: one.hello for one in profiles if one.writes_to is WritesTo.WRITERS},
        written=tx.reach.written(),
        refused={(one.officer, one.channel): one.why for one in tx.reach.refusals()},
    )
