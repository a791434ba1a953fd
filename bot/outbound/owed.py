"""Answers that a person gets alone: what a group does not read, what a platform did not take."""

from datetime import datetime

from bot.channels.base import Incoming
from rules.values.matter import Push
from rules.values.message import Message
from storage import Transaction

PRIVATE = "private"
"""The kind of a push that answers somebody; it goes out at once, by the first channel there is."""


def answer_alone(officer: str, incoming: Incoming, message: Message, now: datetime) -> Push:
    """The answer to one message as a push; the same message has one such answer."""
    key = f":{PRIVATE}:{incoming.channel}:{incoming.message_id}"
    return Push(key, officer, "", PRIVATE, message, now, urgent=True)


def owe(tx: Transaction, incoming: Incoming, message: Message, now: datetime) -> int:
    """Put an answer that was not taken into the outbox; how many pushes were new."""
    officer = tx.people.officer_of(incoming.channel, incoming.sender)
    return tx.outbox.post([answer_alone(officer, incoming, message, now)]) if officer else 0
