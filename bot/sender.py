"""The outbox goes out: each person in order, people side by side, nothing lost, nothing twice."""

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from functools import partial

from bot.channels.base import Channel, Later, Mention, Never, Outgoing, Receipt
from bot.clock import Clock
from handlers.material import MATERIAL, material_of
from rules.errors import UnknownNumber
from rules.last_resort import EVERYBODY, GROUP_CALL
from rules.law import Law
from rules.material import Attachment
from rules.matter import Push, State
from rules.message import Message
from rules.people import Directory, Officer, Role
from rules.reminders import hold
from rules.wording import BEIJING
from storage import CardCopy, Posted, PushState, Refused, Storage, Transaction

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
LONGEST = 1800
"""Bytes of one merged text, below what every channel shows whole."""
FIRST_PAUSE, GROWTH = timedelta(seconds=1), 3
LONGEST_PAUSE, LONGEST_URGENT = timedelta(minutes=5), timedelta(seconds=15)
PATIENCE = timedelta(days=3)
"""How long a push is tried before a person must look after it."""
UNPROMPTED = ("app",)
"""Channels that may write to anybody of the county first, by the officer's own id."""
PREFERRED = ("app", "aibot")
LAST_RESORT = "webhook"
"""The channel that speaks to the county's group, when nobody could be told of an emergency."""
STUCK = 2
LONG_WAIT = timedelta(minutes=1)
"""After so many attempts at an emergency in vain, or when the next is so far off, the group is
called as well."""
OVERTAKEN = "overtaken"
REPORT = "unreachable"
DONE = frozenset({"met", "met_late", "void"})
CALLS = frozenset({"emergency"})
SUPERSEDED = frozenset({"emergency", "chase"})
"""Of these only the latest about one matter is sent, when several wait for one person."""
LINE_KINDS = frozenset({"reminder", "overdue", "escalation"})

OnDead = Callable[[Transaction, str, datetime], None]
"""Records, in the same transaction, that the matter of this number was not delivered after all."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where somebody can be written to: a channel and the person's id there.

    Attributes:
        mentions: of a group: who is called by name.
    """

    channel: str
    to: str
    mentions: tuple[Mention, ...] = ()


@dataclass(frozen=True, slots=True)
class _Letter:
    """One message to one person, for one push or several merged ones."""

    posted: tuple[Posted, ...]
    message: Message

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(one.push.key for one in self.posted)

    @property
    def urgent(self) -> bool:
        return self.posted[-1].push.urgent

    @property
    def key(self) -> str:
        more = len(self.posted) - 1
        return self.posted[-1].push.key + (f"+{more}" if more else "")


@dataclass(frozen=True, slots=True)
class _Bag:
    """Everything urgent, or everything else, that goes to one person now."""

    officer: str
    letters: tuple[_Letter, ...]
    places: tuple[_Place, ...]
    urgent: bool


@dataclass(frozen=True, slots=True)
class _Result:
    """What became of one letter: receipts where it was taken, else why not.

    Attributes:
        copies: cards that were shown and can be changed later.
        refusals: channels that will not take anything for this person, and why.
        took: channels that took it.
    """

    receipts: tuple[str, ...] = ()
    later: Later | None = None
    never: Never | None = None
    copies: tuple[CardCopy, ...] = ()
    refusals: tuple[tuple[str, Never], ...] = ()
    took: tuple[str, ...] = ()


