"""Codes that the rules of service give, with the names of their figures. No words for people.

As in `rules.reasons`: a code is permanent, figures that end in `_fen` are money, in `_on` ISO dates,
in `_at` ISO instants (UTC).
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Suggestion(StrEnum):
    """What a moment asks for."""

    ASK_PURPOSE = "ASK_PURPOSE"
    RETAIN = "RETAIN"
    LIST_FOLLOW_UPS = "LIST_FOLLOW_UPS"
    COMFORT_REVIEW = "COMFORT_REVIEW"
    INFORM_HOLDER = "INFORM_HOLDER"
    REASSESS = "REASSESS"
    UPDATE_ID = "UPDATE_ID"
    GREET = "GREET"
    REACTIVATE = "REACTIVATE"
    SEND_MATERIAL = "SEND_MATERIAL"
    ANSWER = "ANSWER"
    SHOW_GAP = "SHOW_GAP"
    START_SIP = "START_SIP"
    EXPLAIN = "EXPLAIN"
    SETTLE = "SETTLE"
    CONFIRM_PURCHASE = "CONFIRM_PURCHASE"
    THANK = "THANK"
    TELL_SERVICES = "TELL_SERVICES"
    CALL = "CALL"
    ASK_WHY_STOPPED = "ASK_WHY_STOPPED"
    RENEW = "RENEW"
    ASK_PLANS = "ASK_PLANS"
    ASK_IMPRESSION = "ASK_IMPRESSION"
    VISIT_NEW = "VISIT_NEW"


class Owner(StrEnum):
    """Whose task a moment is: the advisor, the advisor with the head informed, staff who do not sell."""

    ADVISOR = "ADVISOR"
    ADVISOR_AND_HEAD = "ADVISOR_AND_HEAD"
    NON_SALES = "NON_SALES"


class Hindrance(StrEnum):
    """Why a client is not contacted for marketing, the gravest first: also why a moment is kept back."""

    COMPLAINT_OPEN = "COMPLAINT_OPEN"
    OPT_OUT = "OPT_OUT"
    COOLING_OFF = "COOLING_OFF"
    NO_CONSENT = "NO_CONSENT"
    NOT_QUALIFIED = "NOT_QUALIFIED"
    WEEK_CAP = "WEEK_CAP"
    MONTH_CAP = "MONTH_CAP"
    OUT_OF_HOURS = "OUT_OF_HOURS"


HINDRANCE_CODES: Final[Mapping[str, tuple[str, ...]]] = {
    "COMPLAINT_OPEN": ("since_on",),
    "OPT_OUT": ("since_on",),
    "COOLING_OFF": ("bought_on", "until_on"),
    "WEEK_CAP": ("made", "cap", "days"),
    "MONTH_CAP": ("made", "cap", "days"),
    "OUT_OF_HOURS": ("from_minute", "until_minute"),
}
"""Reasons against a marketing contact (`contact_caps`) with the names of their figures. NO_CONSENT and
NOT_QUALIFIED are given for moments alone, as a code without figures."""


def service_codes() -> dict[str, tuple[str, ...]]:
    """Every code that the rules of service give with the names of its figures, for the labels."""
    from advisor_desk.rules.journey import JOURNEY_CODES
    from advisor_desk.rules.lunar import LUNAR_CODES
    from advisor_desk.rules.moments.explain import MOMENT_CODES
    from advisor_desk.rules.rhythm import DUE_CODES

    return {**HINDRANCE_CODES, **MOMENT_CODES, **LUNAR_CODES, **JOURNEY_CODES, **DUE_CODES}
