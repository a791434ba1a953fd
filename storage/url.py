"""The address of a database: a SQLite file, or PostgreSQL through psycopg."""

from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from storage.faults import BadUrl


def database_url(url: str) -> URL:
    """The URL with the driver that this program uses.

    Raises:
        BadUrl: neither a SQLite file nor PostgreSQL.
    """
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise BadUrl from None
    if parsed.get_backend_name() == "postgresql":
        return parsed.set(drivername="postgresql+psycopg")
    if parsed.get_backend_name() != "sqlite" or parsed.database in {None, "", ":memory:"}:
        raise BadUrl
    return parsed.set(drivername="sqlite")


def file_of(url: str) -> Path | None:
    """The SQLite file of a URL, with links resolved; None for a server's database.

    Raises:
        BadUrl: no such kind of database.
    """
    parsed = database_url(url)
    if parsed.get_backend_name() != "sqlite":
        return None
    return Path(parsed.database or "").resolve()
