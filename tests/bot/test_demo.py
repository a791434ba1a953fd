"""A rehearsal of any county, and of no county's own database."""

import asyncio
import shlex
import shutil
import signal
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path

import aiohttp
import pytest
from click.testing import CliRunner

from bot.__main__ import main
from bot.operation.county_file import SAMPLES
from bot.rehearsal.client import Received, Stage
from bot.rehearsal.demo import fill, rehearsal, sample
from bot.rehearsal.demo_options import Options, choose
from bot.settings import SettingsError
from rules.values.dates import BEIJING
from storage import Purpose, open_storage, upgrade
from tests.bot.processes import ROOT, liaison, rehearsing

BAILU = ROOT / "docs/examples/bailu"
GUIDE = ROOT / "docs/写一个县的规定.md"
PEOPLE = SAMPLES / "qingfeng.toml"
NOW = datetime(2026, 11, 20, 9, tzinfo=BEIJING)


def contents(file: Path) -> list[str]:
    """Every table and row of a SQLite file; of any other its bytes."""
    if not file.read_bytes().startswith(b"SQLite"):
        return [str(file.read_bytes())]
    with closing(sqlite3.connect(file)) as opened:
        return list(opened.iterdump())


def demo(*words: str) -> str:
    """What a rehearsal says that does not begin; it ends with 1."""
    result = CliRunner().invoke(main, ["demo", *words])
    assert result.exit_code == 1, result.output
    assert "Traceback" not in result.output
    return result.output


async def until(stage: Stage, seen: list[Received], to: str, *words: str) -> Received:
    """Wait until somebody has received a message with all these words."""
    async with asyncio.timeout(30):
        while True:
            seen += await stage.received()
            for one in seen:
                if one.to == to and all(word in one.words for word in words):
                    return one
            await asyncio.sleep(0.2)


def commanded(line: str) -> Sequence[str]:
    """The arguments of the guide's command, with its paths where the files lie."""
    [command] = [one for one in GUIDE.read_text("utf-8").splitlines() if one.startswith(line)]
    words = shlex.split(command.removeprefix("$ liaison demo "))
    return [str(ROOT / word) if word.startswith("docs/") else word for word in words]


# ---- any county ----


async def test_the_guides_county_is_rehearsed_by_one_command_from_an_empty_folder(
    tmp_path: Path,
) -> None:
    """The guide's own command; BL-04 asks who approved, BL-07 gives the bureau four days."""
    words = commanded("$ liaison demo --rules ")
    async with rehearsing(tmp_path, *words) as running, aiohttp.ClientSession() as http:
        stage = Stage(http, running.url)
        await stage.enter()
        assert (await stage.now()).date().isoformat() == "2026-04-02"
        seen: list[Received] = []
        await stage.says("陶云", "移送 市监局 今早8点在码头查到一家小吃店没有食品经营许可", "应用")
        await until(stage, seen, "陶云", "由哪位主要负责人批准？")
        await stage.says("陶云", "白军", "应用")
        await until(stage, seen, "陶云", "批准领导：白军", "案件移送函")
        await stage.says("陶云", "确认发出", "应用")
        card = await until(stage, seen, "金兰", "移1：白鹭镇移送贵单位")
        assert "依据：《白鹭协作办法》第四条" in card.words
        assert "期限：4月9日（周四）24:00前" in card.words, "4月6日清明节放假"
        running.child.send_signal(signal.SIGTERM)
        assert await running.child.wait() == 0
    assert list(tmp_path.iterdir()) == [], "nothing is left behind"  # noqa: ASYNC240


async def test_a_rehearsal_begins_when_it_is_told_to_and_by_the_policy_it_is_given(
    tmp_path: Path,
) -> None:
    """Before the sample's own start, and again after a restart."""
    policy = tmp_path / "policy.toml"
    shipped = (ROOT / "rules/policies/default.toml").read_text("utf-8")
    policy.write_text(shipped.replace('"default"', '"ours"', 1), "utf-8")
    chosen = choose(Options(policy=policy, start="2026-01-05T08:00"), "qingfeng", NOW)
    assert chosen.start == datetime(2026, 1, 5, 8, tzinfo=BEIJING)
    async with rehearsal(chosen.county, policy=chosen.policy, start=chosen.start) as scene:
        assert scene.clock.now() == chosen.start
        assert scene.bot.law.policy.id == "ours"
        await scene.restart()
        assert scene.bot.law.policy.id == "ours"