class Sender:
    """Sends what is due in the outbox.

    Args:
        storage: the database.
        channels: by name.
        clock: what is due now.
        law: the policy and the calendar in force at the moment of asking.
        on_dead: see `OnDead`; called when nobody of the receiver could be reached.
        on_stuck: the same, called when an emergency is tried again and again in vain.
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
        owner: str = "sender",
    ) -> None:
        self._storage = storage
        self._channels = channels
        self._clock = clock
        self._law = law
        self._on_dead = on_dead
        self._on_stuck = on_stuck
        self._owner = owner
        self._woken = asyncio.Event()
        self._claiming = asyncio.Lock()
        self._gate = asyncio.Semaphore(AT_ONCE)
        self._turns: dict[tuple[str, bool], asyncio.Lock] = {}
        self._tasks: set[asyncio.Task[int]] = set()
        self._taken = 0
        self._running: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Take back what was being sent when the process ended, and begin to send."""
        released = await self._storage.run(lambda tx: tx.release(self._owner))
        if released:
            log.warning("sender.released count=%d", released)
        self._running = asyncio.create_task(self._run(), name="sender")
        self.wake()

    async def close(self) -> None:
        """Claim nothing more, finish what is being sent, and stop."""
        if self._running is not None:
            async with self._claiming:
                self._running.cancel()
            await asyncio.wait([self._running])
            self._running = None
        if self._tasks:
            await asyncio.wait(self._tasks)

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
        posted = tx.claim(now, LIMIT, self._owner, LEASE)
        if not posted:
            return None
        directory = tx.directory()
        by_person: dict[str, list[Posted]] = {}
        for one in posted:
            if _moot(tx, one.push):
                tx.dead(one.push.key, OVERTAKEN, "事项已经办理，不再提醒。", now)
            else:
                by_person.setdefault(one.push.to, []).append(one)
        return tuple(
            bag
            for person, waiting in by_person.items()
            for bag in self._bags(tx, directory.officers.get(person), waiting, now)
        )

    def _bags(
        self, tx: Transaction, officer: Officer | None, waiting: Sequence[Posted], now: datetime
    ) -> tuple[_Bag, _Bag]:
        """What is urgent for one person, and what is not."""
        person = waiting[0].push.to
        urgent = [one for one in waiting if one.push.urgent]
        calm = [one for one in waiting if not one.push.urgent]
        places = self._places(tx, officer)
        if person == EVERYBODY:
            places = self._group(tx, waiting)
        letters = [_Letter((one,), one.push.message) for one in calm]
        if officer is not None and calm:
            letters = self._calm_letters(tx, officer, calm, now)
        return (
            _Bag(person, tuple(_superseding(urgent)), places, urgent=True),
            _Bag(person, tuple(letters), places, urgent=False),
        )

    def _calm_letters(
        self, tx: Transaction, officer: Officer, calm: Sequence[Posted], now: datetime
    ) -> list[_Letter]:
        """Merge what is not urgent, within the person's hours and the day's number of messages."""
        law = self._law()
        opens = hold(now, officer, law.policy, law.calendar)
        keys = [one.push.key for one in calm]
        if opens > now:
            tx.retry(keys, opens, "hours")
            return []
        midnight = datetime.combine(now.astimezone(BEIJING).date(), time(), BEIJING)
        left = max(law.policy.daily - tx.sent_count(officer.id, midnight), 0)
        letters = _merged(calm)
        over = [key for letter in letters[left:] for key in letter.keys]
        if over:
            tomorrow = hold(midnight + timedelta(days=1), officer, law.policy, law.calendar)
            tx.retry(over, tomorrow, "budget")
        return letters[:left]

    def _places(self, tx: Transaction, officer: Officer | None) -> tuple[_Place, ...]:
        """Where a person can be written to, the preferred channel first."""
        if officer is None or not officer.active:
            return ()
        found: dict[str, str] = {name: officer.id for name in UNPROMPTED if name in self._channels}
        for address in tx.addresses(officer.id):
            known = address.channel in UNPROMPTED or address.reachable_since is not None
            if known and address.channel in self._channels:
                found[address.channel] = address.raw_id
        order = sorted(
            found, key=lambda n: PREFERRED.index(n) if n in PREFERRED else len(PREFERRED)
        )
        return tuple(_Place(name, found[name]) for name in order)

    def _group(self, tx: Transaction, waiting: Sequence[Posted]) -> tuple[_Place, ...]:
        """The group, with everybody called by name whom the matter did not reach."""
        if LAST_RESORT not in self._channels:
            return ()
        officers = tx.directory().officers
        missed = [
            one.push.to
            for number in dict.fromkeys(posted.push.number for posted in waiting)
            for one in tx.pushes_of(number)
            if one.push.kind in CALLS and one.state is not PushState.SENT
        ]
        mentions = tuple(
            Mention(person, officers[person].mobile)
            for person in dict.fromkeys(missed)
            if person in officers
        )
        return (_Place(LAST_RESORT, "", mentions),)

    # ---- send ----

    async def _serve(self, bag: _Bag) -> int:
        """Everything for one person, in order; how many pushes a channel took."""
        turn = self._turns.setdefault((bag.officer, bag.urgent), asyncio.Lock())
        taken = 0
        async with turn, nullcontext() if bag.urgent else self._gate:
            for place, letter in enumerate(bag.letters):
                try:
                    result = await self._send(letter, bag.places)
                    now = self._clock.now() + timedelta(microseconds=place)
                    write = partial(self._write, bag=bag, letter=letter, result=result, now=now)
                    await self._storage.run(write)
                except Exception:
                    log.exception("sender.letter_failed key=%s", letter.key)
                    continue
                taken += len(letter.posted) if result.receipts else 0
        self._taken += taken
        return taken

    async def _send(self, letter: _Letter, places: Sequence[_Place]) -> _Result:
        """Urgent on every channel there is, anything else on the first that takes it."""
        if letter.urgent and letter.posted[-1].push.kind != MATERIAL:
            results = await asyncio.gather(*(self._attempt(letter, place) for place in places))
            return _together(results)
        ready = sorted(places, key=lambda place: not self._channels[place.channel].ready())
        results = []
        for place in ready:
            result = await self._attempt(letter, place)
            results.append(result)
            if result.receipts or (result.later is not None and result.later.unsure):
                break
        return _together(results)

    async def _attempt(self, letter: _Letter, place: _Place) -> _Result:
        channel = self._channels[place.channel]
        if not channel.ready():
            return _Result(later=Later("not-ready", timedelta(0)))
        outgoing = Outgoing(
            key=letter.key,
            to=place.to,
            group=place.channel == LAST_RESORT,
            message=letter.message,
            again=any(one.again for one in letter.posted),
            mentions=place.mentions,
            attachment=await self._attachment(letter.posted[-1].push),
        )
        try:
            async with asyncio.timeout(TRY if outgoing.attachment is None else TRY_FILE):
                receipt = await channel.send(outgoing)
        except Later as later:
            return _Result(later=later)
        except Never as never:
            return _Result(never=never, refusals=((place.channel, never),))
        except TimeoutError:
            return _Result(later=Later("timeout", timedelta(0), unsure=True))
        except Exception:
            log.exception("sender.channel_failed channel=%s", place.channel)
            return _Result(later=Later("failed", timedelta(0), unsure=True))
        return _Result(
            receipts=(_receipt(place, receipt),),
            copies=_copies(letter, place, receipt),
            took=(place.channel,),
        )

    async def _attachment(self, push: Push) -> Attachment | None:
        """The file of a push that hands one over."""
        if push.kind != MATERIAL:
            return None
        seq = material_of(push.key)
        found = await self._storage.read(lambda tx: tx.material(seq))
        if found is None:
            return None
        material, content = found
        return Attachment(material.kind, material.name, content)

    # ---- record ----

    def _write(
        self, tx: Transaction, *, bag: _Bag, letter: _Letter, result: _Result, now: datetime
    ) -> None:
        """What became of a letter, in one transaction with what follows from it."""
        _note_refusals(tx, bag.officer, result, now)
        if result.receipts:
            tx.keep_copies(result.copies, now)
            tx.sent(letter.keys, now, ";".join(result.receipts))
            return
        late = now - min(one.push.at for one in letter.posted) > PATIENCE
        if result.later is not None and not late:
            wait = max(result.later.wait, _pause(letter))
            tx.retry(letter.keys, now + wait, result.later.code, unsure=result.later.unsure)
            self._stuck(tx, letter, wait, now)
            return
        code, why = _reason(result, bag.places)
        for one in letter.posted:
            tx.dead(one.push.key, code, why, now)
            log.warning("sender.dead key=%s code=%s", one.push.key, code)
        for number in {one.push.number for one in letter.posted if one.push.carries}:
            if tx.undelivered(number):
                self._on_dead(tx, number, now)
        self._report(tx, letter, why, now)

    def _stuck(self, tx: Transaction, letter: _Letter, wait: timedelta, now: datetime) -> None:
        """Nobody hears of an emergency because the channels do not work: call the group."""
        last = letter.posted[-1]
        in_vain = last.attempts >= STUCK or wait >= LONG_WAIT
        if self._on_stuck is None or last.push.kind not in CALLS or not in_vain:
            return
        self._on_stuck(tx, last.push.number, now)

    def _report(self, tx: Transaction, letter: _Letter, why: str, now: datetime) -> None:
        """Tell who keeps the address book that somebody is not reached; once a day a person."""
        last = letter.posted[-1].push
        if last.kind == REPORT:
            return
        directory, law = tx.directory(), self._law()
        day = now.astimezone(BEIJING).date()
        officer = directory.officers.get(last.to)
        who = f"{directory.unit_of(officer).short}{officer.name}" if officer else "群聊"
        numbers = "、".join(dict.fromkeys(one.push.number for one in letter.posted))
        about = f"涉及 {numbers}。" if numbers.strip("、") else ""
        message = Message(f"有提醒没有送到{who}：{why}{about}请核对通讯录，并用电话通知本人。")
        tx.post(
            Push(
                key=f":{REPORT}:{last.to}:{day}:{keeper.id}",
                to=keeper.id,
                number="",
                kind=REPORT,
                message=message,
                at=now if letter.urgent else hold(now, keeper, law.policy, law.calendar),
                urgent=letter.urgent,
            )
            for keeper in keepers(directory)
            if keeper.id != last.to
        )


