"""Look at the county's matters from the terminal."""

import asyncio

import click

from bot.cli.opening import opened
from bot.clock import SystemClock
from bot.operation.law_book import read_law
from bot.settings import load
from rules.law.duties import explain
from rules.procedure.past import recalled
from rules.procedure.permit import short
from rules.values.errors import UnknownNumber


@click.command()
@click.argument("number")
def why(number: str) -> None:
    """一件事的期限依据和算法。"""
    settings = load()

    async def run() -> str:
        async with opened(settings.database_url) as storage:
            law = await read_law(storage, settings.rules_dir)
            matter = await storage.read(lambda tx: tx.matters.get(number))
            directory = await storage.read(lambda tx: tx.people.directory())
            then = recalled(directory, await storage.read(lambda tx: tx.matters.entries(number)))
        parts = [
            f"{short(then, o.unit)}{o.duty.name}\n{explain(o.answer, law.regulation(matter))}"
            for o in law.owed(matter, then, SystemClock().now())
        ]
        if not parts:
            raise UnknownNumber(number)
        return "\n\n".join(parts)

    click.echo(asyncio.run(run()))
