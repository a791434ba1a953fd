"""Changes the five county files, one thing at a time, and asks the tests whether they notice.

    python -m tests.mutations.run [--sample N] [--seed N] [--county NAME] [--jobs N]

Each mutant is tried in a process of its own, forked when everything but the tests and the
documents has been imported: the tests that guard the file are imported there anew and see the
changed file. First they are called as plain functions, which takes a fraction of a second; a mutant
that lives on meets pytest, with the tests that need an office, a database or a loop. Exit status 1
where fewer than 95 in a hundred die. Then every small change of the state table is held against its
second reading, in this process: all of them must be noticed.
"""

import argparse
import contextlib
import functools
import importlib
import inspect
import io
import itertools
import os
import random
import resource
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, NoReturn
from unittest.mock import patch

import pytest
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from rules.law import inheritance as superior_law
from rules.law.calendar import WorkCalendar
from rules.law.library import Regulations
from rules.law.regulation import Regulation
from rules.law.regulation_file import read_regulation
from tests.calendars import use_fixed_calendars
from tests.mutations.mutants import BARRED, COUNTIES, Mutant, Sort, file_of, mutants
from tests.mutations.table import noticed, table_mutants

for imported_early in (
    "aiohttp.web",
    "bot.app",
    "bot.cli.due",
    "handlers",
    "hypothesis",
    "storage",
):
    importlib.import_module(imported_early)

BAR = 95
"""How many mutants in a hundred must die."""
CPU_SECONDS = 120
"""A mutant that keeps the tests busy for longer is noticed: the suite would not end."""
LIVES = ""
TREE = Path(__file__).parent.parent


def guards(county: str) -> tuple[str, ...]:
    """The test modules that guard a county's file, those that notice most first."""
    return (
        f"tests.law.test_{county}",
        "tests.law.test_who_owes_what",
        "tests.law.test_every_gate",
        "tests.rules.test_regulation_files",
        "tests.rules.test_worked_examples",
        "tests.rules.test_answers",
        "tests.rules.test_explanations",
        "tests.rules.test_reminders",
    )


# ---- one mutant, in a process of its own ----


def tried(mutant: Mutant, *, slowly: bool) -> str:
    """The name of a test that notices a mutant; "" where it lives. Spoils the process for others.

    Args:
        mutant: the changed file; the unchanged one must live.
        slowly: whether to go on with pytest where plain calls notice nothing.
    """
    _swap(mutant)
    sys.stdout = sys.stderr = io.StringIO()
    try:
        killer = next(_failing(guards(mutant.county)), LIVES)
    except Exception as error:  # noqa: BLE001  # a module that cannot be imported fails whole
        killer = f"import: {error!r:.60}"
    if killer == LIVES and slowly:
        killer = next(filter(None, map(_pytest, _slow(mutant))), LIVES)
    return killer


def _swap(mutant: Mutant) -> None:
    """Let everybody who opens the county's file read the mutant; read the others only once."""
    changed, read_text = file_of(mutant.county), Path.read_text
    load = Regulations.load

    def reads(path: Path, *args: Any, **kwargs: Any) -> str:
        return mutant.text if path == changed else read_text(path, *args, **kwargs)

    def loads(*dirs: Path) -> Regulations:
        return load(*dirs) if dirs else shipped()

    def documents(path: Path) -> Regulation | None:
        kept = path in KEPT_DOCUMENTS and path != changed
        return KEPT_DOCUMENTS[path] if kept else read_regulation(path)

    Path.read_text = reads  # type: ignore[method-assign, assignment]
    vars(superior_law)["read_regulation"] = documents
    shipped = functools.cache(load)
    Regulations.load = loads  # type: ignore[method-assign]
    calendar = WorkCalendar.load
    WorkCalendar.load = (  # type: ignore[method-assign]
        lambda *dirs, **more: calendar(*dirs, **more) if dirs or more else CALENDAR
    )


use_fixed_calendars()
KEPT_DOCUMENTS = {path: read_regulation(path) for path in map(file_of, COUNTIES)}
CALENDAR = WorkCalendar.load()


class NotHere(Exception):
    """A test wants what plain calls cannot give."""


