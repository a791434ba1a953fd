"""The county, its address book, and which chat identity is which officer."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import String, bindparam, delete, exists, insert, select, update

from rules.values.people import Directory, Officer, Role, Shift, Unit, UnitType, with_retired
from storage.codec import decode, encode, leaves_of, leaves_text
from storage.part import Part, Shared
from storage.statement import Row, Rows, Statement
from storage.tables import UtcDateTime, county, identities, officers, shifts, strangers, units

_COUNTY = Statement(select(county))
_COUNTY_INSERT = Statement(insert(county))
_COUNTY_UPDATE = Statement(update(county).values(id=bindparam("id"), regulation=bindparam("law")))
_VERSION = Statement(select(county.c.id, county.c.directory_version, county.c.law_version))
_VERSION_UP = Statement(
    update(county).values(directory_version=county.c.directory_version + 1),
)
_UNITS = Statement(select(units).order_by(units.c.id))
_OFFICERS = Statement(select(officers).order_by(officers.c.id))
_SHIFTS = Statement(select(shifts).order_by(shifts.c.position))
_CLEAR = tuple(Statement(delete(table)) for table in (shifts, officers, units))
_UNIT_INSERT = Statement(insert(units))
_OFFICER_INSERT = Statement(insert(officers))
_SHIFT_INSERT = Statement(insert(shifts))

_HERE = (identities.c.channel == bindparam("here"), identities.c.raw_id == bindparam("who"))
_IDENTITY = Statement(
    select(identities.c.officer, identities.c.conversation, identities.c.reachable_since).where(
        *_HERE
    )
)
_IDENTITY_INSERT = Statement(insert(identities))
_IDENTITY_UPDATE = Statement(
    update(identities)
    .where(*_HERE)
    .values(
        officer=bindparam("officer"),
        conversation=bindparam("conversation"),
        reachable_since=bindparam("reachable_since"),
    )
)
_ADDRESSES = Statement(
    select(
        identities.c.channel,
        identities.c.raw_id,
        identities.c.reachable_since,
        identities.c.conversation,
    )
    .where(identities.c.officer == bindparam("officer"))
    .order_by(identities.c.channel, identities.c.raw_id)
)
_STRANGER_INSERT = Statement(
    insert(strangers).from_select(
        ["channel", "raw_id", "first_seen"],
        select(
            bindparam("channel", type_=String),
            bindparam("raw_id", type_=String),
            bindparam("first_seen", type_=UtcDateTime),
        ).where(
            ~exists().where(
                strangers.c.channel == bindparam("channel"),
                strangers.c.raw_id == bindparam("raw_id"),
            )
        ),
    )
)
_STRANGERS = Statement(
    select(strangers).order_by(strangers.c.first_seen, strangers.c.channel, strangers.c.raw_id)
)


class NoCounty(LookupError):
    """The database was set up and knows no county yet."""

    def __init__(self) -> None:
        super().__init__("the database has no county yet")


@dataclass(frozen=True, slots=True)
class County:
    """Whose database this is.

    Attributes:
        regulation: id of the county document that new matters run under.
        directory_version: one more with each import of people.
        law_version: one more with each calendar file that is loaded.
    """

    id: str
    regulation: str
    directory_version: int
    created: datetime
    law_version: int = 0


@dataclass(frozen=True, slots=True)
class Address:
    """Where an officer may be reached.

    Attributes:
        raw_id: the officer's id as that channel writes it.
        reachable_since: when the officer first spoke there; None for never.
        conversation: where the officer spoke last, as that channel writes it; "" for never.
    """

    channel: str
    raw_id: str
    reachable_since: datetime | None
    conversation: str = ""


@dataclass(frozen=True, slots=True)
class Stranger:
    """Somebody unknown who wrote; the id alone is kept."""

    channel: str
    raw_id: str
    first_seen: datetime


class People(Part):
    """The county, its address book, and which chat identity is which officer."""

    def __init__(self, rows: Rows, shared: Shared) -> None:
        super().__init__(rows, shared)
        self._book: Directory | None = None
        self._versions: Row | None = None
        self._identities: dict[tuple[str, str], Row | None] = {}

    def read_before(self, versions: Row, who: tuple[str, str], identity: Row | None) -> None:
        """Keep what was read with something else: the versions, and who somebody is."""
        self._versions = versions
        self._identities[who] = identity

    def county(self) -> County:
        """Whose database this is.

        Raises:
            NoCounty: nobody has said so yet.
        """
        row = self._rows.one(_COUNTY)
        if row is None:
            raise NoCounty
        return County(*row)

    def save_county(self, county_id: str, regulation: str, at: datetime) -> None:
        """Say whose database this is, or that another regulation holds from now on.

        Args:
            county_id: the county's id.
            regulation: id of the document that new matters run under.
            at: kept as the date of the set-up the first time, otherwise without effect.
        """
        if self._rows.do(_COUNTY_UPDATE, id=county_id, law=regulation) == 0:
            self._rows.do(
                _COUNTY_INSERT,
                id=county_id,
                regulation=regulation,
                directory_version=0,
                created=at,
                law_version=0,
            )

    def directory(self) -> Directory:
        """The address book. One cheap read per transaction tells whether the one in memory holds.

        Raises:
            NoCounty: nobody has said yet whose database this is.
        """
        if self._book is not None:
            return self._book
        county_id, version, _ = self._read_versions()
        book = self._shared.directory
        if book is None or (book.county, book.version) != (county_id, version):
            book = self._shared.directory = self._read_directory(county_id, version)
        self._book = book
        return book

    def law_version(self) -> int:
        """Which calendar file was loaded last; read together with the address book's version.

        Raises:
            NoCounty: nobody has said yet whose database this is.
        """
        version: int = self._read_versions()[2]
        return version

    def _read_versions(self) -> Row:
        """The county's id, and the versions of its address book and its law, read once."""
        if self._versions is None:
            self._versions = self._rows.one(_VERSION)
            if self._versions is None:
                raise NoCounty
        return self._versions

    def _read_directory(self, county_id: str, version: int) -> Directory:
        return Directory(
            county=county_id,
            units={
                row[0]: Unit(
                    row[0],
                    row[1],
                    row[2],
                    UnitType(row[3]),
                    tuple(decode(row[4])),
                    row[5],
                    active=row[6],
                )
                for row in self._rows.all(_UNITS)
            },
            officers={row[0]: _officer(*row) for row in self._rows.all(_OFFICERS)},
            shifts=tuple(Shift(*row[1:]) for row in self._rows.all(_SHIFTS)),
            version=version,
        )

    def save_directory(self, directory: Directory) -> Directory:
        """Replace the address book; whoever is not in the new one is retired and stays readable.

        Returns:
            The address book with the version it was saved under, the retired among it.

        Raises:
            NoCounty: nobody has said yet whose database this is.
        """
        before = self.directory()
        self._rows.do(_VERSION_UP)
        directory = with_retired(directory, before)
        for clear in _CLEAR:
            self._rows.do(clear)
        self._rows.do_each(_UNIT_INSERT, (_unit_row(unit) for unit in directory.units.values()))
        self._rows.do_each(
            _OFFICER_INSERT, (_officer_row(officer) for officer in directory.officers.values())
        )
        self._rows.do_each(
            _SHIFT_INSERT,
            (
                {
                    "position": position,
                    "unit": shift.unit,
                    "officer": shift.officer,
                    "starts_at": shift.start,
                    "ends_at": shift.end,
                    "rank": shift.rank,
                }
                for position, shift in enumerate(directory.shifts)
            ),
        )
        here = self.county()
        self._book = self._read_directory(here.id, here.directory_version)
        return self._book

    def officer_of(self, channel: str, raw_id: str) -> str | None:
        """Which officer an identity belongs to.

        An identity that nobody bound is the officer of the same id, in any case, if there is one.
        """
        row = self._identity(channel, raw_id)
        if row is not None:
            return str(row[0])
        userid = raw_id.lower()
        return userid if userid in self.directory().officers else None

    def identify(
        self, channel: str, raw_id: str, officer: str, conversation: str, at: datetime
    ) -> None:
        """Bind an identity to an officer, and note where the officer can be written to.

        The first time with a conversation stays the time since when the officer is reachable, until
        the identity is bound to somebody else.

        Args:
            channel: the channel's name.
            raw_id: the officer's id as that channel writes it.
            officer: the officer's id.
            conversation: where the officer spoke; "" for a binding that was merely entered.
            at: when that was.
        """
        row = self._identity(channel, raw_id)
        _, last, since = row if row is not None and row[0] == officer else (officer, "", None)
        now = (officer, conversation or last, since or (at if conversation else None))
        if row == now:
            return
        self._identities[channel, raw_id] = now
        values = dict(zip(("officer", "conversation", "reachable_since"), now, strict=True))
        if row is None:
            self._rows.do(_IDENTITY_INSERT, channel=channel, raw_id=raw_id, **values)
        else:
            self._rows.do(_IDENTITY_UPDATE, here=channel, who=raw_id, **values)

    def _identity(self, channel: str, raw_id: str) -> Row | None:
        """Officer, conversation and reachable since; read once in a transaction."""
        if (channel, raw_id) not in self._identities:
            self._identities[channel, raw_id] = self._rows.one(_IDENTITY, here=channel, who=raw_id)
        return self._identities[channel, raw_id]

    def addresses(self, officer: str) -> tuple[Address, ...]:
        """Every identity bound to an officer, by channel."""
        return tuple(Address(*row) for row in self._rows.all(_ADDRESSES, officer=officer))

    def reaches(self, officer: str) -> bool:
        """Whether the officer has written to the bot somewhere, so that it can write back."""
        return any(address.reachable_since is not None for address in self.addresses(officer))

    def note_stranger(self, channel: str, raw_id: str, at: datetime) -> None:
        """Keep the id of somebody unknown who wrote, and when it was first seen."""
        self._rows.do(_STRANGER_INSERT, channel=channel, raw_id=raw_id, first_seen=at)

    def strangers(self) -> tuple[Stranger, ...]:
        """Everybody unknown who wrote, the first first."""
        return tuple(Stranger(*row) for row in self._rows.all(_STRANGERS))


def _unit_row(unit: Unit) -> dict[str, object]:
    return {
        "id": unit.id,
        "name": unit.name,
        "short": unit.short,
        "type": unit.type.value,
        "aliases": encode(unit.aliases),
        "parent": unit.parent,
        "active": unit.active,
    }


def _officer_row(officer: Officer) -> dict[str, object]:
    return {
        "id": officer.id,
        "name": officer.name,
        "unit": officer.unit,
        "roles": encode(sorted(role.value for role in officer.roles)),
        "title": officer.title,
        "mobile": officer.mobile,
        "deputy": officer.deputy,
        "quiet": officer.quiet,
        "active": officer.active,
        "leaves": leaves_text(officer.leaves),
    }


def _officer(
    officer_id: str,
    name: str,
    unit: str,
    roles: str,
    title: str,
    mobile: str,
    deputy: str | None,
    quiet: str,
    active: bool,  # noqa: FBT001
    leaves: str,
) -> Officer:
    return Officer(
        id=officer_id,
        name=name,
        unit=unit,
        roles=frozenset(Role(role) for role in decode(roles)),
        title=title,
        mobile=mobile,
        deputy=deputy,
        quiet=quiet,
        active=active,
        leaves=leaves_of(leaves),
    )
