"""A WeCom on this machine: the real adapters run against it in tests, demo and rehearsal."""

from bot.channels.wecom.emulator.faults import Drop, Fault
from bot.channels.wecom.emulator.server import Emulator
from bot.channels.wecom.emulator.tenant import (
    Group,
    Limits,
    Person,
    Tenant,
    refuse_production,
)
from bot.channels.wecom.emulator.travel import TimeTravel

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
