"""`liaison county load` of a later file: whom it retires, what they carry, who takes over."""

import asyncio
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.__main__ import main
from bot.operation.county_file import SAMPLES
from rules.values.people import Directory
from storage import open_storage

WHOLE = (SAMPLES / "qingfeng.toml").read_text("utf-8")


def less(*people: str) -> str:
    """The sample file without some officers' blocks."""
    text = WHOLE
    for person in people:
        text, found = re.subn(rf'\[\[officer\]\]\nid = "{person}"\n(?:.+\n)+\n?', "", text)
        assert found == 1
        text = text.replace(f'deputy = "{person}"\n', "")
    return text


@pytest.fixture
def county(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LIAISON_DATABASE_URL", sqlite_url)
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "qingfeng.toml"
    file.write_text(WHOLE, "utf-8")
    assert run("county", "load", str(file)).startswith("已载入：清丰县，单位 13 个，")
    return file


def run(*arguments: str, status: int = 0) -> str:
    result = CliRunner().invoke(main, list(arguments))
    assert result.exit_code == status, result.output
    return result.output


def book(url: str) -> Directory:
    async def read() -> Directory:
        storage = open_storage(url)
        try:
            return await storage.read(lambda tx: tx.people.directory())
        finally:
            await storage.close()

    return asyncio.run(read())


def test_whom_a_file_retires_is_printed_first_dry_then_done(county: Path, sqlite_url: str) -> None:
    county.write_text(less("chen.jing"), "utf-8")
    dry = run("county", "load", "--dry-run", str(county))
    assert "载入以后：\n  住建局陈静不在新的通讯录里，停用，没有在办事项。\n" in dry
    assert book(sqlite_url).officers["chen.jing"].active
    done = run("county", "load", str(county))
    assert "变动：\n  住建局陈静不在新的通讯录里，停用，没有在办事项。\n" in done
    left = book(sqlite_url).officers["chen.jing"]
    assert (left.name, left.active, left.mobile) == ("陈静", False, "")


def test_the_same_file_again_changes_nobody(county: Path) -> None:
    assert "变动" not in run("county", "load", str(county))


def test_who_is_retired_already_is_not_listed_again(county: Path, sqlite_url: str) -> None:
    county.write_text(less("chen.jing"), "utf-8")
    run("county", "load", str(county))
    assert "变动" not in run("county", "load", str(county))
    assert not book(sqlite_url).officers["chen.jing"].active


def test_a_dry_run_needs_no_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIAISON_DATABASE_URL", f"sqlite:///{tmp_path}/none.db")
    monkeypatch.chdir(tmp_path)
    assert "检查通过" in run("county", "load", "--dry-run", str(SAMPLES / "qingfeng.toml"))
    assert not (tmp_path / "none.db").exists()


@pytest.mark.parametrize("how", [(), ("--dry-run",)])
def test_another_countys_file_is_refused_and_nothing_changes(
    county: Path, sqlite_url: str, how: tuple[str, ...]
) -> None:
    """sixth-county 8.3: a slip changed the law in force at once, and stopped the next start."""
    before = book(sqlite_url)
    other = SAMPLES / "nangong.toml"
    said = run("county", "load", *how, str(other), status=1)
    assert "没有载入，什么也没有改：数据库里是 qingfeng，这个文件是 nangong" in said
    assert "请把文件改名为 qingfeng.toml 再载入" in said
    assert book(sqlite_url) == before
    assert run("county", "load", *how, str(county))


def test_a_file_under_another_regulation_than_the_settings_say_is_refused(
    county: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = book(sqlite_url)
    monkeypatch.setenv("LIAISON_COUNTY", "cangzhou")
    said = run("county", "load", str(county), status=1)
    assert "LIAISON_COUNTY 设为 cangzhou，这个文件适用的却是 qingfeng" in said
    assert book(sqlite_url) == before
