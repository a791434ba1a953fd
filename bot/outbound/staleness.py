"""What waiting has done to a push: nothing is left to say, or it is late."""

from dataclasses import replace
from datetime import datetime

from bot.outbound.card_sync import overtaken
from handlers.dialogue import moved_on
from rules.decisions.audience import UNHEARD
from rules.in_force import Law
from rules.law.duties import FINISHED
from rules.reminders.lateness import Late, is_late, lateness
from rules.texts.cards import STATE
from rules.values.dates import moment_text
from rules.values.errors import UnknownNumber
from rules.values.matter import Line, Matter, Push
from rules.values.push import About, Staleness
from storage import Posted, PushState, Transaction


def moot(tx: Transaction, push: Push) -> bool:
    """Whether a reminder has nothing left to remind of: done, or moved, in the time it waited."""
    stale = push.kind.spec.stale
    if not push.number or stale is Staleness.NEVER:
        return False
    matter = _matter(tx, push.number)
    if matter is None:
        return False
    match stale:
        case Staleness.TAKEN_ON:
            return matter.state not in UNHEARD
        case Staleness.STEP:
            return matter.closed or _answered(tx, push, matter)
        case Staleness.LINE:
            return matter.closed or _line_over(tx, push)


def _line_over(tx: Transaction, push: Push) -> bool:
    """Whether the line that a reminder speaks of is met, or ends at another time by now."""
    duty = push.about.duty
    line = next((line for line in tx.matters.lines(push.number) if line.duty == duty), None)
    return line is not None and (line.status in FINISHED or _moved(line, push.about))


def _answered(tx: Transaction, push: Push, matter: Matter) -> bool:
    """Whether a step was taken since an emergency's chase was written."""
    card = push.message.card
    if card is None:
        return False
    return any(
        entry.seq > card.version and moved_on(entry, matter.kind)
        for entry in tx.matters.entries(matter.number)
    )


def caught_up(tx: Transaction, push: Push, law: Law, then: datetime) -> Push:
    """A push whose card offers what somebody has done in the time it waited.

    The buttons are gone, and it says who did what. It says the same whenever it is asked about the
    same instant, so that a repeat stays a repeat.

    Args:
        tx: the open transaction.
        push: as it was put into the outbox.
        law: for the county's words.
        then: the instant as of which it speaks.
    """
    card = push.message.card
    if card is None or not (card.buttons and card.number and card.version):
        return push
    matter = _matter(tx, card.number)
    if matter is None or matter.entries <= card.version:
        return push
    since = [
        e for e in tx.matters.entries(card.number) if e.seq > card.version and e.recorded_at <= then
    ]
    done = overtaken(push.to, matter, since, law, tx.people.directory(), say=moment_text)
    if not done:
        return push
    lines = tuple((label, done if label == STATE else value) for label, value in card.lines)
    plain = replace(push.message, card=replace(card, lines=lines, buttons=()))
    return replace(push, message=plain.framed("", f"\n在此之后{done}。"))


def not_told_yet(tx: Transaction, push: Push) -> Push:
    """A push without the parts that the person has read in an earlier one about the matter."""
    if not (push.message.whole and push.number):
        return push
    read = {
        part
        for one in tx.outbox.about(push.number)
        if one.push.to == push.to and one.state is PushState.SENT
        for part in one.push.message.whole
    }
    fresh = tuple(part for part in push.message.whole if part not in read)
    return replace(push, message=replace(push.message, whole=fresh))


def lateness_of(tx: Transaction, one: Posted, now: datetime) -> Late | None:
    """How late a push comes; a reminder is held against its own line, others against all."""
    push = one.push
    if not is_late(push, now):
        return None
    lines = tx.matters.lines(push.number) if push.number else ()
    duty = push.about.duty if push.kind.spec.of_line else ""
    return lateness(push, (line for line in lines if duty in {"", line.duty}), now)


def _matter(tx: Transaction, number: str) -> Matter | None:
    try:
        return tx.matters.get(number)
    except UnknownNumber:
        return None


def _moved(line: Line, about: About) -> bool:
    """Whether a reminder names another day, or minute, than the one on which the line now ends."""
    if about.end is None:
        return line.last_day != about.day
    return line.due is None or _minute(line.due) != _minute(about.end)


def _minute(instant: datetime) -> datetime:
    """What is told of an instant, and what an earlier program kept of it."""
    return instant.replace(second=0, microsecond=0)
