"""What must not be repeated in a group, and what must not be in here at all."""

import re
from typing import ClassVar

from rules.errors import Refusal

_NUMBERS = re.compile(
    r"(?<![0-9A-Za-z])\d{17}[Xx](?![0-9A-Za-z])"  # identity card
    r"|(?<!\d)\d{15,19}(?!\d)"  # identity card, new or old; account
    r"|(?<!\d)1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)"  # mobile telephone
)
_KEPT = 4

_MARKS = re.compile(
    r"(?:绝密|机密|秘密)\s*[★☆*]|密级\s*[:：]?\s*(?:绝密|机密|秘密)|内部密电"
    r"|[【〔\[（(]\s*(?:绝密|机密|秘密)\s*[】〕\]）)]"
)


class Classified(Refusal):
    """The message carries the marking of a state secret; its body is not kept."""

    code: ClassVar[str] = "classified"

    def __init__(self) -> None:
        super().__init__(
            "没有记录：内容带有密级标志。本系统为非涉密系统，涉密内容请通过机要渠道办理，"
            "并请撤回刚才的消息。不涉密的部分可以重新发送。"
        )


def mask(text: str) -> str:
    """Hide identity card, telephone and account numbers but for their last four places."""
    return _NUMBERS.sub(lambda found: "*" * (len(found[0]) - _KEPT) + found[0][-_KEPT:], text)


def refuse_classified(text: str) -> None:
    """Stop a message that carries a secrecy marking.

    Raises:
        Classified: it does.

    Source:
        《中华人民共和国保守国家秘密法》第二十九条、第三十一条。
    """
    if _MARKS.search(text):
        raise Classified
