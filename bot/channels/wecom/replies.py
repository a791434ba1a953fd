"""What the robot answers, as the platform's JSON; the same over the socket and by callback."""

import hashlib

from bot.channels.base import Incoming, Outgoing, Reply
from bot.channels.wecom import cards
from rules.message import Card, Message

ONLY_TEXT = Message("没有收到内容：这里只能处理文字。请用文字再发一次。")


def as_push(incoming: Incoming, message: Message, *, again: bool = False) -> Outgoing:
    """A reply as a message of its own; its key is that of the message it answers."""
    key = f"reply:{incoming.channel}:{incoming.message_id}"
    return Outgoing(key, incoming.conversation, incoming.group, message, again)


def drawn(outgoing: Outgoing) -> tuple[str, cards.Json | None]:
    """The card's task id, and the card, if it can be one."""
    identity = cards.task_id(outgoing.key, outgoing.to)
    card = outgoing.told.card
    return identity, cards.draw(card, identity, cards.AIBOT) if card else None


def pushed(outgoing: Outgoing) -> cards.Json:
    """A message of its own: a card, or markdown that says so when it is sent again."""
    _, card = drawn(outgoing)
    if card is not None:
        return {"msgtype": "template_card", "template_card": card}
    again = outgoing.again and not outgoing.elsewhere
    message = cards.resent(outgoing.told, again=again)
    return {"msgtype": "markdown", "markdown": {"content": cards.markdown(message)}}


def answer(incoming: Incoming, message: Message) -> cards.Json:
    """The answer to a message: a card, or a stream that is finished at once."""
    _, card = drawn(as_push(incoming, message))
    if card is not None:
        return {"msgtype": "template_card", "template_card": card}
    stream = {
        "id": hashlib.sha256(incoming.message_id.encode()).hexdigest()[:32],
        "finish": True,
        "content": cards.markdown(message),
    }
    return {"msgtype": "stream", "stream": stream}


def welcome(incoming: Incoming, message: Message) -> cards.Json:
    """The answer to an entry: a card, or plain text."""
    _, card = drawn(as_push(incoming, message))
    if card is not None:
        return {"msgtype": "template_card", "template_card": card}
    return {"msgtype": "text", "text": {"content": cards.plain(message)[0]}}


def settled(incoming: Incoming, reply: Reply, clicked: Card | None) -> cards.Json | None:
    """The answer to a click: the card without its buttons, for all who see it.

    Args:
        incoming: the click.
        reply: what it led to.
        clicked: the card as it was; None when nobody remembers it, and then it becomes a short one.
    """
    if clicked is None:
        told = reply.message.card if reply.message else None
        number = told.number if told else ""
        clicked = Card(title=told.title if told else reply.done, number=number)
    card = cards.draw_done(clicked, reply.done, incoming.card, cards.AIBOT)
    return card and {"response_type": "update_template_card", "template_card": card}
