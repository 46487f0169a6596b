"""Words of the reverse question: why a client may hold a product or not, and what to do about it."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from advisor_desk.domain.suitability import CheckCode, Finding
from advisor_desk.ui import discreet, formats
from advisor_desk.ui.i18n import t
from advisor_desk.ui.pages.products.words import money, translate
from advisor_desk.usecases.product_shelf import HolderLine, HolderReport
from advisor_desk.words import needs, suitability
from advisor_desk.words.suitability_texts import SENTENCES

if TYPE_CHECKING:
    from advisor_desk.ui.pages.products.holder_list import Key

_CTX = "Products"


def heading(key: "Key") -> str:
    """What a group is called."""
    if isinstance(key, CheckCode):
        return translate(SENTENCES[key.value])
    if key.value == "hear":
        return t(_CTX, "应当告知：适合，且有需求或配置不足")
    return t(_CTX, "可以持有，目前没有突出的需求")


def who(line: HolderLine) -> str:
    """Name and number."""
    return f"{discreet.name(line.name)}  {line.client_no}"


def why(line: HolderLine, names: Mapping[str, str]) -> str:
    """Everything that speaks for or against, in one line; products are called by their `names`."""
    return t(_CTX, "；").join(_for(line, names) if line.verdict.is_allowed else _against(line))


def figures(line: HolderLine) -> tuple[str, str, str]:
    """What stands at the right: assets, a smaller figure below them, and its tone."""
    assets = t(_CTX, "资产 {amount}").format(amount=discreet.money(line.aum_fen))
    if line.short_fen:
        return assets, t(_CTX, "需转入 {amount}").format(amount=discreet.money(line.short_fen)), "warn"
    if line.held_fen:
        return assets, t(_CTX, "已持有 {amount}").format(amount=discreet.money(line.held_fen)), "text2"
    if line.points:
        return assets, t(_CTX, "需求 {points} 分").format(points=line.sum_of_points), "text2"
    return assets, "", "text2"


def details(line: HolderLine, names: Mapping[str, str]) -> list[str]:
    """Every reason in full with its cure, a line each."""
    if line.verdict.is_allowed:
        return _for(line, names)
    told = t(_CTX, "{reason}。{cure}")
    return [told.format(reason=reason(found), cure=cure(found)) for found in line.verdict.findings]


def reason(found: Finding) -> str:
    """One finding with the figures that failed; in discreet mode without: they tell what a client has."""
    if discreet.is_on():
        return translate(SENTENCES[found.code.value])
    return suitability.sentence(found.code.value, found.params, translate)


def cure(found: Finding) -> str:
    """What can be done about it."""
    return suitability.cure(found.code.value, found.params, translate)


def counts(report: HolderReport) -> str:
    """300 位客户：120 位可以持有，其中 34 位应当告知。"""
    said = t(_CTX, "{clients} 位客户：{could} 位可以持有，其中 {hear} 位应当告知。", report.clients)
    return said.format(
        clients=formats.count(report.clients),
        could=formats.count(len(report.could)),
        hear=formats.count(len(report.hear)),
    )


def _for(line: HolderLine, names: Mapping[str, str]) -> list[str]:
    parts = [(part.code, part.points, part.evidence) for part in line.points]
    told = needs.points(parts, translate, lambda code: names.get(code, code))
    if line.has_opted_out:
        told.append(t(_CTX, "客户不接受营销，不主动推介"))
    if line.span_fen is not None:
        least = money(line.span_fen[0])
        told.append(t(_CTX, "最低 {amount}").format(amount=least))
    return told


def _against(line: HolderLine) -> Sequence[str]:
    return [reason(found) for found in line.verdict.findings]
