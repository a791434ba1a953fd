"""A database in use is copied whole, and a copy is put back only after it was gone over."""

import gzip
import os
import shutil
import sqlite3
import stat
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from storage import (
    BackupFailed,
    Fault,
    Purpose,
    Standing,
    Storage,
    back_up,
    open_storage,
    read_once,
    restoring,
    standing,
    upgrade,
)
from storage.migrations import NotUpgraded
from storage.open_mark import log_of
from storage.url import database_url as with_driver
from tests.storage.samples import NOW, opening, push, set_up

LATER = NOW + timedelta(days=1)


async def played(url: str, *numbers: str) -> None:
    storage = open_storage(url)
    await set_up(storage)
    for number in numbers:
        await storage.run(lambda tx, n=number: tx.matters.record(opening(n, push(n))))  # type: ignore[misc]
    await storage.close()


def numbers_in(url: str) -> set[str]:
    return read_once(url, lambda tx: {one.number for one in tx.matters.open_of("samr")})


def restored(url: str, source: Path, at: datetime = LATER) -> str:
    """Put a backup back; where the replaced database is kept."""
    with restoring(url, source, at) as found:
        found.agreed = True
    return found.kept


def fault_of(url: str, source: Path) -> Fault:
    """Why a backup is not put back; what is there stays as it was."""
    before = numbers_in(url)
    with pytest.raises(BackupFailed) as failed:
        restored(url, source)
    assert numbers_in(url) == before
    return failed.value.fault


async def test_a_database_in_use_is_copied_into_one_file_for_its_owner(
    storage: Storage, database_url: str, tmp_path: Path
) -> None:
    await set_up(storage)
    await storage.run(lambda tx: tx.matters.record(opening("移1", push("a"))))
    written = back_up(database_url, tmp_path / "b.db", LATER)
    await storage.run(lambda tx: tx.matters.record(opening("移2")))

    assert stat.S_IMODE(written.stat().st_mode) == 0o600
    assert [one for one in os.listdir(tmp_path) if "b.db" in one] == ["b.db"]  # noqa: PTH208
    assert await storage.read(lambda tx: tx.installation.backed_up_at()) == LATER
    if database_url.startswith("sqlite"):
        copy = open_storage(f"sqlite:///{written}")
        assert not copy.log_missing
        assert await copy.read(lambda tx: tx.installation.backed_up_at()) == LATER
        assert len(await copy.read(lambda tx: tx.matters.open_of("samr"))) == 1
        await copy.close()


def test_a_file_that_is_there_is_never_overwritten(database_url: str, tmp_path: Path) -> None:
    there = tmp_path / "there"
    there.write_text("something")
    for target in (there, tmp_path):
        with pytest.raises(BackupFailed) as failed:
            back_up(database_url, target, LATER)
        assert failed.value.fault is Fault.EXISTS
    assert there.read_text() == "something"


def test_a_backup_that_cannot_be_written_leaves_nothing(database_url: str, tmp_path: Path) -> None:
    with pytest.raises(BackupFailed) as failed:
        back_up(database_url, tmp_path / "nowhere" / "b.db", LATER)
    assert failed.value.fault is Fault.UNWRITABLE
    assert not (tmp_path / "nowhere").exists()
    assert read_once(database_url, lambda tx: tx.installation.backed_up_at()) is None


async def test_what_is_replaced_is_kept(database_url: str, tmp_path: Path) -> None:
    await played(database_url, "移1")
    written = back_up(database_url, tmp_path / "b.db", NOW)
    storage = open_storage(database_url)
    await storage.run(lambda tx: tx.matters.record(opening("移2")))
    await storage.close()
    with restoring(database_url, written, LATER) as found:
        inventory = found.candidate.inventory
        assert (inventory.matters, inventory.entries, inventory.waiting) == (1, 1, 1)
        assert inventory.county is not None
        assert inventory.newest == max(one.recorded_at for one in opening("移1").entries)
    assert numbers_in(database_url) == {"移1", "移2"}, "it was not agreed to"

    kept = restored(database_url, written)
    assert numbers_in(database_url) == {"移1"}
    assert LATER.strftime("%Y%m%d") in kept
    if database_url.startswith("sqlite"):
        assert numbers_in(f"sqlite:///{kept}") == {"移1", "移2"}
        assert restored(database_url, written) != kept, "a second time on the same second"
    else:
        with psycopg.connect(database_url) as server:
            found_there = server.execute(f"SELECT count(*) FROM {kept}.matters").fetchone()  # noqa: S608
            assert found_there == (2,)
            server.execute(f"DROP SCHEMA {kept} CASCADE")
    again = open_storage(database_url)
    await again.run(lambda tx: tx.matters.record(opening("移3")))
    assert await again.read(lambda tx: tx.installation.first_broken_matter()) is None
    await again.close()


