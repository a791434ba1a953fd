"""Loading an address book into a county that has one: who is retired, and who takes over."""

from datetime import datetime
from functools import partial

from bot.operation.county_file import County
from rules.decisions.leaving import Carried, Change, change, closing, departing, tell
from rules.in_force import Law
from rules.values.errors import Refusal
from rules.values.people import Directory, with_retired
from storage import NoCounty, Purpose, Storage, Transaction

NOBODY = Change((), ())


class AnotherCounty(Refusal):
    """The address book is of another county than the one whose database it is."""

    code = "another-county"

    def __init__(self, here: str, file: str) -> None:
        super().__init__(
            f"没有载入，什么也没有改：数据库里是 {here}，这个文件是 {file}（县的代号就是文件名）。"
            f"是别的县的文件，请检查文件名和 LIAISON_DATABASE_URL；"
            f"确是本县新的通讯录，请把文件改名为 {here}.toml 再载入。"
        )


def preview(tx: Transaction, *, county: County, at: datetime) -> Change:
    """What loading it would change for the people who are there; nothing is written.

    Raises:
        AnotherCounty, NobodyLeft: as `load`.
    """
    _require_same(tx, county)
    return _change(tx, county.directory, at)


async def load(storage: Storage, county: County, law: Law, at: datetime) -> Change:
    """Load it whole, in one transaction with what it makes of the people it leaves out.

    Pushes about a matter that wait for somebody who left go to who takes over.

    Raises:
        AnotherCounty: the database has a county already, and it is not this one.
        NobodyLeft: an emergency that is not over would have nobody at its receiver any more.
    """
    return await storage.run(partial(_load, county=county, law=law, at=at))


def _load(tx: Transaction, *, county: County, law: Law, at: datetime) -> Change:
    _require_same(tx, county)
    found = _change(tx, county.directory, at)
    tx.installation.mark(Purpose.COUNTY)
    tx.people.save_county(county.id, county.regulation, at)
    saved = tx.people.save_directory(county.directory)
    for leaver in found.leavers:
        heirs = [heir.id for heir in leaver.heirs]
        if heirs:
            tx.outbox.hand_over(leaver.officer.id, heirs[0])
    tx.outbox.post(tell(found, saved, law, at))
    return found


def _require_same(tx: Transaction, county: County) -> None:
    try:
        here = tx.people.county().id
    except NoCounty:
        return
    if here != county.id:
        raise AnotherCounty(here, county.id)


def _change(tx: Transaction, fresh: Directory, at: datetime) -> Change:
    try:
        before = tx.people.directory()
    except NoCounty:
        return NOBODY
    after = with_retired(fresh, before)
    leaving, gone = departing(before, after), closing(before, after)
    homes = {before.unit_of(officer).id for officer in leaving} | {unit.id for unit in gone}
    carried = {
        home: [
            Carried(matter, tx.matters.history(matter).carriers(matter))
            for matter in tx.matters.open_of(home)
        ]
        for home in sorted(homes)
    }
    drafts = {officer.id: tx.conversations.unfinished(officer.id, at) for officer in leaving}
    return change(before, after, carried, drafts, at)
