"""Numbers as documents write them: 三, 二十一, 一百二十, 两, 12."""

import re

DIGITS = "零一二三四五六七八九"
PLACES = {"十": 10, "百": 100, "千": 1000}
NUMERAL = re.compile(r"[零一二三四五六七八九十百千两]+|\d+")


def number(words: str) -> int:
    """The value of a number in Chinese numerals below ten thousand, or in figures."""
    if words.isdecimal():
        return int(words)
    total, digit = 0, 0
    for char in words.replace("两", "二"):
        if char in DIGITS:
            digit = DIGITS.index(char)
        else:
            total += (digit or 1) * PLACES[char]
            digit = 0
    return total + digit
