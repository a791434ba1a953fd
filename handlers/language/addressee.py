"""The addressee's place: after the command word, after a verb of handing over, a letter's head."""

import re

from handlers.language import commands
from handlers.language.draft import Draft, closed
from handlers.language.levels import level_at
from handlers.language.sentence import HANDLED, HANDLED_TAIL, letter_head
from handlers.language.units import Found, Index, expected, landmark, match_of
from rules.kinds import OPENED_BY

ADDRESSED = commands.FILES | {"转交"}
"""Commands whose first words say to whom they go."""
_UP_TO = re.compile(
    r"(?:了|一下|下|吧|函|案件|案|线索|件|给|至|到)*[\s，,：:、]*(?:给|至|到|由|向|请)?\s?"
)
"""What may stand between a command word and its addressee."""
_AND = re.compile(r"\s?(?:以及|[、/+和与及])\s?|[ ，,]\s?")
_HANDS = re.compile(
    r"(?:移送|移交|移转|移|转送|转交|转办|转|交办|交|报送|报|推送|推|派发|派|送|发送)(?:给|至|到|由)\s?|"
    r"(?<![接收反])(?:移送|移交|转交)\s?"
)
_TO_SEVERAL = frozenset(word for word, kind in OPENED_BY.items() if kind.several)
"""Commands of what may go to several units, or to all of a level, at once."""
_NAME = re.compile(r"(?:、|以及|[和与及])?(?P<name>[㐀-鿿]+?)(?=[、和与及\s：:]|以及|\Z)")
_LIST = re.compile(r"[㐀-鿿]+(?:(?:、|以及|[和与及])[㐀-鿿]+)*(?=[\s：:]|\Z)")
"""Names side by side, up to a blank or a colon."""
_HANDING = frozenset(("移送", "转交", "登记", "投诉"))
TITLE = re.compile(r"\A[^\n，,。；;]{0,30}函\s?\n")
"""A letter begins with what it is: 案件移送函."""


def addressed(text: str, word: str | None, index: Index, draft: Draft) -> bool:
    """Whether somebody stands in the addressee's place; who, is final and goes into the draft.

    Several who stand there side by side are all kept, for the officer to be asked. `begins` of the
    draft moves behind an addressee that stands apart from what follows.
    """
    if word not in ADDRESSED:
        return False
    at = draft.begins
    if (
        at
        and word in _TO_SEVERAL
        and (_to_level(text, at, draft) or _to_list(text, at, index, draft))
    ):
        return True
    found = _after_command(text, at, word, index, draft) if at else []
    found = found or letter_head(text, index)
    if not found and word in _HANDING:
        found = _handed_to(text, at, index)
    draft.units = tuple({m.unit_ids: m for m in (match_of(text, one) for one in found)}.values())
    return bool(found)


def _to_level(text: str, at: int, draft: Draft) -> bool:
    """Whether all units of a level stand right after the command word."""
    lead = _UP_TO.match(text, at)
    level = level_at(text, lead.end() if lead else at)
    if level is None:
        return False
    draft.levels, stop = level
    draft.cuts.append((at, stop))
    draft.begins = stop
    return True


def _to_list(text: str, at: int, index: Index, draft: Draft) -> bool:
    """Whether a list of units stands right after the command word; nobody in it is left out.

    A name in it that nobody has goes into the draft, so that the officer is asked.
    """
    lead = _UP_TO.match(text, at)
    place = lead.end() if lead else at
    listed = _LIST.match(text, place)
    if listed is None:
        return False
    found: list[Found] = []
    for name in _NAME.finditer(text, place, listed.end()):
        one = expected(text, name.start("name"), index)
        if one is not None and one.end == name.end():
            found.append(one)
        elif found or not draft.unknown_unit:
            draft.unknown_unit = name["name"]
    if not found:
        draft.unknown_unit = ""
        return False
    draft.cuts.append((at, listed.end()))
    draft.begins = listed.end()
    if not draft.unknown_unit:
        draft.units = tuple(
            {m.unit_ids: m for m in (match_of(text, one) for one in found)}.values()
        )
    return True


def _after_command(text: str, at: int, word: str, index: Index, draft: Draft) -> list[Found]:
    """Whoever is named right after the command word; a place or a landmark goes on."""
    alarm = word == "紧急"
    lead = _UP_TO.match(text, at)
    start = lead.end() if lead else at
    one = expected(text, start, index, alarm=alarm)
    if one is None or draft.own.issuperset(one.name.ids):
        return []
    found = [one, *_beside(text, one, index, alarm=alarm)]
    end = HANDLED.match(text, found[-1].end)
    if end is None:
        inner = index.at(text, one.end) if alarm and one.name.place else None
        if inner is not None and closed(text, inner.end) and not inner.name.place:
            return [one, inner]  # 城关镇派出所: the town, or the office that stands in it
        if landmark(text, one, alarm=alarm) or (one.name.place and not alarm):
            return [one] if alarm and one.name.place else []
        if alarm:
            return []
        if start > at:
            return [] if one.name.weak else [one]
    stop = end.end() if end else found[-1].end
    draft.cuts.append((at, stop))
    if not (alarm and any(each.name.place for each in found)):
        draft.begins = stop
    return found


def _beside(text: str, first: Found, index: Index, *, alarm: bool) -> list[Found]:
    """Further units named side by side with the first: 市监局、住建局."""
    found: list[Found] = []
    while join := _AND.match(text, (found[-1] if found else first).end):
        one = expected(text, join.end(), index, alarm=alarm)
        if one is None:
            break
        listed = bool(join.group().strip(" ，,"))
        goes_on = listed and (_AND.match(text, one.end) or (alarm and one.name.place))
        if not goes_on and (not closed(text, one.end) or (alarm and not listed)):
            break
        found.append(one)
    return found


def _handed_to(text: str, at: int, index: Index) -> list[Found]:
    """Whom a verb of handing over names: 移给市监局, 转给住建局."""
    for verb in _HANDS.finditer(text, at):
        one = expected(text, verb.end(), index)
        if one is None or (one.name.weak and not closed(text, one.end)):
            continue
        if closed(text, one.end) or HANDLED_TAIL.match(text, one.end):
            return [one]
    return []
