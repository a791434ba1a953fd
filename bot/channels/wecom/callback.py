"""What the app's callback says, read from authentic XML, and the two answers it may be given."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias
from xml.parsers.expat import ExpatError

from wechatpy.fields import IntegerField, StringField
from wechatpy.work import parse_message
from wechatpy.work.events import BaseEvent

from bot.channels.wecom.crypto import Unauthentic, cdata


class TemplateCardEvent(BaseEvent):  # type: ignore[misc]  # wechatpy has no types
    """A click on a card's button; wechatpy does not know it and learns it by this definition."""

    event = "template_card_event"
    agent = IntegerField("AgentID", 0)
    key = StringField("EventKey", "")
    task_id = StringField("TaskId", "")
    response_code = StringField("ResponseCode", "")


@dataclass(frozen=True, slots=True)
class Frame:
    """What every callback carries.

    Attributes:
        id: the message's id, or one made from what tells two events apart.
        sender: userid.
        agent: AgentID; 0 for what belongs to no app.
        at: the platform's time.
    """

    id: str
    sender: str
    agent: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Text:
    """Somebody typed something."""

    frame: Frame
    content: str


@dataclass(frozen=True, slots=True)
class Click:
    """Somebody pressed a button. The code changes that card once, for 72 hours."""

    frame: Frame
    key: str
    card: str
    code: str


@dataclass(frozen=True, slots=True)
class Entry:
    """Somebody opened the conversation, or was let into it."""

    frame: Frame


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A picture, a voice, a place: a person waits for an answer.

    Attributes:
        kind: `image`, `voice` or `video`; "" for what has no file.
        media_id: what the file is fetched with; "" for none.
    """

    frame: Frame
    kind: str = ""
    media_id: str = ""


@dataclass(frozen=True, slots=True)
class Other:
    """An event that nobody waits for.

    Attributes:
        event: its name in lower case.
    """

    frame: Frame
    event: str


Said: TypeAlias = Text | Click | Entry | Unreadable | Other


def read(xml: str) -> Said:
    """Read one decrypted callback.

    Raises:
        Unauthentic: it is not of the documented shape.
    """
    try:
        return _read(parse_message(xml))
    except (ExpatError, KeyError, TypeError, ValueError, AttributeError, OverflowError):
        raise Unauthentic("shape") from None


def _read(message: object) -> Said:
    raw = getattr(message, "_data", None)
    if not isinstance(raw, dict):
        raise TypeError("not a message")

    def field(name: str) -> str:
        value = raw.get(name)
        if value is not None and not isinstance(value, str):
            raise TypeError("an element with children, or twice")
        return value or ""

    sender, at = field("FromUserName"), getattr(message, "create_time", None)
    if not sender or not isinstance(at, datetime):
        raise TypeError("no sender or no time")
    kind, event = field("MsgType").lower(), field("Event").lower()
    parts = (sender, field("CreateTime"), event, field("EventKey"), field("TaskId"))
    identity = field("MsgId") or (
        "event-" + hashlib.sha256("\n".join(parts).encode()).hexdigest()[:40]
    )
    frame = Frame(identity, sender, int(field("AgentID") or 0), at)
    if isinstance(message, TemplateCardEvent):
        return Click(frame, field("EventKey"), field("TaskId"), field("ResponseCode"))
    match kind, event:
        case "text", _:
            return Text(frame, field("Content"))
        case "event", ("enter_agent" | "subscribe"):
            return Entry(frame)
        case "event", _:
            return Other(frame, event)
        case _:
            media_id = field("MediaId") if kind in {"image", "voice", "video"} else ""
            return Unreadable(frame, kind if media_id else "", media_id)


def text_answer(frame: Frame, corp_id: str, content: str, now: int) -> str:
    """A passive text answer, at most 2048 bytes of it."""
    return _answer(frame, corp_id, "text", f"<Content>{cdata(content)}</Content>", now)


def button_answer(frame: Frame, corp_id: str, label: str, now: int) -> str:
    """A passive answer to a click: a few words in the place of the buttons."""
    button = f"<Button><ReplaceName>{cdata(label)}</ReplaceName></Button>"
    return _answer(frame, corp_id, "update_button", button, now)


def _answer(frame: Frame, corp_id: str, kind: str, part: str, now: int) -> str:
    return (
        f"<xml><ToUserName>{cdata(frame.sender)}</ToUserName>"
        f"<FromUserName>{cdata(corp_id)}</FromUserName>"
        f"<CreateTime>{now}</CreateTime><MsgType>{cdata(kind)}</MsgType>{part}</xml>"
    )
