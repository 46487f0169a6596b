"""Why a result is what it is: permanent codes with figures. No words for people.

A code is never reused for another meaning. `CODES` lists every code the rules may give, with the
names of its figures, so that the labels of the user interface can be checked for completeness.
Figures that end in `_fen` are money, in `_on` ISO dates; `None` stands for "no bound" or "unknown".
"""

from collections.abc import Mapping

from advisor_desk.errors import Param

Params = tuple[tuple[str, Param], ...]
Reason = tuple[str, Params]
"""A code and its named figures, in a fixed order: plain tuples, because a book makes many of them."""


def reason(code: str, /, **params: Param) -> Reason:
    """A reason with named figures."""
    return code, tuple(params.items())


CODES: Mapping[str, tuple[str, ...]] = {
    "tier.organisation": ("client_type",),
    "tier.reached": ("tier", "threshold_fen", "sum20_fen", "days20"),
    "tier.held": ("tier", "threshold_fen", "floor_fen", "reached_on", "below_days", "down_days"),
    "tier.below": ("tier", "threshold_fen", "sum20_fen", "days20"),
    "tier.assets_reach": ("tier", "threshold_fen", "assets_fen"),
    "tier.assets_below": ("tier", "threshold_fen", "assets_fen"),
    "tier.negative_assets": ("sum20_fen", "days20"),
    "tier.negative_today": ("assets_fen",),
    "tier.no_assets": (),
    "tier.provisional": ("days20", "needed_days"),
    "tier.overridden": ("tier", "by_rule", "approver", "until_on"),
    "tier.override_refused": ("problem",),
    "score.amount": ("amount_fen", "score", "from_fen", "below_fen"),
    "score.frequency": ("purchases", "months_num", "months_den", "score", "from_times", "below_times"),
    "score.benefit": ("benefit_fen", "score", "from_fen", "below_fen"),
    "score.benefit_negative": ("benefit_fen",),
    "score.benefit_estimated": (),
    "score.opened_on_unknown": ("months",),
    "group.high_amount": ("a", "cut"),
    "group.benefit_lift": ("b", "cut"),
    "group.high_freq": ("f", "cut"),
    "group.recent": ("recency_days", "limit_days"),
    "group.remainder": ("recency_days", "limit_days"),
    "classic.r": ("recency_days", "score"),
    "classic.f": ("purchases", "score"),
    "classic.m": ("amount_fen", "score"),
    "state.active": ("recency_days", "limit_days"),
    "state.silent": ("recency_days", "from_days", "to_days"),
    "state.off_cadence": ("recency_days", "min_days", "median_gap_x2", "gap_factor"),
    "state.dormant": ("recency_days", "limit_days"),
    "state.never_bought_new": ("tenure_days", "limit_days"),
    "state.never_bought": ("tenure_days", "limit_days"),
    "label.high_value": ("m", "b", "tier"),
    "label.loyal": ("f", "r"),
    "tag.low_yield_high_freq": ("tier", "a", "f", "b"),
    "tag.young_potential": ("age", "min_age", "max_age"),
    "tag.upgrade_near": ("tier", "threshold_fen", "gap_fen"),
    "tag.hnw_plus": ("threshold_fen",),
}
