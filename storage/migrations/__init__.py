"""Migrations: how the tables of one version become those of the next."""

import os
from contextlib import suppress
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.pool import NullPool

from storage.faults import Unusable, reported
from storage.open_mark import marked
from storage.url import database_url

CONNECT = 5
"""Seconds after which a server that does not answer is given up."""
_HERE = Path(__file__).parent


class NotUpgraded(Unusable):
    """The database's tables are missing or of another version than the program.

    Args:
        found: the version of the tables; None where there are none.
        wanted: the version that the program needs.
        missing: the SQLite file that does not exist; "" where there is one, or a server.
        newer: whether the program does not know the version at all.
    """

    def __init__(
        self, found: str | None, wanted: str | None, *, missing: str = "", newer: bool = False
    ) -> None:
        if missing:
            words = (
                f"没有找到数据库 {missing}。请到放数据库的文件夹里运行，"
                "或者检查 LIAISON_DATABASE_URL；还没有建库的，先运行 liaison db upgrade。"
            )
        elif newer:
            words = f"数据库的版本（{found}）比程序的（{wanted}）新。请换用新版本的程序。"
        elif found is None:
            words = "数据库里还没有建表。请先运行 liaison db upgrade。"
        else:
            words = (
                f"数据库是旧版本（{found}），程序需要 {wanted}。"
                "请先备份数据库，再运行 liaison db upgrade。"
            )
        super().__init__(words)


def upgrade(url: str, revision: str = "head") -> None:
    """Create the tables or bring them up to date, in one transaction.

    It takes its time and uses no event loop: call it before one runs, or in a thread.

    Args:
        url: as for `open_storage`; a missing SQLite file and its folder are created.
        revision: up to which version; tests stop half-way.

    Raises:
        NotUpgraded: the tables are of a newer program.
        Unusable: the database cannot be reached or written.
    """
    parsed = database_url(url)
    if parsed.get_backend_name() == "sqlite" and parsed.database:
        _for_its_owner_only(Path(parsed.database))
    engine = _engine(parsed)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", lambda driver, _: setattr(driver, "isolation_level", None))
        event.listen(engine, "begin", lambda opened: opened.exec_driver_sql("BEGIN IMMEDIATE"))
    with marked(url), reported(), engine.begin() as connection:
        config = _config()
        _require_known(connection, ScriptDirectory.from_config(config))
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def _for_its_owner_only(file: Path) -> None:
    """Create a missing SQLite file that no other account can read, and its folder.

    SQLite gives the files that it puts beside it, `-wal` and `-shm`, the same mode.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    with suppress(FileExistsError):
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))


def require_current(url: str) -> None:
    """Refuse a database of another version.

    Raises:
        NotUpgraded: the tables are missing or of another version than the program.
        Unusable: the database cannot be reached or read.
    """
    script = ScriptDirectory.from_config(_config())
    wanted = script.get_current_head()
    parsed = database_url(url)
    if parsed.get_backend_name() == "sqlite" and not Path(parsed.database or "").exists():
        raise NotUpgraded(None, wanted, missing=parsed.database or "")
    with reported(), _engine(parsed).connect() as connection:
        found = version_of(connection)
        _require_known(connection, script)
    if found != wanted:
        raise NotUpgraded(found, wanted)


def _require_known(connection: Connection, script: ScriptDirectory) -> None:
    """Refuse the tables of a newer program."""
    found = version_of(connection)
    if found is not None and found not in {one.revision for one in script.walk_revisions()}:
        raise NotUpgraded(found, script.get_current_head(), newer=True)


def _engine(url: URL) -> Engine:
    server = url.get_backend_name() == "postgresql"
    return create_engine(
        url, poolclass=NullPool, connect_args={"connect_timeout": CONNECT} if server else {}
    )


def version_of(connection: Connection) -> str | None:
    """The version of a database's tables; None where there are none."""
    return MigrationContext.configure(connection).get_current_revision()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_HERE).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
