"""One case of the `rfm` table: its facts in, its scores out as text, column by column."""

from collections.abc import Mapping

from advisor_desk.domain.client import Tier
from advisor_desk.domain.standing import PurchaseFacts
from advisor_desk.rules.explain_score import decimal4
from advisor_desk.rules.ruleset import RuleSet
from advisor_desk.rules.score import ClientScore, score_client
from advisor_desk.usecases.case_table import CaseRow, Layout

RFM_LAYOUT = Layout(
    needed=frozenset(
        {
            "as_of",
            "open_date",
            "last_purchase_date",
            "purchases_12m",
            "amount_12m_yuan",
            "benefit_12m_yuan",
            "tier",
            "lifetime_purchases",
            "median_gap_days",
        }
    ),
    optional=frozenset(),
    expected=frozenset(
        {
            "exp_months_observed",
            "exp_monthly_freq",
            "exp_A",
            "exp_F",
            "exp_B",
            "exp_composite",
            "exp_recency_days",
            "exp_group_wealth",
            "exp_reason_wealth",
            "exp_group_paper_mid",
            "exp_tags_wealth",
            "exp_classic_R",
            "exp_classic_F",
            "exp_classic_M",
            "exp_state",
            "exp_labels",
            "exp_action",
        }
    ),
)


def rfm_results(row: CaseRow, rules: RuleSet) -> Mapping[str, str]:
    """What the rules make of a case. Raises UserCanFix for a cell that cannot be read."""
    as_of = row.day("as_of")
    facts = PurchaseFacts(
        opened_on=row.day_or_none("open_date"),
        last_purchase_on=row.day_or_none("last_purchase_date"),
        lifetime_purchases=row.whole("lifetime_purchases"),
        median_gap_x2=_doubled(row, "median_gap_days"),
        window_purchases=row.whole("purchases_12m"),
        window_amount_fen=row.fen("amount_12m_yuan"),
        window_benefit_fen=row.fen("benefit_12m_yuan"),
    )
    if facts.last_purchase_on is not None and facts.last_purchase_on > as_of:
        raise row.fault("last_purchase_date", "after_as_of")
    return _texts(score_client(facts, row.code("tier", Tier), as_of, rules), facts)


def _doubled(row: CaseRow, column: str) -> int | None:
    """Twice a median of days, which is whole or ends in a half."""
    if not row.text(column):
        return None
    twice = row.decimal(column) * 2
    if twice < 0 or twice != int(twice):
        raise row.fault(column, "not_a_median")
    return int(twice)


def _texts(score: ClientScore, facts: PurchaseFacts) -> Mapping[str, str]:
    group_reason = next(code for code, _ in score.reasons if code.startswith("group."))
    return {
        "exp_months_observed": decimal4(score.months_num, score.months_den),
        "exp_monthly_freq": decimal4(facts.window_purchases * score.months_den, score.months_num),
        "exp_A": str(score.a),
        "exp_F": str(score.f),
        "exp_B": str(score.b),
        "exp_composite": str(score.a + score.f + score.b),
        "exp_recency_days": "" if score.recency_days is None else str(score.recency_days),
        "exp_group_wealth": score.group.value,
        "exp_reason_wealth": group_reason.removeprefix("group.").upper(),
        "exp_group_paper_mid": score.group_paper_mid.value,
        "exp_tags_wealth": "|".join(score.tags),
        "exp_classic_R": str(score.classic.r),
        "exp_classic_F": str(score.classic.f),
        "exp_classic_M": str(score.classic.m),
        "exp_state": score.state.value,
        "exp_labels": "|".join(score.labels),
        "exp_action": score.action.value,
    }
