"""What became of a letter: sent, tried again, or dead, and who is told of it."""

import logging
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.channels.base import Later, Mention, Never, Receipt
from bot.outbound.batching import Letter
from rules.decisions.reminders import hold
from rules.in_force import Law
from rules.values.dates import BEIJING
from rules.values.errors import Unreadable
from rules.values.matter import Push
from rules.values.message import Message
from rules.values.people import Directory
from rules.values.push import PushKind
from storage import CardCopy, Refused, Transaction

log = logging.getLogger(__name__)

FIRST_PAUSE, GROWTH = timedelta(seconds=1), 3
LONGEST_PAUSE, LONGEST_URGENT = timedelta(minutes=5), timedelta(seconds=15)
PATIENCE = timedelta(days=3)
"""How long a push is tried before a person must look after it."""
STUCK = 2
LONG_WAIT = timedelta(minutes=1)
"""After so many attempts at an emergency in vain, or when the next is so far off, the group is
called as well."""

OnDead = Callable[[Transaction, str, datetime], None]
"""Records, in the same transaction, that the matter of this number was not delivered after all."""


class NotHandedOut(Never):
    """A file is not what the record says; no channel was asked.

    Attributes:
        wrong: what is wrong with it, a few Chinese words.
    """

    def __init__(self, wrong: str) -> None:
        reason = f"{wrong}。已告诉管理员，请先不要使用这份材料。"
        super().__init__("file-changed", reason, head="没有发给您：")
        self.wrong = wrong


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody can be written to: a channel and the person's id there.

    Attributes:
        mentions: of a group: who is called by name.
    """

    channel: str
    to: str
    mentions: tuple[Mention, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one letter: receipts where it was taken, else why not.

    Attributes:
        copies: cards that were shown and can be changed later.
        refusals: channels that will not take anything for this person, and why.
        took: channels that took it.
        doubts: channels on which it may have gone through all the same.
    """

    receipts: tuple[str, ...] = ()
    later: Later | None = None
    never: Never | None = None
    copies: tuple[CardCopy, ...] = ()
    refusals: tuple[tuple[str, Never], ...] = ()
    took: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()


class Deliveries:
    """Writes what became of a letter, in one transaction with what follows from it.

    Args:
        law: the policy and the calendar in force at the moment of asking.
        on_dead: see `OnDead`; called when nobody of the receiver could be reached.
        on_stuck: the same, called when an emergency is tried again and again in vain.
        on_taken: the same, called when a channel has taken what delivers an emergency.
    """

    def __init__(
        self,
        law: Callable[[], Law],
        on_dead: OnDead,
        on_stuck: OnDead | None,
        on_taken: OnDead | None,
    ) -> None:
        self._law = law
        self._on_dead = on_dead
        self._on_stuck = on_stuck
        self._on_taken = on_taken

    def write(
        self,
        tx: Transaction,
        *,
        officer: str,
        places: Sequence[Place],
        letter: Letter,
        result: Result,
        now: datetime,
    ) -> datetime | None:
        """What became of a letter to an officer, in one transaction with what follows from it.

        Returns:
            When it is tried again; None for never.
        """
        _note_refusals(tx, officer, result, now)
        if result.receipts:
            tx.reach.keep_copies(result.copies, now)
            tx.outbox.sent(letter.keys, now, ";".join(result.receipts))
            self._taken(tx, letter, now)
            return None
        late = now - min(one.push.at for one in letter.posted) > PATIENCE
        if result.later is not None and not late:
            wait = max(result.later.wait, _pause(letter))
            tried_on = ";".join(sorted(letter.tried_on.union(result.doubts)))
            tx.outbox.retry(letter.keys, now + wait, result.later.code, tried_on=tried_on)
            self._stuck(tx, letter, wait, now)
            return now + wait
        code, why = _reason(result, places)
        for one in letter.posted:
            tx.outbox.dead(one.push.key, code, why, now)
            log.warning("sender.dead key=%s code=%s", one.push.key, code)
        for number in {one.push.number for one in letter.posted if one.push.carries}:
            if tx.outbox.undelivered(number):
                with suppress(Unreadable):
                    self._on_dead(tx, number, now)
        if result.never is not None and not result.never.personal:
            with suppress(Unreadable):
                _tell_author(tx, letter, why, now)
        if isinstance(result.never, NotHandedOut):
            self._report_file(tx, letter.posted[-1].push, result.never.wrong, now)
        else:
            self._report(tx, letter, why, now)
        return None

    def _taken(self, tx: Transaction, letter: Letter, now: datetime) -> None:
        """What delivers an emergency has arrived, whatever was known before."""
        if self._on_taken is None:
            return
        carrying = {
            one.push.number
            for one in letter.posted
            if one.push.carries and one.push.kind.spec.calls
        }
        for number in carrying:
            with suppress(Unreadable):
                self._on_taken(tx, number, now)

    def _stuck(self, tx: Transaction, letter: Letter, wait: timedelta, now: datetime) -> None:
        """Nobody hears of an emergency because the channels do not work: call the group."""
        last = letter.posted[-1]
        in_vain = last.attempts >= STUCK or wait >= LONG_WAIT
        if self._on_stuck is None or not (last.push.kind.spec.calls and in_vain):
            return
        with suppress(Unreadable):
            self._on_stuck(tx, last.push.number, now)

    def _report(self, tx: Transaction, letter: Letter, why: str, now: datetime) -> None:
        """Tell who keeps the address book that somebody is not reached; once a day a person."""
        last = letter.posted[-1].push
        if last.kind.spec.report:
            return
        directory, law = tx.people.directory(), self._law()
        day = now.astimezone(BEIJING).date()
        who = _called(last.to, directory)
        numbers = "、".join(dict.fromkeys(one.push.number for one in letter.posted))
        about = f"涉及 {numbers}。" if numbers.strip("、") else ""
        message = Message(f"有提醒没有送到{who}：{why}{about}请核对通讯录，并用电话通知本人。")
        tx.outbox.post(
            Push(
                key=f":{PushKind.UNREACHABLE}:{last.to}:{day}:{keeper.id}",
                to=keeper.id,
                number="",
                kind=PushKind.UNREACHABLE,
                message=message,
                at=now if letter.urgent else hold(now, keeper, law.policy, law.calendar),
                urgent=letter.urgent,
            )
            for keeper in directory.keepers()
            if keeper.id != last.to
        )

    def _report_file(self, tx: Transaction, push: Push, wrong: str, now: datetime) -> None:
        """Tell who looks after the program that a file is not what was taken in; once a day."""
        log.error("sender.file_changed number=%s key=%s", push.number, push.key)
        day = now.astimezone(BEIJING).date()
        who = _called(push.to, tx.people.directory())
        message = Message(
            f"{push.number} 的一份材料没有交给{who}：{wrong}，可能被改动或者损坏。"
            "请在机器上运行 liaison verify --all，并保留现在的数据库和最近的备份。"
        )
        law, seq = self._law(), push.about.material
        tx.outbox.post(
            Push(
                key=f":{PushKind.TROUBLE}:file:{seq}:{day}:{keeper.id}",
                to=keeper.id,
                number="",
                kind=PushKind.TROUBLE,
                message=message,
                at=hold(now, keeper, law.policy, law.calendar),
            )
            for keeper in tx.people.directory().keepers()
        )


