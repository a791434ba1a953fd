"""How a neutral message looks in WeCom: a template card, plain text, or markdown, within limits."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

from bot.channels.base import REPEATED
from rules.values.message import Button, Card, Message, Part

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
"""A long text about a matter goes out in this many messages at most; 查 shows all of it."""
MOST_PARTS = 24
"""The same for what is to be read whole, below what a person may be sent in a minute."""
PLACE_BYTES = 16
"""Room for which piece of how many it is."""
BEHIND = "全文见下一条消息。"
LOOK = "查看"
SPENT_DRAFT = "取消"
"""What the button of a draft that came to nothing says: there is nothing to be cancelled."""


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


@dataclass(frozen=True, slots=True)
class Drawn:
    """How a message goes out.

    Attributes:
        card: None where there is no card, or none that can be shown.
        behind: what follows the card as a text; "" where it shows all that must be read whole.
    """

    card: Json | None
    behind: str = ""


def fit(message: Message, identity: str, dialect: Dialect) -> Drawn:
    """The card, and what of the message it must not swallow."""
    card = message.card
    face = None if card is None else _face(card, dialect)
    if card is None or face is None:
        return Drawn(None)
    note = _note(face, dialect, max(_rest(card), BEHIND, key=len))
    seen = [" ".join(words.split()) for words in (*face.words(), note)]
    missing = [part for part in message.whole if not _shown(part, seen)]
    behind = "\n\n".join(part.text for part in missing)
    if face.short and not (behind or card.number or card.rest):
        behind = message.text
    return Drawn(_drawn(card, face, identity, dialect, BEHIND if behind else _rest(card)), behind)


def draw(card: Card, identity: str, dialect: Dialect) -> Json | None:
    """A card with buttons; None when this card cannot be shown as one."""
    face = _face(card, dialect)
    return None if face is None else _drawn(card, face, identity, dialect, _rest(card))


@dataclass(frozen=True, slots=True)
class _Face:
    """What a card shows within a dialect's widths, the note in full.

    Attributes:
        short: something on it is cut.
    """

    title: str
    desc: str
    lines: tuple[tuple[str, str], ...]
    note: str
    short: bool

    def words(self) -> tuple[str, ...]:
        """Everything that can be read on it but the note."""
        return self.title, self.desc, *(value for _, value in self.lines)


def _face(card: Card, dialect: Dialect) -> _Face | None:
    keys = [button_key(button.says, card.version) for button in card.buttons]
    if (
        not 1 <= len(keys) <= BUTTONS
        or len(set(keys)) != len(keys)
        or any(len(key.encode()) > KEY_BYTES for key in keys)
        or not all((card.title.strip(), *(button.text.strip() for button in card.buttons)))
    ):
        return None
    title, desc = cut(card.title, dialect.title), cut(card.desc, dialect.desc)
    lines = tuple((label, cut(value, dialect.value)) for label, value in card.lines[:LINES])
    surplus = [f"{label}：{value}" for label, value in card.lines[LINES:]]
    note = "\n".join(part for part in (*surplus, card.note.strip()) if part)
    whole = (card.title.strip(), card.desc.strip(), *(value.strip() for _, value in card.lines))
    shown = (
        title,
        desc,
        *(value for _, value in lines),
        *(value for _, value in card.lines[LINES:]),
    )
    short = len(note) > dialect.note or whole != shown
    return _Face(title, desc, lines, note, short)


def _rest(card: Card) -> str:
    """Where the rest of a cut card can be read."""
    return card.rest or (f"全文发送“查 {card.number}”。" if card.number else "")


def _drawn(card: Card, face: _Face, identity: str, dialect: Dialect, rest: str) -> Json:
    note = _note(face, dialect, rest)
    drawn: dict[str, object] = {
        "card_type": "button_interaction",
        "task_id": identity,
        "main_title": {"title": face.title, **({"desc": face.desc} if face.desc else {})},
        "button_list": [
            {
                "text": cut(button.text, dialect.button),
                "style": button.style,
                "key": button_key(button.says, card.version),
            }
            for button in card.buttons
        ],
    }
    if note:
        drawn["sub_title_text"] = note
    if face.lines:
        drawn["horizontal_content_list"] = [
            {"keyname": cut(label, dialect.label), "value": value} for label, value in face.lines
        ]
    return drawn


def _note(face: _Face, dialect: Dialect, rest: str) -> str:
    """The note as far as there is room for it, and where the rest can be read."""
    if not (face.short and rest):
        return cut(face.note, dialect.note)
    note = cut(face.note, dialect.note - len(rest) - 1)
    return "\n".join(part for part in (note, rest) if part)


def _shown(part: Part, seen: Iterable[str]) -> bool:
    """Whether all words of a part can be read in what is shown."""
    rows = [" ".join(words.split()) for _, words in part.rows]
    return all(any(row in words for words in seen) for row in rows)


def draw_done(
    card: Card, done: str, identity: str, dialect: Dialect, number: str = ""
) -> Json | None:
    """The same card after a click: it says what happened, and its one button shows the matter.

    Args:
        card: as it was.
        done: what happened, in a few words.
        identity: of the card.
        dialect: of the platform.
        number: the matter that a draft has become; "" where it has become none.
    """
    known = card.number or number
    label = done if len(done) <= dialect.button else done.split(maxsplit=1)[0]
    look = Button(LOOK, f"查 {known}", 2) if known else Button(label, SPENT_DRAFT, 2)
    settled = Card(
        title=card.title if card.number else f"{number} {done}".strip(),
        desc=done if card.number else "",
        lines=card.lines,
        note=card.note,
        buttons=(look,),
        number=known,
        version=card.version,
        rest=card.rest,
    )
    return draw(settled, identity, dialect)


def cut(text: str, width: int) -> str:
    """At most so many characters, with … where something is missing; never within a number."""
    text = text.strip()
    if len(text) <= width:
        return text
    at = width - 1
    for number in _NUMBER.finditer(text):
        if number.start() < at < number.end():
            at = number.start()
            break
    return text[:at].rstrip("，、；：（( ") + "…"


_NUMBER = re.compile(
    r"[0-9*+][0-9*+.:/%-]*"
    r"(?:[年月日号时分个件条名人元小][0-9]*|（周[一二三四五六日]）(?:[0-9][0-9:]*)?|[ -][0-9]+)*"
)
"""A telephone number, a date, an amount: what says something else when its end is missing."""


def in_full(message: Message) -> str:
    """The text with every part that must be read whole, and the commands behind the buttons."""
    said = (" ".join(message.text.split()),)
    parts = [message.text, *(part.text for part in message.whole if not _shown(part, said))]
    buttons = message.card.buttons if message.card else ()
    if not all(button.says in message.text for button in buttons):
        parts.append("可以发送：")
        parts += [f"{at}. {button.says}" for at, button in enumerate(buttons, 1)]
    return "\n".join(parts)


def resent(message: Message, *, again: bool) -> Message:
    """The message, and where it is sent again, a line that says so."""
    return replace(message, text=f"{REPEATED}\n{message.text}") if again else message


def plain(message: Message) -> tuple[str, ...]:
    """As text messages of the app, in order and numbered; each within the platform's bytes."""
    return _pieces(_TAG.sub(_WIDE["<"], in_full(message)), TEXT_BYTES, message)


def markdown(message: Message) -> tuple[str, ...]:
    """As markdown messages of the robot, with nothing in the text taken for markup.

    A masked telephone number is the case that matters: `138****1234` would lose its stars.
    """
    text = in_full(message).replace("](", "] (")
    for sign in "*`":
        text = text.replace(sign, _WIDE[sign])
    text = _TAG.sub(_WIDE["<"], text)
    text = _LINE_MARK.sub(lambda found: found[1] + _WIDE[found[2]], text)
    return _pieces(text, MARKDOWN_BYTES, message)


def _pieces(text: str, limit: int, message: Message) -> tuple[str, ...]:
    """As many pieces as it takes; a few, where 查 shows all of it."""
    if len(text.encode()) <= limit:
        return (text,)
    number = message.card.number if message.card else ""
    few = bool(number) and not message.whole
    found = split(text, limit - PLACE_BYTES, number, parts=PARTS if few else MOST_PARTS)
    return tuple(f"（{at}/{len(found)}）{piece}" for at, piece in enumerate(found, 1))


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
