"""条文 <编号>: every clause that bears on a matter. 条文 三（六）: one clause in its own words."""

import re

from handlers.command import Ask, Command
from rules.in_force import Law, scene_of
from rules.law.regulation import Regulation
from rules.procedure.checklist import all_entries, bearing, clause_text, grouped
from rules.values.errors import Refusal
from rules.values.message import Message, Reply
from storage import Transaction

HOW = "请发送“条文 移1”查看一件事适用的条文，或者“条文 {article}”查看一条原文。"
NOT_LETTERS = re.compile(r"[\s()（）第条款项、，。.《》]")


class NoSuchArticle(Refusal):
    """The document has no article of that name, or none that the program carries out."""

    code = "no-such-article"

    def __init__(self, regulation: Regulation, asked: str) -> None:
        first = regulation.duties[0].cite.article if regulation.duties else "第一条"
        head = f"没有找到{regulation.short}“{asked}”。" if asked else ""
        super().__init__(head + HOW.format(article=first))


def run(ask: Ask, tx: Transaction, law: Law) -> Reply:
    """Show what bears on a matter, or one article."""
    if not ask.number:
        return Reply(Message(_article(ask.rest.strip(), law.local)))
    matter = tx.matters.get(ask.number)
    ask.may_see(matter, tx, law)
    regulation = law.regulation(matter)
    rows = [f"{matter.number} 适用{regulation.short}："]
    for heading, items in grouped(bearing(regulation, scene_of(matter, ask.directory))):
        rows.append(f"【{heading}】")
        rows += [f"{item.cite.article} {clause_text(item)}" for item in items]
    rows.append(f"看原文请发送“条文 {regulation.duties[0].cite.article}”这样的条号。")
    return Reply(Message("\n".join(rows)))


def _article(asked: str, regulation: Regulation) -> str:
    """One article: its words, and what the program makes of them."""
    wanted = _plain(asked)
    found = [item for item in all_entries(regulation) if _plain(item.cite.article) == wanted]
    if not wanted or not found:
        raise NoSuchArticle(regulation, asked)
    rows = [regulation.where(found[0].cite)]
    rows += [f"“{quote}”" for quote in dict.fromkeys(item.cite.quote for item in found)]
    rows += [f"存疑：{doubt}" for doubt in dict.fromkeys(i.doubt for i in found) if doubt]
    return "\n".join(rows)


def _plain(article: str) -> str:
    """An article's number without brackets and blanks: 三(六) and 三（六） are one."""
    return NOT_LETTERS.sub("", article)


COMMANDS = (
    Command(
        word="条文", usage="条文 <编号或条号>", about="适用的条文和原文", run=run, group="查看"
    ),
)
