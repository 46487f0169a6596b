"""Sentences about the board."""

from typing import Final

BOARD_WORDS: Final[dict[str, tuple[str, str]]] = {
    "board.month_unknown": ("{on} 没有月末快照。", "请选有快照的月末：看板上列出的都有。"),
    "board.months_order": ("前一个月末必须早于后一个。", "请对调或另选。"),
}