async def test_a_log_whose_database_is_gone_is_not_taken_for_the_backups_own(
    sqlite_url: str, tmp_path: Path
) -> None:
    file = Path(sqlite_url.removeprefix("sqlite:///"))
    await played(sqlite_url, "移1")
    written = back_up(sqlite_url, tmp_path / "b.db", NOW)
    storage = open_storage(sqlite_url)
    await storage.run(lambda tx: tx.matters.record(opening("移2")))
    log = tmp_path / "log"
    shutil.copy(log_of(file), log)
    await storage.close()
    os.remove(file)  # noqa: PTH107
    shutil.copy(log, log_of(file))
    assert restored(sqlite_url, written) == ""
    assert numbers_in(sqlite_url) == {"移1"}
    assert read_once(sqlite_url, lambda tx: tx.installation.first_broken_matter()) is None


async def test_nothing_is_put_back_while_somebody_has_the_database(
    storage: Storage, database_url: str, tmp_path: Path
) -> None:
    written = back_up(database_url, tmp_path / "b.db", NOW)
    await storage.run(lambda tx: tx.matters.record(opening("移1")))
    assert fault_of(database_url, written) is Fault.IN_USE


async def test_what_is_no_backup_is_refused(sqlite_url: str, tmp_path: Path) -> None:
    await played(sqlite_url, "移1")
    assert fault_of(sqlite_url, tmp_path / "absent") is Fault.ABSENT
    assert fault_of(sqlite_url, tmp_path) is Fault.ABSENT
    for n, content in enumerate((b"", b"words", gzip.compress(b"x"), b"SQLite format 3\0" * 9)):
        other = tmp_path / f"{n}.bin"
        other.write_bytes(content)
        assert fault_of(sqlite_url, other) in {Fault.FOREIGN, Fault.DAMAGED}
    theirs = tmp_path / "theirs.db"
    with closing(sqlite3.connect(theirs)) as opened:
        opened.execute("CREATE TABLE theirs (x)")
    assert fault_of(sqlite_url, theirs) is Fault.FOREIGN
    dump = tmp_path / "dump"
    dump.write_bytes(b"PGDMP and so on")
    assert fault_of(sqlite_url, dump) is Fault.OTHER_KIND
    assert fault_of(sqlite_url, Path(sqlite_url.removeprefix("sqlite:///"))) is Fault.SAME


async def test_a_damaged_or_altered_backup_is_refused(sqlite_url: str, tmp_path: Path) -> None:
    await played(sqlite_url, *(f"移{n}" for n in range(1, 40)))
    whole = back_up(sqlite_url, tmp_path / "whole.db", NOW)

    cut = tmp_path / "cut.db"
    cut.write_bytes(whole.read_bytes()[:-8192])
    assert fault_of(sqlite_url, cut) is Fault.DAMAGED

    for change in (
        "UPDATE entries SET details = '{}' || details WHERE number = '移7'",
        "DELETE FROM entries WHERE number = '移7'",
    ):
        altered = tmp_path / "altered.db"
        altered.write_bytes(whole.read_bytes())
        with closing(sqlite3.connect(altered, isolation_level=None)) as opened:
            opened.execute("DROP TRIGGER entries_no_update")
            opened.execute("DROP TRIGGER entries_no_delete")
            opened.execute(change)
        with pytest.raises(BackupFailed) as failed:
            restored(sqlite_url, altered)
        assert (failed.value.fault, failed.value.about) == (Fault.BROKEN_RECORD, "移7")


