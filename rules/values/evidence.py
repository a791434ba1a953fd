"""Files as a matter's record names them, held against what lies in the store."""

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from rules.values.kind import Step
from rules.values.material import Material
from rules.values.matter import Entry


class Change(StrEnum):
    """What became of a file since it was recorded."""

    CONTENT = "content"
    """Its content is not the one that has its hash."""
    NAME = "name"
    """The record knows the content under another name."""
    SENDER = "sender"
    """The record says that somebody else sent it."""
    UNRECORDED = "unrecorded"
    """The record knows no such file of this matter."""
    MISSING = "missing"
    """The record names it, and it is not there any more, or tied to another matter."""


WORDS = {
    Change.CONTENT: "内容和收到时登记的哈希对不上",
    Change.NAME: "名称和记录里的不一样",
    Change.SENDER: "是谁发来的，和记录里的不一样",
    Change.UNRECORDED: "记录里没有这份材料",
    Change.MISSING: "记录里有，库里没有，或者改归了别的事项",
}


@dataclass(frozen=True, slots=True)
class Recorded:
    """A file as an `attach` entry names it, and who sent it."""

    name: str
    sha256: str
    officer: str


def recorded(entries: Iterable[Entry]) -> tuple[Recorded, ...]:
    """Every file that the record of a matter names, in the order in which they were tied."""
    found: list[Recorded] = []
    for entry in entries:
        if entry.step is Step.ATTACH:
            names = [words for field, words in entry.details if field == "material"]
            hashes = [words for field, words in entry.details if field == "sha256"]
            found += [
                Recorded(name, sha256, entry.officer)
                for name, sha256 in zip(names, hashes, strict=False)
            ]
    return tuple(found)


def content_holds(material: Material, content: bytes) -> bool:
    """Whether a content is the one that was taken in."""
    return hashlib.sha256(content).hexdigest() == material.sha256


def changed(
    materials: Iterable[Material], entries: Iterable[Entry]
) -> tuple[tuple[Change, str], ...]:
    """Where the files that are tied to a matter are not those of its record.

    A matter that was opened before entries kept names may have files that were tied before there
    were entries of it: there, what no entry knows is not told.

    Args:
        materials: what is tied to the matter now.
        entries: its record, as far as it can be read.

    Returns:
        What is wrong and the file's name, the recorded ones first.
    """
    record = tuple(entries)
    told = bool(record) and record[0].seq == 1 and record[0].named is not None
    tied, files = recorded(record), tuple(materials)
    named = Counter((one.name, one.sha256) for one in tied)
    there = Counter((one.name, one.sha256) for one in files)
    gone, new = named - there, there - named
    found: list[tuple[Change, str]] = []
    for name, sha256 in gone.elements():
        other = next((pair for pair in new if pair[1] == sha256), None)
        if other is not None:
            new -= Counter([other])
            found.append((Change.NAME, f"{name}→{other[0]}"))
        else:
            found.append((Change.MISSING, name))
    senders = {(one.name, one.sha256, one.officer) for one in tied}
    found += [
        (Change.SENDER, one.name)
        for one in files
        if (one.name, one.sha256) in named and (one.name, one.sha256, one.officer) not in senders
    ]
    if told or gone:
        found += [(Change.UNRECORDED, name) for name, _ in new.elements()]
    return tuple(found)


def refused(
    material: Material, content: bytes, of_matter: Iterable[Material], entries: Iterable[Entry]
) -> Change | None:
    """Why a file is not handed out; None where it may be.

    Args:
        material: which.
        content: what lies under its hash.
        of_matter: everything that is tied to its matter.
        entries: the matter's record.
    """
    if not content_holds(material, content):
        return Change.CONTENT
    record = tuple(entries)
    known = {(one.sha256, one.name) for one in recorded(record)}
    if (material.sha256, material.name) in known:
        return None
    if material.sha256 in {sha256 for sha256, _ in known}:
        return Change.NAME
    wrong = {change for change, _ in changed(of_matter, record)}
    return Change.UNRECORDED if Change.UNRECORDED in wrong else None
