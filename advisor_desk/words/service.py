"""Words for the codes of contacts, tasks, moments, entitlements and journey. Codes come as text; no Qt."""

from collections.abc import Mapping
from typing import Final

from advisor_desk.words import needs, today

TASK_KINDS: Final[Mapping[str, str]] = {
    "FOLLOW_UP": "跟进",
    "PROMISE": "承诺",
    "MEETING": "会面",
    "TODO": "待办",
    "PLAN_STEP": "计划步骤",
}
TASK_STATES: Final[Mapping[str, str]] = {"OPEN": "未完成", "DONE": "已完成", "DROPPED": "已取消"}
MOMENTS: Final[Mapping[str, str]] = {
    "BIG_INFLOW": "大额转入",
    "BIG_OUTFLOW": "大额转出",
    "MATURITY": "产品到期",
    "LARGE_LOSS": "大幅亏损",
    "R_CHANGED": "风险不再匹配",
    "KYC_EXPIRING": "风险测评将到期",
    "KYC_EXPIRED": "风险测评已过期",
    "ID_EXPIRING": "证件将到期",
    "BIRTHDAY": "生日",
    "DORMANT_ENTER": "转为休眠",
    "AT_RISK_ENTER": "有流失迹象",
    "TOPIC_BROWSE": "反复关注同一主题",
    "ONLINE_ENQUIRY": "线上咨询",
    "UPGRADE_NEAR": "接近升级",
    "SALARY_BONUS": "工资或奖金到账",
    "FIRST_PURCHASE": "首次购买",
    "COMPLAINT": "投诉",
    "RETURN_VISIT": "合规回访",
    "ACCOUNT_ANNIVERSARY": "开户周年",
    "INTEREST_PAID": "派息到账",
    "TIER_CHANGED": "等级变化",
    "LONG_UNCONTACTED": "久未联系",
    "NO_TRADE_90": "长期没有交易",
    "SIP_STOPPED": "定投中断",
    "AGREEMENT_RENEWAL": "协议续签",
    "LIFE_EVENT_NEAR": "人生事件临近",
    "EVENT_FOLLOW_UP": "活动后跟进",
    "NEW_ACCOUNT_VISIT": "新开户回访",
}
MOMENT_STATES: Final[Mapping[str, str]] = {
    "OPEN": "待处理",
    "DONE": "已处理",
    "EXPIRED": "已过时",
    "SUPPRESSED": "不再提醒",
}
DUE_UNITS: Final[Mapping[str, str]] = {"DAY": "天", "WORKING_DAY": "个工作日", "WORKING_HOUR": "个工作小时"}
OUTCOMES: Final[Mapping[str, str]] = {
    "REACHED": "已联系上",
    "NOT_REACHED": "未联系上",
    "APPOINTED": "已约定",
    "DECLINED": "婉拒",
    "DONE": "已办妥",
}
PURPOSES: Final[Mapping[str, str]] = {
    "REVIEW": "资产检视",
    "CARE": "客户关怀",
    "PRODUCT": "产品沟通",
    "ASSESSMENT": "测评与资料",
    "ENQUIRY": "答复咨询",
    "COMPLAINT": "处理投诉",
    "EDUCATION": "投资者教育",
    "SERVICE": "日常服务",
    "REFERRAL": "转介",
}
KINDS: Final[Mapping[str, str]] = {
    "CONTACT": "沟通",
    "MEETING": "会面",
    "EVENT": "活动",
    "MASS_PUSH": "群发",
    "REFERRAL": "转介",
    "ENQUIRY": "待回咨询",
}
INITIATORS: Final[Mapping[str, str]] = {"ADVISOR": "我方发起", "CLIENT": "客户发起"}
CONFIDENTIALITY: Final[Mapping[str, str]] = {
    "NORMAL": "常规",
    "CONFIDENTIAL": "保密",
    "STRICT": "严格保密",
}
LIFE_EVENTS: Final[Mapping[str, str]] = {
    "SCHOOL": "子女入学",
    "UNIVERSITY": "子女升大学",
    "JOB": "就业或换工作",
    "MARRIAGE": "结婚",
    "CHILD": "生育",
    "HOME": "购房",
    "BUSINESS": "创业",
    "RETIREMENT": "退休",
    "INHERITANCE": "继承与传承",
    "OTHER": "其他",
}
STAGES_4R: Final[Mapping[str, str]] = {
    "RELEVANCE": "关联·引流",
    "REACTION": "反应·沉淀",
    "RELATIONSHIP": "关系·运营",
    "REWARD": "报酬·价值转化",
}
PHASES: Final[Mapping[str, str]] = {"INITIAL": "初始期", "MATURE": "成熟期", "LATE": "后期"}
ENTITLEMENTS: Final[Mapping[str, str]] = {
    "ADVISOR": "专属财富顾问",
    "CUSTOM_PLAN": "定制配置方案",
    "TRUST_CONSULTING": "家族信托咨询",
    "GOLF": "高尔夫",
    "MEDICAL": "医疗健康",
    "SEMINAR": "专属讲座",
    "SEMI_ANNUAL_REVIEW": "半年检视",
    "COURSE": "投教课程",
    "SALON": "理财沙龙",
}
MOVES: Final[Mapping[str, str]] = {
    "GRANT": "增加额度",
    "BOOK": "预约",
    "CANCEL": "取消预约",
    "USE": "使用",
}
HINDRANCES: Final[Mapping[str, str]] = {
    "COMPLAINT_OPEN": "有投诉未结",
    "OPT_OUT": "客户已拒绝营销",
    "COOLING_OFF": "在私募冷静期内",
    "NO_CONSENT": "没有客户的同意",
    "NOT_QUALIFIED": "不是合格投资者，不得推送",
    "WEEK_CAP": "本周营销联系已到上限",
    "MONTH_CAP": "本月营销联系已到上限",
    "OUT_OF_HOURS": "不在可联系的时间",
}
OWNERS: Final[Mapping[str, str]] = {
    "ADVISOR": "本人",
    "ADVISOR_AND_HEAD": "本人，并告知负责人",
    "NON_SALES": "非销售人员",
}
WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "TaskKind": TASK_KINDS,
    "TaskState": TASK_STATES,
    "MomentCode": MOMENTS,
    "MomentState": MOMENT_STATES,
    "DueUnit": DUE_UNITS,
    "Outcome": OUTCOMES,
    "Purpose": PURPOSES,
    "InteractionKind": KINDS,
    "Initiator": INITIATORS,
    "Confidentiality": CONFIDENTIALITY,
    "LifeEvent": LIFE_EVENTS,
    "Stage4R": STAGES_4R,
    "RelationPhase": PHASES,
    "EntitlementCode": ENTITLEMENTS,
    "EntitlementMove": MOVES,
    "Hindrance": HINDRANCES,
    "Owner": OWNERS,
    "LifeStage": needs.STAGE_WORDS,
    "NeedKind": needs.NEED_WORDS,
    **today.WORDS,
}
"""The words of each family of codes, by the name of its enum."""


def all_texts() -> list[str]:
    """Every Chinese text here, for the test that asks for its English."""
    return [text for table in WORDS.values() for text in table.values()]
