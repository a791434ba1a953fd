"""The outbox: what must be said, until a channel took it or will never take it."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    String,
    bindparam,
    distinct,
    exists,
    func,
    insert,
    literal,
    literal_column,
    or_,
    select,
    update,
)

from rules.reminders.responsibility import Told
from rules.values.matter import Push
from rules.values.message import Message
from rules.values.push import PUSHES, About, PushKind
from storage.codec import DAMAGE, message_of, message_text
from storage.part import Part
from storage.statement import Row, Statement
from storage.tables import Flag, outbox

log = logging.getLogger(__name__)

UNREADABLE = "unreadable"
"""The code of a push that was given up because its row is damaged."""


class PushState(StrEnum):
    """What became of a push so far."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    DEAD = "dead"


@dataclass(frozen=True, slots=True)
class Posted:
    """A push that was claimed for sending.

    Attributes:
        attempts: how often it was claimed before.
        again: an earlier attempt may have gone through.
        tried_at: when that one was claimed; None where there is none.
        tried_on: the channels of such attempts, as the sender wrote them; "" where none is known.
    """

    push: Push
    attempts: int
    again: bool
    tried_at: datetime | None = None
    tried_on: str = ""


@dataclass(frozen=True, slots=True)
class Delivery:
    """A push and what became of it.

    Attributes:
        next_at: when it will be tried, or its sender given up; None when nothing more happens.
        ended_at: when a channel took it, or when it was given up.
        code: the platform's last error code, or "".
        why: for a dead one, the sentence for the person who must act.
        receipts: what the channels gave for it, as the sender wrote it.
    """

    push: Push
    state: PushState
    attempts: int
    next_at: datetime | None
    ended_at: datetime | None
    code: str
    why: str
    receipts: str


_box = outbox.c
_WAITING: ColumnElement[str] = literal_column(f"'{PushState.WAITING}'")
_GIVEN = (
    _box.push_key,
    _box.addressee,
    _box.number,
    _box.kind,
    _box.message,
    _box.at,
    _box.urgent,
    _box.carries,
    _box.duty,
    _box.rule,
    _box.line_day,
    _box.line_end,
    _box.material,
    _box.version,
)
_PUT = Statement(
    insert(outbox).from_select(
        [*(column.name for column in _GIVEN), "next_at", "state", "attempts", "again"],
        select(
            *(bindparam(column.name, type_=column.type) for column in _GIVEN),
            bindparam("at", type_=_box.at.type),
            _WAITING,
            literal_column("0"),
            literal_column("0"),
        ).where(~exists().where(_box.push_key == bindparam("push_key", type_=String))),
    )
)
"""One statement, and a lost race is told by the key itself."""

_PUSH = (
    _box.push_key,
    _box.addressee,
    _box.number,
    _box.kind,
    _box.message,
    _box.at,
    _box.urgent,
    _box.carries,
    _box.duty,
    _box.rule,
    _box.line_day,
    _box.line_end,
    _box.material,
)
_CLAIMED = select(
    _box.seq, _box.state, _box.again, _box.tried_at, _box.tried_on, _box.attempts, *_PUSH
)
_DUE = _box.next_at <= bindparam("now")
_CALM = _box.urgent == literal(value=False, type_=Flag)
ANY_URGENCY = or_(_box.urgent == literal(value=True, type_=Flag), _CALM)
"""Says nothing, but lets a database use the index that begins with it."""
_FIRST = outbox.alias("first")


def _claimable(*, urgent: bool) -> Statement:
    """Everything due for the first few addressees, and what waits for another try, in order."""
    return Statement(
        _CLAIMED.where(
            _box.urgent == literal(value=urgent, type_=Flag),
            _box.next_at.is_not(None),
            _box.addressee.in_(
                select(_FIRST.c.addressee)
                .where(
                    _FIRST.c.urgent == literal(value=urgent, type_=Flag),
                    _FIRST.c.next_at <= bindparam("now"),
                )
                .order_by(_FIRST.c.next_at, _FIRST.c.seq)
                .limit(bindparam("limit"))
            ),
            or_(_DUE, (_box.state == _WAITING) & (_box.at <= bindparam("now"))),
        )
        .order_by(_box.at, _box.seq)
        .with_for_update(skip_locked=True)
    )


