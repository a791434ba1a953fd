"""The law in force: files on disk, and the calendar files that were loaded while it ran."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from bot.settings import SettingsError
from rules.in_force import Law
from rules.law.calendar import WorkCalendar, read_calendars
from rules.law.library import Regulations
from rules.reminders.policy_file import load_policy, read_policy
from rules.values.errors import Refusal
from rules.values.toml_table import BadFile, KeptText, TextFile, data_files
from storage import Loaded, Storage, Transaction

log = logging.getLogger(__name__)


class NewLaw(Exception):
    """A calendar was loaded since the law at hand was read: read it again, then decide again."""


def load_law(
    regulation: str,
    rules_dir: Path | None,
    loaded: Sequence[Loaded] = (),
    version: int = 0,
    policy: Path | None = None,
) -> Law:
    """The shipped documents, calendars and policy, and a county's own beside them.

    Args:
        regulation: id of the county's document.
        rules_dir: the county's own files; None for none.
        loaded: the calendar files kept in the database, in the order of loading.
        version: the county's `law_version` that they belong to.
        policy: a reminder policy in the place of the one that the folders hold.

    Raises:
        SettingsError: there is no such document.
        BadFile: a file on disk breaks a rule, or the last one loaded does.
    """
    dirs = (rules_dir,) if rules_dir else ()
    regulations = Regulations.load(*dirs)
    if regulation not in regulations:
        known = "、".join(sorted(regulations))
        raise SettingsError(
            f"LIAISON_COUNTY 不能用：没有编号为 {regulation} 的规定。现有：{known}。"
        )
    on_disk: tuple[TextFile, ...] = data_files("calendars", *dirs)
    earlier, calendar = succession(on_disk, loaded)
    calendar = calendar.for_region(regulation)
    earlier = [(until, one.for_region(regulation)) for until, one in earlier]
    documents = regulations.versions
    reminders = (
        load_policy(*dirs, documents=documents)
        if policy is None
        else read_policy(policy, documents)
    )
    return Law(regulations, calendar, reminders, regulation, tuple(earlier), version)


def succession(
    on_disk: Sequence[TextFile], loaded: Sequence[Loaded]
) -> tuple[list[tuple[datetime, WorkCalendar]], WorkCalendar]:
    """The calendars that held one after the other, each with its end, and the one in force.

    Args:
        on_disk: the shipped files and the county's own.
        loaded: the files kept in the database, in the order of loading.

    Raises:
        BadFile: a file on disk breaks a rule, or the last one loaded does.
    """
    calendar = read_calendars(on_disk)
    earlier: list[tuple[datetime, WorkCalendar]] = []
    kept: dict[str, KeptText] = {}
    bad: BadFile | None = None
    for one in loaded:
        kept[one.name] = KeptText(one.source or one.name, one.text)
        try:
            read = read_calendars((*on_disk, *kept.values()))
        except BadFile as error:  # it was never in force
            bad = error
            continue
        bad = None
        earlier.append((one.loaded_at, calendar))
        calendar = read
    if bad is not None:
        raise bad
    return earlier, calendar


class LawBook:
    """The law in force, which every process of a county reads from the same place.

    A transaction that finds a newer version than the one at hand stops with `NewLaw`; the book is
    read again and the piece of work runs anew, so that nothing is decided by a calendar that was
    superseded. A file that cannot be read leaves the last good law in force, and says so.
    """

    def __init__(
        self, storage: Storage, rules_dir: Path | None, law: Law, policy: Path | None = None
    ) -> None:
        self._storage = storage
        self._rules_dir = rules_dir
        self._policy = policy
        self._reading = asyncio.Lock()
        self.law = law
        self.fault = ""

    async def refresh(self) -> None:
        """Read the law again where a calendar was loaded since."""
        async with self._reading:
            version = await self._storage.read(lambda tx: tx.people.law_version())
            if version == self.law.version:
                return
            loaded = await self._storage.read(lambda tx: tx.calendars.loaded())
            try:
                law = await asyncio.to_thread(
                    load_law, self.law.county, self._rules_dir, loaded, version, self._policy
                )
            except (Refusal, SettingsError) as bad:
                self.fault = str(bad)
                self.law = replace(self.law, version=version)
                log.error("law.kept version=%s fault=%s", version, self.fault)  # noqa: TRY400
            else:
                self.fault, self.law = "", law
                log.info("law.loaded version=%s files=%s", version, len(loaded))

    def require_current(self, tx: Transaction) -> Law:
        """The law, once it is sure that no calendar was loaded since.

        Raises:
            NewLaw: one was; nothing was done.
        """
        law = self.law
        if tx.people.law_version() != law.version:
            raise NewLaw
        return law


async def read_law(storage: Storage, rules_dir: Path | None, policy: Path | None = None) -> Law:
    """The law of the county in a database; the arguments as for `load_law`.

    Raises:
        NoCounty: nobody has said yet whose database this is.
        SettingsError, BadFile: see `load_law`.
    """
    county = await storage.read(lambda tx: tx.people.county())
    loaded = await storage.read(lambda tx: tx.calendars.loaded())
    return await asyncio.to_thread(
        load_law, county.regulation, rules_dir, loaded, county.law_version, policy
    )
