"""One way to write it: simplified, half-width, single blanks, no mention, no filler."""

import re
from functools import lru_cache

from handlers.language.traditional import SIMPLIFIED

_HALF = {0xFF01 + i: 0x21 + i for i in range(94) if chr(0x21 + i).isalnum()}
_BLANK = dict.fromkeys(
    (0x09, 0x0B, 0x0C, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000), " "
)
_GONE = dict.fromkeys((0xAD, *range(0x200B, 0x2010), 0x2060, *range(0xFE00, 0xFE10), 0xFEFF), "")
_OTHER = {
    "\uff20": "@",
    "\uff03": "#",
    "\uff3b": "[",
    "\uff3d": "]",
    "\uff05": "%",
    "\uff0e": ".",
    "\u2013": "-",
    "\uff0d": "-",
    "\r": "\n",
    "\u2028": "\n",
    "\u2029": "\n",
    "\x85": "\n",
}
_TABLE: dict[int, int | str] = {
    **SIMPLIFIED,
    **_HALF,
    **_BLANK,
    **_GONE,
    **{ord(char): plain_char for char, plain_char in _OTHER.items()},
}

_RUN = re.compile(r"[ \n]*\n[ \n]*|  +")
_MARKS = r"，,、。.…~～\s"
_FILLER_STARTS = frozenset("嗯呃额唔喂诶欸哎啊哦噢那这就你您好行oO")
_FILLER = re.compile(
    rf"(?:[嗯呃]+[{_MARKS}]*|(?:好的?|行|[oO][kK])[{_MARKS}]+(?=[^{_MARKS}])|"
    rf"(?:[额唔喂诶欸哎啊哦噢]+|那个|这个|就是说?|那么|你好|"
    rf"您好)(?:[{_MARKS}]+|$)"
    r"|(?:那个|这个|就是|那么|你好|您好)(?=那个|这个|就是|[嗯呃]|[移协急]\s*[0-9]"
    r"|移[送交]|受理|签收|不予|补正|帮我|我要|查一?下|待办|请|今[早天晨]|昨[天晚]|刚才|刚刚))"
)
_EDGE = " ，,、；;：:。.！!~\n"


def plain(text: str) -> str:
    """Half-width letters and digits, one blank between words, one line break between lines."""
    text = text.translate(_TABLE).strip()
    if "  " in text or "\n" in text:
        text = _RUN.sub(_squeezed, text)
    return text


def _squeezed(run: re.Match[str]) -> str:
    return "\n" if "\n" in run.group() else " "


@lru_cache(maxsize=64)
def _mention(name: str) -> re.Pattern[str] | None:
    words = plain(name).lstrip("@").split()
    if not words:
        return None
    return re.compile("@ ?" + " ?".join(re.escape(word) for word in words), re.IGNORECASE)


def normal(text: str, bot_name: str) -> str:
    """The text without the mention of the bot, wherever it stood, and without opening fillers."""
    text = plain(text)
    if "@" in text and (mention := _mention(bot_name)) is not None:
        text = plain(mention.sub(" ", text))
    while text and text[0] in _FILLER_STARTS and (filler := _FILLER.match(text)):
        text = text[filler.end() :].strip()
    return text


def words(text: str) -> frozenset[str]:
    """A set of words written one after the other."""
    return frozenset(text.split())


def trimmed(text: str) -> str:
    """The text without separators at its ends."""
    return text.strip(_EDGE)