_URGENT, _ORDINARY = _claimable(urgent=True), _claimable(urgent=False)
_TAKE = Statement(
    update(outbox)
    .where(_box.seq == bindparam("which"))
    .values(
        state=PushState.SENDING.value,
        next_at=bindparam("until"),
        attempts=_box.attempts + 1,
        again=bindparam("again"),
        tried_at=bindparam("tried_at"),
        claimed_by=bindparam("owner"),
    )
)
_THIS = _box.push_key == bindparam("which")
_SENT = Statement(
    update(outbox)
    .where(_THIS)
    .values(
        state=PushState.SENT.value,
        next_at=None,
        claimed_by=None,
        ended_at=bindparam("ended_at"),
        receipts=bindparam("receipts"),
    )
)
_RETRY = Statement(
    update(outbox)
    .where(_THIS, _box.state == PushState.SENDING.value)
    .values(
        state=PushState.WAITING.value,
        next_at=bindparam("next_at"),
        claimed_by=None,
        last_code=bindparam("last_code"),
        again=literal(value=True, type_=Flag),
        tried_on=bindparam("tried_on"),
    )
)
_RETRY_AS_IT_WAS = Statement(
    update(outbox)
    .where(_THIS, _box.state == PushState.SENDING.value)
    .values(
        state=PushState.WAITING.value,
        next_at=bindparam("next_at"),
        claimed_by=None,
        last_code=bindparam("last_code"),
    )
)
_HOLD = Statement(
    update(outbox)
    .where(_THIS, _box.state == PushState.SENDING.value)
    .values(
        state=PushState.WAITING.value,
        at=bindparam("until"),
        next_at=bindparam("until"),
        claimed_by=None,
        last_code=bindparam("last_code"),
    )
)
_DEAD = Statement(
    update(outbox)
    .where(_THIS, _box.state != PushState.SENT.value)
    .values(
        state=PushState.DEAD.value,
        next_at=None,
        claimed_by=None,
        last_code=bindparam("last_code"),
        why=bindparam("why"),
        ended_at=bindparam("ended_at"),
    )
)
_RELEASE = Statement(
    update(outbox)
    .where(
        ANY_URGENCY,
        _box.next_at.is_not(None),
        _box.claimed_by == bindparam("owner"),
    )
    .values(state=PushState.WAITING.value, next_at=_box.at, claimed_by=None, again=True)
)
_HAND_OVER = Statement(
    update(outbox)
    .where(
        _box.addressee == bindparam("whose"),
        _box.next_at.is_not(None),
        _box.number.is_not(None),
        *(_box.kind != kind.value for kind, spec in PUSHES.items() if spec.answers),
    )
    .values(addressee=bindparam("whom"))
)
_SENT_COUNT = Statement(
    select(func.count(distinct(_box.ended_at))).where(
        _box.addressee == bindparam("officer"),
        _box.ended_at >= bindparam("since"),
        _CALM,
        _box.state == PushState.SENT.value,
    )
)
_CARRIES = Statement(
    select(_box.version, _box.state).where(
        _box.number == bindparam("which"), _box.carries == literal(value=True, type_=Flag)
    )
)
delivery_query = select(
    _box.state,
    _box.attempts,
    _box.next_at,
    _box.ended_at,
    _box.last_code,
    _box.why,
    _box.receipts,
    *_PUSH,
)
_OF_NUMBER = Statement(delivery_query.where(_box.number == bindparam("which")).order_by(_box.seq))
_TOLD = Statement(
    select(_box.addressee, _box.kind, _box.urgent, _box.state)
    .where(_box.number == bindparam("which"))
    .order_by(_box.seq)
)
_OF_KEY = Statement(delivery_query.where(_THIS))


def _push(row: Row) -> Push:
    key, to, number, kind, message, at, urgent, carries, *about = row
    return Push(
        key,
        to,
        number,
        PushKind(kind),
        message_of(message),
        at,
        urgent=urgent,
        carries=carries,
        about=About(*about),
    )


def _told(row: Row) -> Told:
    to, kind, urgent, state = row
    return Told(to, PushKind(kind), urgent, state == PushState.DEAD.value)


def delivery_of(row: Row) -> Delivery:
    """A push and what became of it, from a row of `delivery_query`."""
    return Delivery(_push(row[7:]), PushState(row[0]), *row[1:7])


