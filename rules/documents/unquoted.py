"""Whether the words of a county's file that nobody quotes are still the document's."""

import re
from collections.abc import Iterator
from datetime import date

from rules.law.numerals import NUMERAL, number
from rules.law.regulation import Entry, Extend, Regulation, Required

SPACE = re.compile(r"\s")
COUNTED = re.compile(rf"({NUMERAL.pattern})\s*个?\s*(工作日|小时|天|分钟|个月)")
"""A number that would be read as a period; days of a date are none."""
WITHIN = re.compile(rf"({NUMERAL.pattern})\s*(日)(?=之?以?内)")
BETWEEN_ORGANS = re.compile(r"[，、；。]|协调不成的|或者|[由和或报]|协调|决定|裁定")
OFFICES = ("局", "办公室", "办", "委", "院", "中心")
"""How the name of an organ ends that a document calls by its name."""
GROUND = re.compile(r"[^，。；：]*(?:因|需|情况|案情|特殊|复杂)[^，。；：]*的(?=，)")
"""Part of a sentence that says when a period may be extended."""
NEEDED = re.compile(r"(?:确实?)?需要?(?:适当|继续)?(?:延长|延期)[^，。；]*的")
"""What such a part says without a reason."""
PERSONS = re.compile(rf"({NUMERAL.pattern})\s*(?:名|人|位)")
IN_FORCE = re.compile(r"自(\d{4})年(\d{1,2})月(\d{1,2})日起(?:施行|实施|执行|生效)")
SPOKEN = ("name", "says", "needs", "question", "lapse")
"""The keys whose words people read as the document's."""


def numbers(where: str, entry: Entry) -> Iterator[str]:
    """Numbers that an entry says and its quotation does not."""
    quote = entry.cite.quote
    said = {number(found[1]) for one in (COUNTED, WITHIN) for found in one.finditer(quote)}
    for key in SPOKEN:
        spoken = getattr(entry, key, "")
        for found in (*COUNTED.finditer(spoken), *WITHIN.finditer(spoken)):
            if number(found[1]) not in said:
                yield f"{where}.{key}：引文里没有“{found[0]}”，没有条文支持的数字不能写"
    if isinstance(entry, Required) and entry.least > 1:
        persons = {number(found[1]) for found in PERSONS.finditer(entry.cite.quote)}
        if entry.least not in persons:
            yield f"{where}.least：引文里没有{entry.least}名，没有条文支持的数字不能写"


def against(regulation: Regulation, text: str) -> Iterator[str]:
    """Grounds of an extension and a day of coming into force that the text says otherwise."""
    whole = SPACE.sub("", text)
    for duty in regulation.duties:
        for ground in _grounds(duty.extend):
            if SPACE.sub("", ground) not in whole:
                yield f"duty[{duty.id}].extend.grounds：原文里没有“{ground}”，请照原文摘写"
        if (named := _unnamed_ground(duty.extend, whole)) is not None:
            yield f"duty[{duty.id}].extend.grounds：原文写了“{named}”，请把理由写进grounds"
    for route in regulation.routes:
        for organ in BETWEEN_ORGANS.split(route.to):
            if organ.endswith(OFFICES) and organ[-3:] not in whole:
                yield f"route[{route.id}].to：原文里没有“{organ}”，请照原文写由谁定"
    days = [date(*map(int, found.groups())) for found in IN_FORCE.finditer(whole)]
    known = regulation.since is not None or bool(regulation.undated)
    if days and known and regulation.since not in days:
        key = "since" if regulation.since else "edition"
        written = regulation.since or "没有写since"
        yield f"{key}：原文是{days[-1]}起施行，这里是{written}"


def _unnamed_ground(extend: Extend | None, whole: str) -> str | None:
    """What the sentence of an extension says of its grounds, where the file names none."""
    if extend is None or extend.grounds:
        return None
    start = whole.find(SPACE.sub("", extend.cite.quote))
    before = max(whole.rfind(mark, 0, max(start, 0)) for mark in "。；")
    sentence = whole[before + 1 : start + len(extend.cite.quote)] if start >= 0 else ""
    found = (one[0] for one in GROUND.finditer(sentence))
    return next((one for one in found if GROUND.search(f"{NEEDED.sub('', one)}的，")), None)


def loosely(regulation: Regulation, text: str) -> Iterator[str]:
    """Title, words, conditions other than the text's: to be looked at, and not wrong for that."""
    whole = SPACE.sub("", text)
    if SPACE.sub("", regulation.title) not in whole:
        yield f"source.title：原文里没有“{regulation.title}”，请核对文件名称"
    for term, word in regulation.words.items():
        if SPACE.sub("", word) not in whole:
            yield f"words.{term}：原文里没有“{word}”，请核对当地用词"
    for duty in regulation.duties:
        if duty.condition and SPACE.sub("", duty.condition) not in whole:
            yield f"duty[{duty.id}].condition：原文里没有“{duty.condition}”这句话，请核对"


def _grounds(extend: Extend | None) -> tuple[str, ...]:
    return () if extend is None else extend.grounds