async def test_a_backup_of_an_earlier_version_is_brought_up_to_date(
    tmp_path: Path, sqlite_url: str
) -> None:
    old = f"sqlite:///{tmp_path}/old.db"
    upgrade(old, "0003")
    with create_engine(with_driver(old), poolclass=NullPool).begin() as connection:
        connection.execute(text("INSERT INTO county VALUES ('x', 'qingfeng', 3, 0, 0)"))
    written = back_up(old, tmp_path / "b.db", NOW)
    with restoring(sqlite_url, written, LATER) as found:
        assert found.candidate.version == "0003"
        assert found.candidate.purpose is Purpose.COUNTY
        found.agreed = True
    assert standing(sqlite_url) is Standing.COUNTY


async def test_a_backup_of_a_later_version_is_refused(sqlite_url: str, tmp_path: Path) -> None:
    written = back_up(sqlite_url, tmp_path / "b.db", NOW)
    with closing(sqlite3.connect(written, isolation_level=None)) as opened:
        opened.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(NotUpgraded, match="请换用新版本的程序"):
        restored(sqlite_url, written)
    assert numbers_in(sqlite_url) == set()


async def test_a_copy_without_its_log_stays_in_doubt_when_put_back(
    sqlite_url: str, tmp_path: Path
) -> None:
    """Nor does a backup of it forget the doubt."""
    file = Path(sqlite_url.removeprefix("sqlite:///"))
    storage = open_storage(sqlite_url)
    await storage.run(lambda tx: tx.matters.record(opening("移1")))
    alone, whole = tmp_path / "alone.db", tmp_path / "whole.db"
    shutil.copy(file, alone)
    shutil.copy(file, whole)
    shutil.copy(log_of(file), log_of(whole))
    await storage.close()

    with restoring(sqlite_url, whole, LATER) as found:
        assert not found.candidate.log_missing
        assert found.candidate.inventory.matters == 1
    restored(sqlite_url, alone)
    storage = open_storage(sqlite_url)
    assert storage.log_missing
    again = back_up(sqlite_url, tmp_path / "again.db", LATER)
    await storage.close()
    with restoring(sqlite_url, again, LATER) as found:
        assert found.candidate.log_missing


def test_without_the_servers_tools_the_missing_one_is_named(
    postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BackupFailed) as failed:
        back_up(postgres_url, tmp_path / "b.db", NOW)
    assert (failed.value.fault, failed.value.about) == (Fault.NO_TOOL, "pg_dump")
    assert list(tmp_path.iterdir()) == []


async def test_a_dump_that_does_not_fit_leaves_the_server_as_it_was(
    postgres_url: str, tmp_path: Path
) -> None:
    await played(postgres_url, "移1")
    bad = tmp_path / "bad"
    bad.write_bytes(b"PGDMP and so on")
    assert fault_of(postgres_url, bad) is Fault.TOOL_FAILED
    written = back_up(postgres_url, tmp_path / "b.db", NOW)
    cut = tmp_path / "cut"
    cut.write_bytes(written.read_bytes()[:-2000])
    assert fault_of(postgres_url, cut) is Fault.TOOL_FAILED
    with psycopg.connect(postgres_url) as server:
        left = server.execute(
            "SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'liaison_%'"
        ).fetchone()
    assert left == (0,)


def test_whose_a_database_is_is_known_before_it_is_touched(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/x.db"
    assert standing(url) is Standing.NEW
    assert not (tmp_path / "x.db").exists()
    upgrade(url, "0006")
    assert standing(url) is Standing.NEW
    with closing(sqlite3.connect(tmp_path / "x.db", isolation_level=None)) as opened:
        opened.execute("INSERT INTO county VALUES ('x', 'qingfeng', 3, 0, 0)")
    assert standing(url) is Standing.COUNTY, "it was made before databases said what they are for"
    upgrade(url)
    assert standing(url) is Standing.COUNTY
    (tmp_path / "y.db").write_text("words")
    assert standing(f"sqlite:///{tmp_path}/y.db") is Standing.FOREIGN
