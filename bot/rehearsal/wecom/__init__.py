"""A WeCom on this machine: the real adapters run against it in tests, demo and rehearsal."""

from bot.rehearsal.wecom.faults import Drop, Fault
from bot.rehearsal.wecom.server import Emulator
from bot.rehearsal.wecom.tenant import (
    Group,
    Limits,
    Person,
    Tenant,
    refuse_production,
)
from bot.rehearsal.wecom.travel import TimeTravel

__all__ = [
    "Drop",
    "Emulator",
    "Fault",
    "Group",
    "Limits",
    "Person",
    "Tenant",
    "TimeTravel",
    "refuse_production",
]
