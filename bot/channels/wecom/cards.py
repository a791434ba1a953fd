"""How a neutral message looks in WeCom: a template card, plain text, or markdown, within limits."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

from bot.channels.base import REPEATED
from rules.message import Button, Card, Message

Json: TypeAlias = Mapping[str, object]
"""A JSON object as it goes over the wire."""

TEXT_BYTES = 2048
MARKDOWN_BYTES = 20480
KEY_BYTES = 1024
BUTTONS = 6
LINES = 6
TASK_TAKEN = frozenset(str(code) for code in range(42014, 42021))
"""Error codes about a card's task id; on a second try they mean that the first one arrived."""

PARTS = 3
"""A long text goes out in this many messages at most."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """Widths that are shown in full, in characters; the platform cuts what is longer unmarked."""

    title: int
    desc: int
    note: int
    value: int
    label: int = 5
    button: int = 10


APP = Dialect(title=36, desc=44, note=160, value=30)
AIBOT = Dialect(title=26, desc=30, note=112, value=26)


def task_id(key: str, to: str) -> str:
    """The card's id on the platform: the same for the same push, never the same for another."""
    return "t" + hashlib.sha256(f"{key}\n{to}".encode()).hexdigest()[:40]


def button_key(says: str, version: int) -> str:
    """What a button carries: its typed twin, and the version of the matter it was drawn from."""
    return f"{says}|{version}"


def read_button_key(key: str) -> tuple[str, int]:
    """The command behind a button and the version; 0 for a key that is not one of ours."""
    says, bar, version = key.rpartition("|")
    if bar and version.isascii() and version.isdigit() and len(version) < 18:
        return says, int(version)
    return key, 0


def draw(card: Card, identity: str, dialect: Dialect) -> Json | None:
    """A card with buttons; None when this card cannot be shown as one."""
    keys = [button_key(button.says, card.version) for button in card.buttons]
    if (
        not 1 <= len(keys) <= BUTTONS
        or len(set(keys)) != len(keys)
        or any(len(key.encode()) > KEY_BYTES for key in keys)
        or not all((card.title.strip(), *(button.text.strip() for button in card.buttons)))
    ):
        return None
    surplus = [f"{label}：{value}" for label, value in card.lines[LINES:]]
    note = "\n".join(part for part in (*surplus, card.note) if part)
    drawn: dict[str, object] = {
        "card_type": "button_interaction",
        "task_id": identity,
        "main_title": {
            "title": cut(card.title, dialect.title),
            **({"desc": cut(card.desc, dialect.desc)} if card.desc else {}),
        },
        "button_list": [
            {"text": cut(button.text, dialect.button), "style": button.style, "key": key}
            for button, key in zip(card.buttons, keys, strict=True)
        ],
    }
    if note:
        drawn["sub_title_text"] = cut(note, dialect.note)
    if card.lines:
        drawn["horizontal_content_list"] = [
            {"keyname": cut(label, dialect.label), "value": cut(value, dialect.value)}
            for label, value in card.lines[:LINES]
        ]
    return drawn


def draw_done(card: Card, done: str, identity: str, dialect: Dialect) -> Json | None:
    """The same card after a click: one button, which says what happened and shows the matter."""
    label = done if len(done) <= dialect.button else done.split(maxsplit=1)[0]
    look = Button(label, f"查 {card.number}" if card.number else "待办", 2)
    settled = Card(
        title=card.title,
        desc=done,
        lines=card.lines,
        note=card.note,
        buttons=(look,),
        number=card.number,
        version=card.version,
    )
    return draw(settled, identity, dialect)


def cut(text: str, width: int) -> str:
    """At most so many characters, with … where something is missing."""
    text = text.strip()
    return text if len(text) <= width else text[: width - 1].rstrip("，、；： ") + "…"


def in_full(message: Message) -> str:
    """The text, followed by the commands behind the buttons unless it names them itself."""
    buttons = message.card.buttons if message.card else ()
    if all(button.says in message.text for button in buttons):
        return message.text
    options = [f"{at}. {button.says}" for at, button in enumerate(buttons, 1)]
    return "\n".join([message.text, "可以发送：", *options])


def resent(message: Message, *, again: bool) -> Message:
    """The message, and where it is sent again, a line that says so."""
    return replace(message, text=f"{REPEATED}\n{message.text}") if again else message


def plain(message: Message) -> tuple[str, ...]:
    """As text messages of the app, in order; each within the platform's bytes."""
    safe = _TAG.sub(_WIDE["<"], in_full(message))
    return split(safe, TEXT_BYTES, message.card.number if message.card else "")


def markdown(message: Message) -> str:
    """As one markdown message of the robot, with nothing in the text taken for markup.

    A masked telephone number is the case that matters: `138****1234` would lose its stars.
    """
    text = in_full(message).replace("](", "] (")
    for sign in "*`":
        text = text.replace(sign, _WIDE[sign])
    text = _TAG.sub(_WIDE["<"], text)
    text = _LINE_MARK.sub(lambda found: found[1] + _WIDE[found[2]], text)
    return split(text, MARKDOWN_BYTES, message.card.number if message.card else "", parts=1)[0]


_TAG = re.compile(r"<(?=[A-Za-z/!@])")
_LINE_MARK = re.compile(r"^([ \t]*)([#>])", re.MULTILINE)
_WIDE = {sign: chr(ord(sign) + 0xFEE0) for sign in "*`<>#"}
"""Signs that WeCom takes for markup, and the full-width ones that stand in for them."""


def split(text: str, limit: int, number: str = "", *, parts: int = PARTS) -> tuple[str, ...]:
    """Cut at the ends of lines or sentences into pieces of at most `limit` bytes.

    What does not fit into the last piece is replaced by where to read it.
    """
    pieces: list[str] = []
    rest = text.strip()
    while len(rest.encode()) > limit and len(pieces) < parts - 1:
        head = _head(rest, limit)
        pieces.append(head.rstrip())
        rest = rest[len(head) :].lstrip()
    if len(rest.encode()) > limit:
        tail = f"……\n内容较长，发送“查 {number}”看全文。" if number else "……\n内容较长，以下从略。"
        rest = _head(rest, limit - len(tail.encode())).rstrip() + tail
    return (*pieces, rest)


def _head(text: str, limit: int) -> str:
    """The longest beginning within so many bytes that ends where a reader would pause."""
    head = text.encode()[:limit].decode(errors="ignore")
    for pause in ("\n", "。", "；", "，"):
        at = head.rfind(pause)
        if at >= len(head) // 2:
            return head[: at + 1]
    return head
