"""What the robot hears, read from the platform's JSON."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import Enum, auto
from typing import Any

from bot.channels.base import Incoming
from bot.channels.wecom.cards import read_button_key
from bot.channels.wecom.profiles import AIBOT
from rules.values.material import MaterialKind

HALF = re.compile(r"\\u[dD]")
"""One of the two halves in which JSON may write a character; alone it is no character."""


class Kind(Enum):
    """What has to be answered, and how."""

    MESSAGE = auto()
    CLICK = auto()
    ENTRY = auto()
    UNREADABLE = auto()
    """A message of which there is nothing for us to read: a picture, a file."""


@dataclass(frozen=True, slots=True)
class Link:
    """Where a picture or file lies for five minutes.

    Attributes:
        aeskey: what it is encrypted with, as the platform writes it; "" for the robot's own key.
    """

    kind: MaterialKind
    url: str = field(repr=False)
    aeskey: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Heard:
    """One callback."""

    kind: Kind
    incoming: Incoming
    links: tuple[Link, ...] = ()


def loaded(text: str) -> Any:  # noqa: ANN401 - JSON is anything
    """What JSON says.

    Raises:
        ValueError: it is no JSON, or holds half of a character, which no text can keep.
        RecursionError: it is nested deeper than anything the platform sends.
    """
    value = json.loads(text, strict=False)
    if HALF.search(text):
        json.dumps(value, ensure_ascii=False).encode()
    return value


def event_type(body: Mapping[str, Any]) -> str:
    """The kind of event in a body; "" when there is none."""
    event = body.get("event")
    return str(event.get("eventtype", "")) if isinstance(event, dict) else ""


def read(body: Mapping[str, Any], bot_id: str) -> Heard | None:
    """Read one callback; None for what nobody waits for, or what is not for this robot.

    Raises:
        ValueError: it is not of the documented shape.
    """
    if body.get("aibotid", bot_id) != bot_id:
        return None
    sender = _part(body, "from").get("userid")
    if not isinstance(sender, str) or not sender:
        raise ValueError("nobody said it")
    chat = body.get("chatid")
    group = body.get("chattype") == "group" and isinstance(chat, str) and bool(chat)
    kind, text, card, version = _said(body)
    if kind is None:
        return None
    stamp = body.get("create_time")
    links = (*_links(body), *_links(_part(body, "quote")))
    if kind is Kind.UNREADABLE and links:
        kind = Kind.MESSAGE
    return Heard(
        kind,
        Incoming(
            channel=AIBOT.name,
            message_id=_identity(body, sender),
            sender=sender,
            conversation=str(chat) if group else sender,
            group=group,
            text=text,
            card=card,
            card_version=version,
            quote=_text(_part(body, "quote")),
            entered=kind is Kind.ENTRY,
            sent_at=datetime.fromtimestamp(stamp, UTC) if isinstance(stamp, int) else None,
        ),
        links,
    )


def _said(body: Mapping[str, Any]) -> tuple[Kind | None, str, str, int]:
    """Kind, text, card and version."""
    match event_type(body):
        case "" if body.get("msgtype") == "stream":
            return None, "", "", 0  # a poll of a stream; ours are finished at once
        case "":
            text = _text(body)
            return (Kind.MESSAGE if text else Kind.UNREADABLE), text, "", 0
        case "enter_chat":
            return Kind.ENTRY, "", "", 0
        case "template_card_event":
            click = _part(_part(body, "event"), "template_card_event")
            key = str(click.get("event_key") or click.get("eventkey") or "")
            command, version = read_button_key(key)
            return Kind.CLICK, command, str(click.get("task_id", "")), version
        case _:
            return None, "", "", 0


def _text(body: Mapping[str, Any]) -> str:
    """The words of a message or of a quote: typed, spoken, or beside pictures."""
    match body.get("msgtype"):
        case ("text" | "voice") as kind:
            return str(_part(body, kind).get("content", ""))
        case "mixed":
            items = _part(body, "mixed").get("msg_item")
            parts = [_text(one) for one in items or () if isinstance(one, dict)]
            return "\n".join(part for part in parts if part)
        case _:
            return ""


def _links(body: Mapping[str, Any]) -> tuple[Link, ...]:
    """The pictures and files of a message or of a quote."""
    match body.get("msgtype"):
        case ("image" | "file" | "video") as kind:
            part = _part(body, kind)
            url, key = part.get("url"), part.get("aeskey")
            if not isinstance(url, str) or not url:
                return ()
            return (Link(MaterialKind(kind), url, key if isinstance(key, str) else ""),)
        case "mixed":
            items = _part(body, "mixed").get("msg_item")
            return tuple(
                link for one in items or () if isinstance(one, dict) for link in _links(one)
            )
        case _:
            return ()


def _part(body: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = body.get(name)
    return part if isinstance(part, dict) else {}


def _identity(body: Mapping[str, Any], sender: str) -> str:
    """The platform's id, or one made from what tells two events apart."""
    given = body.get("msgid")
    if isinstance(given, str) and given:
        return given
    parts = (sender, str(body.get("create_time")), repr(body.get("event")))
    return "event-" + hashlib.sha256("\n".join(parts).encode()).hexdigest()[:40]
