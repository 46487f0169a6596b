"""Why a moment was found, by when it is due and what keeps it back: reasons for the drawer and the audit."""

from typing import Final

from advisor_desk.domain.moment import Moment
from advisor_desk.rules.reasons import Reason, reason
from advisor_desk.rules.serviceset import ServiceRules


def explain(moment: Moment, service: ServiceRules) -> tuple[Reason, ...]:
    """The trigger with its figures, the time to answer it, its cool-down, and what keeps it back."""
    rule = service.moments[moment.code]
    due = reason("moment.due", due_on=moment.due_on.isoformat(), due=rule.due, due_unit=rule.due_unit.value)
    reasons = [(reason_code(moment), moment.evidence), due]
    if rule.cooldown_days:
        reasons.append(reason("moment.cooldown", days=rule.cooldown_days))
    if moment.suppressed_by:
        reasons.append(reason("moment.held_back", by=moment.suppressed_by))
    return tuple(reasons)


def reason_code(moment: Moment) -> str:
    """The code of the trigger's reason: that of the rule, and of the cause where it has several."""
    code = f"moment.{moment.code.lower()}"
    cause = dict(moment.evidence).get("cause")
    return code if cause is None else f"{code}.{str(cause).lower()}"


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
    "moment.big_inflow": _FLOW,
    "moment.big_outflow": _FLOW,
    "moment.maturity": ("product_code", "ends_on", "days_left", "value_fen", "snapshot_on"),
    "moment.large_loss.holding": (
        "cause",
        "product_code",
        "loss_fen",
        "cost_fen",
        "value_fen",
        "percent",
        "snapshot_on",
    ),
    "moment.large_loss.account": (
        "cause",
        "loss_fen",
        "base_on",
        "base_fen",
        "now_fen",
        "moved_fen",
        "percent",
        "trading_days",
    ),
    "moment.r_changed.r_level": _GRADE,
    "moment.r_changed.c_level": _GRADE,
    "moment.kyc_expiring": (*_EXPIRING, "days_left"),
    "moment.kyc_expired": _EXPIRING,
    "moment.id_expiring": ("expires_on", "days_left"),
    "moment.birthday.civil": _BIRTHDAY,
    "moment.birthday.lunar": (*_BIRTHDAY, "born_month", "born_day", "is_leap", "month", "day"),
    "moment.dormant_enter": _STATE,
    "moment.at_risk_enter": _STATE,
    "moment.topic_browse": ("topic", "times", "days", "least"),
    "moment.online_enquiry.record": _ASKED,
    "moment.online_enquiry.signal": _ASKED,
    "moment.upgrade_near": (
        "tier",
        "next_tier",
        "threshold_fen",
        "gap_fen",
        "sum20_fen",
        "days20",
        "percent",
    ),
    "moment.salary_bonus.year_end": _CREDIT,
    "moment.salary_bonus.recurring": (*_CREDIT, "times", "earlier_on", "slack_percent"),
    "moment.first_purchase": ("product_code", "amount_fen", "purchases", "trading_days"),
    "moment.complaint": ("since_on", "complaints"),
    "moment.return_visit.private": (*_VISIT, "cooling_hours"),
    "moment.return_visit.sample": (*_VISIT, "draw", "sample_percent"),
    "moment.account_anniversary": ("opened_on", "anniversary_on", "years"),
    "moment.interest_paid": ("product_code", "amount_fen", "least_fen"),
    "moment.tier_changed": ("tier_before", "tier", "is_up", "sum20_fen", "days20"),
    "moment.long_uncontacted": (
        "last_contact_on",
        "opened_on",
        "days",
        "limit_days",
        "rhythm_days",
        "percent",
    ),
    "moment.no_trade_90": ("last_trade_on", "days", "limit_days"),
    "moment.sip_stopped": (
        "plan",
        "last_on",
        "days",
        "median_gap_x2",
        "limit_days",
        "times",
        "percent",
        "grace_days",
    ),
    "moment.agreement_renewal": ("agreement", "renewal_on", "days_left"),
    "moment.life_event_near.told": _LIFE,
    "moment.life_event_near.child": _LIFE,
    "moment.life_event_near.own": _LIFE,
    "moment.event_follow_up": ("attended_on", "events"),
    "moment.new_account_visit": ("opened_on", "visit_days"),
    "moment.due": ("due_on", "due", "due_unit"),
    "moment.cooldown": ("days",),
    "moment.held_back": ("by",),
}
"""Every reason of a moment with the names of its figures, for the labels."""