class Outbox(Part):
    """The outbox: what must be said, until a channel took it or will never take it.

    Attributes:
        posted: how many new pushes this transaction has put into it.
    """

    posted = 0

    def post(self, pushes: Iterable[Push], *, version: int = 0) -> int:
        """Put pushes into the outbox; one whose key is there already is left out.

        What several people in a row are told in the same words is written out once.

        Args:
            pushes: in the order in which they are to be sent when they are due together.
            version: the version of the matter that says it; `record` gives it.

        Returns:
            How many were new.
        """
        said: Message | None = None
        text = ""
        new = 0
        for push in pushes:
            if push.message is not said:
                said, text = push.message, message_text(push.message)
            new += self._rows.do(
                _PUT,
                push_key=push.key,
                addressee=push.to,
                number=push.number,
                kind=push.kind.value,
                message=text,
                at=push.at,
                urgent=push.urgent,
                carries=push.carries,
                duty=push.about.duty,
                rule=push.about.rule,
                line_day=push.about.day,
                line_end=push.about.end,
                material=push.about.material,
                version=version,
            )
        self.posted += new
        return new

    def claim(self, now: datetime, limit: int, owner: str, lease: timedelta) -> tuple[Posted, ...]:
        """Take pushes that are due, urgent ones first, for sending them now.

        They come with everything else for the same addressee whose time has come, so that it can be
        merged and keeps its order; there may be more than `limit` for that reason. A push whose
        sender did not come back within its lease is due again.

        Args:
            now: the present instant.
            limit: how many addressees of urgent pushes and of others to take.
            owner: who sends them; see `release`.
            lease: how long until others may take them.
        """
        rows = self._rows.all(_URGENT, now=now, limit=limit)
        if len(rows) < limit:
            rows += self._rows.all(_ORDINARY, now=now, limit=limit - len(rows))
        taken: list[dict[str, Any]] = []
        posted: list[Posted] = []
        lot = {"until": now + lease, "owner": owner}
        for seq, state, was_again, tried_at, tried_on, attempts, *push in rows:
            again = was_again or state == PushState.SENDING.value
            first = tried_at if again else None
            try:
                read = _push(tuple(push))
            except DAMAGE:
                log.error("storage.unreadable push=%s", push[0])  # noqa: TRY400 - no texts in logs
                self.dead(push[0], UNREADABLE, "内容在库里读不出来，没有发送。", now)
                continue
            taken.append({"which": seq, "again": again, "tried_at": first or now, **lot})
            posted.append(Posted(read, attempts, again, first, tried_on))
        if taken:
            self._rows.do_each(_TAKE, taken)
        return tuple(posted)

    def sent(self, keys: Sequence[str], at: datetime, receipts: str = "") -> None:
        """A channel took these pushes as one message."""
        self._rows.do_each(
            _SENT, [{"which": key, "ended_at": at, "receipts": receipts} for key in keys]
        )

    def retry(
        self, keys: Sequence[str], next_at: datetime, code: str, *, tried_on: str = ""
    ) -> None:
        """A channel did not take these pushes now.

        Args:
            keys: which.
            next_at: when to try again, at the earliest.
            code: the platform's error code.
            tried_on: channels on which they may have gone through, this time or before.
        """
        values = {"next_at": next_at, "last_code": code}
        if tried_on:
            values["tried_on"] = tried_on
        statement = _RETRY if tried_on else _RETRY_AS_IT_WAS
        self._rows.do_each(statement, [{"which": key, **values} for key in keys])

    def hold(self, key: str, until: datetime, code: str) -> None:
        """A push is to be said later, on purpose: this is its time from now on.

        Args:
            key: which.
            until: its new time.
            code: the reason in a word.
        """
        self._rows.do(_HOLD, which=key, until=until, last_code=code)

    def dead(self, key: str, code: str, why: str, at: datetime) -> None:
        """No channel will ever take this push.

        Args:
            key: which.
            code: the platform's error code.
            why: one Chinese sentence for the person who must act.
            at: when that was known.
        """
        self._rows.do(_DEAD, which=key, last_code=code, why=why, ended_at=at)

    def release(self, owner: str) -> int:
        """At start-up: give back what this owner was sending when it went down.

        Returns:
            How many pushes; each is due again, marked as possibly sent.
        """
        return self._rows.do(_RELEASE, owner=owner)

    def hand_over(self, officer: str, heir: str) -> int:
        """What waits for an officer about some matter waits for another; but no answer does.

        Args:
            officer: officer id of who leaves.
            heir: officer id of who takes over.

        Returns:
            How many pushes.
        """
        return self._rows.do(_HAND_OVER, whose=officer, whom=heir)

    def sent_count(self, officer: str, since: datetime) -> int:
        """How many messages an officer was sent since then, emergencies aside.

        Pushes that were sent as one message count once.
        """
        row = self._rows.one(_SENT_COUNT, officer=officer, since=since)
        return 0 if row is None else int(row[0])

    def undelivered(self, number: str) -> bool:
        """Whether the latest pushes that were to deliver the matter are all dead."""
        rows = self._rows.all(_CARRIES, which=number)
        latest = max((version for version, _ in rows), default=0)
        states = {state for version, state in rows if version == latest}
        return states == {PushState.DEAD.value}

    def delivery(self, key: str) -> Delivery | None:
        """What became of a push; None for an unknown key."""
        row = self._rows.one(_OF_KEY, which=key)
        return None if row is None else delivery_of(row)

    def told(self, number: str) -> tuple[Told, ...]:
        """Who was told what of a matter, in the order posted, without the words."""
        return tuple(self._rows.readable(_TOLD, _told, which=number))

    def about(self, number: str) -> tuple[Delivery, ...]:
        """Every push about a matter and what became of it, in the order posted."""
        return tuple(self._rows.readable(_OF_NUMBER, delivery_of, which=number))
