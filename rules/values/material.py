"""Pictures and files: what may be kept, what is refused, and how they are listed."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from rules.values.errors import Refusal
from rules.values.people import Directory
from rules.values.privacy import Classified, refuse_classified

MEGABYTE = 1024 * 1024
PICTURES = frozenset({"jpg", "jpeg", "png", "gif", "bmp", "webp", "heic", "tif", "tiff"})
PAPERS = frozenset({"pdf", "ofd", "doc", "docx", "wps", "xls", "xlsx", "et", "csv", "txt"})
SLIDES = frozenset({"ppt", "pptx", "dps"})
PACKED = frozenset({"zip", "rar", "7z"})
SOUND = frozenset({"mp4", "mov", "amr", "mp3", "wav", "m4a"})
TYPES = PICTURES | PAPERS | SLIDES | PACKED | SOUND
_MARKED = re.compile(r"绝密|机密|密级|秘密(?:件|级|文件)|^[（(\[【〔]?秘密")
_UNSAFE = re.compile(r"[\x00-\x1f\x7f/\\:*?\"<>|]+")
NAME_LENGTH = 80
SHOWN_NAME = 24
"""Characters of a name where several stand in a row."""


class MaterialKind(StrEnum):
    """What the platform calls it."""

    IMAGE = "image"
    FILE = "file"
    VOICE = "voice"
    VIDEO = "video"


USUAL = {
    MaterialKind.IMAGE: "图片.jpg",
    MaterialKind.FILE: "文件",
    MaterialKind.VOICE: "语音.amr",
    MaterialKind.VIDEO: "视频.mp4",
}
"""Names for what came without one."""


LABELS = {
    MaterialKind.IMAGE: "图",
    MaterialKind.FILE: "文件",
    MaterialKind.VOICE: "语音",
    MaterialKind.VIDEO: "视频",
}
"""What one of several is called, with its place among its kind."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A picture or file, on its way in or out.

    Attributes:
        name: as the sender has it; may be "".
        content: all its bytes; none where it could not be fetched.
        fault: then why, as one Chinese sentence.
    """

    kind: MaterialKind
    name: str
    content: bytes = field(repr=False)
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Material:
    """One picture or file that was kept. Its content lies under its hash.

    Attributes:
        seq: its number in the database.
        sha256: hash of the content, 64 hex digits.
        size: bytes.
        officer: officer id of who sent it.
        source: channel and message id it came from.
        number: the matter it belongs to; "" while nobody has said.
        set_aside: its sender has finished something else since; it goes with no draft any more.
    """

    seq: int
    sha256: str
    kind: MaterialKind
    name: str
    size: int
    officer: str
    source: str
    number: str
    at: datetime
    set_aside: bool = False


class NotTaken(Refusal):
    """A picture or file that cannot be kept."""

    code = "material-not-taken"

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"没有保存“{name}”：{why}")


def clean_name(name: str, kind: MaterialKind) -> str:
    """A name that is safe in any folder and header, its ending kept."""
    base = _UNSAFE.sub("_", name).strip(" ._") or USUAL[kind]
    stem, dot, ending = base.rpartition(".")
    return base if len(base) <= NAME_LENGTH else f"{stem[: NAME_LENGTH - 8]}{dot}{ending[-7:]}"


def check(name: str, size: int, largest: int, fault: str = "") -> None:
    """Stop what must not or cannot be kept.

    Args:
        name: of the file.
        size: bytes.
        largest: bytes; what would not be handed on to the other side is not taken either.
        fault: why it could not be fetched; "" where it could.

    Raises:
        Classified: its name carries a secrecy marking.
        NotTaken: its size or type.
    """
    refuse_classified(name)
    if _MARKED.search(name):
        raise Classified
    if fault:
        raise NotTaken(name, fault)
    if size > largest:
        raise NotTaken(name, f"超过{largest // MEGABYTE}兆。请压缩或者分成几份再发。")
    if not size:
        raise NotTaken(name, "内容是空的。请重新发送。")
    if name.rpartition(".")[2].lower() not in TYPES:
        raise NotTaken(name, "这种类型的文件不收。请发送图片、PDF、Word、Excel 等文件。")


def labelled(materials: Iterable[Material]) -> tuple[tuple[str, Material], ...]:
    """What is on its way with a draft, each with the label by which it can be taken off again."""
    counts: dict[str, int] = {}
    found: list[tuple[str, Material]] = []
    for one in materials:
        label = LABELS[one.kind]
        counts[label] = counts.get(label, 0) + 1
        found.append((f"{label}{counts[label]}", one))
    return tuple(found)


def short_name(name: str) -> str:
    """A name that fits beside others on a card: its beginning and its end."""
    return name if len(name) <= SHOWN_NAME else f"{name[: SHOWN_NAME - 9]}…{name[-8:]}"


def listed(materials: Iterable[Material], directory: Directory) -> str:
    """All of them in one row, each with who sent it; "" for none."""
    rows = [
        f"{place} {one.name}（{_who(one, directory)}）" for place, one in enumerate(materials, 1)
    ]
    return f"已有材料：{'；'.join(rows)}。" if rows else ""


def _who(one: Material, directory: Directory) -> str:
    return directory.officer(one.officer).name
