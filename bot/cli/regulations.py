"""`liaison regulations`: the county documents as loaded, checked, covered and shown."""

import asyncio
import logging
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from bot.cli.options import FILE, RULES, calendar_in_force, dirs_of, settings_with
from bot.cli.regulation_page import page
from bot.operation.law_book import load_law
from bot.rehearsal.coverage_play import played
from bot.settings import Settings
from rules.documents.check import check as go_over
from rules.documents.clauses import clause_list
from rules.documents.coverage import NAMES, Covered, coverage
from rules.documents.overview import overview
from rules.law.library import Regulations
from rules.law.regulation import Regulation, Row
from rules.values.toml_table import BadFile, text_of

WIDE = 150
"""How wide a table is where it is not shown on a screen."""


@click.group("regulations")
def regulations() -> None:
    """县里的规定：清单、全文、检查、条款覆盖。"""


@regulations.command("list")
@RULES
def listed(rules_dir: Path | None) -> None:
    """已经载入的规定，每个版本一行。"""
    for found in Regulations.load(*dirs_of(settings_with(rules_dir))).versions:
        since = found.since or "原文没有日期"
        click.echo(f"{found.version}\t{found.short}\t{since}\t{found.title}")


@regulations.command("show")
@click.argument("name", metavar="ID")
@click.option(
    "--html", type=click.Path(dir_okay=False, path_type=Path), help="写成一个网页文件，可以打印"
)
@RULES
def show(name: str, html: Path | None, rules_dir: Path | None) -> None:
    """一部规定的全部条目，按条文顺序，可以对着原文读。"""
    loaded = Regulations.load(*dirs_of(settings_with(rules_dir)))
    if name not in {*loaded, *(found.version for found in loaded.versions)}:
        raise click.ClickException(f"没有载入规定“{name}”。已载入：{'、'.join(loaded)}。")
    regulation = loaded[name]
    if html is not None:
        html.write_text(page(regulation), encoding="utf-8")
        click.echo(f"已写入 {html}，共{len(overview(regulation))}个条目。")
        return
    console = Console()
    if not console.is_terminal:
        console = Console(width=WIDE)
    console.print(f"{regulation.title}（{regulation.issuer}，{regulation.version}）", style="bold")
    if regulation.undated:
        console.print(regulation.undated)
    console.print(_table(regulation))


def _table(regulation: Regulation) -> Table:
    table = Table(show_lines=True, expand=True)
    table.add_column("条文", width=10, overflow="fold")
    table.add_column("性质", width=10, overflow="fold")
    table.add_column("程序怎样办", ratio=3, overflow="fold")
    table.add_column("原文", ratio=3, overflow="fold")
    table.add_column("在哪里生效", ratio=2, overflow="fold")
    table.add_column("条款", width=6)
    for row in overview(regulation):
        says = f"{row.says}\n（{row.scope}）" if row.scope else row.says
        doubt = f"\n存疑：{row.doubt}" if row.doubt else ""
        table.add_row(
            row.article,
            row.what,
            says + doubt,
            row.quote,
            row.where or "还没有生效",
            row.clauses.replace("、", "\n"),
        )
    return table


@regulations.command("coverage")
@click.option(
    "--play",
    is_flag=True,
    help="把每一条真的演一遍再算：起算、上卡片或待办、提醒、办结，约一分钟",
)
@RULES
def covered(rules_dir: Path | None, *, play: bool) -> None:
    """每一条款是否已录入（encoded）、是否已生效（effective）；--play 只算演出来的。"""
    settings = settings_with(rules_dir)
    loaded = Regulations.load(*dirs_of(settings))
    if play:
        _played(loaded, settings)
        return
    whole: list[Covered] = []
    for name in _listed(loaded):
        rows = coverage(loaded[name]) if name in loaded else ()
        whole += rows
        click.echo(f"{name} {loaded[name].short if name in loaded else '没有载入'}：{_sums(rows)}")
        for letter in (*Row, None):
            if same := [row for row in rows if row.row is letter]:
                click.echo(f"  {_letter(letter)}：{_sums(same)}")
    for heading, rest in (
        ("还没有录入", [row for row in whole if not row.encoded]),
        ("已录入、还没有生效", [row for row in whole if row.encoded and not row.effective]),
    ):
        click.echo(f"{heading}：{'' if rest else '没有'}")
        for why in dict.fromkeys(row.missing for row in rest):
            click.echo(f"  {why}：{'、'.join(r.clause for r in rest if r.missing == why)}")
    click.echo(f"合计：{_sums(whole)}")


def _listed(loaded: Regulations) -> tuple[str, ...]:
    """The documents that have a list of their clauses, loaded or not."""
    own = (name for name in loaded if loaded[name].rows)
    return tuple(dict.fromkeys((*clause_list(), *own)))


def _played(loaded: Regulations, settings: Settings) -> None:
    """Beside what the files say, what the plays have shown; then what they have not, and why."""
    logging.getLogger().setLevel(logging.ERROR)
    static = shown = every = 0
    missing: dict[str, list[str]] = {}
    for name in (one for one in _listed(loaded) if one in loaded):
        rows = coverage(loaded[name])
        law = load_law(name, settings.rules_dir)
        found = asyncio.run(played(loaded[name], law, {row.clause: row.row for row in rows}))
        by_file, by_play = sum(row.effective for row in rows), sum(not s.missing for s in found)
        click.echo(
            f"{name} {loaded[name].short}：按文件 effective {by_file} of {len(rows)}，"
            f"演出来的 {by_play} of {len(rows)}"
        )
        static, shown, every = static + by_file, shown + by_play, every + len(rows)
        for one in found:
            if one.missing:
                missing.setdefault(one.missing, []).append(one.clause)
    click.echo(f"没有演出来：{'' if missing else '没有'}")
    for why, clauses in sorted(missing.items(), key=lambda item: -len(item[1])):
        click.echo(f"  {why}：{'、'.join(clauses)}")
    click.echo(f"合计：按文件 effective {static} of {every}，演出来的 {shown} of {every}")


def _sums(rows: "list[Covered] | tuple[Covered, ...]") -> str:
    encoded = sum(row.encoded for row in rows)
    effective = sum(row.effective for row in rows)
    return f"encoded {encoded} of {len(rows)}，effective {effective} of {len(rows)}"


def _letter(row: Row | None) -> str:
    return "条款" if row is None else f"{row.value} {NAMES[row]}"


@regulations.command("check")
@FILE
@click.option(
    "--text",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="文件原文，逐字核对摘引",
)
@RULES
def check(file: Path, text: Path | None, rules_dir: Path | None) -> None:
    """检查一个县的规定文件；有任何问题都列出来，并以 1 退出。"""
    settings = settings_with(rules_dir)
    original = text_of(text) if text else None
    others = _others(*dirs_of(settings))
    found = go_over(file, original, others, calendar_in_force(settings))
    if found.faults:
        for number, fault in enumerate(found.faults, 1):
            click.echo(f"{number}. {fault}")
        raise click.ClickException(f"{file.name} 有{len(found.faults)}处问题，没有通过。")
    quotes = "摘引与原文逐字一致" if text else "没有核对原文，请加上 --text"
    click.echo(f"{file.name} 通过检查：{quotes}。")
    for warning in found.warnings:
        click.echo(f"提醒：{warning}。", err=True)


def _others(*dirs: Path) -> Regulations:
    """The loaded documents; without the county's own directory where that cannot be loaded."""
    try:
        return Regulations.load(*dirs)
    except BadFile:
        return Regulations.load()
