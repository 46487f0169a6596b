"""Words of the sync: what head office noticed about a record that it took all the same."""

from collections.abc import Mapping
from typing import Final

FLAGS: Final[Mapping[str, tuple[str, str]]] = {
    "CHAIN_GAP": (
        "这条记录之前缺了几条，总部已收下并记下缺口。",
        "若恢复过旧备份，不用处理；否则请告诉技术支持。",
    ),
    "CHAIN_FORK": (
        "这条记录与总部原有的接不上，总部已收下并标出。",
        "若恢复过旧备份，不用处理；否则请告诉技术支持。",
    ),
    "AFTER_REASSIGN": ("这位客户已转给其他顾问，记录已收下并转交。", "不用处理。"),
    "CLOCK_SKEW": ("记录时本机时间与总部相差较大，记录已收下。", "请校准本机时间。"),
    "CONFLICT": ("这处修改与总部现有的内容不一致。", "请在“同步与数据”里选择以哪个为准。"),
    "CHANGE_REQUEST": ("这一项由总部管理，已作为更正申请收下。", "总部核实后会改；在那之前以总部的为准。"),
}
"""What was noticed, and what to do, by the hub's code."""

FLAGGED_OTHERWISE: Final = ("总部收下了这条记录，另有备注。", "需要时请联系总部核实。")


def all_texts() -> list[str]:
    """Every Chinese text here, for the test that asks for its English."""
    return [text for pair in (*FLAGS.values(), FLAGGED_OTHERWISE) for text in pair]
