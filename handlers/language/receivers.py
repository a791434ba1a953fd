"""The receivers that a command names: after 给, as words of their own, right after the verb."""

import re
from collections.abc import Iterable

from handlers.language.addressee import ADDRESSED
from handlers.language.draft import WORD_EDGE, Draft, closed, rest_of
from handlers.language.names import NATIONAL
from handlers.language.sentence import HANDLED, HANDLED_TAIL, PRONOUNS
from handlers.language.units import Found, Index, expected, landmark, match_of
from handlers.language.values import UnitMatch

_TO = re.compile(r"(?:移送?|转|交|报|送|发)?(?:给|至|到|向|由|请|对|往|与|和)\s?\Z")
_STORY = frozenset("至到向由对往与和")
"""Before a unit these hand nothing over unless the clause ends there: 查到住建局一楼."""
_UNIT_LIKE = re.compile(
    r"(?:给|至|到|向|请|(?<![㐀-鿿]))([㐀-鿿]{2,10}?(?:局|委|办|所|队|镇|乡|"
    r"街道|据|剧|居))(?=$|[\s，,。；;：:、]|处理|查处|协助)"
)
_TELLS = re.compile(r"[我您他们是属不没]")
"""In what looks like a name these make it a sentence: 不属于我局."""
_ELSEWHERE = re.compile(
    r"\s?(?:给|至|到|向)?\s?("
    + "|".join(sorted({a for names in NATIONAL.values() for a in names.split()}, key=len)[::-1])
    + r")(?=$|[\s，,。；;：:、])"
)
"""Departments that other counties have; here nobody is called that."""
_AND = frozenset("和与")
_FIRST_WORD = re.compile(r"[\s，,：:、]*([㐀-鿿]{2,8}?(?:镇|乡|街道|局))(?=$|[\s，,。；;：:、])")
_COUNTY_ENDS = frozenset("县区市里级的")
_HANDS_ON = frozenset(("移送", "协助", "转交"))


def receivers(text: str, word: str | None, index: Index, draft: Draft) -> None:
    """The receivers a command names elsewhere than in the addressee's place: after 给, alone."""
    alarm = word == "紧急"
    opens = {end for _, end in draft.cuts} | {end + 1 for _, end in draft.cuts}
    told: list[Found] = []
    alone: list[Found] = []
    places: list[Found] = []
    taken = -1
    last: list[Found] = places
    for one in index.scan(text):
        if one.start < taken or any(s <= one.start < e for s, e in draft.cuts):
            continue
        found, start = _whole(text, one, index, opens, alarm=alarm)
        if found.name.ruler and word in ADDRESSED:
            continue
        taken_before, taken = taken, found.end
        led = _TO.search(text, max(0, start - 4), start)
        begins = start in opens or start == 0 or text[start - 1] in WORD_EDGE
        ends = closed(text, found.end) or HANDLED_TAIL.match(text, found.end) is not None
        end = HANDLED.match(text, found.end)
        soft = led is not None and led.group().strip() in _STORY and word in ADDRESSED
        if (
            led
            and led.group().strip() in _AND
            and taken_before == led.start()
            and last is not places
        ):
            last.append(found)
            if any(stop == led.start() for _, stop in draft.cuts):
                draft.cuts.append((led.start(), found.end))
        elif led and (ends or not (soft or found.name.weak or found.name.place)):
            told.append(found)
            last = told
            apart = (
                led.start() in opens
                or led.start() == 0
                or text[led.start() - 1 : led.start()] in WORD_EDGE
            )
            if (apart and ends) or word in _HANDS_ON:
                draft.cuts.append((led.start(), end.end() if end else found.end))
        elif begins and (ends or (start in opens and _stands_for_itself(text, found))):
            alone.append(found)
            last = alone
            draft.cuts.append((start, found.end))
        elif not found.name.weak:
            places.append(found)
            last = places
    best = told + alone
    if alarm:
        _give_back(text, draft, alone)
        best = _called(text, told, alone + places)
    elif not best and word is None:
        best = places
    best = _without_places(best) if word in ("移送", "协助") else best
    unique = {match.unit_ids: match for match in reversed([match_of(text, f) for f in best])}
    draft.units = tuple(reversed(unique.values()))
    if not draft.units:
        _misspelt(text, word, index, draft)


