"""`liaison regulations coverage --play`: effective is only what a play has shown."""

import re
from pathlib import Path
from shutil import copytree

import pytest
from click.testing import CliRunner

from bot.__main__ import main
from bot.operation.law_book import load_law
from bot.rehearsal.coverage_play import played
from rules.reminders.policy_file import DEFAULT

BAILU = Path(__file__).parents[2] / "docs" / "examples" / "bailu"


def coverage(*args: str) -> str:
    done = CliRunner().invoke(main, ["regulations", "coverage", "--play", *args])
    assert done.exit_code == 0, done.output
    return done.output


def missing(output: str) -> dict[str, set[str]]:
    """By reason, the clauses that were not shown."""
    rows = re.findall(r"^  (.+)：([A-Z]{2}-\d+(?:、[A-Z]{2}-\d+)*)$", output, re.MULTILINE)
    return {why: set(clauses.split("、")) for why, clauses in rows}


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The plays of all counties, 白鹭 among them, with two of its duties spoiled."""
    folder = tmp_path_factory.mktemp("bailu") / "rules"
    copytree(BAILU, folder)
    file = folder / "regulations" / "bailu.toml"
    text = file.read_text("utf-8")
    for was, new in SPOILED:
        assert was in text
        text = text.replace(was, new, 1)
    file.write_text(text, "utf-8")
    return coverage("--rules", str(folder))


SPOILED = (('bars     = "hand-on"', 'bars     = "convene"'),)


def sums(output: str) -> dict[str, tuple[int, int, int]]:
    found = re.findall(
        r"^(\w+) 《.*effective (\d+) of (\d+)，演出来的 (\d+) of", output, re.MULTILINE
    )
    return {county: (int(old), int(new), int(every)) for county, old, every, new in found}


def test_the_played_figure_stands_beside_the_old_one(output: str) -> None:
    found = sums(output)
    assert set(found) == {"youyang", "changjiang", "cangzhou", "nangong", "qingfeng", "bailu"}
    for county, (old, new, every) in found.items():
        assert 0 < new < old <= every, county
    assert {c: every for c, (_, _, every) in found.items() if c != "bailu"} == {
        "youyang": 37,
        "changjiang": 56,
        "cangzhou": 54,
        "nangong": 40,
        "qingfeng": 67,
    }
    total = [sum(row[n] for row in found.values()) for n in range(3)]
    assert f"合计：按文件 effective {total[0]} of {total[2]}，演出来的 {total[1]} of" in output


def test_what_the_program_cannot_start_or_show_is_not_effective(output: str) -> None:
    """Fault 3: QF-27 was counted although nothing records that a report was handed out."""
    reasons = missing(output)
    assert reasons["没有一步会记录起算的事实"] == {"QF-27"}
    unsent = {c for why, cs in reasons.items() if why.startswith("发出前不是事项") for c in cs}
    assert {"QF-18", "QF-19", "NG-04", "NG-05"} <= unsent
    assert {"QF-33", "QF-39", "QF-44", "QF-45"} <= {
        c for why, cs in reasons.items() if why.startswith("还没有这种事项") for c in cs
    }


def test_what_was_seen_to_run_is_effective(output: str) -> None:
    """Two hours of an emergency, three days of an answer, five of a supplement, gates, papers."""
    shown = {"QF-36", "QF-23", "QF-24", "QF-28", "QF-29", "CZ-10", "CZ-11", "CZ-14", "CZ-15"}
    assert shown.isdisjoint(set().union(*missing(output).values()))


def test_a_gate_on_an_act_that_is_no_step_is_not_effective(output: str) -> None:
    assert missing(output)["程序里还没有这一步"]


async def test_a_policy_that_says_nothing_of_a_line_shows(tmp_path: Path) -> None:
    """A duty that nobody is reminded of is not effective, whatever its file says."""
    folder = tmp_path / "rules"
    copytree(BAILU, folder)
    text = DEFAULT.read_text("utf-8")
    head, *rules = text.split("[[rule]]")
    kept = [rule for rule in rules if 'line = "' not in rule]
    (folder / "policy.toml").write_text("[[rule]]".join([head, *kept]), "utf-8")
    law = load_law("bailu", folder)
    document = law.regulations["bailu"]
    found = await played(document, law, dict.fromkeys(document.rows))
    reminded = {one.clause for one in found if one.missing == "没有提醒"}
    dated = {c for duty in document.duties if duty.period for c in duty.covers}
    assert reminded
    assert reminded <= dated