def _moot(tx: Transaction, push: Push) -> bool:
    """Whether a reminder has nothing left to remind of: done in the time it waited."""
    if not push.number or push.kind not in LINE_KINDS | CALLS | {GROUP_CALL}:
        return False
    try:
        matter = tx.matter(push.number)
    except UnknownNumber:
        return False
    if push.kind in CALLS:
        return matter.state is not State.DELIVERED
    if push.kind == GROUP_CALL:
        return matter.state not in {State.DELIVERED, State.UNDELIVERED}
    duty = push.key.split(":")[1]
    met = any(line.duty == duty and line.status in DONE for line in tx.lines(push.number))
    return matter.closed or met


def _superseding(urgent: Iterable[Posted]) -> list[_Letter]:
    """One letter each; of several calls about one matter the latest speaks for all."""
    letters: list[_Letter] = []
    for one in urgent:
        if letters and one.push.kind in SUPERSEDED:
            last = letters[-1].posted[-1].push
            if (last.number, last.kind) == (one.push.number, one.push.kind):
                letters[-1] = _Letter((*letters[-1].posted, one), one.push.message)
                continue
        letters.append(_Letter((one,), one.push.message))
    return letters


def _merged(calm: Sequence[Posted]) -> list[_Letter]:
    """As few messages as hold everything; a single push keeps its card."""
    if len(calm) == 1:
        return [_Letter((calm[0],), calm[0].push.message)]
    full = [one.push.message.text for one in calm]
    texts = full if _size(full) <= LONGEST else [_brief(one.push.message) for one in calm]
    letters: list[_Letter] = []
    page: list[int] = []
    for n in range(len(calm)):
        if page and _size([texts[i] for i in (*page, n)]) > LONGEST:
            letters.append(_page(calm, texts, page))
            page = []
        page.append(n)
    letters.append(_page(calm, texts, page))
    return letters


