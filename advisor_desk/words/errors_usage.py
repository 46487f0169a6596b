"""Sentences about a wrong call of the command line, and about the faults that a check of the book finds."""

from typing import Final

_RESTORE: Final = "请从最近的备份恢复，并保留原文件交技术支持。"

USAGE_WORDS: Final[dict[str, tuple[str, str]]] = {
    "usage.wrong": ("命令写法不对：{problem}。", "用 --help 查看写法。"),
    "usage.unknown": ("不认识 {argument}。", "用 --help 查看写法。"),
    "usage.misplaced": (
        "不认识 {argument}。",
        "--book、--as-of、--json、--lang 要写在命令前面；用 --help 查看写法。",
    ),
    "usage.choice": ("{argument} 不能是 {value}。", "可用：{choices}。"),
    "usage.missing": ("缺少 {argument}。", "用 --help 查看写法。"),
    "usage.no_text": ("“{value}”里有不是文字的字符。", "请检查终端的字符编码，应为 UTF-8。"),
    "usage.form": ("“{value}”的写法不对。", "例如 {example}。"),
}

FAULT_WORDS: Final[dict[str, tuple[str, str]]] = {
    "check.pages_damaged": ("有 {pages} 页的校验码不符，文件已损坏。", _RESTORE),
    "check.structure": ("数据库的内部结构有问题。", _RESTORE),
    "check.links": ("表 {table} 中有 {rows} 行指向不存在的记录。", _RESTORE),
    "check.links_unreadable": ("记录之间的引用读不出来。", _RESTORE),
    "check.chain": ("记录链在第 {first_bad} 条处断开，有人改动过。", _RESTORE),
    "check.chain_unreadable": ("记录链读不出来。", _RESTORE),
    "check.outbox": ("有 {rows} 条待发送记录与记录链不符。", _RESTORE),
    "check.outbox_unreadable": ("待发送记录读不出来。", _RESTORE),
    "check.shelf": ("产品货架与封存时不一致，有人改动过。", "请重新导入完整的产品文件；在此之前建议停用。"),
    "check.shelf_unreadable": ("产品货架读不出来。", _RESTORE),
}
