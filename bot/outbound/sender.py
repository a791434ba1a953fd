"""The outbox goes out: each person in order, people side by side, nothing lost, nothing twice."""

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import nullcontext, suppress
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from functools import partial

from bot.channels.base import Channel, Later, Mention, Never, Outgoing, WritesTo
from bot.clock import Clock
from bot.outbound.batching import Letter, calm_letters, urgent_letters
from bot.outbound.delivery import (
    Deliveries,
    NotHandedOut,
    OnDead,
    Place,
    Result,
    copies_of,
    doubtful,
    receipt_of,
    together,
)
from bot.outbound.staleness import caught_up, lateness_of, moot, not_told_yet
from rules.decisions.reminders import hold
from rules.in_force import Law
from rules.reminders.lateness import is_late
from rules.texts.last_resort import EVERYBODY
from rules.values.dates import BEIJING
from rules.values.evidence import WORDS as EVIDENCE
from rules.values.evidence import Change, refused
from rules.values.material import Attachment, Material
from rules.values.matter import Push
from rules.values.people import Officer
from storage import Posted, PushState, Storage, Transaction

log = logging.getLogger(__name__)

LIMIT = 16
"""How many urgent pushes, or people, are claimed at a time."""
UNDER_WAY = 32
"""How many people may be waited for before nothing more is claimed."""
LEASE = timedelta(minutes=3)
TRY = 20.0
"""Seconds after which an attempt is taken for broken; with all that wait, within the lease."""
TRY_FILE = 120.0
"""The same for a file."""
AT_ONCE = 16
"""How many people are written to side by side; emergencies do not queue for a place."""
STUBBORN = 4
"""After so many attempts in vain a push holds up nothing else for the same person."""
OVERTAKEN = "overtaken"


@dataclass(frozen=True, slots=True)
class _Bag:
    """Everything urgent, or everything else, that goes to one person now.

    Attributes:
        claim: the number of the claim it was taken in.
    """

    officer: str
    letters: tuple[Letter, ...]
    places: tuple[Place, ...]
    urgent: bool
    claim: int


