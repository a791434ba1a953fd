"""Who can be reached where: cards that can still be changed, refusals, and accounts to be bound."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, exists, insert, or_, select, update

from storage.part import Part
from storage.statement import Statement
from storage.tables import bindings, card_copies, identities, matters, refusals

_card = card_copies.c
_COPY_INSERT = Statement(insert(card_copies))
_COPY_COLUMNS = (
    _card.code,
    _card.channel,
    _card.raw_id,
    _card.officer,
    _card.number,
    _card.entries,
    _card.expires_at,
)
_STALE_WHERE = or_(
    _card.expires_at <= bindparam("now"),
    (matters.c.entries > _card.entries) & (_card.next_at <= bindparam("now")),
)
_STALE = (
    select(*_COPY_COLUMNS)
    .select_from(card_copies.join(matters, matters.c.number == _card.number))
    .where(_STALE_WHERE)
    .order_by(_card.expires_at, _card.code)
    .limit(bindparam("limit"))
)
_STALE_SEEN = Statement(_STALE)
_STALE_TAKEN = Statement(_STALE.with_for_update(skip_locked=True, of=card_copies))
_THIS_COPY = _card.code == bindparam("which")
_COPY_TAKE = Statement(update(card_copies).where(_THIS_COPY).values(next_at=bindparam("next_at")))
_COPY_HOLDS = Statement(update(card_copies).where(_THIS_COPY).values(entries=bindparam("entries")))
_COPY_DELETE = Statement(delete(card_copies).where(_THIS_COPY))

_WHOM = (refusals.c.officer == bindparam("who"), refusals.c.channel == bindparam("where"))
_REFUSALS = Statement(select(refusals).order_by(refusals.c.officer, refusals.c.channel))
_REFUSED = Statement(insert(refusals))
_TAKEN = Statement(delete(refusals).where(*_WHOM))
_IS_REFUSED = Statement(select(exists().where(*_WHOM)))

_WRITTEN = Statement(
    select(identities.c.officer, identities.c.channel).where(
        identities.c.reachable_since.is_not(None)
    )
)

_BINDING_INSERT = Statement(
    insert(bindings)
    .values({c: bindparam(c.name, type_=c.type) for c in bindings.c if c.name != "seq"})
    .returning(bindings.c.seq)
)
_BINDING = Statement(select(bindings).where(bindings.c.seq == bindparam("which")))
_BINDING_OPEN = Statement(
    select(bindings)
    .where(
        bindings.c.channel == bindparam("here"),
        bindings.c.raw_id == bindparam("who"),
        bindings.c.decided_at.is_(None),
    )
    .order_by(bindings.c.seq.desc())
    .limit(1)
)
_BINDING_DECIDE = Statement(
    update(bindings)
    .where(bindings.c.seq == bindparam("which"), bindings.c.decided_at.is_(None))
    .values(
        decided_by=bindparam("decided_by"),
        decided_at=bindparam("decided_at"),
        agreed=bindparam("agreed", type_=bindings.c.agreed.type),
    )
)


@dataclass(frozen=True, slots=True)
class CardCopy:
    """A card in somebody's chat that may be changed once.

    Attributes:
        code: the platform's ticket for that.
        raw_id: the person's id as the channel writes it.
        officer: the same person's officer id.
        entries: how many entries the matter had when the card was true.
        expires_at: from when on the platform does not take the code any more.
    """

    code: str
    channel: str
    raw_id: str
    officer: str
    number: str
    entries: int
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Refused:
    """A channel will not take anything for an officer.

    Attributes:
        why: the reason alone, in Chinese, for the person who must act.
    """

    officer: str
    channel: str
    code: str
    why: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Binding:
    """An unknown account that says who it is.

    Attributes:
        decided_by: officer id; "" while nobody has decided.
    """

    seq: int
    channel: str
    raw_id: str
    officer: str
    conversation: str
    asked_at: datetime
    decided_by: str
    decided_at: datetime | None
    agreed: bool


class Reach(Part):
    """Who can be reached where."""

    # ---- cards that can be changed ----

    def keep_copies(self, copies: Sequence[CardCopy], at: datetime) -> None:
        """Cards were shown; each may be changed once, until its code expires."""
        self._rows.do_each(
            _COPY_INSERT,
            [
                {
                    "code": copy.code,
                    "channel": copy.channel,
                    "raw_id": copy.raw_id,
                    "officer": copy.officer,
                    "number": copy.number,
                    "entries": copy.entries,
                    "expires_at": copy.expires_at,
                    "next_at": at,
                }
                for copy in copies
            ],
        )

    def has_stale_copies(self, now: datetime) -> bool:
        """Whether somebody has acted since some card was shown."""
        return self._rows.one(_STALE_SEEN, now=now, limit=1) is not None

    def take_stale_copies(
        self, now: datetime, limit: int, lease: timedelta
    ) -> tuple[CardCopy, ...]:
        """Cards of matters in which somebody has acted since, for changing them now.

        Codes that are too old are forgotten on the way. One that is not reported on within the
        lease is taken again.
        """
        rows = self._rows.all(_STALE_TAKEN, now=now, limit=limit)
        taken: list[CardCopy] = []
        for copy in (CardCopy(*row) for row in rows):
            if copy.expires_at <= now:
                self.forget_copy(copy.code)
            else:
                self.put_off_copy(copy.code, now + lease)
                taken.append(copy)
        return tuple(taken)

    def copy_holds(self, code: str, entries: int) -> None:
        """A card still says what can be done, although the matter has more entries by now."""
        self._rows.do(_COPY_HOLDS, which=code, entries=entries)

    def put_off_copy(self, code: str, until: datetime) -> None:
        """Change this card then, not now."""
        self._rows.do(_COPY_TAKE, which=code, next_at=until)

    def forget_copy(self, code: str) -> None:
        """The code is spent or too old."""
        self._rows.do(_COPY_DELETE, which=code)

    # ---- channels that refuse somebody ----

    def refused(self, refusal: Refused) -> None:
        """A channel refused an officer for good; the latest reason is kept."""
        self.taken(refusal.officer, refusal.channel)
        self._rows.do(
            _REFUSED,
            officer=refusal.officer,
            channel=refusal.channel,
            code=refusal.code,
            why=refusal.why,
            at=refusal.at,
        )

    def taken(self, officer: str, channel: str) -> None:
        """A channel took something for an officer: whatever was wrong is repaired."""
        row = self._rows.one(_IS_REFUSED, who=officer, where=channel)
        if row is not None and row[0]:
            self._rows.do(_TAKEN, who=officer, where=channel)

    def refusals(self) -> tuple[Refused, ...]:
        """Everybody whom some channel refuses, by officer and channel."""
        return tuple(Refused(*row) for row in self._rows.all(_REFUSALS))

    def written(self) -> Mapping[str, frozenset[str]]:
        """Every officer who has written to the bot, with the channels on which he did."""
        found: dict[str, set[str]] = {}
        for officer, channel in self._rows.all(_WRITTEN):
            found.setdefault(officer, set()).add(channel)
        return {officer: frozenset(channels) for officer, channels in found.items()}

    # ---- accounts that want a name ----

    def ask_binding(
        self, channel: str, raw_id: str, officer: str, conversation: str, at: datetime
    ) -> Binding:
        """An unknown account says that it is this officer; asked twice is asked once."""
        row = self._rows.one(_BINDING_OPEN, here=channel, who=raw_id)
        if row is not None and row[3] == officer:
            return Binding(*row)
        values = (channel, raw_id, officer, conversation, at, "", None, False)
        names = (
            "channel",
            "raw_id",
            "officer",
            "conversation",
            "asked_at",
            "decided_by",
            "decided_at",
            "agreed",
        )
        [made] = self._rows.all(_BINDING_INSERT, **dict(zip(names, values, strict=True)))
        return Binding(made[0], *values)

    def binding(self, seq: int) -> Binding | None:
        """What was asked under this number."""
        row = self._rows.one(_BINDING, which=seq)
        return None if row is None else Binding(*row)

    def decide_binding(self, seq: int, by: str, at: datetime, *, agreed: bool) -> bool:
        """Decide; False when somebody was faster."""
        return bool(
            self._rows.do(_BINDING_DECIDE, which=seq, decided_by=by, decided_at=at, agreed=agreed)
        )