def _page(calm: Sequence[Posted], texts: Sequence[str], page: Sequence[int]) -> _Letter:
    posted = tuple(calm[n] for n in page)
    if len(posted) == 1:
        return _Letter(posted, posted[0].push.message)
    return _Letter(posted, Message(_listed([texts[n] for n in page])))


def _listed(texts: Sequence[str]) -> str:
    items = "\n\n".join(f"{n}. {text}" for n, text in enumerate(texts, 1))
    return f"您有{len(texts)}条提醒：\n\n{items}"


def _size(texts: Sequence[str]) -> int:
    return len(_listed(texts).encode())


def _brief(message: Message) -> str:
    """The first line and the expected next step."""
    first = message.text.partition("\n")[0]
    buttons = message.card.buttons if message.card else ()
    return f"{first}\n可以发送“{buttons[0].says}”。" if buttons else first


def _together(results: Iterable[_Result]) -> _Result:
    """Taken by any is taken; worth another try by any is worth it."""
    found = _Result()
    for result in results:
        later = found.later
        if result.later is not None and (later is None or result.later.unsure):
            later = result.later
        found = replace(
            found,
            receipts=found.receipts + result.receipts,
            later=later,
            never=result.never or found.never,
            copies=found.copies + result.copies,
            refusals=found.refusals + result.refusals,
            took=found.took + result.took,
        )
    return found


def _pause(letter: _Letter) -> timedelta:
    """1, 3, 9 … seconds, up to minutes; never long for what is urgent."""
    factor: int = GROWTH ** min(max(one.attempts for one in letter.posted), 10)
    return min(FIRST_PAUSE * factor, LONGEST_URGENT if letter.urgent else LONGEST_PAUSE)


def _reason(result: _Result, places: Sequence[_Place]) -> tuple[str, str]:
    """Code and sentence for who must act."""
    if not places:
        return "no-address", "没有可用的接收方式，本人还没有和机器人对话过，或者已经停用。"
    if result.never is not None:
        return result.never.code, result.never.why
    code = result.later.code if result.later else "unknown"
    return code, "连续多日没有发送成功。"


def _note_refusals(tx: Transaction, officer: str, result: _Result, now: datetime) -> None:
    """Keep who is refused where, for whoever looks after the address book."""
    for channel, never in result.refusals:
        if never.personal:
            tx.refused(Refused(officer, channel, never.code, never.why, now))
    for channel in result.took:
        tx.taken(officer, channel)


def _copies(letter: _Letter, place: _Place, receipt: Receipt) -> tuple[CardCopy, ...]:
    """The card that was just shown, if it is about a matter and can be changed."""
    card = letter.message.card
    if not receipt.update_code or card is None or not card.number:
        return ()
    officer = letter.posted[-1].push.to
    return (
        CardCopy(receipt.update_code, place.channel, place.to, officer, card.number, card.version),
    )


def _receipt(place: _Place, receipt: Receipt) -> str:
    return ":".join(part for part in (place.channel, receipt.message_id) if part)


def keepers(directory: Directory) -> tuple[Officer, ...]:
    """Who keeps the address book: the administrators, or else the supervisors."""
    administrators = tuple(
        officer
        for officer in sorted(directory.officers.values(), key=lambda o: o.id)
        if officer.active and Role.ADMINISTRATOR in officer.roles
    )
    return administrators or directory.supervisors()
