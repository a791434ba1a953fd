"""What the operator reads on the terminal: Chinese, one sentence, never a traceback."""

import ast
import gettext
import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import click
import psycopg
import pytest
from click.testing import CliRunner, Result

from bot.__main__ import COMMANDS, main
from bot.cli.chinese import CATALOGUES, DOMAIN
from bot.operation.county_file import SAMPLES
from bot.settings import Settings
from storage import upgrade

ROOT = Path(__file__).parent.parent.parent
SOURCES = sorted(Path(click.__file__).parent.glob("*.py"))
ENGLISH = re.compile(r"[A-Za-z]{2,},? +[A-Za-z]{2,}")
"""Two Latin words in a row, which no Chinese sentence has."""
COMMAND = re.compile(r"liaison( [a-z]+)*( --help)?")
"""What is typed may stand in a sentence."""
CHANNEL = {"LIAISON_AIBOT_ID": "aib", "LIAISON_AIBOT_SECRET": "b-o-t"}
PASSWORD = "s3cr3t-w0rd"


@pytest.fixture(autouse=True)
def _empty_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for field in Settings.model_fields:
        monkeypatch.delenv(f"LIAISON_{field.upper()}", raising=False)
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")


def call(*words: str, **settings: str) -> Result:
    return CliRunner().invoke(main, list(words), env={**CHANNEL, **settings}, prog_name="liaison")


def refused(*words: str, **settings: str) -> str:
    """What a command says that ends with status 1 and changes nothing."""
    done = call(*words, **settings)
    assert done.exit_code == 1, done.output
    assert isinstance(done.exception, SystemExit), done.exc_info
    assert PASSWORD not in done.output
    assert done.stdout == "", done.output
    said = done.stderr.removeprefix("出错：").rstrip("\n")
    assert not ENGLISH.search(COMMAND.sub("", said)), said
    return said


# The words of click


def messages() -> Iterator[tuple[str, str]]:
    """Every sentence in click's source that it looks up: the one and the many."""
    for source in SOURCES:
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            wanted = {"_": 1, "gettext": 1, "ngettext": 2}.get(node.func.id, 0)
            texts = [arg.value for arg in node.args[:wanted] if isinstance(arg, ast.Constant)]
            if texts:
                assert len(texts) == wanted
                yield str(texts[0]), str(texts[-1])
    yield "required", "required"


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_the_catalogue_has_every_sentence_of_click_with_its_blanks() -> None:
    """A newer click with a new sentence fails here."""
    said = gettext.translation(DOMAIN, CATALOGUES, ["zh"])
    found = set(messages())
    assert len(found) > 60
    for one, many in found:
        chinese = said.ngettext(one, many, 2) if one != many else said.gettext(one)
        assert chinese not in {one, many} or one == "%(prog)s %(version)s", one
        assert fields(chinese) <= fields(one) | fields(many), one
        assert fields(many) & {"message", "name", "filename", "args", "option"} <= fields(chinese)


