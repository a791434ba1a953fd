"""A new database and an upgraded one have exactly the tables that the program expects."""

import json
import os
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.pool import NullPool

from storage import NotUpgraded, open_lease, open_leased, open_storage, upgrade
from storage.tables import metadata
from storage.url import database_url as with_driver
from tests.storage.samples import NOW


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database without tables; the SQLite file does not exist yet, nor does its folder."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/var/new.db"
    url: str = request.getfixturevalue("empty_postgres")
    return url


async def test_migrations_and_tables_agree(database_url: str) -> None:
    with create_engine(with_driver(database_url), poolclass=NullPool).connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        assert compare_metadata(context, metadata) == []
        names = set(inspect(connection).get_table_names())
    assert names == {*metadata.tables, "alembic_version"}


def test_an_upgrade_may_be_repeated(empty_url: str) -> None:
    upgrade(empty_url)
    upgrade(empty_url)


def test_a_database_without_tables_is_not_opened(empty_url: str) -> None:
    with pytest.raises(NotUpgraded, match="liaison db upgrade"):
        open_storage(empty_url)


def test_what_happens_in_an_upgrade_happens_whole(empty_url: str) -> None:
    with pytest.raises(Exception, match="nowhere"):
        upgrade(empty_url, "nowhere")
    with create_engine(with_driver(empty_url), poolclass=NullPool).connect() as connection:
        assert inspect(connection).get_table_names() == []


def test_a_county_of_the_first_version_is_upgraded_as_it_is(empty_url: str) -> None:
    """It has loaded no calendar yet."""
    upgrade(empty_url, "0001")
    with create_engine(with_driver(empty_url), poolclass=NullPool).begin() as connection:
        connection.execute(text("INSERT INTO county VALUES ('x', 'qingfeng', 3, 0)"))
    upgrade(empty_url)
    with create_engine(with_driver(empty_url), poolclass=NullPool).connect() as connection:
        [row] = connection.execute(text("SELECT directory_version, law_version FROM county"))
    assert tuple(row) == (3, 0)


def test_what_open_matters_are_about_is_kept_in_full_by_the_upgrade(empty_url: str) -> None:
    """Before, only 60 characters of it stood with the matter."""
    upgrade(empty_url, "0006")
    long = "两名工人困在二楼值班室，请带防毒面具从北门进" * 9
    details = json.dumps([["receiver", "chengguan"], ["facts", long]], ensure_ascii=False)
    with create_engine(with_driver(empty_url), poolclass=NullPool).begin() as connection:
        connection.execute(
            text(
                "INSERT INTO matters (number, kind, state, sender, receiver, opener, regulation,"
                " regulation_version, summary, facts, opened_at, looked_at, version, entries,"
                " closed) VALUES ('急1', 'emergency', 'delivered', 'a', 'b', 'c', 'd', 'e',"
                " :summary, '[]', 1, 1, 1, 1, 0)"
            ),
            {"summary": long[:59] + "…"},
        )
        connection.execute(
            text(
                "INSERT INTO entries (number, seq, step, at, recorded_at, facts, details,"
                " algorithm, hash) VALUES ('急1', 1, 'send', 1, 1, '[]', :details, 'sha256', 'x')"
            ),
            {"details": details},
        )
    upgrade(empty_url)
    with create_engine(with_driver(empty_url), poolclass=NullPool).connect() as connection:
        assert connection.execute(text("SELECT content FROM matters")).scalar_one() == long


def test_an_entry_that_is_damaged_stops_no_upgrade(empty_url: str) -> None:
    upgrade(empty_url, "0006")
    with create_engine(with_driver(empty_url), poolclass=NullPool).begin() as connection:
        connection.execute(
            text(
                "INSERT INTO matters (number, kind, state, sender, receiver, opener, regulation,"
                " regulation_version, facts, opened_at, looked_at, version, entries, closed)"
                " VALUES ('移1', 'referral', 'delivered', 'a', 'b', 'c', 'd', 'e', '[]', 1, 1, 1,"
                " 1, 0)"
            )
        )
        connection.execute(
            text(
                "INSERT INTO entries (number, seq, step, at, recorded_at, facts, details,"
                " algorithm, hash) VALUES ('移1', 1, 'send', 1, 1, '[]', '[[', 'sha256', 'x')"
            )
        )
    upgrade(empty_url)


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "mysql://localhost/x"])
def test_only_a_file_or_postgresql_will_do(url: str) -> None:
    with pytest.raises(ValueError, match="应为 sqlite:///文件，或者 postgresql://"):
        open_storage(url)


async def test_no_other_account_can_read_what_is_created(tmp_path: Path) -> None:
    """The database, what SQLite puts beside it, and the lease, whatever the umask."""
    file = tmp_path / "new" / "liaison.db"
    before = os.umask(0o000)
    try:
        url = f"sqlite:///{file}"
        upgrade(url)
        lease = open_lease(url)
        assert await lease.take()
        storage = open_leased(url, lease)
        await storage.run(lambda tx: tx.people.note_stranger("app", "nobody", NOW))
        modes = {one.name: one.stat().st_mode & 0o777 for one in file.parent.iterdir()}
        await storage.close()
        await lease.release()
    finally:
        os.umask(before)
    names = {"liaison.db", "liaison.db-wal", "liaison.db-shm", "liaison.db.lease"}
    assert names <= set(modes)
    assert set(modes.values()) == {0o600}