def _failing(modules: Iterable[str]) -> Iterator[str]:
    """The tests that fail when they are called with their parameters and nothing else."""
    for name in modules:
        module = importlib.import_module(name)
        for test, arguments in _calls(module):
            with patch("subprocess.run", _no_process):
                try:
                    test(**arguments)
                except (NotHere, pytest.skip.Exception):
                    continue
                except (Exception, pytest.fail.Exception):  # noqa: BLE001  # whatever: it failed
                    yield f"{name}::{test.__name__}"


def _no_process(*_args: object, **_more: object) -> NoReturn:
    """Another process would read the unchanged file."""
    raise NotHere


def _calls(module: ModuleType) -> Iterator[tuple[Callable[..., object], dict[str, object]]]:
    """Every test of a module that needs no fixture, once per set of parameters."""
    for name, test in inspect.getmembers(module, inspect.isfunction):
        if not name.startswith("test_") or inspect.iscoroutinefunction(test):
            continue
        if hasattr(test, "hypothesis"):
            continue
        marks = [m for m in getattr(test, "pytestmark", ()) if m.name == "parametrize"]
        sets = [list(_parameters(*mark.args)) for mark in marks]
        for chosen in itertools.product(*sets):
            arguments = {key: value for part in chosen for key, value in part.items()}
            if set(inspect.signature(test).parameters) == set(arguments):
                yield test, arguments


def _parameters(names: str | Iterable[str], values: Iterable[Any]) -> Iterator[dict[str, object]]:
    keys = [key.strip() for key in names.split(",")] if isinstance(names, str) else list(names)
    for value in values:
        plain = value.values if hasattr(value, "marks") else value
        one = len(keys) == 1 and plain is value
        yield dict(zip(keys, (plain,) if one else plain, strict=True))


def _slow(mutant: Mutant) -> Iterator[list[str]]:
    """What pytest is asked to run for a mutant that plain calls do not notice."""
    law = TREE / "law"
    yield [str(law / f"test_{mutant.county}.py")]
    clauses = " or ".join((*mutant.clauses, "all_254", "every_period", "no_effect_yet"))
    yield [str(law / "test_effects.py"), "-k", clauses]
    yield [str(TREE / "rules" / "test_regulation_files.py"), str(law / "test_regulation_check.py")]


def _pytest(arguments: list[str]) -> str:
    """The first test that fails."""
    for name in [name for name in sys.modules if name.startswith("tests.") and "mut" not in name]:
        del sys.modules[name]
    failed: list[str] = []

    class Listener:
        def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
            if report.failed:
                failed.append(report.nodeid)

    usual = ["-x", "-q", "--assert=plain", "-p", "no:cacheprovider"]
    status = pytest.main([*usual, *arguments], plugins=[Listener()])
    if failed:
        return failed[0].rpartition("/")[2]
    return LIVES if status is pytest.ExitCode.OK else f"pytest: {status!r}"


# ---- many mutants ----


def verdicts(found: Iterable[Mutant], jobs: int, *, slowly: bool) -> Iterator[tuple[Mutant, str]]:
    """Each mutant with what noticed it, as they are done."""
    waiting = iter(found)
    running: dict[int, tuple[Mutant, int]] = {}
    while True:
        for mutant in itertools.islice(waiting, jobs - len(running)):
            out, into = os.pipe()
            if not (pid := os.fork()):
                os.close(out)
                _child(mutant, into, slowly=slowly)
            os.close(into)
            running[pid] = mutant, out
        if not running:
            return
        pid, status = os.wait()
        mutant, out = running.pop(pid)
        with open(out, encoding="utf-8") as said:  # noqa: PTH123  # a descriptor has no path
            killer = said.read()
        yield mutant, f"does not end ({status})" if status else killer


def _child(mutant: Mutant, into: int, *, slowly: bool) -> NoReturn:
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    killer = "the runner failed"
    with contextlib.suppress(BaseException):
        killer = tried(mutant, slowly=slowly)
    os.write(into, killer.encode())
    os._exit(0)


def unchanged(county: str) -> Mutant:
    """The file as it is: nothing may notice it."""
    return Mutant(county, Sort.NOTE, (), "", "unchanged", file_of(county).read_text("utf-8"))


