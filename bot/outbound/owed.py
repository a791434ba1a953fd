"""Answers that a person gets alone: what a group does not read, what a platform did not take."""

from datetime import datetime

from bot.channels.base import Incoming
from rules.values.matter import Push
from rules.values.message import Message
from rules.values.push import PushKind
from storage import Transaction


def answer_alone(officer: str, incoming: Incoming, message: Message, now: datetime) -> Push:
    """The answer to one message as a push; the same message has one such answer."""
    key = f":{PushKind.PRIVATE}:{incoming.channel}:{incoming.message_id}"
    return Push(key, officer, "", PushKind.PRIVATE, message, now, urgent=True)


def owe(tx: Transaction, incoming: Incoming, message: Message, now: datetime) -> int:
    """Put an answer that was not taken into the outbox; how many pushes were new."""
    officer = tx.people.officer_of(incoming.channel, incoming.sender)
    return tx.outbox.post([answer_alone(officer, incoming, message, now)]) if officer else 0
