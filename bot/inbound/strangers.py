"""Who writes from an account that nobody knows: the directory is asked, then the account itself."""

import asyncio
import logging
from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.channels.base import Incoming, Later, Never, PlainIds, Reply
from bot.clock import Clock
from bot.recent import Recent
from handlers.bind import HOW, request
from handlers.language import parse_unit
from rules.values.errors import NotRegistered
from rules.values.message import Message
from storage import Transaction

log = logging.getLogger(__name__)

PATIENCE = 2.0
"""Seconds the platform gets; the person waits for an answer."""
AGAIN = timedelta(minutes=10)
"""When an id that could not be resolved is asked about once more."""
REMEMBERED = 1000
BIND = "绑定"


class Strangers:
    """Finds out who somebody is.

    Args:
        opaque: channels that may write somebody's id in a way that only the platform can read, by
            name, with what asks it; None where we may not ask.
        clock: when an id may be asked about again.
    """

    def __init__(self, opaque: Mapping[str, PlainIds | None], clock: Clock) -> None:
        self._opaque = opaque
        self._clock = clock
        self._asked: Recent[datetime] = Recent(REMEMBERED)

    def may_ask(self, incoming: Incoming) -> bool:
        """Whether the platform may know more, and was not asked just now."""
        if self._opaque.get(incoming.channel) is None:
            return False
        last = self._asked.get(incoming.sender)
        return last is None or self._clock.now() - last >= AGAIN

    async def userid(self, incoming: Incoming) -> str:
        """The userid behind an opaque id; "" where nobody can tell."""
        plain_ids = self._opaque.get(incoming.channel)
        if plain_ids is None or not self.may_ask(incoming):
            return ""
        now = self._clock.now()
        self._asked.put(incoming.sender, now)
        try:
            async with asyncio.timeout(PATIENCE):
                found = await plain_ids([incoming.sender])
        except (Later, Never, TimeoutError) as fault:
            log.warning("strangers.unresolved kind=%s", type(fault).__name__)
            return ""
        return found.get(incoming.sender, "").lower()

    def greet(self, tx: Transaction, incoming: Incoming, now: datetime) -> Reply:
        """One sentence for somebody unknown; or his request to be bound is taken."""
        return _greet(tx, incoming, now, how=HOW if incoming.channel in self._opaque else "")


def _greet(tx: Transaction, incoming: Incoming, now: datetime, *, how: str) -> Reply:
    """The same, with how to ask for being bound, where that may help."""
    tx.people.note_stranger(incoming.channel, incoming.sender, now)
    said = incoming.text.partition(BIND)[2].strip()
    if BIND in incoming.text and said:
        directory = tx.people.directory()
        named = [
            officer.name
            for officer in directory.officers.values()
            if officer.active and officer.name in said
        ]
        rest = said
        for name in named:
            rest = rest.replace(name, " ")
        match = parse_unit(rest, directory)
        where = "" if incoming.group else incoming.conversation
        units = match.unit_ids if match else ()
        sender = incoming.sender
        return request(said, units, incoming.channel, sender, where, directory, tx, now)
    return Reply(Message(f"{NotRegistered()}{how}"))
