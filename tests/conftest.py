"""Databases for every test that wants one, the calendars of all tests, and the seeds."""

import os
import secrets
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from hypothesis import settings
from psycopg import sql

from storage import Storage, open_storage, upgrade
from tests.calendars import use_fixed_calendars

use_fixed_calendars()

settings.register_profile("fixed", derandomize=True, deadline=None, print_blob=True)
settings.register_profile("fuzz", deadline=None, print_blob=True, max_examples=400)
settings.load_profile("fixed")

SERVER = os.environ.get("LIAISON_TEST_POSTGRES", "postgresql://postgres@127.0.0.1:5432/postgres")
"""A server on which the tests may create databases of their own."""


@contextmanager
def a_database(server: str) -> Iterator[str]:
    """A database of our own on that server, for as long as the block runs."""
    name = f"liaison_test_{os.getpid()}_{secrets.token_hex(4)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    try:
        yield server.rsplit("/", 1)[0] + "/" + name
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(
                sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name))
            )


@pytest.fixture(scope="session")
def postgres_server() -> str:
    """URL of the server; skips where none answers, fails where one was promised."""
    try:
        psycopg.connect(SERVER, connect_timeout=3).close()
    except psycopg.OperationalError as error:
        promised = os.environ.get("CI") == "true" or "LIAISON_TEST_POSTGRES" in os.environ
        if promised:
            pytest.fail(f"PostgreSQL does not answer: {error}")
        pytest.skip("no PostgreSQL answers; LIAISON_TEST_POSTGRES names one")
    return SERVER


@pytest.fixture
def empty_postgres(postgres_server: str) -> Iterator[str]:
    """URL of a PostgreSQL database without tables, thrown away afterwards."""
    with a_database(postgres_server) as url:
        yield url


@pytest.fixture(scope="session")
def _postgres(postgres_server: str) -> Iterator[str]:
    with a_database(postgres_server) as url:
        upgrade(url)
        yield url


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with empty tables, to be copied."""
    file = tmp_path_factory.mktemp("sqlite") / "empty.db"
    upgrade(f"sqlite:///{file}")
    return file


@pytest.fixture
def sqlite_url(empty_sqlite: Path, tmp_path: Path) -> str:
    """URL of a SQLite file with empty tables."""
    file = tmp_path / "liaison.db"
    shutil.copy(empty_sqlite, file)
    return f"sqlite:///{file}"


@pytest.fixture
def postgres_url(_postgres: str) -> str:
    """URL of a PostgreSQL database with empty tables."""
    with psycopg.connect(_postgres) as connection:
        tables = [
            row[0]
            for row in connection.execute(
                "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
                " AND tablename <> 'alembic_version'"
            )
        ]
        connection.execute("SET session_replication_role = replica")  # past the triggers
        connection.execute(
            sql.SQL("TRUNCATE {} RESTART IDENTITY").format(
                sql.SQL(", ").join(sql.Identifier(table) for table in tables)
            )
        )
    return _postgres


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest) -> str:
    """URL of a database with empty tables, once of each kind."""
    name = "sqlite_url" if request.param == "sqlite" else "postgres_url"
    url: str = request.getfixturevalue(name)
    return url


@pytest.fixture
async def storage(database_url: str) -> AsyncIterator[Storage]:
    """An open storage with empty tables, once of each kind."""
    opened = open_storage(database_url)
    yield opened
    await opened.close()
