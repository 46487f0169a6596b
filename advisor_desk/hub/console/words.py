"""Words of the console for codes: why an event is kept apart and what head office can do, states, ages."""

from collections.abc import Mapping
from typing import Final, NamedTuple


class Reason(NamedTuple):
    """Why an event is kept apart: in short, in a sentence, and what to do about it."""

    short: str
    told: str
    cure: str


REASONS: Final[Mapping[str, Reason]] = {
    "BODY_ALTERED": Reason(
        "内容被改动",
        "内容与记录时的校验值不符。",
        "不能放行。请与顾问核实，由顾问重新记录后退回这一条。",
    ),
    "BODY_UNREADABLE": Reason(
        "内容读不懂", "内容不是本程序认识的写法。", "请终端升级后重新记录，再退回这一条。"
    ),
    "TOO_LARGE": Reason("内容太长", "这条记录超过了长度上限。", "请顾问分成几条重新记录，再退回这一条。"),
    "AUTHOR_FOREIGN": Reason(
        "记录人不符",
        "记录人不是这台设备登记的顾问。",
        "请核实是谁记录的，由本人重新记录后退回这一条。",
    ),
    "CLIENT_NEVER_HELD": Reason(
        "客户不归此人",
        "这位客户从未分给记录的顾问。",
        "若确应归这位顾问，先用 assign 移交客户，再放行；否则退回。",
    ),
    "CLIENT_UNKNOWN": Reason(
        "客户未导入",
        "总部还没有这位客户。",
        "导入客户后会自动入账，不用放行。客户号写错的，请退回。",
    ),
    "CLIENT_EXISTS": Reason(
        "客户号已有",
        "顾问新建的客户号，总部已有。",
        "请核对是不是同一位；是则退回，不是则请顾问换号重建。",
    ),
    "ID_REUSED": Reason(
        "编号重复",
        "已收过编号相同、内容不同的记录。",
        "常见于恢复过旧备份。以先收到的为准，核对后退回。",
    ),
    "TYPE_UNKNOWN": Reason("类型不认识", "本程序还不认识这类记录。", "升级总部程序，然后放行。"),
    "SHAPE": Reason("内容不全", "缺少入账需要的内容，或写法不对。", "请终端升级后重新记录，再退回这一条。"),
    "FAILED": Reason("处理出错", "总部处理时出错，多半是程序的问题。", "请告知技术支持；修复之后放行。"),
}
OTHERWISE: Final = Reason(
    "其他原因", "原因不在本程序认识的之列。", "请升级总部程序再看；需要时联系技术支持。"
)

HELD_STATES: Final[Mapping[str, str]] = {"HELD": "待处理", "RELEASED": "已放行", "RETURNED": "已退回"}
CONFLICT_STATES: Final[Mapping[str, str]] = {
    "OPEN": "未处理",
    "MINE": "采用终端的值",
    "THEIRS": "采用总部的值",
    "BASE": "恢复原值",
}
DESK_STATES: Final[Mapping[str, str]] = {"ACTIVE": "启用", "REVOKED": "已吊销"}
UNKNOWN: Final = "未知"

NEVER: Final = "尚未联系"
JUST_NOW: Final = "刚刚"
MINUTES_AGO: Final = "{n} 分钟前"
HOURS_AGO: Final = "{n} 小时前"
DAYS_AGO: Final = "{n} 天前"

FRESH: Final = "正常"
LATE: Final = "超过 1 天"
GONE: Final = "超过 7 天"

WRONG_CODE: Final = "登录码不对、已经用过或已过期。请再要一个。"
TOO_MANY: Final = "尝试太多，请过一会儿再试。"
SIGNED_OUT: Final = "已退出。"
SESSION_OVER: Final = "登录已结束，请重新登录。"


def reason(code: str) -> Reason:
    """The words of a reason; those of an unknown one for what a newer program wrote."""
    return REASONS.get(code, OTHERWISE)
