"""A client in a few lines of text for the clipboard: masked phone, no identity number."""

from advisor_desk.domain.review import ClientReview
from advisor_desk.rules.distance import band_distances
from advisor_desk.rules.ruleset import RuleSet
from advisor_desk.ui import discreet, formats, labels, labels_scores
from advisor_desk.ui import labels_client360 as words
from advisor_desk.ui.i18n import t

_CTX = "Client360"


def summary(review: ClientReview, rules: RuleSet) -> str:
    """Name and figures, a tab between name and value, one per line."""
    standing, row, as_of = review.standing, review.row, review.standing.as_of
    distances = band_distances(standing, rules)
    scores = (
        (t(_CTX, "购买总额"), standing.a, labels_scores.amount_gap(distances.amount)),
        (t(_CTX, "购买频次"), standing.f, labels_scores.frequency_gap(distances.frequency)),
        (t(_CTX, "创收"), standing.b, labels_scores.benefit_gap(distances.benefit)),
    )
    lines = [
        (discreet.name(row.name), row.client_no),
        (t(_CTX, "基本情况"), words.who(review.profile, as_of)),
        (t(_CTX, "等级"), labels_scores.tier_reason(standing)),
        (t(_CTX, "总资产"), discreet.money(row.aum_fen)),
        (t(_CTX, "20 日日均"), discreet.money(row.avg20_fen)),
        *((name, t(_CTX, "{score} 分，{gap}").format(score=score, gap=gap)) for name, score, gap in scores),
        (t(_CTX, "分组"), labels.word(standing.group)),
        (t(_CTX, "状态"), labels.word(standing.state)),
        (t(_CTX, "风险承受"), labels.risk(row.c_level)),
        (t(_CTX, "测评有效至"), _until(review, rules)),
        (t(_CTX, "截至日期"), formats.day(as_of)),
        (t(_CTX, "规则版本"), standing.rules_version),
    ]
    return "\n".join(f"{name}\t{value}" for name, value in lines)


def _until(review: ClientReview, rules: RuleSet) -> str:
    """The end of the assessment with its state, where it is not simply valid."""
    day, state = formats.day(review.row.c_level_expires_on), None
    if review.row.c_level_expires_on is not None:
        state = labels_scores.assessment(review, review.standing.as_of, rules)
    return day if state is None or state.is_fine else f"{day} · {state.short}"
