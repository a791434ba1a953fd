"""Who looks after the program hears what it needs: a channel in trouble, people nobody reaches."""

import hashlib
import logging
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import partial

from bot.channels.base import Channel
from bot.clock import Clock
from bot.operation.anchoring import ANCHOR, Anchoring
from bot.operation.contacts import contact
from rules.in_force import Law
from rules.reminders.policy import hold
from rules.reminders.reachability import onboarding, unreached
from rules.values.dates import BEIJING
from rules.values.matter import Push
from rules.values.message import Message
from rules.values.people import Officer
from rules.values.push import PushKind
from storage import Storage, Transaction

log = logging.getLogger(__name__)


class Watch:
    """Looks once in a while, and says a thing once a day at the most.

    Args:
        storage: the outbox and who is reached.
        channels: by name.
        clock: what time it is.
        law: policy and calendar.
        anchoring: the head of the record, which may be in trouble too; None for none.
    """

    def __init__(
        self,
        storage: Storage,
        channels: Mapping[str, Channel],
        clock: Clock,
        law: Callable[[], Law],
        *,
        anchoring: Anchoring | None = None,
    ) -> None:
        self._storage = storage
        self._channels = channels
        self._clock = clock
        self._law = law
        self._anchoring = anchoring
        self._said: dict[str, str] = {}
        self._looked: date | None = None

    def troubles(self) -> Mapping[str, str]:
        """By channel what the administrator has to repair, as one Chinese sentence each.

        Under `ANCHOR` what keeps the head of the record from being kept.
        """
        found = {name: one.trouble for name, one in self._channels.items() if one.trouble}
        if self._anchoring is not None and self._anchoring.trouble:
            found[ANCHOR] = self._anchoring.trouble
        return found

    async def look(self) -> int:
        """Put what has to be said into the outbox; how many pushes were new."""
        now = self._clock.now()
        return await self._look_at_channels(now) + await self._look_at_people(now)

    async def _look_at_channels(self, now: datetime) -> int:
        day = str(now.astimezone(BEIJING).date())
        troubles = self.troubles()
        fresh = {n: t for n, t in troubles.items() if self._said.get(n) != f"{day} {t}"}
        if not fresh:
            return 0
        posted = await self._storage.run(partial(self._tell_troubles, fresh=fresh, now=now))
        self._said |= {name: f"{day} {trouble}" for name, trouble in fresh.items()}
        return posted

    def _tell_troubles(self, tx: Transaction, *, fresh: Mapping[str, str], now: datetime) -> int:
        day = now.astimezone(BEIJING).date()
        found: list[Push] = []
        for name, trouble in fresh.items():
            log.error("watch.trouble channel=%s", name)
            text = f"{trouble}收发和办理不受影响。"
            if name != ANCHOR:
                text = (
                    f"{self._channels[name].profile.title}出了故障，请尽快处理：{trouble}"
                    "修好之前，能走其他通道的改走其他通道；发不出去的都留着，修好后补发。"
                )
            key = f":{PushKind.TROUBLE}:{name}:{_digest(trouble)}:{day}"
            found += [
                self._push(f"{key}:{one.id}", one, PushKind.TROUBLE, text, now)
                for one in tx.people.directory().keepers()
            ]
        return tx.outbox.post(found)

    async def _look_at_people(self, now: datetime) -> int:
        """Once a day, as soon as a supervisor may be written to."""
        today = now.astimezone(BEIJING).date()
        if self._looked == today:
            return 0
        posted = await self._storage.run(partial(self._tell_unreached, now=now))
        if posted is None:
            return 0
        self._looked = today
        return posted

    def _tell_unreached(self, tx: Transaction, *, now: datetime) -> int | None:
        """None when it is not the hour for it."""
        directory, law = tx.people.directory(), self._law()
        supervisors = directory.supervisors()
        if any(hold(now, one, law.policy, law.calendar) > now for one in supervisors):
            return None
        profiles = [one.profile for one in self._channels.values()]
        found = unreached(directory, contact(tx, profiles), now)
        text = onboarding(found, directory)
        if not text:
            return 0
        today = now.astimezone(BEIJING).date()
        which = str(today) if any(one.nowhere for one in found) else _digest(text)
        return tx.outbox.post(
            self._push(
                f":{PushKind.ONBOARDING}:{which}:{one.id}", one, PushKind.ONBOARDING, text, now
            )
            for one in supervisors
        )

    def _push(self, key: str, to: Officer, kind: PushKind, text: str, now: datetime) -> Push:
        law = self._law()
        at = hold(now, to, law.policy, law.calendar)
        return Push(key=key, to=to.id, number="", kind=kind, message=Message(text), at=at)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
