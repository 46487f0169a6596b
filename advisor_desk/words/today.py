"""Words of 今日 and of tasks: sections, repeats, what pauses a rhythm. Codes come as text; no Qt."""

from collections.abc import Mapping
from typing import Final

SECTIONS: Final[Mapping[str, str]] = {
    "MEETING": "今日会面",
    "TASK": "到期与逾期",
    "ENQUIRY": "咨询待回",
    "MOMENT": "关键时刻",
    "CONTACT": "该联系了",
    "BIRTHDAY": "客户生日",
    "EXPIRING": "测评与证件到期",
    "UNSENT": "未发送的记录",
    "QUIET": "最久未联系",
}
REPEAT_UNITS: Final[Mapping[str, str]] = {
    "DAY": "天",
    "TRADING_DAY": "个交易日",
    "WEEK": "周",
    "MONTH": "个月",
    "YEAR": "年",
}
REPEAT_FROM: Final[Mapping[str, str]] = {"DUE": "按固定日期", "DONE": "完成后起算"}
PAUSES: Final[Mapping[str, str]] = {
    "COMPLAINT": "投诉未结，只做服务",
    "OPT_OUT": "客户拒绝营销，只做服务",
    "COOLING_OFF": "冷静期内，暂停联系",
}
WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "TodayKind": SECTIONS,
    "RepeatUnit": REPEAT_UNITS,
    "RepeatFrom": REPEAT_FROM,
}
"""The words of each family of codes, by the name of its enum."""

SCORE_PARTS: Final[Mapping[str, str]] = {
    "base": "事项类别",
    "tier": "客户等级",
    "late": "逾期天数",
    "priority": "规则的优先级",
    "ratio": "超过联系周期",
    "own_promise": "自己的承诺",
}
EVENTS: Final[Mapping[str, str]] = {
    "interaction.recorded": "联系记录",
    "interaction.corrected": "更正的记录",
    "interaction.withdrawn": "撤回的记录",
    "task.added": "新建的待办",
    "task.closed": "完成或取消的待办",
    "task.reopened": "恢复的待办",
    "task.snoozed": "推后的待办",
    "task.moved": "改期的待办",
    "moment.closed": "处理过的时刻",
    "moment.reopened": "恢复的时刻",
    "moment.snoozed": "推后的时刻",
    "consent.given": "客户同意",
    "consent.withdrawn": "撤回同意",
    "entitlement.moved": "权益变动",
    "client.edited": "客户资料修改",
    "conflict.settled": "处理过的冲突",
    "care.rhythm_set": "联系周期调整",
    "care.lunar_birthday_set": "生日历法调整",
    "care.life_stage_set": "人生阶段更正",
    "complaint.closed": "结案的投诉",
    "life_event.recorded": "人生事件",
    "life_event.withdrawn": "撤回的人生事件",
    "tier.overridden": "人工调整等级",
    "tier.override_ended": "结束的等级调整",
    "assessment.taken": "风险测评结果",
    "suitability.checked": "适当性检查记录",
    "suggestion.given": "给出的建议",
    "allocation.overridden": "配置调整",
    "product.state_changed": "货架状态变更",
    "audit.viewed": "查看留痕",
    "audit.printed": "打印留痕",
    "audit.exported": "导出留痕",
    "audit.unlocked": "解锁留痕",
}
SUGGESTIONS: Final[Mapping[str, str]] = {
    "ASK_PURPOSE": "询问资金用途和期限，约一次配置检视",
    "RETAIN": "了解原因并挽留，不推销",
    "LIST_FOLLOW_UPS": "先看适当性，再列出可承接的产品",
    "COMFORT_REVIEW": "安抚并一起检视持仓，不推新产品",
    "INFORM_HOLDER": "告知客户风险等级不再匹配，请客户决定是否继续持有",
    "REASSESS": "请客户本人重新做风险测评",
    "UPDATE_ID": "请客户更新身份证件",
    "GREET": "送上问候，不谈产品",
    "REACTIVATE": "先打电话问近况，重新建立联系",
    "SEND_MATERIAL": "发相关的投教资料，只发适合客户的",
    "ANSWER": "尽快答复，需要时约线下面谈",
    "SHOW_GAP": "说明距下一等级还差多少，给出定投或配置方案",
    "START_SIP": "先留备用金，再谈定投起步",
    "EXPLAIN": "回顾买了什么、风险和合理预期",
    "SETTLE": "先处理投诉并告知负责人，暂停营销",
    "CONFIRM_PURCHASE": "由非销售人员回访，确认客户知情",
    "THANK": "感谢陪伴，回顾这一年",
    "TELL_SERVICES": "说明服务内容有哪些变化",
    "CALL": "打一个电话，问问近况",
    "ASK_WHY_STOPPED": "问清定投停下来的原因，不催促",
    "RENEW": "提醒协议到期，确认是否续签",
    "ASK_PLANS": "了解客户的打算和资金安排",
    "ASK_IMPRESSION": "致谢，问感受和没解答的问题",
    "VISIT_NEW": "由非销售人员回访新开户的客户",
}


def all_texts() -> list[str]:
    """Every Chinese text here, for the test that asks for its English."""
    tables = (*WORDS.values(), PAUSES, SCORE_PARTS, EVENTS, SUGGESTIONS)
    return [text for table in tables for text in table.values()]
