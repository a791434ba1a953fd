"""What happened, and when: the only thing a legal period is counted from."""

from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple


class FactKind(StrEnum):
    """The facts a regulation may start, stop, pause or extend a period with."""

    FOUND = "found"
    FOUND_URGENT = "found_urgent"
    COMPLAINT_RECEIVED = "complaint_received"
    DELIVERED = "delivered"
    EMERGENCY_NOTIFIED = "emergency_notified"
    UNDELIVERED = "undelivered"
    """No contact of the receiver could be reached; kept when it is delivered after all."""
    EXTENDED = "extended"
    SUPPLEMENT_ASKED = "supplement_asked"
    SUPPLIED = "supplied"
    INSPECTION_STARTED = "inspection_started"
    REPORTED = "reported"
    FORMED = "formed"
    SERVED = "served"
    DECIDED = "decided"
    ACTIVITY = "activity"
    ACKNOWLEDGED = "acknowledged"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    FILED = "filed"
    REPLIED = "replied"
    DISPATCHED = "dispatched"
    ARRIVED = "arrived"
    SHARED = "shared"
    COPIED = "copied"
    GUIDED = "guided"
    NOTIFIED = "notified"
    REVIEWED = "reviewed"
    MET = "met"
    YEAR_OPENED = "year_opened"
    HALF_YEAR_OPENED = "half_year_opened"
    SETTLED = "settled"
    WITHDRAWN = "withdrawn"
    """Ends every open duty of the matter; `liaison due` answers `void` for them."""


class Fact(NamedTuple):
    """One fact of a matter. A named tuple: `liaison due` makes several for each of its lines.

    Attributes:
        kind: what happened.
        at: when it happened; aware, in any zone.
        until: an announced new date (an extension), meant to the end of that day in Beijing.
        reason: why, where the law wants a reason.
    """

    kind: FactKind
    at: datetime
    until: date | None = None
    reason: str = ""
