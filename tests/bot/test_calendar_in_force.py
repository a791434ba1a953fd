"""Every command counts by the calendar that `serve` counts by, and takes the same settings."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.__main__ import main
from bot.operation.county_file import SAMPLES
from bot.settings import Settings
from storage import upgrade

COUNTY = str(SAMPLES / "cangzhou.toml")
NEXT_YEAR = Path(__file__).parent.parent / "law" / "invented" / "2027.toml"
SHIPPED = "放假安排只用程序自带的和本县文件夹里的，没有用数据库里载入的。\n"
BAILU = Path(__file__).parent.parent.parent / "docs" / "examples" / "bailu"
LINE = json.dumps(
    {
        "id": "a",
        "regulation": "cangzhou",
        "duty": "assist-reply",
        "facts": [{"fact": "delivered", "at": "2026-12-23T09:00:00+08:00"}],
        "now": "2026-12-24T09:00:00+08:00",
    }
)


@pytest.fixture(autouse=True)
def _empty_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for field in Settings.model_fields:
        monkeypatch.delenv(f"LIAISON_{field.upper()}", raising=False)
    monkeypatch.chdir(tmp_path)


def call(*words: str, text: str = "") -> Result:
    return CliRunner().invoke(main, list(words), input=text)


def due() -> tuple[dict[str, object], str]:
    """What `liaison due` answers of a line into 2027, and what it says beside."""
    done = call("due", text=LINE + "\n")
    assert done.exit_code == 0, done.output
    answer: dict[str, object] = json.loads(done.stdout)
    return answer, done.stderr


def loaded() -> None:
    for words in (["db", "upgrade"], ["county", "load", COUNTY], ["calendar", "load"]):
        done = call(*words, *([str(NEXT_YEAR)] if words[0] == "calendar" else []))
        assert done.exit_code == 0, done.output


def test_a_loaded_notice_counts_for_due_as_for_the_county() -> None:
    loaded()
    answer, said = due()
    assert (answer["status"], answer["last_day"]) == ("running", "2027-01-05")
    assert answer["version"] == {
        "regulation": "cangzhou@2021-12-15",
        "calendar": "2026@国办发明电〔2025〕7号；2027@虚构〔2026〕1号",
    }
    assert said == ""
    assert "2027年\t虚构〔2026〕1号" in call("calendar", "list").output


def test_without_a_database_due_counts_by_the_files_and_says_so() -> None:
    answer, said = due()
    assert (answer["status"], answer["due"]) == ("provisional", None)
    assert said == f"没有数据库 liaison.db。{SHIPPED}"
    assert list(Path().iterdir()) == [], "asking makes no database"


def test_a_database_without_loaded_notices_has_nothing_to_say() -> None:
    upgrade("sqlite:///liaison.db")
    answer, said = due()
    assert (answer["status"], said) == ("provisional", "")


@pytest.mark.parametrize("spoilt", ["older", "no database", "no server"])
def test_a_database_that_cannot_be_read_is_named_and_due_answers_by_the_files(
    spoilt: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    match spoilt:
        case "older":
            upgrade("sqlite:///liaison.db", "0001")
        case "no database":
            Path("liaison.db").write_bytes(b"x" * 9000)
        case _:
            monkeypatch.setenv("LIAISON_DATABASE_URL", "postgresql://u:hidden@127.0.0.1:9/x")
    answer, said = due()
    assert answer["status"] == "provisional"
    assert said.endswith(f"。{SHIPPED}")
    assert said.count("\n") == 1
    assert "hidden" not in said


def test_a_running_bots_database_is_read_and_not_written() -> None:
    """Not even the marks of a process that is to write: a look leaves the file as it is."""
    loaded()
    before = Path("liaison.db").read_bytes()
    due()
    assert Path("liaison.db").read_bytes() == before


def test_the_folder_of_rules_in_the_settings_file_counts_for_every_command() -> None:
    """A county wrote it there, `serve` knew the county and `due` did not."""
    Path("liaison.toml").write_text(f'LIAISON_RULES_DIR = "{BAILU}"\n', encoding="utf-8")
    line = json.loads(LINE) | {"regulation": "bailu", "duty": "refer"}
    line["facts"] = [{"fact": "found", "at": "2026-03-16T09:00:00+08:00"}]
    done = call("due", text=json.dumps(line))
    assert "error" not in json.loads(done.stdout)
    assert "bailu@" in call("regulations", "list").output
    assert call("regulations", "show", "bailu").exit_code == 0
    assert "bailu" in call("regulations", "coverage").output
    assert "bailu" in call("calendar", "list").output
    Path("liaison.toml").unlink()
    assert "不认识“bailu”" in call("due", text=json.dumps(line)).output
    assert "bailu@" in call("regulations", "list", "--rules", str(BAILU)).output


def test_bad_settings_stop_due_before_it_answers() -> None:
    Path("liaison.toml").write_text('port = "none"\n', encoding="utf-8")
    done = call("due", text=LINE)
    assert (done.exit_code, done.stdout) == (1, "")
    assert "LIAISON_PORT 不能用" in done.stderr