def _called(to: str, directory: Directory) -> str:
    """Whom a push was for, as people say it; the group is nobody of the address book."""
    officer = directory.officers.get(to)
    return f"{directory.unit_of(officer).short}{officer.name}" if officer else "群聊"


def doubtful(code: str, place: Place) -> Result:
    """No answer: it may have gone through."""
    return Result(later=Later(code, timedelta(0), unsure=True), doubts=(place.channel,))


def together(results: Iterable[Result]) -> Result:
    """Taken by any is taken; worth another try by any is worth it."""
    found = Result()
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
            doubts=found.doubts + result.doubts,
        )
    return found


def _pause(letter: Letter) -> timedelta:
    """1, 3, 9 … seconds, up to minutes; never long for what is urgent."""
    factor: int = GROWTH ** min(letter.attempts, 10)
    return min(FIRST_PAUSE * factor, LONGEST_URGENT if letter.urgent else LONGEST_PAUSE)


def _reason(result: Result, places: Sequence[Place]) -> tuple[str, str]:
    """Code and sentence for who must act."""
    if not places:
        return "no-address", "没有可用的接收方式，本人还没有和机器人对话过，或者已经停用。"
    if result.never is not None:
        return result.never.code, result.never.why
    code = result.later.code if result.later else "unknown"
    return code, "连续多日没有发送成功。"


def _tell_author(tx: Transaction, letter: Letter, why: str, now: datetime) -> None:
    """It is the message that no channel takes: who wrote it, or asked for the file, hears why."""
    last = letter.posted[-1].push
    if last.kind.spec.file:
        people, what = [last.to], f"“{last.message.text}”"
    elif last.carries:
        matter = tx.matters.get(last.number)
        author = tx.people.directory().carriers(matter.sender, matter.opener, now)
        people, what = [one.id for one in author], f"{last.number}："
    else:
        return
    message, kind = Message(f"{what}{why}"), PushKind.UNREACHABLE
    tx.outbox.post(
        Push(
            f":{kind}:{last.key}:{one}",
            one,
            "",
            kind,
            message,
            now,
            urgent=True,
        )
        for one in people
    )


def _note_refusals(tx: Transaction, officer: str, result: Result, now: datetime) -> None:
    """Keep who is refused where, for whoever looks after the address book."""
    for channel, never in result.refusals:
        if never.personal:
            tx.reach.refused(Refused(officer, channel, never.code, never.reason, now))
    for channel in result.took:
        tx.reach.taken(officer, channel)


def copies_of(
    letter: Letter, place: Place, receipt: Receipt, expires_at: datetime
) -> tuple[CardCopy, ...]:
    """The card that was just shown, if it is about a matter and can be changed until then."""
    card = letter.message.card
    if not receipt.update_code or card is None or not card.number:
        return ()
    officer = letter.posted[-1].push.to
    code, to = receipt.update_code, place.to
    copy = CardCopy(code, place.channel, to, officer, card.number, card.version, expires_at)
    return (copy,)


def receipt_of(place: Place, receipt: Receipt) -> str:
    """Channel and message id, as they are kept."""
    return ":".join(part for part in (place.channel, receipt.message_id) if part)
