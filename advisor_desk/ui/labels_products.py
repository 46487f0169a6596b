"""Words for the codes of the shelf and of what a product asks for: a part of `labels`."""

from enum import StrEnum
from typing import Final

from advisor_desk.domain.product import LegalFloor, SaleChannel, ShelfState, Variety
from advisor_desk.domain.records import Capacity, Permission
from advisor_desk.ui.i18n import mark

SHELF_WORDS: Final[dict[type[StrEnum], dict[str, str]]] = {
    Variety: {
        "CASH": mark("现金管理类"),
        "BOND": mark("固定收益类"),
        "MIXED": mark("混合类"),
        "EQUITY": mark("权益类"),
        "ALT": mark("另类投资"),
        "DERIV": mark("衍生品类"),
        "INS": mark("保险类"),
    },
    SaleChannel: {
        "ONLINE": mark("线上渠道"),
        "BRANCH": mark("营业网点"),
    },
    ShelfState: {
        "CURRENT": mark("有效"),
        "STALE": mark("过期"),
        "UNSIGNED": mark("未签署"),
        "EMPTY": mark("空货架"),
    },
    LegalFloor: {
        "PRIVATE": mark("私募基金"),
        "AMP_FIXED": mark("固收资管"),
        "AMP_MIXED": mark("混合资管"),
        "AMP_EQUITY": mark("权益资管"),
        "FAMILY_TRUST": mark("家族信托"),
        "FAMILY_SERVICE_TRUST": mark("家庭服务信托"),
    },
    Permission: {
        "STAR": mark("科创板权限"),
        "GEM": mark("创业板权限"),
        "BSE": mark("北交所权限"),
        "HK_CONNECT": mark("港股通权限"),
        "MARGIN": mark("融资融券权限"),
        "OPTION": mark("股票期权权限"),
        "NEEQ_INNOVATION": mark("新三板创新层权限"),
        "NEEQ_BASE": mark("新三板基础层权限"),
    },
    Capacity: {
        "FULL": mark("完全民事行为能力"),
        "LIMITED": mark("限制民事行为能力"),
        "NONE": mark("无民事行为能力"),
    },
}