def test_a_county_that_says_no_start_begins_now(tmp_path: Path) -> None:
    people = tmp_path / "qingfeng.toml"
    lines = PEOPLE.read_text("utf-8").splitlines()
    people.write_text("\n".join(line for line in lines if not line.startswith("start")), "utf-8")
    assert choose(Options(people=people), default="", now=NOW).start == NOW
    day = choose(Options(people=people, start="2026-03-02"), default="", now=NOW).start
    assert day == datetime(2026, 3, 2, 9, tzinfo=BEIJING)


def test_all_that_is_wrong_with_the_options_is_said_at_once(tmp_path: Path) -> None:
    policy, people = tmp_path / "policy.toml", tmp_path / "people.toml"
    policy.write_text("office = 5\n")
    people.write_text('name = "某县"\n')
    said = demo(
        "--rules=nix", f"--policy={policy}", f"--people={people}", "--start=明天", "--port=18999"
    )
    assert "没有开始演练：" in said
    assert "--rules：没有 nix 这个文件夹。" in said
    assert "没有载入 policy.toml，共" in said
    assert "没有载入 people.toml，共" in said
    assert "regulation：缺少" in said
    assert "--start：读不懂“明天”。请写成 2026-04-02 或者 2026-04-02T09:00，按北京时间。" in said


@pytest.mark.parametrize(
    ("options", "fault"),
    [
        (
            Options(people=BAILU / "people/bailu.toml"),
            "通讯录写的规定是 bailu，随程序带的规定里没有",
        ),
        (Options(people=Path("no.toml")), "--people：没有 no.toml 这个文件。请核对路径。"),
        (Options(people=BAILU), "不是文件。请核对路径。"),
        (Options(rules_dir=PEOPLE), "不是文件夹。请核对路径。"),
        (Options(policy=Path("no.toml")), "--policy：没有 no.toml 这个文件。"),
        (Options(county="bailu"), "没有样例县 bailu。现有：cangzhou、"),
        (
            Options(county="nangong", people=PEOPLE),
            "--county 写的是 nangong，--people 的文件是 qingfeng",
        ),
        (Options(start="2026-02-30"), "--start：读不懂“2026-02-30”"),
    ],
)
def test_a_wrong_option_is_named(options: Options, fault: str) -> None:
    with pytest.raises(SettingsError) as refused:
        choose(options, default="qingfeng", now=NOW)
    assert fault in str(refused.value)


# ---- whose database ----


@pytest.fixture
def own(sqlite_url: str) -> Path:
    """A county's own database."""

    async def work() -> None:
        storage = open_storage(sqlite_url)
        await fill(storage, sample("qingfeng"), NOW)
        await storage.close()

    asyncio.run(work())
    return Path(sqlite_url.removeprefix("sqlite:///"))


def test_a_countys_own_database_is_not_rehearsed_on(own: Path, tmp_path: Path) -> None:
    before = contents(own)
    said = demo(f"--db=sqlite:///{own}", "--county=nangong")
    assert "没有开始演练：这是本县的数据库" in said
    assert "请用 --db 换一个文件，没有的会新建。" in said
    assert contents(own) == before
    old = tmp_path / "var" / "old.db"
    upgrade(f"sqlite:///{old}", "0006")
    with closing(sqlite3.connect(old, isolation_level=None)) as opened:
        opened.execute("INSERT INTO county VALUES ('qingfeng', 'qingfeng', 3, 0, 0)")
    before = contents(old)
    assert "要是它是旧版本程序留下的演练数据库，也请换一个文件，从头演练。" in demo(
        f"--db=sqlite:///{old}"
    )
    assert contents(old) == before
    later = tmp_path / "later.db"
    shutil.copy(own, later)
    with closing(sqlite3.connect(later, isolation_level=None)) as opened:
        opened.execute("UPDATE installation SET purpose = 'rehearsal'")
        opened.execute("UPDATE alembic_version SET version_num = '9999'")
    assert "请换用新版本的程序。" in demo(f"--db=sqlite:///{later}")


