"""Sentences of a computation's reasons in the window, and where what stops a suggestion can be cured.

The sentences themselves are in `words.allocation`; here products get their names and discreet mode its dots.
"""

from collections.abc import Callable, Mapping
from enum import Enum
from typing import Final

from advisor_desk.domain.advice import AdviceReason
from advisor_desk.domain.product import AssetClass
from advisor_desk.errors import Param
from advisor_desk.ui import discreet
from advisor_desk.ui.i18n import t
from advisor_desk.ui.labels_advice import CTX, points
from advisor_desk.words import allocation as words

NameOf = Callable[[str], str]
"""The name of a product's code."""

_CASH: Final = ("asset_class", AssetClass.CASH.value)


def reason(one: AdviceReason, name_of: NameOf | None = None) -> str:
    """A reason as a sentence; products are called by their names where these are known."""
    code, params = one
    if code == "mix.short" and _CASH in params:
        gap = dict(params).get("gap_bp")
        return t(CTX, "现金会比目标少 {gap} 个百分点").format(gap=points(gap if isinstance(gap, int) else 0))
    shown = tuple((name, _shown(name, value, name_of)) for name, value in params)
    return words.sentence(code, shown, _translated)


def stopped_cure(one: AdviceReason) -> str:
    """What would have to be done about a reason that stopped everything."""
    return words.cure(*one, _translated)


class Cure(Enum):
    """Where what stopped a suggestion can be put right."""

    IMPORT = "import"
    PRODUCTS = "products"
    ASSESSMENT = "assessment"
    CLIENT = "client"
    MONEY = "money"


_PLACES: Final[Mapping[str, Cure]] = {
    "shelf.empty": Cure.IMPORT,
    "shelf.unsigned": Cure.IMPORT,
    "shelf.stale": Cure.IMPORT,
    "advice.no_assessment": Cure.ASSESSMENT,
    "advice.assessment_expired": Cure.ASSESSMENT,
    "advice.no_level": Cure.ASSESSMENT,
    "advice.no_money": Cure.MONEY,
    "advice.nothing_allowed": Cure.PRODUCTS,
    "P_UNRATED": Cure.IMPORT,
}
_KINDS: Final[Mapping[str, Cure]] = {
    "A": Cure.ASSESSMENT,
    "K": Cure.CLIENT,
    "M": Cure.CLIENT,
    "P": Cure.PRODUCTS,
    "Q": Cure.CLIENT,
}
"""Findings of suitability by the first letter of their code."""


def cure_place(one: AdviceReason) -> Cure | None:
    """Where the cure of a reason that stopped everything is."""
    return _PLACES.get(one[0]) or _KINDS.get(one[0].partition("_")[0])


def cure_button(cure: Cure) -> tuple[str, str]:
    """Text and icon of the button that leads there."""
    return {
        Cure.IMPORT: (t(CTX, "去导入"), "import"),
        Cure.PRODUCTS: (t(CTX, "查看产品"), "package"),
        Cure.ASSESSMENT: (t(CTX, "做风险测评"), "shield-check"),
        Cure.CLIENT: (t(CTX, "打开客户页"), "user"),
        Cure.MONEY: (t(CTX, "填写投入金额"), "wallet"),
    }[cure]


def _shown(name: str, value: Param, name_of: NameOf | None) -> Param:
    if name.endswith("_fen") and isinstance(value, int):
        return discreet.money(value)
    if name == "code" and name_of is not None:
        return name_of(str(value))
    return value


def _translated(source: str) -> str:
    return t(CTX, source)