def _stands_for_itself(text: str, found: Found) -> bool:
    """Whether a name that other words follow is the unit and no part of a place."""
    return not (found.name.weak or found.name.place or landmark(text, found))


def _called(text: str, told: list[Found], named: list[Found]) -> list[Found]:
    """Who is to send officers: whoever is asked to, else the township, else an office named."""
    towns = [one for one in named if one.name.place]
    if len(told) > 1:
        return told + towns
    return told or towns or [one for one in named if not landmark(text, one, alarm=True)]


def _by_sound(text: str, index: Index, draft: Draft) -> None:
    """The first word of an alarm as a slip of a unit's name: 紧急，成关镇，…."""
    first = _FIRST_WORD.match(text, draft.begins) if draft.begins else None
    if first is not None and (ids := index.nearest(first[1])):
        draft.units = (UnitMatch(first[1], ids, exact=False),)


def _give_back(text: str, draft: Draft, found: Iterable[Found]) -> None:
    """In an emergency a unit that stands alone is also where it happened: it stays content.

    Where nothing else was said, nobody has told yet what happened.
    """
    if not rest_of(text, draft.cuts):
        return
    for one in found:
        if one.name.place:
            draft.cuts.remove((one.start, one.end))


def _without_places(found: list[Found]) -> list[Found]:
    """The departments where both departments and townships stand alone; order kept."""
    return sorted(found, key=lambda one: one.name.place)


def _whole(
    text: str, one: Found, index: Index, words: set[int], *, alarm: bool
) -> tuple[Found, int]:
    """The name with the county before it and a place in it: 县市监局, 城关派出所."""
    before = text[one.start - 1] if one.start else ""
    for back in (4, 3, 2, 1) if before in _COUNTY_ENDS else ():
        start = one.start - back
        if start >= 0:
            wider = expected(text, start, index, alarm=alarm)
            same = wider is not None and wider.end == one.end and wider.name.ids == one.name.ids
            opens = (
                start == 0
                or start in words
                or text[start - 1] in WORD_EDGE
                or _TO.search(text, max(0, start - 4), start)
            )
            if wider is not None and same and opens:
                return wider, start
    wider_here = expected(text, one.start, index, alarm=alarm)
    return (wider_here or one), one.start


def _misspelt(text: str, word: str | None, index: Index, draft: Draft) -> None:
    """A word that looks like a unit where one is expected, but is nobody's name."""
    if word == "紧急":
        _by_sound(text, index, draft)
    if word not in _HANDS_ON:
        return
    for place in sorted({end for _, end in draft.cuts}):
        elsewhere = _ELSEWHERE.match(text, place)
        if elsewhere is not None:
            draft.unknown_unit = elsewhere[1]
            _take(text, *elsewhere.span(), draft)
            return
    said = list(text)
    for start, end in draft.cuts:
        said[start:end] = " " * (end - start)
    for hit in _UNIT_LIKE.finditer("".join(said)):
        ids = index.nearest(hit[1])
        if not ids and _TELLS.search(hit[1]):
            continue
        if ids:
            draft.units = (UnitMatch(hit[1], ids, exact=False),)
        elif (name := hit[1].lstrip("请")) and name[0] not in PRONOUNS:
            draft.unknown_unit = name
        _take(text, *hit.span(), draft)
        return


def _take(text: str, start: int, end: int, draft: Draft) -> None:
    """Take a word for a receiver that nobody is; right after the command it is no content."""
    draft.cuts.append((start, end))
    if draft.begins and not text[draft.begins : start].strip(" ，,：:给县省市"):
        draft.begins = end
