"""What goes to one person as one message: several pushes merged, and what comes late says so."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from rules.reminders.lateness import Late, together
from rules.values.message import Message
from storage import Posted

LONGEST = 1800
"""Bytes of one merged text, below what every channel shows whole."""

Lateness = Callable[[Posted, datetime], Late | None]
"""How late a push comes that is sent at an instant; None for in time."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One message to one person, for one push or several merged ones.

    Attributes:
        late: None for one that is in time, and where the message says it of each of its parts.
        late_before: the same as it was at the attempt that may have gone through.
    """

    posted: tuple[Posted, ...]
    message: Message
    late: Late | None = None
    late_before: Late | None = None

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of its pushes."""
        return tuple(one.push.key for one in self.posted)

    @property
    def urgent(self) -> bool:
        """Whether it rings."""
        return self.posted[-1].push.urgent

    @property
    def again(self) -> bool:
        """Whether an earlier attempt at it may have gone through."""
        return any(one.again for one in self.posted)

    @property
    def tried_on(self) -> frozenset[str]:
        """The channels of such attempts, as far as they are known."""
        return frozenset(name for one in self.posted for name in one.tried_on.split(";") if name)

    @property
    def attempts(self) -> int:
        """How often it was tried before."""
        return max(one.attempts for one in self.posted)

    @property
    def key(self) -> str:
        """The same for the same pushes."""
        more = len(self.posted) - 1
        return self.posted[-1].push.key + (f"+{more}" if more else "")


def urgent_letters(urgent: Iterable[Posted], lateness: Lateness, now: datetime) -> list[Letter]:
    """One each; of several calls about one matter the latest speaks for all."""
    letters: list[Letter] = []
    for one in urgent:
        before: tuple[Posted, ...] = ()
        if letters and one.push.kind.spec.latest_only:
            last = letters[-1].posted[-1].push
            if (last.number, last.kind) == (one.push.number, one.push.kind):
                before = letters.pop().posted
        letters.append(_single(one, lateness, now, before))
    return letters


def calm_letters(calm: Sequence[Posted], lateness: Lateness, now: datetime) -> list[Letter]:
    """As few messages as hold everything; a single push keeps its card.

    What may have gone through before comes first, as the message that it was then, to the letter:
    that is how a platform tells a repeat.
    """
    fresh = [one for one in calm if not one.again]
    tried: dict[datetime, list[Posted]] = {}
    for one in calm:
        if one.again:
            tried.setdefault(one.tried_at or now, []).append(one)
    repeats = [letter for then, ones in tried.items() for letter in _merged(ones, lateness, then)]
    return [
        *(_repeated(letter, lateness, now) for letter in repeats),
        *_merged(fresh, lateness, now),
    ]


def _single(
    one: Posted, lateness: Lateness, now: datetime, before: tuple[Posted, ...] = ()
) -> Letter:
    late = lateness(one, now)
    then = lateness(one, one.tried_at or now) if one.again else None
    return Letter((*before, one), one.push.message, late, then)


def _repeated(letter: Letter, lateness: Lateness, now: datetime) -> Letter:
    """A letter as it was, and what there is to say of it by now."""
    if len(letter.posted) == 1:
        return _single(letter.posted[0], lateness, now)
    changed = [
        late
        for one in letter.posted
        if (late := lateness(one, now)) and late != lateness(one, one.tried_at or now)
    ]
    return replace(letter, late=together(changed))


def _merged(calm: Sequence[Posted], lateness: Lateness, now: datetime) -> list[Letter]:
    """Pages that hold a word on each; a page tells in full what it has room for.

    What a page says depends on nothing but its own pushes and the instant.
    """
    full, brief = [], []
    for one in calm:
        late = lateness(one, now)
        full.append(_with_late(one.push.message.text, late))
        brief.append(_with_late(_brief(one.push.message), late))
    pages: list[list[int]] = []
    for n in range(len(calm)):
        if pages and _size([brief[i] for i in (*pages[-1], n)]) <= LONGEST:
            pages[-1].append(n)
        else:
            pages.append([n])
    letters: list[Letter] = []
    for page in pages:
        if len(page) == 1:
            letters.append(_single(calm[page[0]], lateness, now))
            continue
        texts = [full[n] for n in page]
        if _size(texts) > LONGEST:
            texts = [brief[n] for n in page]
        letters.append(Letter(tuple(calm[n] for n in page), Message(_listed(texts))))
    return letters


def _with_late(text: str, late: Late | None) -> str:
    return f"{text}\n{late.note()}" if late else text


def _listed(texts: Sequence[str]) -> str:
    items = "\n\n".join(f"{n}. {text}" for n, text in enumerate(texts, 1))
    return f"您有{len(texts)}条提醒：\n\n{items}"


def _size(texts: Sequence[str]) -> int:
    return len(_listed(texts).encode())


def _brief(message: Message) -> str:
    """The first line, the expected next step, and where the rest can be read."""
    first = message.text.partition("\n")[0]
    card = message.card
    step = f"可以发送“{card.buttons[0].says}”。" if card and card.buttons else ""
    rest = f"全文发送“查 {card.number}”。" if card and card.number else ""
    return f"{first}\n{step}{rest}" if step or rest else first
