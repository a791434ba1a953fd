"""What the robot answers, as the platform's JSON; the same over the socket and by callback."""

import hashlib

from bot.channels.base import Incoming, Outgoing, Reply
from bot.channels.wecom import cards
from rules.values.message import Card, Message

ONLY_TEXT = Message("没有收到内容：这里只能处理文字。请用文字再发一次。")


def as_push(incoming: Incoming, message: Message, *, again: bool = False) -> Outgoing:
    """A reply as a message of its own; its key is that of the message it answers."""
    key = f"reply:{incoming.channel}:{incoming.message_id}"
    return Outgoing(key, incoming.conversation, incoming.group, message, again)


def drawn(outgoing: Outgoing) -> tuple[str, cards.Drawn]:
    """The card's task id, and the card, if it can be one, with what follows it."""
    identity = cards.task_id(outgoing.key, outgoing.to)
    return identity, cards.fit(outgoing.told, identity, cards.AIBOT)


def pushed(outgoing: Outgoing) -> tuple[cards.Json, ...]:
    """One or more messages in order: a card and what it could not show whole, or markdown."""
    _, shown = drawn(outgoing)
    if shown.card is None:
        return as_text(outgoing)
    return {"msgtype": "template_card", "template_card": shown.card}, *behind(shown)


def as_text(outgoing: Outgoing) -> tuple[cards.Json, ...]:
    """The same without a card: markdown, which says so when it is sent again."""
    again = outgoing.again and not outgoing.elsewhere
    return _markdown(cards.resent(outgoing.told, again=again))


def behind(shown: cards.Drawn) -> tuple[cards.Json, ...]:
    """What follows a card."""
    return _markdown(Message(shown.behind)) if shown.behind else ()


def _markdown(message: Message) -> tuple[cards.Json, ...]:
    pieces = cards.markdown(message)
    return tuple({"msgtype": "markdown", "markdown": {"content": piece}} for piece in pieces)


def answer(incoming: Incoming, message: Message) -> tuple[cards.Json, tuple[cards.Json, ...]]:
    """The answer to a message, a card or a stream that is finished at once; and what follows it."""
    _, shown = drawn(as_push(incoming, message))
    if shown.card is not None:
        return {"msgtype": "template_card", "template_card": shown.card}, behind(shown)
    first, *more = cards.markdown(message)
    stream = {
        "id": hashlib.sha256(incoming.message_id.encode()).hexdigest()[:32],
        "finish": True,
        "content": first,
    }
    after = tuple({"msgtype": "markdown", "markdown": {"content": piece}} for piece in more)
    return {"msgtype": "stream", "stream": stream}, after


def welcome(incoming: Incoming, message: Message) -> cards.Json:
    """The answer to an entry: a card, or plain text."""
    _, shown = drawn(as_push(incoming, message))
    if shown.card is not None:
        return {"msgtype": "template_card", "template_card": shown.card}
    return {"msgtype": "text", "text": {"content": cards.plain(message)[0]}}


def settled(incoming: Incoming, reply: Reply, clicked: Card | None) -> cards.Json | None:
    """The answer to a click: the card without its buttons, for all who see it.

    Args:
        incoming: the click.
        reply: what it led to.
        clicked: the card as it was; None when nobody remembers it, and then it becomes a short one.
    """
    told = reply.message.card if reply.message else None
    number = told.number if told else ""
    if clicked is None:
        clicked = Card(title=told.title if told else reply.done, number=number)
    card = cards.draw_done(clicked, reply.done, incoming.card, cards.AIBOT, number)
    return card and {"response_type": "update_template_card", "template_card": card}