def report(console: Console, results: dict[Mutant, str], *, bar: int) -> bool:
    """Print what died and what lives; whether enough in a hundred of each county's file died."""
    table = Table(title="mutants killed / all")
    columns = [*sorted(BARRED), *sorted(set(Sort) - BARRED)]
    for name in ("", *columns, f"of those that must ({bar} %)"):
        table.add_column(name, justify="right")
    good = True
    for county in [c for c in COUNTIES if any(m.county == c for m in results)] + ["all"]:
        own = {m: k for m, k in results.items() if county in (m.county, "all")}
        every, dead = Counter(m.sort for m in own), Counter(m.sort for m, k in own.items() if k)
        must, died = sum(every[s] for s in BARRED), sum(dead[s] for s in BARRED)
        good = good and died * 100 >= must * bar
        share = f"{died}/{must} {died / must:.1%}" if must else "-"
        table.add_row(county, *(f"{dead[s]}/{every[s]}" for s in columns), share)
    for mutant in sorted((m for m, k in results.items() if not k), key=str):
        mark = "LIVES" if mutant.sort in BARRED else "lives (not counted)"
        console.print(f"{mark}: {mutant}", markup=False, highlight=False)
    console.print(table)
    return good


def report_table(console: Console) -> bool:
    """Print how many changes of the state table its second reading notices; whether all."""
    every: Counter[str] = Counter()
    dead: Counter[str] = Counter()
    for mutant in table_mutants():
        every[mutant.sort] += 1
        if noticed(mutant):
            dead[mutant.sort] += 1
        else:
            console.print(f"LIVES: state table, {mutant}", markup=False, highlight=False)
    shares = ", ".join(f"{sort} {dead[sort]}/{every[sort]}" for sort in every)
    console.print(f"state table: {dead.total()}/{every.total()} ({shares})")
    return dead == every


def chosen(county: str | None, sample: int | None, seed: int) -> list[Mutant]:
    """All mutants, or a sample of those that must die, spread over the files."""
    per_county = [list(mutants(name)) for name in COUNTIES if county in (None, name)]
    if sample is None:
        return [mutant for listed in per_county for mutant in listed]
    pick = random.Random(seed)
    shares = [[m for m in listed if m.sort in BARRED] for listed in per_county]
    drawn = [iter(pick.sample(listed, len(listed))) for listed in shares]
    return [m for _ in range(sample) for one in drawn if (m := next(one, None))][:sample]


def main() -> int:
    """Run, show, judge."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    asked.add_argument("--county", choices=COUNTIES)
    asked.add_argument("--sample", type=int, help="so many of those that must die, not all")
    asked.add_argument("--seed", type=int, default=20261121)
    asked.add_argument("--jobs", type=int, default=os.cpu_count() or 2)
    asked.add_argument("--plain", action="store_true", help="plain calls only, without pytest")
    asked.add_argument("--verbose", action="store_true", help="say of each what noticed it")
    options = asked.parse_args()
    slowly = not options.plain
    console = Console(width=200 if not sys.stdout.isatty() else None)
    found = chosen(options.county, options.sample, options.seed)
    first = [unchanged(county) for county in sorted({mutant.county for mutant in found})]
    for mutant, killer in verdicts(first, options.jobs, slowly=slowly):
        if killer:
            console.print(f"{mutant.county} as it is fails: {killer}", markup=False)
            return 1
    results: dict[Mutant, str] = {}
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeElapsedColumn(), console=console, auto_refresh=False) as progress:
        task = progress.add_task("mutants", total=len(found))
        for mutant, killer in verdicts(found, options.jobs, slowly=slowly):
            results[mutant] = killer
            progress.update(task, advance=1, description=f"{mutant.county}", refresh=True)
            if options.verbose:
                console.print(f"{killer or '-- LIVES --'} <- {mutant}", markup=False)
    bar = BAR if options.sample is None else 100
    good = report(console, results, bar=bar)
    if options.sample is None and options.county is None:
        good = report_table(console) and good
    if not good:
        console.print(f"fewer than {bar} in a hundred were noticed")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
