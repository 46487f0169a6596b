"""Sentences about records of contacts, their corrections and attachments."""

from typing import Final

LOG_WORDS: Final[dict[str, tuple[str, str]]] = {
    "record.nobody": ("没有记录：还没有选客户。", "请先选至少一位客户。"),
    "record.client_twice": ("没有记录：客户 {client_no} 选了两次。", "请去掉重复的一位。"),
    "record.in_future": (
        "没有记录：沟通日期在 {today} 之后。",
        "请改为今天或更早的日期；以后的事请记为下一步。",
    ),
    "record.too_old": ("没有记录：沟通日期早于 {first}。", "请核对日期。"),
    "record.next_before": ("没有记录：下一步的日期在沟通日期 {on} 之前。", "请核对下一步的日期。"),
    "record.unknown": ("客户册里没有这条记录。", "请刷新后再试。"),
    "record.does_not_stand": (
        "这条记录已经更正或撤回，没有改动。",
        "请刷新，对最新的一条进行操作。",
    ),
    "record.reason_needed": ("没有改动：还没有写原因。", "请写明为什么更正或撤回。"),
    "record.other_client": ("没有更正：更正只能针对原来的那一位客户。", "请撤回原记录后重新记录。"),
    "record.forbidden_word": (
        "没有记录：内容里有不能使用的词 {word}。",
        "请改写；确需保留时请写明原因。",
    ),
    "attachment.unreadable": ("附件没有保存：读不到文件 {name}。", "请确认文件还在原处，或换一个文件。"),
    "check.records": (
        "服务档案有 {rows} 处与记录链不符，有人改动过。",
        "记录本身没有丢：请运行 advisor-desk history rebuild 重建。",
    ),
    "check.records_unreadable": ("服务档案读不出来。", "请用最近的备份恢复。"),
    "attachment.empty": ("附件没有保存：文件是空的。", "请换一个文件。"),
    "attachment.too_large": ("附件没有保存：文件超过 {limit} MB。", "请缩小图片，或拆分 PDF。"),
    "attachment.not_picture_or_pdf": (
        "附件没有保存：这不是图片或 PDF。",
        "可以保存 JPEG、PNG、WebP、HEIC 图片和 PDF。",
    ),
}