def test_a_database_of_somebody_elses_is_not_rehearsed_on(tmp_path: Path) -> None:
    theirs = tmp_path / "theirs.db"
    with closing(sqlite3.connect(theirs)) as opened:
        opened.execute("CREATE TABLE theirs (x)")
    words = tmp_path / "words.db"
    words.write_text("words")
    for file in (theirs, words):
        before = contents(file)
        assert "不是本程序的数据库，或者已经损坏，打不开。" in demo(f"--db=sqlite:///{file}")
        assert contents(file) == before


def test_the_county_neither_runs_on_a_rehearsals_database_nor_loads_people_into_it(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def work() -> None:
        storage = open_storage(sqlite_url)
        await fill(storage, sample("qingfeng"), NOW, Purpose.REHEARSAL)
        await storage.close()

    asyncio.run(work())
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LIAISON_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("LIAISON_AIBOT_ID", "aib")
    monkeypatch.setenv("LIAISON_AIBOT_SECRET", "s")
    run = CliRunner()
    served = run.invoke(main, ["serve"])
    assert (served.exit_code, "没有启动：这是演练的数据库" in served.output) == (1, True)
    loaded = run.invoke(main, ["county", "load", str(PEOPLE)])
    assert (loaded.exit_code, "没有载入：这是演练的数据库" in loaded.output) == (1, True)
    upgraded = run.invoke(main, ["db", "upgrade"])
    assert upgraded.exit_code == 0
    saved = run.invoke(main, ["backup", "b.db"])
    assert saved.exit_code == 0, saved.output
    monkeypatch.setenv("LIAISON_DATABASE_URL", f"sqlite:///{tmp_path}/new.db")
    refused = run.invoke(main, ["restore", "b.db"])
    assert (refused.exit_code, "没有恢复：这是演练的数据库" in refused.output) == (1, True)
    assert not (tmp_path / "new.db").exists()


def test_an_operators_new_database_is_the_countys_own_from_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`db upgrade` made it; no address book is in it yet."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LIAISON_DATABASE_URL", "sqlite:///liaison.db")
    assert CliRunner().invoke(main, ["db", "upgrade"]).exit_code == 0
    assert "这是本县的数据库" in demo("--db=sqlite:///liaison.db")


async def test_a_second_rehearsal_on_the_same_file_says_so_and_ends(
    sqlite_url: str, tmp_path: Path
) -> None:
    async with rehearsal(sample("qingfeng"), db=sqlite_url) as scene:
        version = (await scene.bot.storage.read(lambda tx: tx.people.directory())).version
        second = await liaison(tmp_path, "demo", f"--db={sqlite_url}", "--port=0")
        assert second.status == 1
        assert second.err == (
            "出错：没有开始演练：另一个程序正在用这个数据库。请先停掉它，或者用 --db 换一个文件。\n"
        )
        assert (await scene.bot.storage.read(lambda tx: tx.people.directory())).version == version
        assert (await scene.bot.storage.read(lambda tx: tx.people.county())).id == "qingfeng"


async def test_a_rehearsal_goes_on_where_it_was_and_never_back(sqlite_url: str) -> None:
    county = sample("qingfeng")
    noon = datetime(2026, 4, 2, 12, tzinfo=BEIJING)
    async with rehearsal(county, db=sqlite_url) as scene, aiohttp.ClientSession() as http:
        stage = Stage(http, scene.emulator.url)
        await stage.enter()
        await stage.move_to(noon)
        await stage.says("李强", "待办", "应用")
        await stage.rest()
    async with rehearsal(county, db=sqlite_url) as scene:
        assert scene.clock.now() >= noon
    with pytest.raises(SettingsError, match="时钟不能往回拨"):
        async with rehearsal(county, db=sqlite_url, start=county.start):
            pass
    with pytest.raises(SettingsError, match="数据库里演的是 qingfeng，不是 nangong"):
        async with rehearsal(sample("nangong"), db=sqlite_url):
            pass
    async with rehearsal(county, db=sqlite_url) as scene:
        assert len((await scene.bot.storage.read(lambda tx: tx.people.directory())).units) == 13
