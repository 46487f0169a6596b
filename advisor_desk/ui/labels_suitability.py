"""Words of suitability on screen: levels and what they mean, papers and their end, what facts come to."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from advisor_desk.domain.client import RiskLevel
from advisor_desk.domain.dates import to_day
from advisor_desk.domain.product import RiskGrade, Variety
from advisor_desk.domain.records import InvestorClass
from advisor_desk.domain.suitability import CheckCode
from advisor_desk.intake.day_words import FOREVER
from advisor_desk.rules.papers import PaperState
from advisor_desk.rules.reasons import Reason
from advisor_desk.ui import discreet, formats, labels, labels_client_form
from advisor_desk.ui.i18n import mark, t
from advisor_desk.usecases.client_suitability import PAPER, PermissionStanding
from advisor_desk.words import suitability as said

_CTX = "Suitability"


def varieties(stated: Sequence[Variety]) -> str:
    """The varieties in one line."""
    return t(_CTX, "、").join(labels.word(one) for one in stated) or formats.NOTHING


def months(horizon: int | None) -> str:
    """3 年 for whole years, else months; the longest horizon has no end."""
    if horizon is None:
        return formats.NOTHING
    years, rest = divmod(horizon, 12)
    return t(_CTX, "%n 个月", horizon) if rest or not years else t(_CTX, "%n 年", years)


def meaning(level: RiskLevel, highest: RiskGrade) -> str:
    """What a level means for what may be offered."""
    if level is RiskLevel.C1_MIN:
        return t(_CTX, "属于风险承受能力最低类别：只能购买 R1 产品，本人要求也不能购买更高风险的产品。")
    if highest is RiskGrade.R5:
        return t(_CTX, "可以购买各风险等级的产品，期限和品种也要与下面所填的一致。")
    if highest is RiskGrade.R1:
        return t(_CTX, "可以购买 R1 产品，更高风险的产品不能主动推介。")
    return t(_CTX, "可以购买 {grade} 及以下的产品，更高风险的产品不能主动推介。").format(grade=highest.value)


_MISFITS: Final = {
    CheckCode.P_UNRATED: mark("未评级"),
    CheckCode.R_C1_MIN: mark("等级高于客户"),
    CheckCode.R_NFRA_ABOVE: mark("等级高于客户"),
    CheckCode.R_CLIENT_ABOVE: mark("等级高于客户"),
    CheckCode.M_HORIZON: mark("期限超出所填"),
    CheckCode.M_VARIETY: mark("品种不在所填之内"),
}


def misfit(codes: Sequence[CheckCode]) -> str:
    """In what a holding does not fit a client."""
    return t(_CTX, "、").join(t(_CTX, _MISFITS[code]) for code in codes)


def before(level: RiskLevel, taken_on: date) -> str:
    """What the client had before."""
    return t(_CTX, "原为 {level}，{day} 测评").format(level=labels.risk(level), day=formats.day(taken_on))


_PROBLEMS: Final = {
    "kyc.no_evidence": mark("专业投资者要写明认定依据，如证明材料的编号。"),
    "kyc.no_proof": mark("填了证明日期，请写明是什么证明。"),
    "kyc.no_proof_day": mark("请填写证明的日期，过期的证明不作数。"),
    "kyc.ends_first": mark("到期日早于起始日，请核对。"),
}


def placeholder(name: str) -> str:
    """An example of what is typed."""
    examples = {
        "proof": t(_CTX, "如 银行资产证明"),
        "class_evidence": t(_CTX, "如 认定书编号"),
        "class_from": t(_CTX, "如 2026-1-1"),
        "class_until": t(_CTX, "如 2027-12-31"),
    }
    return examples.get(name) or labels_client_form.placeholder(name)


def problem(name: str, code: str) -> str:
    """What is wrong with a fact as typed."""
    source = _PROBLEMS.get(code)
    return t(_CTX, source) if source else labels_client_form.problem(name, code)


def sentence(found: Reason) -> str:
    """One reason of the rules with its figures."""
    code, params = found
    return said.sentence(code, params, _translated)


def class_option(wanted: InvestorClass, gaps: Sequence[Reason]) -> str:
    """Whether a client reaches a class of professional investors, and what is lacking."""
    name = labels.word(wanted)
    if not gaps:
        return t(_CTX, "{name}：资产与经历达到标准，可凭证明认定").format(name=name)
    return t(_CTX, "{name}：{gaps}").format(name=name, gaps=figures_of(gaps))


def figures_of(gaps: Sequence[Reason]) -> str:
    """The figures that are lacking, without the sentence before them; dots in discreet mode."""
    if discreet.is_on():
        return discreet.HIDDEN
    return t(_CTX, "；").join(_figures(one) for one in gaps)


def _figures(found: Reason) -> str:
    return said.figures(*found, _translated) or sentence(found)


def permission(standing: PermissionStanding) -> str:
    """What a permission still asks for; of one that is open the figures alone, papers being on file."""
    if standing.is_open:
        short = [one for one in standing.gaps if one[0] != PAPER]
        lacking = t(_CTX, "已开通，现已不满足：{gaps}").format(gaps=figures_of(short)) if short else ""
        return lacking or t(_CTX, "已开通")
    if standing.gaps:
        return t(_CTX, "开通还需：{gaps}").format(gaps=figures_of(standing.gaps))
    return t(_CTX, "条件已满足")


def _translated(source: str) -> str:
    return t(_CTX, source)


def cure(code: str) -> str:
    """What to do about a finding."""
    return said.cure(code, (), _translated)


def paper(state: PaperState, until_on: date | None, on: date) -> tuple[str, str]:
    """The state of a document, and its tone."""
    if until_on is None or state is PaperState.UNKNOWN:
        return t(_CTX, "未登记有效期"), "warn"
    if to_day(until_on) == FOREVER:
        return t(_CTX, "长期有效"), ""
    left = (until_on - on).days
    if state is PaperState.EXPIRED:
        return t(_CTX, "{day} · 已过期 %n 天", -left).format(day=formats.day(until_on)), "warn"
    if not left:
        return t(_CTX, "{day} · 今天到期").format(day=formats.day(until_on)), "warn"
    if state is PaperState.EXPIRING:
        return t(_CTX, "{day} · %n 天后到期", left).format(day=formats.day(until_on)), "warn"
    return t(_CTX, "有效至 {day}").format(day=formats.day(until_on)), ""


def paper_due(state: PaperState, until_on: date | None, on: date) -> str:
    """The pill of the page's head for a document that ends or has ended; empty when nothing is due."""
    if until_on is None or state not in (PaperState.EXPIRED, PaperState.EXPIRING):
        return ""
    left = (until_on - on).days
    if not left:
        return t(_CTX, "证件今天到期")
    return t(_CTX, "证件 %n 天后到期", left) if left > 0 else t(_CTX, "证件已过期 %n 天", -left)
