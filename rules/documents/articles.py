"""The articles of a document's text: under which heading a quotation stands."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from rules.law.numerals import NUMERAL, number

SPACE = re.compile(r"\s")
CHINESE = "一二三四五六七八九十百"
HEADINGS = (
    re.compile(rf"第([{CHINESE}]+)条"),
    re.compile(rf"([{CHINESE}]+)、"),
    re.compile(rf"[（(]([{CHINESE}]+)[）)]"),
    re.compile(r"(\d+)[.、](?!\d)"),
)
"""Headings at the beginning of a line, from the highest level down; an article is a level 0."""
UNNUMBERED = ("导语", "前言", "序言", "附件", "附则")


class _Stretch(NamedTuple):
    """A line of the text without white space, from where it begins to where it ends."""

    start: int
    end: int
    path: tuple[int, ...]


def stands_under(text: str, quote: str, article: str) -> tuple[str, ...]:
    """The headings under which a quotation stands, where none of them is the article named.

    Args:
        text: the whole document.
        quote: as in the file; white space does not count.
        article: as in the file, such as 第七条 or 三（六）; a paragraph (款) is not looked at.

    Returns:
        The headings found, as words; empty where one agrees, where the article named is missing
        from the numbering of the text at that place, where the quotation is not in the text, or
        where article or text has no numbered heading.
    """
    wanted = _path(article)
    if not wanted:
        return ()
    stretches = tuple(_stretches(text))
    whole = SPACE.sub("", text)
    found: list[tuple[int, ...]] = []
    at = whole.find(quote)
    while at >= 0:
        place = next(n for n, s in enumerate(stretches) if s.start <= at < s.end)
        here = stretches[place].path
        after = next((s.path for s in stretches[place:] if s.path != here), None)
        if not here or _agree(here, wanted) or (here < wanted and after and wanted < after):
            return ()
        found.append(here)
        at = whole.find(quote, at + 1)
    return tuple(dict.fromkeys(_words(path, article) for path in found))


def otherwise_written(text: str, article: str) -> str | None:
    """How a text of articles (第七条) names one that the file writes as 第7条 or 七.

    None where they agree, and where the text or the article has no number of that form.
    """
    by_article = re.search(rf"(?m)^\s*{HEADINGS[0].pattern}", text)
    if by_article is None or HEADINGS[0].search(article) or article.startswith(("《", *UNNUMBERED)):
        return None
    found = NUMERAL.search(article)
    return None if found is None else f"第{_chinese(number(found[0]))}条"


def _path(article: str) -> tuple[int, ...]:
    if article.startswith(UNNUMBERED):
        return ()
    if named := HEADINGS[0].search(article):
        return (number(named[1]),)
    return tuple(number(found) for found in NUMERAL.findall(article))


def _agree(path: tuple[int, ...], wanted: tuple[int, ...]) -> bool:
    depth = min(len(path), len(wanted))
    return path[:depth] == wanted[:depth]


def _words(path: tuple[int, ...], article: str) -> str:
    chinese = [_chinese(part) for part in path]
    if article.startswith("第"):
        return f"第{chinese[0]}条"
    return (
        chinese[0] + "".join(f"（{part}）" for part in chinese[1:2]) + "".join(map(str, path[2:]))
    )


def _chinese(value: int) -> str:
    tens, ones = divmod(value, 10)
    head = "" if not tens else "十" if tens == 1 else f"{CHINESE[tens - 1]}十"
    return head + (CHINESE[ones - 1] if ones else "")


def _stretches(text: str) -> Iterator[_Stretch]:
    """Every line with the headings it stands under."""
    by_article = re.search(rf"(?m)^\s*{HEADINGS[0].pattern}", text) is not None
    levels = HEADINGS[:1] if by_article else HEADINGS[1:]
    path: tuple[int, ...] = ()
    at = 0
    for line in text.splitlines():
        bare = SPACE.sub("", line)
        for depth, heading in enumerate(levels):
            if (found := heading.match(bare)) and len(path) >= depth:
                path = (*path[:depth], number(found[1]))
                break
        yield _Stretch(at, at + len(bare), path)
        at += len(bare)
