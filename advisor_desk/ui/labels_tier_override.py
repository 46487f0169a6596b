"""Words of a tier set by hand: what the rules say beside it, what is in force, why one may not stand."""

from dataclasses import replace
from datetime import date
from typing import Final

from advisor_desk.domain.client import Tier, TierVariant
from advisor_desk.domain.review import OverrideLine
from advisor_desk.domain.standing import Standing
from advisor_desk.ui import discreet, formats, labels, labels_scores
from advisor_desk.ui.i18n import mark, t

_CTX = "TierOverride"
_BY_HAND: Final = frozenset({"tier.overridden", "tier.override_refused"})
_REFUSALS: Final = {
    "organisation": mark("机构客户按客户类型定级，不能人工调整。"),
    "no_reason": mark("请写明调整的原因。"),
    "no_approver": mark("请填写批准人。"),
    "ends_before_start": mark("截止日期早于今天，请改晚一些。"),
    "too_long": mark("最长 {days} 天，截止日期最晚是 {latest}。"),
    "starts_in_past": mark("人工调整只能从今天开始。"),
}


def variant_of(tier: Tier) -> TierVariant | None:
    """The variant of a person's tier."""
    return TierVariant.PERSON_TOP if tier is Tier.INST else None


def by_rule(standing: Standing) -> Tier:
    """The tier that the rules give a person, whatever was set by hand."""
    return labels_scores.effective_of(standing).by_rule


def rule_reason(standing: Standing) -> str:
    """Why the rules give that tier, in one line."""
    tier = by_rule(standing)
    reasons = tuple(one for one in standing.reasons if one[0] not in _BY_HAND)
    return labels_scores.tier_reason(
        replace(standing, tier=tier, tier_variant=variant_of(tier), reasons=reasons)
    )


def in_force(running: OverrideLine) -> str:
    """人工调整为高净值，2026-11-20 至 2027-02-18，批准人 王主任。原因：…"""
    return t(_CTX, "人工调整为{tier}，{start} 至 {end}，批准人 {approver}。原因：{reason}").format(
        tier=labels.tier(running.tier, variant_of(running.tier)),
        start=formats.day(running.from_on),
        end=formats.day(running.until_on),
        approver=discreet.name(running.approver),
        reason=discreet.text(running.reason),
    )


def refusal(code: str, days: int, latest: date) -> str:
    """Why a tier may not be set by hand like this; `days` and `latest` are the limits of the rules."""
    said = _REFUSALS.get(code)
    return t(_CTX, said).format(days=days, latest=formats.day(latest)) if said else code
