"""One pass of the clock: what has come due is decided by the rules and left in the outbox."""

import asyncio
import logging
from dataclasses import replace
from datetime import datetime
from functools import partial

from rules.decisions.defects import of_matter
from rules.decisions.reminders import look
from rules.in_force import Law
from rules.reminders.responsibility import NOTHING, History
from rules.values.errors import Refusal
from rules.values.matter import Matter, Outcome
from rules.values.people import Directory
from storage import Stale, Storage, Transaction

log = logging.getLogger(__name__)

BATCH = 100
"""How many matters are decided side by side; the storage commits them together."""


async def sweep(storage: Storage, law: Law, now: datetime) -> int:
    """Record every reminder and escalation due by `now`; a second pass finds nothing.

    One matter, one transaction: a bad one does not hold up the rest, and a pass that was missed is
    made up by the next, because what is due is read from the rows, not from timers.

    Returns:
        How many decisions were recorded.
    """
    recorded = 0
    failed: set[str] = set()
    while True:
        limit = BATCH + len(failed)
        due = await storage.run(lambda tx, limit=limit: tx.matters.due(now, limit))  # type: ignore[misc]
        fresh = [number for number in due if number not in failed]
        if not fresh:
            return recorded
        results = await asyncio.gather(*(_one(storage, law, number, now) for number in fresh))
        recorded += sum(result is True for result in results)
        failed |= {n for n, result in zip(fresh, results, strict=True) if result is not True}


async def _one(storage: Storage, law: Law, number: str, now: datetime) -> bool | None:
    """Decide one matter; None when it could not be decided, which is logged and reported."""
    try:
        return await storage.run(partial(decide, law=law, number=number, now=now))
    except Refusal as refusal:
        log.warning("sweep.refused number=%s code=%s", number, refusal.code)
    except Stale:
        log.warning("sweep.stale number=%s", number)
    except Exception as error:
        log.exception("sweep.failed number=%s", number)
        await _report(storage, law, number, type(error).__name__, now)
    return None


async def _report(storage: Storage, law: Law, number: str, error: str, now: datetime) -> None:
    """Tell whoever looks after the program of a matter without reminders; once a day."""
    try:
        await storage.run(partial(_post_defect, law=law, number=number, error=error, now=now))
    except Exception:
        log.exception("sweep.unreported number=%s", number)


def _post_defect(tx: Transaction, *, law: Law, number: str, error: str, now: datetime) -> None:
    tx.outbox.post(of_matter(number, error, law, tx.people.directory(), now))


def decide(tx: Transaction, *, law: Law, number: str, now: datetime) -> bool:
    """Ask the rules about one matter and record their answer; False when nothing was due."""
    if tx.people.law_version() != law.version:
        raise Stale(number)  # a calendar was loaded this moment: the next pass knows it
    matter = tx.matters.get(number)
    if matter.next_look is None or matter.next_look > now:
        return False
    outcome = passed(matter, law, tx.people.directory(), now, tx.matters.history(matter))
    for failed in outcome.failed:
        log.error("sweep.rule_failed number=%s rule=%s error=%s", number, failed.rule, failed.error)
    tx.matters.record(outcome)
    return True


def passed(
    matter: Matter, law: Law, directory: Directory, now: datetime, history: History = NOTHING
) -> Outcome:
    """What the clock makes of a matter: its lines as they are now, and what must be said.

    Nothing to say is an outcome too: the next look moves on.
    """
    after = replace(matter, version=matter.version + 1)
    found = look(after, law, directory, now, history)
    return Outcome(
        before=matter,
        after=replace(after, looked_at=max(now, matter.looked_at), next_look=found.next_look),
        lines=tuple(owed.line() for owed in law.owed(after, directory, now)),
        pushes=found.pushes,
        failed=found.failed,
    )