def test_the_catalogue_is_compiled_from_its_source() -> None:
    """After a change of the .po file: make messages."""
    source = (CATALOGUES / "zh" / "LC_MESSAGES" / "messages.po").read_text(encoding="utf-8")
    said = gettext.translation(DOMAIN, CATALOGUES, ["zh"])
    entries = re.findall(
        r'^msgid (".+")\n(?:msgid_plural (".+")\n)?msgstr(?:\[0\])? (".+")$', source, re.M
    )
    assert len(entries) == source.count("\nmsgid ") - 1
    for one, many, chinese in entries:
        wanted = ast.literal_eval(chinese)
        one = ast.literal_eval(one)  # noqa: PLW2901
        found = said.ngettext(one, ast.literal_eval(many), 2) if many else said.gettext(one)
        assert found == wanted


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("foo", "没有 'foo' 这个命令。"),
        ("county loda x", "没有 'loda' 这个命令。 是不是要 'load'？"),
        ("demo --prot 1", "没有 '--prot' 这个选项。 是不是要 '--port'？"),
        ("demo --port x", "'--port' 不能用：'x' 不是整数。"),
        ("demo --port", "选项 '--port' 后面缺少值。"),
        ("calendar load --dry-run=1 x", "选项 '--dry-run' 后面不带值。"),
        ("why", "缺少参数 '编号'."),
        ("county load", "缺少参数 '文件'."),
        ("why 移1 移2", "多出了参数（移2）。"),
        ("county load nix.toml", "'文件' 不能用：没有 'nix.toml' 这个文件。"),
        ("county load .", "'文件' 不能用：'.' 是文件夹，应为文件。"),
        ("calendar check .", "'文件' 不能用：'.' 是文件夹，应为文件。"),
        ("calendar load .", "'文件' 不能用：'.' 是文件夹，应为文件。"),
        ("regulations check .", "'文件' 不能用：'.' 是文件夹，应为文件。"),
        ("due --rules nix", "'--rules' 不能用：没有 'nix' 这个文件夹。"),
        (f"due --rules {__file__}", f"'--rules' 不能用：'{__file__}' 是文件，应为文件夹。"),
    ],
)
def test_a_slip_on_the_command_line_is_told_in_chinese(words: str, says: str) -> None:
    done = call(*words.split())
    assert done.exit_code == 2
    *usage, said = done.output.splitlines()
    assert said == f"出错：{says}"
    if usage:  # an option without its value is told before click knows of which command
        assert re.fullmatch(r"用法： liaison.* \[选项\].*", usage[0])
        assert re.fullmatch(r"用法见 liaison.* --help。", usage[1])


def every_command(command: click.Command, *names: str) -> Iterator[tuple[str, ...]]:
    yield names
    if isinstance(command, click.Group):
        with click.Context(command) as context:
            for name in command.list_commands(context):
                inner = command.get_command(context, name)
                assert inner is not None
                yield from every_command(inner, *names, name)


@pytest.mark.parametrize("names", list(every_command(main)), ids=" ".join)
def test_the_help_of_every_command_is_chinese(names: tuple[str, ...]) -> None:
    shown = call(*names, "--help").output
    assert "用法：" in shown
    assert "显示这些说明。" in shown
    assert not ENGLISH.search(COMMAND.sub("", shown)), shown
    for word in ("OPTIONS", "COMMAND", "TEXT", "INTEGER", "FILE", "PATH", "DIRECTORY", "default"):
        assert word not in re.sub(r"LIAISON_\w+", "", shown)


def test_the_version_is_the_program_and_its_number() -> None:
    assert re.fullmatch(r"liaison \d+\.\d+\.\d+\n", call("--version").output)


# Databases that cannot be used


COUNTY = str(SAMPLES / "qingfeng.toml")
INVENTED = str(ROOT / "tests" / "law" / "invented" / "2027.toml")
ON_A_DATABASE = {
    "serve": ["serve"],
    "why": ["why", "移1"],
    "calendar load": ["calendar", "load", INVENTED],
    "calendar load --dry-run": ["calendar", "load", INVENTED, "--dry-run"],
    "county load": ["county", "load", COUNTY],
    "db upgrade": ["db", "upgrade"],
    "verify --all": ["verify", "--all"],
}
"""Every command that needs the county's database."""
READING = {"check", "due", "regulations", "calendar", "demo", "backup", "restore", "policy"}
"""Those that do not, or say of it what they find."""


def test_no_command_is_left_out() -> None:
    assert set(COMMANDS) <= READING | {name.split()[0] for name in ON_A_DATABASE}


def older(url: str) -> None:
    upgrade(url, "0001")


def newer(file: Path) -> None:
    upgrade(f"sqlite:///{file}")
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()


def corrupt(file: Path) -> None:
    """The first page is whole, what lies behind it is not."""
    upgrade(f"sqlite:///{file}")
    page = file.read_bytes()[:4096]
    file.write_bytes(page + os.urandom(8192))


