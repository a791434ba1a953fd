"""Whether the words of a county's file that nobody quotes are still the document's."""

import re
from collections.abc import Iterator
from datetime import date

from rules.law.numerals import NUMERAL, number
from rules.law.regulation import Entry, Extend, Regulation, Required

SPACE = re.compile(r"\s")
COUNTED = re.compile(rf"({NUMERAL.pattern})\s*个?\s*(工作日|小时|天|分钟|个月)")
"""A number that would be read as a period; days of a date are none."""
PERSONS = re.compile(rf"({NUMERAL.pattern})\s*(?:名|人|位)")
IN_FORCE = re.compile(r"自(\d{4})年(\d{1,2})月(\d{1,2})日起(?:施行|实施|执行|生效)")
SPOKEN = ("name", "says", "needs", "question", "lapse")
"""The keys whose words people read as the document's."""


def numbers(where: str, entry: Entry) -> Iterator[str]:
    """Numbers that an entry says and its quotation does not."""
    said = {number(found[1]) for found in COUNTED.finditer(entry.cite.quote)}
    for key in SPOKEN:
        for found in COUNTED.finditer(getattr(entry, key, "")):
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
    days = [date(*map(int, found.groups())) for found in IN_FORCE.finditer(whole)]
    if days and regulation.since not in days:
        written = regulation.since or "没有写"
        yield f"since：原文是{days[-1]}起施行，这里是{written}"


def loosely(regulation: Regulation, text: str) -> Iterator[str]:
    """Conditions in other words than the text's: to be looked at, and not wrong for that."""
    whole = SPACE.sub("", text)
    for duty in regulation.duties:
        if duty.condition and SPACE.sub("", duty.condition) not in whole:
            yield f"duty[{duty.id}].condition：原文里没有“{duty.condition}”这句话，请核对"


def _grounds(extend: Extend | None) -> tuple[str, ...]:
    return () if extend is None else extend.grounds
