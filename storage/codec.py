"""Values that are kept as text inside a row: facts, details, messages."""

import json
import logging
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

from rules.values.facts import Fact, FactKind
from rules.values.message import Button, Card, Message, Part
from rules.values.named import Named, NamedOfficer, NamedUnit
from rules.values.people import Leave, UnitType

log = logging.getLogger(__name__)

encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
"""Compact and readable: Chinese stays Chinese."""

decode = json.loads

DAMAGE = (ValueError, KeyError, TypeError, AttributeError, OverflowError)
"""What reading a damaged row raises."""

_FACTS = {kind.value: kind for kind in FactKind}


def instant_text(at: datetime) -> str:
    """An instant in UTC, such as 2026-04-27T01:00:00+00:00.

    Raises:
        ValueError: the instant is naive.
    """
    if at.tzinfo is None:
        raise ValueError("a naive datetime is not an instant and is not stored")
    return at.astimezone(UTC).isoformat()


def facts_text(facts: Iterable[Fact]) -> str:
    """Facts as text; what a fact does not have is left out."""
    rows: list[dict[str, str]] = []
    for fact in facts:
        row: dict[str, str] = {"fact": fact.kind, "at": instant_text(fact.at)}
        if fact.until is not None:
            row["until"] = fact.until.isoformat()
        if fact.reason:
            row["reason"] = fact.reason
        rows.append(row)
    return encode(rows)


def facts_of(text: str) -> tuple[Fact, ...]:
    """The facts that `facts_text` wrote."""
    return tuple(
        Fact(
            _FACTS[row["fact"]],
            datetime.fromisoformat(row["at"]),
            date.fromisoformat(row["until"]) if "until" in row else None,
            row.get("reason", ""),
        )
        for row in decode(text)
    )


def readable_facts(text: str) -> tuple[tuple[Fact, ...], bool]:
    """The facts that can be read, and whether these are all."""
    with suppress(*DAMAGE):
        return facts_of(text), True
    try:
        rows = decode(text)
    except ValueError:
        return (), False
    found: list[Fact] = []
    for row in rows if isinstance(rows, list) else ():
        with suppress(*DAMAGE):
            found += facts_of(encode([row]))
    return tuple(found), isinstance(rows, list) and len(found) == len(rows)


def readable_details(text: str) -> tuple[tuple[tuple[str, str], ...], bool]:
    """What was said, as far as it can be read, and whether that is all."""
    try:
        rows = decode(text)
    except ValueError:
        return (), False
    pairs = [tuple(row) for row in rows if _is_pair(row)] if isinstance(rows, list) else []
    return tuple((field, words) for field, words in pairs), (
        isinstance(rows, list) and len(pairs) == len(rows)
    )


def _is_pair(row: object) -> bool:
    return isinstance(row, list) and len(row) == 2 and all(isinstance(one, str) for one in row)


def named_text(named: Named | None) -> str:
    """Names as text; "" for None."""
    if named is None:
        return ""
    row: dict[str, Any] = {
        "officers": [(one.id, one.name, one.post) for one in named.officers],
        "units": [(one.id, one.short, one.name, one.type) for one in named.units],
        "stands": (named.sender, named.receiver, named.state),
        "law": (named.regulation, named.edition),
    }
    if named.summary:
        row["summary"] = named.summary
    return encode(row)


def readable_names(text: str) -> tuple[Named | None, bool]:
    """The names that `named_text` wrote, None where they cannot be read; and whether they can."""
    try:
        return (_named(text) if text else None), True
    except DAMAGE:
        return None, False


@lru_cache(maxsize=2048)
def _named(text: str) -> Named:
    """Read once: the entries of an open matter are asked for with each message about it."""
    row = decode(text)
    sender, receiver, state = row["stands"]
    regulation, edition = row["law"]
    return Named(
        tuple(NamedOfficer(*one) for one in row["officers"]),
        tuple(NamedUnit(i, short, name, UnitType(kind)) for i, short, name, kind in row["units"]),
        sender,
        receiver,
        state,
        regulation,
        edition,
        row.get("summary", ""),
    )


def message_text(message: Message) -> str:
    """A message as text; what it does not have is left out."""
    row: dict[str, Any] = {"text": message.text}
    card = message.card
    if card is not None:
        drawn: dict[str, Any] = {"title": card.title}
        if card.desc:
            drawn["desc"] = card.desc
        if card.lines:
            drawn["lines"] = card.lines
        if card.note:
            drawn["note"] = card.note
        if card.buttons:
            drawn["buttons"] = [(button.text, button.says, button.style) for button in card.buttons]
        if card.number:
            drawn["number"] = card.number
        if card.version:
            drawn["version"] = card.version
        if card.rest:
            drawn["rest"] = card.rest
        row["card"] = drawn
    if message.whole:
        row["whole"] = [(part.title, part.rows) for part in message.whole]
    return encode(row)


def message_of(text: str) -> Message:
    """The message that `message_text` wrote."""
    row = decode(text)
    card = row.get("card")
    whole = tuple(
        Part(title, tuple((label, words) for label, words in rows))
        for title, rows in row.get("whole", ())
    )
    if card is None:
        return Message(row["text"], whole=whole)
    return Message(
        row["text"],
        Card(
            title=card["title"],
            desc=card.get("desc", ""),
            lines=tuple((label, value) for label, value in card.get("lines", ())),
            note=card.get("note", ""),
            buttons=tuple(Button(*button) for button in card.get("buttons", ())),
            number=card.get("number", ""),
            version=card.get("version", 0),
            rest=card.get("rest", ""),
        ),
        whole,
    )


def leaves_text(leaves: Iterable[Leave]) -> str:
    """Absences as text."""
    return encode([(instant_text(leave.start), instant_text(leave.end)) for leave in leaves])


def leaves_of(text: str) -> tuple[Leave, ...]:
    """The absences that `leaves_text` wrote.

    One that is damaged is left out and logged: somebody who may be there is called, and nobody
    else's call hangs on it.
    """
    try:
        pairs = [(str(start), str(end)) for start, end in decode(text)]
    except (ValueError, TypeError):
        log.error("storage.unreadable leaves")  # noqa: TRY400 - no texts in logs
        return ()
    return tuple(leave for start, end in pairs if (leave := _leave(start, end)) is not None)


def _leave(start: str, end: str) -> Leave | None:
    try:
        found = Leave(datetime.fromisoformat(start), datetime.fromisoformat(end))
    except ValueError:
        found = None
    if found is None or found.start.tzinfo is None or found.end.tzinfo is None:
        log.error("storage.unreadable leave")
        return None
    return found
