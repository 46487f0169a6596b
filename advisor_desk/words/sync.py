"""Words of the sync: why head office keeps a record apart and what to do, what waits, how a round goes."""

from collections.abc import Mapping
from typing import Final

Pair = tuple[str, str]

REFUSALS: Final[Mapping[str, Pair]] = {
    "BODY_ALTERED": (
        "内容与记录时的校验值不符，总部没有采用。",
        "这条记录可能被改动过。请重新记录一次，并告诉技术支持。",
    ),
    "BODY_UNREADABLE": ("总部读不懂这条记录的内容。", "请先升级程序；若仍被退回，请重新记录一次。"),
    "TOO_LARGE": ("这条记录太长，总部收不下。", "请分成几条重新记录。"),
    "AUTHOR_FOREIGN": ("记录人不是这台机器登记的顾问。", "请由本人重新记录，或请总部核实后放行这一条。"),
    "CLIENT_NEVER_HELD": (
        "总部没有把这位客户分给过你。",
        "请核对客户号；确是你的客户时，请总部先办理分配，再放行这一条。",
    ),
    "CLIENT_UNKNOWN": ("总部还没有这位客户。", "不用重做：总部导入这位客户后会自动采用。"),
    "CLIENT_EXISTS": (
        "总部已有同一客户号的客户，新建没有采用。",
        "请核对是不是同一位；若不是，请换一个客户号重新新建。",
    ),
    "ID_REUSED": (
        "总部已收过编号相同、内容不同的记录。",
        "常见于恢复过旧备份。以总部先收到的为准，请核对后按需重新记录。",
    ),
    "TYPE_UNKNOWN": ("总部的版本还不认识这类记录。", "不用重做：总部升级后会处理。"),
    "SHAPE": ("这条记录缺少总部需要的内容。", "请升级程序，再重新记录一次。"),
    "FAILED": ("总部处理这条记录时出了错。", "不用重做：记录由总部保管，处理好后会自动采用。"),
}
"""Why an event is kept apart, and what to do, by the hub's code."""

REFUSED_OTHERWISE: Final[Pair] = ("总部没有采用这条记录。", "记录由总部保管；请联系总部核实。")

FAMILIES: Final[Mapping[str, str]] = {
    "interaction": "联系记录",
    "task": "待办",
    "moment": "关键时刻",
    "consent": "客户同意",
    "entitlement": "权益变动",
    "client": "客户资料",
    "care": "服务安排",
    "complaint": "投诉处理",
    "life_event": "人生事件",
    "tier": "等级调整",
    "assessment": "风险测评",
    "suitability": "适当性检查",
    "suggestion": "投资建议",
    "allocation": "配置调整",
    "product": "货架变更",
    "conflict": "冲突处理",
    "audit": "操作留痕",
}
"""What waits, by the first word of an event's type."""

SCOPES: Final[Mapping[str, str]] = {"adv": "我的客户", "br": "本网点", "firm": "产品与规则"}
"""What a scope holds, by what stands before its colon."""

STAGES: Final[Mapping[str, str]] = {
    "hello": "正在联系总部",
    "push": "正在发送",
    "attachments": "正在传附件",
    "pull": "正在接收",
    "digest": "正在核对",
    "sweep": "正在整理",
    "checkpoint": "正在存盘",
    "backup": "正在备份",
    "seal": "正在写封装文件",
    "unseal": "正在读回执文件",
}
"""Where a round is."""

OUTCOMES: Final[Mapping[str, str]] = {"DONE": "已完成", "CANCELLED": "中途取消"}
"""How a round ended; anything else is the code of what stopped it."""


def all_texts() -> list[str]:
    """Every Chinese text here, for the test that asks for its English."""
    tables = (FAMILIES, SCOPES, STAGES, OUTCOMES)
    pairs = [*REFUSALS.values(), REFUSED_OTHERWISE]
    return [text for table in tables for text in table.values()] + [text for pair in pairs for text in pair]
