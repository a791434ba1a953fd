"""Offices of the two sample counties, each on a SQLite file of its own."""

from collections.abc import AsyncIterator

import pytest

from tests.handlers.office import Office, open_office


@pytest.fixture
async def qingfeng(sqlite_url: str) -> AsyncIterator[Office]:
    async with open_office("qingfeng", sqlite_url) as office:
        yield office


@pytest.fixture
async def renqiu(sqlite_url: str) -> AsyncIterator[Office]:
    async with open_office("cangzhou", sqlite_url) as office:
        yield office
