"""Sentences about tasks, snoozes, rhythms and entitlements."""

from typing import Final

TASK_WORDS: Final[dict[str, tuple[str, str]]] = {
    "task.title_needed": ("没有保存：还没有写要做什么。", "请写明内容。"),
    "task.interval_too_small": ("没有保存：重复的间隔至少是 1。", "请改写间隔。"),
    "snooze.reason_needed": ("没有推后：还没有写原因。", "请写明为什么推后。"),
    "snooze.day_past": ("没有推后：日期要在今天以后。", "请选以后的日期。"),
    "care.days_out_of_range": (
        "联系周期没有改动：应在 {least} 到 {most} 天之间。",
        "请改写天数，或恢复规则的周期。",
    ),
    "entitlement.not_of_tier": ("没有登记：客户的等级没有这项权益。", "请核对客户等级和权益清单。"),
    "entitlement.none_left": ("没有登记：这项权益本期已经用完。", "请等下一期，或先登记额外名额。"),
    "plan.unknown": ("没有代码为 {plan} 的行动计划。", "请从清单里选择。"),
}