def dumped(file: Path) -> list[str]:
    with sqlite3.connect(file) as connection:
        lines = list(connection.iterdump())
    connection.close()
    return lines


@pytest.mark.parametrize("name", ON_A_DATABASE)
def test_in_an_empty_folder_the_cure_is_named(name: str) -> None:
    if name == "db upgrade":
        assert call(*ON_A_DATABASE[name]).output == "数据库已是当前版本。\n"
        return
    assert refused(*ON_A_DATABASE[name]) == (
        "没有找到数据库 liaison.db。请到放数据库的文件夹里运行，或者检查 LIAISON_DATABASE_URL；"
        "还没有建库的，先运行 liaison db upgrade。"
    )
    assert list(Path().iterdir()) == []


@pytest.mark.parametrize("name", [name for name in ON_A_DATABASE if name != "db upgrade"])
def test_a_database_of_an_older_program_wants_an_upgrade(name: str) -> None:
    older("sqlite:///liaison.db")
    said = refused(*ON_A_DATABASE[name])
    assert re.fullmatch(
        r"数据库是旧版本（0001），程序需要 \d+。请先备份数据库，再运行 liaison db upgrade。", said
    )


@pytest.mark.parametrize("name", ON_A_DATABASE)
def test_a_database_of_a_newer_program_is_left_alone(name: str) -> None:
    newer(Path("liaison.db"))
    before = dumped(Path("liaison.db"))
    said = refused(*ON_A_DATABASE[name])
    assert re.fullmatch(r"数据库的版本（9999）比程序的（\d+）新。请换用新版本的程序。", said)
    assert dumped(Path("liaison.db")) == before


@pytest.mark.parametrize("name", ON_A_DATABASE)
def test_what_is_no_database_is_said_to_be_none(name: str) -> None:
    Path("liaison.db").write_bytes(b"PK\x03\x04" + os.urandom(8192))
    before = Path("liaison.db").read_bytes()
    said = refused(*ON_A_DATABASE[name])
    assert re.search("它不是(?:本程序的)?数据库，或者已经损坏", said)
    assert Path("liaison.db").read_bytes() == before


@pytest.mark.parametrize("name", ON_A_DATABASE)
def test_a_damaged_database_is_said_to_be_damaged(name: str) -> None:
    corrupt(Path("liaison.db"))
    assert "已经损坏" in refused(*ON_A_DATABASE[name])


@pytest.mark.parametrize("name", ON_A_DATABASE)
def test_a_folder_instead_of_a_database_is_said(name: str) -> None:
    said = refused(*ON_A_DATABASE[name], LIAISON_DATABASE_URL="sqlite:///.")
    assert re.search("指的是不是一个文件|这是文件夹，不是文件", said)


@pytest.mark.parametrize("name", ON_A_DATABASE)
def test_a_server_that_is_not_there_is_said_without_the_password(name: str) -> None:
    url = f"postgresql://liaison:{PASSWORD}@127.0.0.1:9/liaison"
    said = refused(*ON_A_DATABASE[name], LIAISON_DATABASE_URL=url)
    assert said.startswith("连不上数据库服务器。请检查服务器是不是在运行")


@pytest.mark.postgres
@pytest.mark.parametrize("name", ON_A_DATABASE)
def test_a_server_without_that_database_is_said_without_the_password(
    name: str, postgres_server: str
) -> None:
    url = re.sub(r"//.*@", f"//nobody:{PASSWORD}@", postgres_server).rsplit("/", 1)[0] + "/nowhere"
    assert refused(*ON_A_DATABASE[name], LIAISON_DATABASE_URL=url).startswith("连不上数据库服务器")


def test_a_database_without_an_address_book_is_said() -> None:
    upgrade("sqlite:///liaison.db")
    for name in ("serve", "why", "calendar load"):
        assert "数据库里还没有通讯录。请先运行 liaison county load 文件" in refused(
            *ON_A_DATABASE[name]
        )


