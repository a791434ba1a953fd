"""Migrations: how the tables of one version become those of the next."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, event
from sqlalchemy.pool import NullPool

from rules.errors import Refusal
from storage.open_mark import marked
from storage.url import database_url

_HERE = Path(__file__).parent


class NotUpgraded(RuntimeError):
    """The database's tables are missing or of another version than the program."""

    def __init__(self, found: str | None, wanted: str | None) -> None:
        super().__init__(
            f"the database is at version {found or 'none'}, the program needs {wanted}:"
            " run `liaison db upgrade`"
        )


class NewerDatabase(Refusal):
    """A newer program has upgraded the database; this one does not know what is in it."""

    code = "newer-database"

    def __init__(self, found: str) -> None:
        super().__init__(
            f"没有打开数据库：它是更新版本的程序建的（版本 {found}），本程序不认识。"
            "请换用新版本的程序。"
        )


def upgrade(url: str, revision: str = "head") -> None:
    """Create the tables or bring them up to date, in one transaction.

    It takes its time and uses no event loop: call it before one runs, or in a thread.

    Args:
        url: as for `open_storage`; a missing SQLite file and its folder are created.
        revision: up to which version; tests stop half-way.

    Raises:
        NewerDatabase: it is of a version that this program does not know.
    """
    parsed = database_url(url)
    if parsed.get_backend_name() == "sqlite" and parsed.database:
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(parsed, poolclass=NullPool)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", lambda driver, _: setattr(driver, "isolation_level", None))
        event.listen(engine, "begin", lambda opened: opened.exec_driver_sql("BEGIN IMMEDIATE"))
    with marked(url), engine.begin() as connection:
        config = _config()
        _require_known(connection, config)
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def require_current(url: str) -> None:
    """Refuse a database of another version.

    Raises:
        NotUpgraded: the tables are missing or of another version than the program.
    """
    wanted = ScriptDirectory.from_config(_config()).get_current_head()
    parsed = database_url(url)
    if parsed.get_backend_name() == "sqlite" and not Path(parsed.database or "").exists():
        raise NotUpgraded(None, wanted)
    with create_engine(parsed, poolclass=NullPool).connect() as connection:
        found = version_of(connection)
    if found != wanted:
        raise NotUpgraded(found, wanted)


def version_of(connection: Connection) -> str | None:
    """The version of a database's tables; None where there are none."""
    return MigrationContext.configure(connection).get_current_revision()


def _require_known(connection: Connection, config: Config) -> None:
    found = version_of(connection)
    known = {one.revision for one in ScriptDirectory.from_config(config).walk_revisions()}
    if found is not None and found not in known:
        raise NewerDatabase(found)


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_HERE).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
