"""Rows: the only place that speaks SQL."""

from storage.anchors import Anchor
from storage.backup import (
    BackupFailed,
    Candidate,
    Fault,
    Standing,
    back_up,
    restoring,
    standing,
)
from storage.calendars import Loaded
from storage.chain import Sealed, first_break
from storage.codec import message_of, message_text
from storage.conversations import Dialogue
from storage.engine import Storage, open_storage, read_once
from storage.faults import Unusable, unusable
from storage.inspection import Break, Flaw
from storage.installation import Inventory, Purpose
from storage.lease import Lease, NotHeld, open_lease, open_leased
from storage.migrations import NotUpgraded, upgrade
from storage.open_mark import marked
from storage.outbox import Delivery, Posted, PushState
from storage.part import Stale
from storage.people import Address, County, NoCounty, Stranger
from storage.reach import Binding, CardCopy, Refused
from storage.transaction import Transaction
from storage.url import file_of
from storage.views import Overview, Pressing

__all__ = [
    "Address",
    "Anchor",
    "BackupFailed",
    "Binding",
    "Break",
    "Candidate",
    "CardCopy",
    "County",
    "Delivery",
    "Dialogue",
    "Fault",
    "Flaw",
    "Inventory",
    "Lease",
    "Loaded",
    "NoCounty",
    "NotHeld",
    "NotUpgraded",
    "Overview",
    "Posted",
    "Pressing",
    "Purpose",
    "PushState",
    "Refused",
    "Sealed",
    "Stale",
    "Standing",
    "Storage",
    "Stranger",
    "Transaction",
    "Unusable",
    "back_up",
    "file_of",
    "first_break",
    "marked",
    "message_of",
    "message_text",
    "open_lease",
    "open_leased",
    "open_storage",
    "read_once",
    "restoring",
    "standing",
    "unusable",
    "upgrade",
]
