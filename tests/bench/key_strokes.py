"""Search as you type: a real key event into the window's search box, to the painted result."""

from __future__ import annotations

from tests.bench.children import child, scratch
from tests.bench.client_books import clients_book
from tests.bench.figures import Goal, percentile

CLIENTS = 100_000
_WORDS = [
    "王",
    "王伟",
    "李明",
    "张",
    "陈静",
    "zhang",
    "wang",
    "li",
    "zh",
    "w",
    "lm",
    "zw",
    "wangwei",
    "zhangwei",
    "lim",
    "chenj",
    "liul",
    "shany",
    "ouyang",
    "xq",
    "C00012",
    "C0099",
    "1350",
    "0042",
    "不存在",
    "qqq",
    "杨洋",
    "黄海",
    "zhoujie",
    "sun",
    "zhaol",
    "hujun",
    "gaofei",
    "曾",
    "chan",
    "单",
    "jie",
    "仇",
    "qiu",
]


def search(rounds: int) -> list[Goal]:
    """p99 over single key strokes; about `rounds` of them."""
    book = clients_book(CLIENTS)
    words: list[str] = []
    while sum(map(len, words)) < rounds:
        words += _WORDS
    keys = scratch() / "keys.txt"
    keys.write_text("\n".join(words), "utf-8")
    taken = child("tests.bench.window_child", "type", book.path, book.key_text, keys)["taken"]
    first, times = taken[0][1], [milliseconds for _, milliseconds, _ in taken[1:]]
    worst = max(taken[1:], key=lambda each: each[1])
    return [
        Goal(
            f"key stroke to painted result, {CLIENTS:,} clients",
            f"p50 {percentile(times, 0.5):.1f} ms, p99 {percentile(times, 0.99):.1f}",
            "one frame",
            percentile(times, 0.99),
            16,
            unit=" ms",
            note=f"{len(times)} strokes, the very first {first:.0f} ms, worst {worst[0]!r}",
        )
    ]
