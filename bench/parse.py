"""Microseconds to understand one message: `python -m bench.parse`."""

import timeit

from handlers.language import parse
from tests.language.village import NOW, VILLAGE

ROUNDS = 3000
COMMON = 25.0
"""What a message that begins with a known command may cost, in microseconds on one core."""

BEGINNING = (
    "受理 移12",
    "@执法协作\u2005受理 移12",
    "移12 受理",
    "确认 急1",
    "待办",
    "1",
    "补正 移12 营业执照复印件、现场照片",
    "延期移12至4月14日 案情复杂",
    "移送 市监局 东关桥头小吃店无证经营",
)
OTHER = (
    "急1 出发 李强 王敏",
    "今早在东关桥头查到一家小吃店没有食品经营许可，移给市监局",
    "城关镇东关桥头化工仓库泄漏，紧急",
    "请市监局协助鉴定一下这批酒",
    "一送 市监局 张记饭店无证",
    "移送 市场监管据 张记饭店无证",
    "你好，请问食品经营许可证怎么办理",
)


def cost(text: str) -> float:
    """The best of five runs, in microseconds."""

    def once() -> None:
        parse(text, directory=VILLAGE, now=NOW)

    once()
    return min(timeit.repeat(once, number=ROUNDS, repeat=5)) / ROUNDS * 1e6


def main() -> None:
    for title, messages in (("begins with a command", BEGINNING), ("anything else", OTHER)):
        print(title)
        for text in messages:
            spent = cost(text)
            over = "  over" if messages is BEGINNING and spent > COMMON else ""
            print(f"{spent:8.1f} µs  {text}{over}")


if __name__ == "__main__":
    main()