@pytest.mark.postgres
@pytest.mark.parametrize("name", ["county load", "calendar load"])
def test_a_server_that_only_reads_is_said(name: str, empty_postgres: str) -> None:
    call("db", "upgrade", LIAISON_DATABASE_URL=empty_postgres)
    call("county", "load", COUNTY, LIAISON_DATABASE_URL=empty_postgres)
    with psycopg.connect(empty_postgres, autocommit=True) as connection:
        database = empty_postgres.rsplit("/", 1)[1]
        connection.execute(f"ALTER DATABASE {database} SET default_transaction_read_only = on")
    said = refused(*ON_A_DATABASE[name], LIAISON_DATABASE_URL=empty_postgres)
    assert said.startswith("数据库服务器只能读，不能写，没有办成。")


@pytest.mark.parametrize("name", ["serve", "county load", "calendar load"])
def test_a_file_that_cannot_be_written_is_said(name: str) -> None:
    """In a process that has no right to write what is not its to write, be it root's."""
    call("db", "upgrade")
    call("county", "load", COUNTY)
    Path("liaison.db").chmod(0o444)
    Path().chmod(0o555)
    harmless = ["setpriv", "--bounding-set=-dac_override", "--inh-caps=-dac_override"]
    try:
        done = subprocess.run(  # noqa: S603
            [
                *(harmless if os.geteuid() == 0 else []),
                *(sys.executable, "-m", "bot"),
                *ON_A_DATABASE[name],
            ],
            env={**os.environ, **CHANNEL, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )
    finally:
        Path().chmod(0o755)
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr
    [said] = [line for line in done.stderr.splitlines() if line.startswith("出错：")]
    assert "权限" in said


@pytest.mark.parametrize("host", ["192.0.2.1", "nowhere.invalid"])
def test_an_address_to_listen_on_that_is_not_ours_is_said(host: str) -> None:
    call("db", "upgrade")
    call("county", "load", COUNTY)
    said = refused("serve", LIAISON_HOST=host)
    assert said.startswith("本机没有 LIAISON_HOST 这个地址。")


# Files of another making


TAKES_A_FILE = {
    "county load": COUNTY,
    "calendar check": INVENTED,
    "regulations check": str(ROOT / "rules" / "regulations" / "cangzhou.toml"),
}


@pytest.mark.parametrize("name", TAKES_A_FILE)
def test_a_byte_order_mark_does_no_harm(name: str) -> None:
    call("db", "upgrade")
    text = Path(TAKES_A_FILE[name]).read_text(encoding="utf-8")
    file = Path("qingfeng.toml" if name == "county load" else Path(TAKES_A_FILE[name]).name)
    file.write_text(text, encoding="utf-8-sig")
    done = call(*name.split(), str(file))
    assert done.exit_code == 0, done.output


@pytest.mark.parametrize("name", TAKES_A_FILE)
def test_a_file_in_gbk_is_said_to_be_saved_as_utf_8(name: str) -> None:
    text = "# 本县\n" + Path(TAKES_A_FILE[name]).read_text(encoding="utf-8")
    Path("gbk.toml").write_text(text, encoding="gbk", errors="replace")
    done = call(*name.split(), "gbk.toml")
    assert done.exit_code == 1
    assert "第1行的文字不是用UTF-8编码保存的" in done.output
    assert "编码选UTF-8" in done.output
    assert not ENGLISH.search(done.output)


def test_a_calendar_with_a_byte_order_mark_is_loaded_and_read_again() -> None:
    call("db", "upgrade")
    call("county", "load", COUNTY)
    text = Path(INVENTED).read_text(encoding="utf-8")
    Path("2027.toml").write_text(text, encoding="utf-8-sig")
    assert call("calendar", "load", "2027.toml").exit_code == 0
    assert "2027年\t虚构〔2026〕1号" in call("calendar", "list").output


def test_a_page_that_cannot_be_written_is_said() -> None:
    said = refused("regulations", "show", "cangzhou", "--html", "nowhere/page.html")
    assert said == "打不开 nowhere/page.html：没有这个文件或者文件夹。"
