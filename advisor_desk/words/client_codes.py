"""Words for codes of a client that the day and the brief both tell. No Qt, nothing else brought in."""

from collections.abc import Mapping
from typing import Final

STATES: Final[Mapping[str, str]] = {
    "ACTIVE": "活跃",
    "NEW": "新客",
    "AT_RISK": "潜在流失",
    "DORMANT": "休眠",
}
CHANNELS: Final[Mapping[str, str]] = {
    "VISIT": "面访",
    "CALL": "电话",
    "WECOM": "企业微信",
    "BRANCH": "网点",
    "EVENT": "活动",
    "ONLINE": "线上",
    "MAIL": "信函邮件",
}
