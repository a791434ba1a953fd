"""How a command opens the county's database: what is wrong with it as a whole is said first."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import click

from bot.operation.backups import LOG_MISSING
from storage import Storage, open_storage


def warn(storage: Storage) -> None:
    """Say on stderr that the newest matters may not be there."""
    if storage.log_missing:
        click.echo(LOG_MISSING, err=True)


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Storage]:
    """The database, until the block ends."""
    storage = open_storage(url)
    try:
        warn(storage)
        yield storage
    finally:
        await storage.close()
