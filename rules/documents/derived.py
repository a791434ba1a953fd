"""One mistake, one fault: faults that only follow from another are left out."""

import re
from collections.abc import Iterable, Iterator, Sequence

from rules.law.regulation_file import ONLY_WORKDAYS
from rules.values.toml_table import lies_in

HOMELESS = re.compile(r"(?:source\.clauses：)?条款(\S+?)(?:（\w+）)?还没有着落")
NO_CLAUSE = "缺少所落实的条款编号"
COUNTING = ("period", "extend", "pause", "starts", "met_by", "lifted_by")
"""The keys of a duty on which the answer of an example rests."""


def of_form(form: Iterable[str], content: Iterable[str]) -> tuple[str, ...]:
    """Faults of form without those that follow from a unit that is not the quotation's."""
    wrong = {place_in(fault) for fault in content if "写的是" in fault}
    return tuple(
        fault for fault in form if ONLY_WORKDAYS not in fault or place_in(fault) not in wrong
    )


def of_content(form: Sequence[str], content: Iterable[str], source: str) -> Iterator[str]:
    """Faults of content without those that follow from the faults of form.

    Args:
        form: what is wrong with the form of the file.
        content: what is wrong with what could be read of it.
        source: the file; a clause that stands in a part that could not be read is not missing.
    """
    places = [place for place in map(place_in, form) if "." in place or "[" not in place]
    found = list(content)
    homeless = [one for one in found if HOMELESS.match(one)]
    unsaid = sum(NO_CLAUSE in fault for fault in form)
    for fault in found:
        here = place_in(fault)
        if any(lies_in(here, place) or lies_in(place, here) for place in places if place):
            continue
        if "引文里" in fault and f"{here.rpartition('.')[0]}.cite" in places:
            continue
        if clause := HOMELESS.match(fault):
            written = source.count(f'"{clause[1]}"') > 1
            if (form and written) or len(homeless) <= unsaid:
                continue
        yield fault


def doubted(faults: Iterable[str]) -> frozenset[str]:
    """The duties whose examples cannot come out, because their counting has a fault already."""
    found = (re.match(r"duty\[([^\]]+)\]\.(\w+)", fault) for fault in faults)
    return frozenset(one[1] for one in found if one is not None and one[2] in COUNTING)


def place_in(fault: str) -> str:
    """The place a fault begins with."""
    return fault.partition("：")[0]
