"""`liaison regulations`: the county documents as loaded, checked and shown."""

from pathlib import Path

import click

from rules.calendar import WorkCalendar
from rules.regulation import Regulations
from rules.regulation_check import check as go_over


@click.group("regulations")
def regulations() -> None:
    """县里的规定：清单、全文、检查、条款覆盖。"""


RULES = click.option(
    "--rules",
    "rules_dir",
    envvar="LIAISON_RULES_DIR",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="本县的规定、日历文件所在目录。",
)


@regulations.command("list")
@RULES
def listed(rules_dir: Path | None) -> None:
    """已经载入的规定，每个版本一行。"""
    for found in Regulations.load(*_dirs(rules_dir)).versions:
        since = found.since or "原文没有日期"
        click.echo(f"{found.version}\t{found.short}\t{since}\t{found.title}")


@regulations.command("check")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--text",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="文件原文，逐字核对摘引",
)
@RULES
def check(file: Path, text: Path | None, rules_dir: Path | None) -> None:
    """检查一个县的规定文件；有任何问题都列出来，并以 1 退出。"""
    dirs = _dirs(rules_dir)
    original = text.read_text(encoding="utf-8") if text else None
    found = go_over(file, original, Regulations.load(*dirs), WorkCalendar.load(*dirs))
    if found.faults:
        for number, fault in enumerate(found.faults, 1):
            click.echo(f"{number}. {fault}")
        raise click.ClickException(f"{file.name} 有{len(found.faults)}处问题，没有通过。")
    quotes = "摘引与原文逐字一致" if text else "没有核对原文，请加上 --text"
    click.echo(f"{file.name} 通过检查：{quotes}。")


def _dirs(rules_dir: Path | None) -> tuple[Path, ...]:
    return () if rules_dir is None else (rules_dir,)