class Sender:
    """Sends what is due in the outbox.

    Args:
        storage: the database.
        channels: by name.
        clock: what is due now.
        law: the policy and the calendar in force at the moment of asking.
        on_dead: see `OnDead`; called when nobody of the receiver could be reached.
        on_stuck: the same, called when an emergency is tried again and again in vain.
        on_taken: the same, called when a channel has taken what delivers an emergency.
        owner: which process this is; `start` takes back what this owner was sending.
    """

    def __init__(
        self,
        storage: Storage,
        channels: Mapping[str, Channel],
        clock: Clock,
        law: Callable[[], Law],
        on_dead: OnDead,
        *,
        on_stuck: OnDead | None = None,
        on_taken: OnDead | None = None,
        owner: str = "sender",
    ) -> None:
        self._storage = storage
        self._channels = channels
        self._clock = clock
        self._law = law
        self._deliveries = Deliveries(law, on_dead, on_stuck, on_taken)
        self._owner = owner
        self._woken = asyncio.Event()
        self._claiming = asyncio.Lock()
        self._gate = asyncio.Semaphore(AT_ONCE)
        self._turns: dict[tuple[str, bool], asyncio.Lock] = {}
        self._claims = 0
        self._failed: dict[tuple[str, bool], tuple[int, datetime]] = {}
        self._tasks: set[asyncio.Task[int]] = set()
        self._taken = 0
        self._running: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Take back what was being sent when the process ended, and begin to send."""
        released = await self._storage.run(lambda tx: tx.outbox.release(self._owner))
        if released:
            log.warning("sender.released count=%d", released)
        self._running = asyncio.create_task(self._run(), name="sender")
        self.wake()

    async def close(self, grace: float | None = None) -> None:
        """Claim nothing more, finish what is being sent, and stop.

        Args:
            grace: seconds for that; what is not through by then is sent again by whoever starts
                next, as what may have gone through already. None waits for all of it.
        """
        with suppress(TimeoutError):
            async with asyncio.timeout(grace):
                if self._running is not None:
                    async with self._claiming:
                        self._running.cancel()
                    await asyncio.wait([self._running])
                if self._tasks:
                    await asyncio.wait(self._tasks)
        await self.abort()

    async def abort(self) -> None:
        """Stop at once. What was being sent is taken back by whoever starts next."""
        tasks = {*self._tasks, *([self._running] if self._running else [])}
        self._running = None
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def wake(self) -> None:
        """There may be something to send."""
        self._woken.set()

    async def drain(self) -> int:
        """Send until nothing is due at the clock's present instant; how many pushes went out."""
        before = self._taken
        while await self._begin() is not None or self._tasks:
            if self._tasks:
                await asyncio.wait(self._tasks)
        return self._taken - before

    async def run_once(self) -> int:
        """One claim and all that comes of it; how many pushes a channel took."""
        return sum(await asyncio.gather(*(await self._begin() or ())))

    async def _run(self) -> None:
        """Claim whenever woken. Slow people are not waited for: an emergency goes past them."""
        while True:
            await self._woken.wait()
            self._woken.clear()
            try:
                while await self._begin() is not None:
                    pass
            except Exception:
                log.exception("sender.failed")

    async def _begin(self) -> tuple[asyncio.Task[int], ...] | None:
        """One claim, and a task for each person; None when nothing was due."""
        async with self._claiming:
            while len(self._tasks) >= UNDER_WAY:
                await asyncio.wait(self._tasks, return_when=asyncio.FIRST_COMPLETED)
            self._claims += 1
            bags = await self._storage.run(partial(self._claim, now=self._clock.now()))
            if bags is None:
                return None
            tasks = tuple(
                asyncio.create_task(self._serve(bag), name=f"sender:{bag.officer}")
                for bag in bags
                if bag.letters
            )
            for task in tasks:
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)
            return tasks

    # ---- claim ----

    def _claim(self, tx: Transaction, *, now: datetime) -> tuple[_Bag, ...] | None:
        """Take what is due, and put off what must wait. Committed before anything is sent."""
        posted = tx.outbox.claim(now, LIMIT, self._owner, LEASE)
        if not posted:
            return None
        directory = tx.people.directory()
        by_person: dict[str, list[Posted]] = {}
        for one in posted:
            if moot(tx, one.push):
                tx.outbox.dead(one.push.key, OVERTAKEN, "事项已经办理，不再提醒。", now)
            else:
                by_person.setdefault(one.push.to, []).append(self._as_it_stands(tx, one, now))
        return tuple(
            bag
            for person, waiting in by_person.items()
            for bag in self._bags(tx, directory.officers.get(person), waiting, now)
        )

    def _as_it_stands(self, tx: Transaction, one: Posted, now: datetime) -> Posted:
        """What waited, brought up to date; a repeat as of the attempt that it repeats."""
        then = one.tried_at or now if one.again else now
        push = not_told_yet(tx, one.push)
        return replace(one, push=caught_up(tx, push, self._law(), then))

    def _bags(
        self, tx: Transaction, officer: Officer | None, waiting: Sequence[Posted], now: datetime
    ) -> tuple[_Bag, _Bag]:
        """What is urgent for one person, and what is not."""
        person = waiting[0].push.to
        urgent = [one for one in waiting if one.push.urgent]
        calm = [one for one in waiting if not one.push.urgent]
        late = partial(lateness_of, tx)
        places = self._places(tx, officer)
        if person == EVERYBODY:
            places = self._group(tx, waiting)
        if officer is not None and calm:
            letters = self._calm_letters(tx, officer, calm, now)
        else:
            letters = [Letter((one,), one.push.message) for one in calm]
        return (
            _Bag(person, tuple(urgent_letters(urgent, late, now)), places, True, self._claims),  # noqa: FBT003
            _Bag(person, tuple(letters), places, False, self._claims),  # noqa: FBT003
        )

    def _calm_letters(
        self, tx: Transaction, officer: Officer, calm: Sequence[Posted], now: datetime
    ) -> list[Letter]:
        """Merge what is not urgent, within the person's hours and the day's number of messages."""
        law = self._law()
        opens = hold(now, officer, law.policy, law.calendar)
        if opens > now:
            _hold(tx, calm, opens, "hours", now)
            return []
        midnight = datetime.combine(now.astimezone(BEIJING).date(), time(), BEIJING)
        left = max(law.policy.daily - tx.outbox.sent_count(officer.id, midnight), 0)
        letters = calm_letters(calm, partial(lateness_of, tx), now)
        over = [one for letter in letters[left:] for one in letter.posted]
        if over:
            tomorrow = hold(midnight + timedelta(days=1), officer, law.policy, law.calendar)
            _hold(tx, over, tomorrow, "budget", now)
        return letters[:left]

    def _places(self, tx: Transaction, officer: Officer | None) -> tuple[Place, ...]:
        """Where a person can be written to, the preferred channel first."""
        if officer is None or not officer.active:
            return ()
        free = self._that_write_to(WritesTo.ANYBODY)
        found = dict.fromkeys(free, officer.id)
        for address in tx.people.addresses(officer.id):
            known = address.channel in free or address.reachable_since is not None
            if known and address.channel in self._channels:
                found[address.channel] = address.raw_id
        order = sorted(found, key=lambda name: self._channels[name].profile.preference)
        return tuple(Place(name, found[name]) for name in order)

    def _group(self, tx: Transaction, waiting: Sequence[Posted]) -> tuple[Place, ...]:
        """The group, with everybody called by name whom the matter did not reach."""
        groups = self._that_write_to(WritesTo.GROUP)
        if not groups:
            return ()
        officers = tx.people.directory().officers
        missed = [
            one.push.to
            for number in dict.fromkeys(
                posted.push.number for posted in waiting if posted.push.kind.spec.group
            )
            for one in tx.outbox.about(number)
            if one.push.kind.spec.calls and one.state is not PushState.SENT
        ]
        mentions = tuple(
            Mention(person, officers[person].mobile)
            for person in dict.fromkeys(missed)
            if person in officers and officers[person].active
        )
        return tuple(Place(name, "", mentions) for name in groups)

    def _that_write_to(self, whom: WritesTo) -> tuple[str, ...]:
        """Names of the channels whose profile says so."""
        return tuple(n for n, one in self._channels.items() if one.profile.writes_to is whom)

    # ---- send ----

    async def _serve(self, bag: _Bag) -> int:
        """Everything for one person, in order; how many pushes a channel took.

        What was claimed before an earlier message failed waits until that one is tried again.
        """
        slot = (bag.officer, bag.urgent)
        turn = self._turns.setdefault(slot, asyncio.Lock())
        taken = 0
        async with turn, nullcontext() if bag.urgent else self._gate:
            for place, letter in enumerate(bag.letters):
                claim, until = self._failed.get(slot, (0, None))
                try:
                    if until is not None and bag.claim <= claim:
                        put_back = partial(_put_back, letter=letter, until=until)
                        await self._storage.run(put_back)
                        continue
                    result = await self._send(letter, bag.places)
                    now = self._clock.now() + timedelta(microseconds=place)
                    write = partial(
                        self._deliveries.write,
                        officer=bag.officer,
                        places=bag.places,
                        letter=letter,
                        result=result,
                        now=now,
                    )
                    again_at = await self._storage.run(write)
                except Exception:
                    log.exception("sender.letter_failed key=%s", letter.key)
                    continue
                taken += len(letter.posted) if result.receipts else 0
                if again_at is not None and letter.attempts < STUBBORN:
                    self._failed[slot] = (self._claims, again_at)
        self._taken += taken
        return taken

    async def _send(self, letter: Letter, places: Sequence[Place]) -> Result:
        """Urgent on every channel there is, anything else on the first that takes it.

        So are files and answers, which are urgent only in that they wait for no hour.

        What may have gone through is tried there again first: a repeat is least seen there.
        """
        if letter.urgent and not letter.posted[-1].push.kind.spec.answers:
            results = await asyncio.gather(*(self._attempt(letter, place) for place in places))
            return together(results)
        ready = sorted(
            places,
            key=lambda place: (
                not self._channels[place.channel].ready(),
                place.channel not in letter.tried_on,
            ),
        )
        results = []
        for place in ready:
            result = await self._attempt(letter, place)
            results.append(result)
            if result.receipts or (result.later is not None and result.later.unsure):
                break
        return together(results)

    async def _attempt(self, letter: Letter, place: Place) -> Result:
        channel = self._channels[place.channel]
        if not channel.ready():
            return Result(later=Later("not-ready", timedelta(0)))
        elsewhere = bool(letter.tried_on) and place.channel not in letter.tried_on
        try:
            outgoing = Outgoing(
                key=letter.key,
                to=place.to,
                group=channel.profile.writes_to is WritesTo.GROUP,
                message=letter.message,
                again=letter.again,
                mentions=place.mentions,
                attachment=await self._attachment(letter.posted[-1].push),
                late=letter.late,
                late_before=letter.late_before,
                elsewhere=elsewhere and not letter.urgent,
            )
            async with asyncio.timeout(TRY if outgoing.attachment is None else TRY_FILE):
                receipt = await channel.send(outgoing)
        except Later as later:
            return Result(later=later, doubts=(place.channel,) if later.unsure else ())
        except Never as never:
            return Result(never=never, refusals=((place.channel, never),))
        except TimeoutError:
            return doubtful("timeout", place)
        except Exception:
            log.exception("sender.channel_failed channel=%s", place.channel)
            return doubtful("failed", place)
        life = channel.profile.card_life or timedelta(0)
        return Result(
            receipts=(receipt_of(place, receipt),),
            copies=copies_of(letter, place, receipt, self._clock.now() + life),
            took=(place.channel,),
        )

    async def _attachment(self, push: Push) -> Attachment | None:
        """The file of a push that hands one over, once it was held against the record.

        Raises:
            Never: it is not what was taken in, or is gone; it is not handed out.
        """
        if not push.kind.spec.file:
            return None
        found, wrong = await self._storage.read(partial(_held, seq=push.about.material))
        if found is None or wrong is not None:
            raise NotHandedOut(EVIDENCE[wrong or Change.MISSING])
        material, content = found
        return Attachment(material.kind, material.name, content)


def _held(
    tx: Transaction, *, seq: int | None
) -> tuple[tuple[Material, bytes] | None, Change | None]:
    """A file with its content, and what is wrong with it; None for nothing."""
    found = None if seq is None else tx.materials.get(seq)
    if found is None:
        return None, None
    material, content = found
    of_matter = tx.materials.of(material.number)
    return found, refused(material, content, of_matter, tx.matters.entries(material.number))


def _hold(
    tx: Transaction, posted: Iterable[Posted], until: datetime, code: str, now: datetime
) -> None:
    """To be said later on purpose; what is late already keeps its time, and says so then."""
    for one in posted:
        if is_late(one.push, now):
            tx.outbox.retry([one.push.key], until, code)
        else:
            tx.outbox.hold(one.push.key, until, code)


def _put_back(tx: Transaction, *, letter: Letter, until: datetime) -> None:
    """Not tried: something earlier for the same person comes first."""
    tx.outbox.retry(letter.keys, until, "order")
