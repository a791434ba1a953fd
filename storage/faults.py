"""What is wrong with a database that cannot be used, in a sentence for whoever runs the program."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import errors as server
from sqlalchemy.exc import DBAPIError

from rules.values.errors import Refusal

_SQLITE = {
    "SQLITE_NOTADB": "数据库文件打不开：它不是数据库，或者已经损坏。请核对 LIAISON_DATABASE_URL；"
    "确是数据库的，不要动它，换用最近的备份。",
    "SQLITE_CORRUPT": "数据库文件已经损坏，没有办成。请停掉程序，留下这个文件，换用最近的备份。",
    "SQLITE_READONLY": "数据库只能读，不能写，没有办成。"
    "请检查数据库文件和它所在文件夹的写权限，以及磁盘是不是只读。",
    "SQLITE_CANTOPEN": "数据库文件打不开。请检查 LIAISON_DATABASE_URL 指的是不是一个文件，"
    "以及文件和所在文件夹的读写权限。",
    "SQLITE_PERM": "没有权限打开数据库文件。请检查文件和所在文件夹的读写权限。",
    "SQLITE_FULL": "磁盘已经写满，没有办成。请清理数据库所在的磁盘，再试一次。",
    "SQLITE_IOERR": "数据库所在的磁盘读写出错，没有办成。请检查磁盘和它的剩余空间。",
    "SQLITE_BUSY": "数据库正被另一个程序占用，没有办成。请稍后再试。",
    "SQLITE_LOCKED": "数据库正被另一个程序占用，没有办成。请稍后再试。",
}
"""By SQLite's primary result code, <https://sqlite.org/rescode.html>."""

_POSTGRESQL = {
    server.ReadOnlySqlTransaction: "数据库服务器只能读，不能写，没有办成。"
    "LIAISON_DATABASE_URL 要指向主库，不能指向备库。",
    server.InsufficientPrivilege: "数据库用户的权限不够，没有办成。"
    "请让 LIAISON_DATABASE_URL 里的用户成为这个库的所有者。",
    server.DiskFull: "数据库服务器的磁盘已经写满，没有办成。请清理以后再试一次。",
    server.LockNotAvailable: "数据库正被另一个程序占用，没有办成。请稍后再试。",
    server.SerializationFailure: "数据库正被另一个程序占用，没有办成。请稍后再试。",
    server.DeadlockDetected: "数据库正被另一个程序占用，没有办成。请稍后再试。",
}
_UNREACHABLE = (
    "连不上数据库服务器。请检查服务器是不是在运行，"
    "LIAISON_DATABASE_URL 里的地址、端口、用户、密码和库名对不对。"
)


class Unusable(Refusal):
    """The database cannot be used as it is; the message says why, and names no password."""

    code = "database"


class BadUrl(Unusable, ValueError):
    """The address of a database is neither a SQLite file nor PostgreSQL."""

    def __init__(self) -> None:
        super().__init__(
            "LIAISON_DATABASE_URL 不能用：应为 sqlite:///文件，"
            "或者 postgresql://用户:密码@服务器:端口/库名。"
        )


def unusable(error: BaseException) -> Unusable | None:
    """What an error of a driver says of the database; None for any other error.

    A statement that the database does not understand is a defect of the program, not of the
    database, and is left alone.
    """
    if isinstance(error, Unusable):
        return error
    if isinstance(error, DBAPIError) and error.orig is not None:
        error = error.orig
    if isinstance(error, sqlite3.Error):
        code = getattr(error, "sqlite_errorname", "")
        words = next((says for known, says in _SQLITE.items() if code.startswith(known)), None)
        return None if words is None else Unusable(words)
    if isinstance(error, psycopg.Error):
        known = next((says for kind, says in _POSTGRESQL.items() if isinstance(error, kind)), None)
        if known is None and isinstance(error, psycopg.OperationalError):
            known = _UNREACHABLE
        return None if known is None else Unusable(known)
    return None


@contextmanager
def reported() -> Iterator[None]:
    """Let an error of a driver leave the block as `Unusable`, where it is one of the database."""
    try:
        yield
    except Exception as error:
        fault = unusable(error)
        if fault is None:
            raise
        raise fault from None
