"""Rows: the only place that speaks SQL."""

from storage.calendars import Loaded
from storage.chain import Sealed, first_break
from storage.codec import message_of, message_text
from storage.conversations import Dialogue
from storage.engine import Storage, open_storage
from storage.lease import Lease, NotHeld, open_lease, open_leased
from storage.migrations import NotUpgraded, upgrade
from storage.outbox import Delivery, Posted, PushState
from storage.part import Stale
from storage.people import Address, County, NoCounty, Stranger
from storage.reach import CODE_LIFE, Binding, CardCopy, Refused
from storage.transaction import Transaction
from storage.views import Overview, Pressing

__all__ = [
    "CODE_LIFE",
    "Address",
    "Binding",
    "CardCopy",
    "County",
    "Delivery",
    "Dialogue",
    "Lease",
    "Loaded",
    "NoCounty",
    "NotHeld",
    "NotUpgraded",
    "Overview",
    "Posted",
    "Pressing",
    "PushState",
    "Refused",
    "Sealed",
    "Stale",
    "Storage",
    "Stranger",
    "Transaction",
    "first_break",
    "message_of",
    "message_text",
    "open_lease",
    "open_leased",
    "open_storage",
    "upgrade",
]
