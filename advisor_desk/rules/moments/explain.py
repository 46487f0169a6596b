"""Why a moment was found, by when it is due and what keeps it back: reasons for the drawer and the audit."""

from typing import Final

from advisor_desk.domain.moment import Moment
from advisor_desk.rules.reasons import Reason, reason
from advisor_desk.rules.serviceset import ServiceRules


def explain(moment: Moment, service: ServiceRules) -> tuple[Reason, ...]:
    """The trigger with its figures, the time to answer it, its cool-down, and what keeps it back."""
    rule = service.moments[moment.code]
    found = (("event_on", moment.event_on.isoformat()), *moment.evidence)
    due = reason("moment.due", due_on=moment.due_on.isoformat(), due=rule.due, due_unit=rule.due_unit.value)
    reasons = [(f"moment.{moment.code}", found), due]
    if rule.cooldown_days:
        reasons.append(reason("moment.cooldown", days=rule.cooldown_days))
    if moment.suppressed_by:
        reasons.append(reason("moment.held_back", by=moment.suppressed_by))
    return tuple(reasons)


def reason_code(moment: Moment) -> str:
    """The rule of a moment, with the cause where it has several: what `MOMENT_CODES` goes by."""
    cause = dict(moment.evidence).get("cause")
    return f"moment.{moment.code}" if cause is None else f"moment.{moment.code}.{cause}"


_FLOW: Final = (
    "net_fen",
    "before_on",
    "before_fen",
    "after_fen",
    "sum20_fen",
    "days20",
    "least_fen",
    "percent",
)
_EXPIRING: Final = ("taken_on", "c_level", "expires_on")
_STATE: Final = ("before", "last_purchase_on", "opened_on", "days")
_LIFE: Final = ("cause", "life_event", "expected_on", "days_left", "age")
_GRADE: Final = ("cause", "product_code", "r_level", "c_level", "c_level_before", "value_fen")
_CREDIT: Final = ("cause", "net_fen", "before_on", "before_fen", "least_fen")
_BIRTHDAY: Final = ("cause", "birthday_on", "turns", "calendar_rule")
_VISIT: Final = ("cause", "product_code", "bought_on", "amount_fen")
_ASKED: Final = (
    "cause",
    "channel",
    "topic",
    "times",
    "since_at",
    "is_minute_known",
    "due_at",
    "working_hours",
)

MOMENT_CODES: Final[dict[str, tuple[str, ...]]] = {
    "moment.BIG_INFLOW": _FLOW,
    "moment.BIG_OUTFLOW": _FLOW,
    "moment.MATURITY": ("product_code", "ends_on", "days_left", "value_fen", "snapshot_on"),
    "moment.LARGE_LOSS.HOLDING": (
        "cause",
        "product_code",
        "loss_fen",
        "cost_fen",
        "value_fen",
        "percent",
        "snapshot_on",
    ),
    "moment.LARGE_LOSS.ACCOUNT": (
        "cause",
        "loss_fen",
        "base_on",
        "base_fen",
        "now_fen",
        "moved_fen",
        "percent",
        "trading_days",
    ),
    "moment.R_CHANGED.R_LEVEL": _GRADE,
    "moment.R_CHANGED.C_LEVEL": _GRADE,
    "moment.KYC_EXPIRING": (*_EXPIRING, "days_left"),
    "moment.KYC_EXPIRED": _EXPIRING,
    "moment.ID_EXPIRING": ("expires_on", "days_left"),
    "moment.BIRTHDAY.CIVIL": _BIRTHDAY,
    "moment.BIRTHDAY.LUNAR": (*_BIRTHDAY, "born_month", "born_day", "is_leap", "month", "day"),
    "moment.DORMANT_ENTER": _STATE,
    "moment.AT_RISK_ENTER": _STATE,
    "moment.TOPIC_BROWSE": ("topic", "times", "days", "least"),
    "moment.ONLINE_ENQUIRY.RECORD": _ASKED,
    "moment.ONLINE_ENQUIRY.SIGNAL": _ASKED,
    "moment.UPGRADE_NEAR": (
        "tier",
        "next_tier",
        "threshold_fen",
        "gap_fen",
        "sum20_fen",
        "days20",
        "percent",
    ),
    "moment.SALARY_BONUS.YEAR_END": _CREDIT,
    "moment.SALARY_BONUS.RECURRING": (*_CREDIT, "times", "earlier_on", "slack_percent"),
    "moment.FIRST_PURCHASE": ("product_code", "amount_fen", "purchases", "trading_days"),
    "moment.COMPLAINT": ("since_on", "complaints"),
    "moment.RETURN_VISIT.PRIVATE": (*_VISIT, "cooling_hours"),
    "moment.RETURN_VISIT.SAMPLE": (*_VISIT, "draw", "sample_percent"),
    "moment.ACCOUNT_ANNIVERSARY": ("opened_on", "anniversary_on", "years"),
    "moment.INTEREST_PAID": ("product_code", "amount_fen", "least_fen"),
    "moment.TIER_CHANGED": ("tier_before", "tier", "is_up", "sum20_fen", "days20"),
    "moment.LONG_UNCONTACTED": (
        "last_contact_on",
        "opened_on",
        "days",
        "limit_days",
        "rhythm_days",
        "percent",
    ),
    "moment.NO_TRADE_90": ("last_trade_on", "days", "limit_days"),
    "moment.SIP_STOPPED": (
        "plan",
        "last_on",
        "days",
        "median_gap_x2",
        "limit_days",
        "times",
        "percent",
        "grace_days",
    ),
    "moment.AGREEMENT_RENEWAL": ("agreement", "renewal_on", "days_left"),
    "moment.LIFE_EVENT_NEAR.TOLD": _LIFE,
    "moment.LIFE_EVENT_NEAR.CHILD": _LIFE,
    "moment.LIFE_EVENT_NEAR.OWN": _LIFE,
    "moment.EVENT_FOLLOW_UP": ("attended_on", "events"),
    "moment.NEW_ACCOUNT_VISIT": ("opened_on", "visit_days"),
    "moment.due": ("due_on", "due", "due_unit"),
    "moment.cooldown": ("days",),
    "moment.held_back": ("by",),
}
"""Every reason of a moment, by its cause where it has several, with the names of its figures."""
