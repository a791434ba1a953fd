"""Things the platform hands out for later: access tokens, card-update codes, login codes."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.channels.wecom.emulator.tenant import Person
from bot.channels.wecom.emulator.wire import Bad
from bot.channels.wecom.emulator.world import Sheet
from bot.clock import Clock

UPDATE_LIFE = timedelta(hours=72)
LOGIN_LIFE = timedelta(minutes=5)


class Tokens:
    """The access token of the app: one at a time, the same for all who ask while it lives."""

    def __init__(self, clock: Clock, life: int) -> None:
        self._clock = clock
        self._life = timedelta(seconds=life)
        self._issued: dict[str, datetime] = {}
        self._current = ""

    def get(self) -> tuple[str, int]:
        """The token and the seconds it still lives."""
        now = self._clock.now()
        if not self._current or now >= self._issued[self._current] + self._life:
            self._current = secrets.token_urlsafe(96)
            self._issued[self._current] = now
        rest = self._issued[self._current] + self._life - now
        return self._current, int(rest.total_seconds())

    def check(self, token: str) -> None:
        """Refuse a token that is missing, unknown or too old.

        Raises:
            Bad: 41001, 40014 or 42001.
        """
        if not token:
            raise Bad(41001, "access_token missing")
        if token not in self._issued:
            raise Bad(40014, "invalid access_token")
        if self._clock.now() >= self._issued[token] + self._life:
            raise Bad(42001, "access_token expired")

    def void(self) -> None:
        """Make the present token unknown, as the platform may at any time."""
        self._issued.pop(self._current, None)
        self._current = ""

    def expire(self) -> None:
        """Make the present token too old."""
        if self._current:
            self._issued[self._current] = self._clock.now() - self._life
            self._current = ""


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
        self._open: dict[str, tuple[Person, datetime]] = {}
        self._used: set[str] = set()

    def give(self, person: Person) -> str:
        """A new code for a member."""
        code = secrets.token_urlsafe(24)
        self._open[code] = (person, self._clock.now())
        return code

    def take(self, code: str) -> Person:
        """Who is behind a code.

        Raises:
            Bad: 42022 when it was used, 40029 when it is unknown or too old.
        """
        if code in self._used:
            raise Bad(42022, "code has been used")
        person, issued = self._open.pop(code, (None, None))
        if person is None or issued is None or self._clock.now() >= issued + LOGIN_LIFE:
            raise Bad(40029, "invalid code")
        self._used.add(code)
        return person
