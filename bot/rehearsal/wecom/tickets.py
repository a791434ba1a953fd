"""Things the platform hands out for later: access tokens, card-update codes, login codes."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto

from bot.clock import Clock
from bot.rehearsal.wecom.tenant import Person
from bot.rehearsal.wecom.wire import Bad
from bot.rehearsal.wecom.world import Sheet

UPDATE_LIFE = timedelta(hours=72)
LOGIN_LIFE = timedelta(minutes=5)


class Holder(Enum):
    """Whose secret a token was got with."""

    APP = auto()
    SYNC = auto()


class Tokens:
    """Access tokens: one at a time per secret, the same for all who ask while it lives."""

    def __init__(self, clock: Clock, life: int) -> None:
        self._clock = clock
        self._life = timedelta(seconds=life)
        self._issued: dict[str, tuple[Holder, datetime]] = {}
        self._current: dict[Holder, str] = {}

    def get(self, holder: Holder) -> tuple[str, int]:
        """The token and the seconds it still lives."""
        now = self._clock.now()
        token = self._current.get(holder, "")
        if not token or now >= self._issued[token][1] + self._life:
            token = self._current[holder] = secrets.token_urlsafe(96)
            self._issued[token] = (holder, now)
        return token, int((self._issued[token][1] + self._life - now).total_seconds())

    def check(self, token: str) -> Holder:
        """Whose token it is.

        Raises:
            Bad: 41001, 40014 or 42001 for one that is missing, unknown or too old.
        """
        if not token:
            raise Bad(41001, "access_token missing")
        if token not in self._issued:
            raise Bad(40014, "invalid access_token")
        holder, issued = self._issued[token]
        if self._clock.now() >= issued + self._life:
            raise Bad(42001, "access_token expired")
        return holder

    def void(self) -> None:
        """Make the app's present token unknown, as the platform may at any time."""
        self._issued.pop(self._current.pop(Holder.APP, ""), None)

    def expire(self) -> None:
        """Make the app's present token too old."""
        token = self._current.pop(Holder.APP, "")
        if token:
            self._issued[token] = (Holder.APP, self._clock.now() - self._life)


@dataclass(slots=True)
class Update:
    """The right to change one card once."""

    sheet: Sheet
    issued: datetime


class Updates:
    """Card-update codes: one use, 72 hours."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._open: dict[str, Update] = {}

    def give(self, sheet: Sheet) -> str:
        """A new code for a card."""
        code = secrets.token_urlsafe(24)
        self._open[code] = Update(sheet, self._clock.now())
        return code

    def look(self, code: str) -> Sheet:
        """The card of a code that is still good.

        Raises:
            Bad: it was never given out, was used, or is older than 72 hours.
        """
        update = self._open.get(code)
        if update is None or self._clock.now() >= update.issued + UPDATE_LIFE:
            raise Bad(40058, "invalid response_code: unknown, used or expired")
        return update.sheet

    def spend(self, code: str) -> None:
        """Use a code up."""
        del self._open[code]


class Logins:
    """Login codes of the web authorisation: one use, five minutes."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._open: dict[str, tuple[Person | None, datetime]] = {}
        self._used: set[str] = set()

    def give(self, person: Person | None) -> str:
        """A new code for a member, or for a stranger with None."""
        code = secrets.token_urlsafe(24)
        self._open[code] = (person, self._clock.now())
        return code

    def take(self, code: str) -> Person | None:
        """Who is behind a code; None for a stranger.

        Raises:
            Bad: 42022 when it was used, 40029 when it is unknown or too old.
        """
        if code in self._used:
            raise Bad(42022, "code has been used")
        if code not in self._open:
            raise Bad(40029, "invalid code")
        person, issued = self._open.pop(code)
        if self._clock.now() >= issued + LOGIN_LIFE:
            raise Bad(40029, "invalid code: expired")
        self._used.add(code)
        return person
