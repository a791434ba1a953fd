"""Calendar files loaded while the program runs: kept for good, in the order of loading."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, insert, select, update

from storage.part import Part
from storage.people import NoCounty
from storage.statement import Statement
from storage.tables import calendars, county

_LOADED = Statement(select(calendars).order_by(calendars.c.seq))
_LAST = Statement(
    select(calendars.c.text)
    .where(calendars.c.name == bindparam("which"))
    .order_by(calendars.c.seq.desc())
    .limit(1)
)
_INSERT = Statement(
    insert(calendars).values(
        {column: bindparam(column.name) for column in calendars.c if column.name != "seq"}
    )
)
_VERSION_UP = Statement(update(county).values(law_version=county.c.law_version + 1))


@dataclass(frozen=True, slots=True)
class Loaded:
    """One calendar file as it was loaded.

    Attributes:
        seq: its place in the order of loading.
        name: what it is about, such as `2027`; a later file of the same name takes its place.
        text: the file, letter by letter.
        source: the file's name, and who loaded it.
        loaded_at: from when on it holds.
    """

    seq: int
    name: str
    text: str
    source: str
    loaded_at: datetime


class Calendars(Part):
    """Calendar files loaded while the program runs."""

    def loaded(self) -> tuple[Loaded, ...]:
        """Every file that was ever loaded, in the order of loading."""
        return tuple(Loaded(*row) for row in self._rows.all(_LOADED))

    def load(self, name: str, text: str, source: str, at: datetime) -> bool:
        """Load one file; False where the same text is in force under that name already.

        Every process notices by the county's `law_version`, which each transaction reads anyway.

        Raises:
            NoCounty: nobody has said yet whose database this is.
        """
        if self._rows.do(_VERSION_UP) == 0:
            raise NoCounty
        last = self._rows.one(_LAST, which=name)
        if last is not None and last[0] == text:
            return False
        self._rows.do(_INSERT, name=name, text=text, source=source, loaded_at=at)
        return True
