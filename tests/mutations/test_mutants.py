"""A seeded sample of changed county files, all of which the tests must notice."""

import io
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from rich.console import Console

from rules.kinds import MOVES
from rules.law.library import Regulations
from rules.law.regulation_file import parse_regulation
from rules.values.facts import FactKind
from rules.values.kind import State
from tests.mutations.mutants import BARRED, COUNTIES, Mutant, Sort, mutants
from tests.mutations.run import report, report_table
from tests.mutations.table import noticed, table_mutants

ROOT = Path(__file__).parent.parent.parent


def test_a_sample_over_all_five_files_dies() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.mutations.run", "--sample", "25", "--plain"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "25/25" in done.stdout


@pytest.mark.parametrize("county", COUNTIES)
def test_every_number_and_every_gate_is_changed_in_a_file_that_still_loads(
    county: str, tmp_path: Path
) -> None:
    found = list(mutants(county))
    regulation = Regulations.load()[county]
    kinds = Counter(mutant.sort for mutant in found)
    periods = [duty.period for duty in regulation.duties if duty.period is not None]
    assert kinds[Sort.NUMBER] >= len([period for period in periods if period.amount > 1])
    assert len([m for m in found if m.sort is Sort.GATE and m.change == "removed"]) == len(
        regulation.gates
    )
    assert kinds[Sort.NOTE] == len(regulation.notes)
    for mutant in found[::7]:
        (tmp_path / "mutant.toml").write_text(mutant.text, encoding="utf-8")
        parsed = parse_regulation(tmp_path / "mutant.toml")
        assert parsed is not None
        assert parsed.faults == (), mutant
        assert parsed.regulation != regulation, mutant


def test_every_change_of_the_state_table_is_noticed_by_its_second_reading() -> None:
    """Fault 7: four falsified rows lived through hundreds of tests."""
    found = list(table_mutants())
    kinds = Counter(mutant.sort.value for mutant in found)
    rows = len(MOVES)
    assert kinds["dropped"] == rows
    assert kinds["state"] == rows * (len(State) - 1)
    assert kinds["side"] == 2 * rows
    assert kinds["fact"] == rows * len(FactKind)
    assert [str(mutant) for mutant in found if not noticed(mutant)] == []
    console = Console(file=io.StringIO(), width=200)
    assert report_table(console)
    assert isinstance(console.file, io.StringIO)
    assert f"state table: {len(found)}/{len(found)}" in console.file.getvalue()


def test_a_mutant_that_lives_is_named_and_fails_the_run() -> None:
    console = Console(file=io.StringIO(), width=200)
    mutant = Mutant("cangzhou", Sort.NUMBER, ("CZ-10",), "duty[refer]", "3 -> 4", "")
    assert report(console, {mutant: "test_cangzhou::test_x"}, bar=95)
    assert not report(console, {mutant: ""}, bar=95)
    assert isinstance(console.file, io.StringIO)
    assert "LIVES: cangzhou CZ-10 duty[refer]: 3 -> 4" in console.file.getvalue()
    note = Mutant("cangzhou", Sort.NOTE, ("CZ-04",), "note[x]", "removed", "")
    assert report(console, {mutant: "test_cangzhou::test_x", note: ""}, bar=95)
    assert {Sort.NUMBER, Sort.UNIT, Sort.CAP, Sort.CLASS, Sort.GATE} <= BARRED
