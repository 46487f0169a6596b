"""One case of the `allocation` table: level, age and the classes with a product in, the target mix out.

`classes` and weights are written as `CASH|CN_BOND` and `CASH=60|CN_BOND=40` in percent; moves as
`GLOBAL_EQUITY>CN_EQUITY=8`, those of the age cap with a `*` at the end. `age` is empty for organisations.
"""

from collections.abc import Mapping
from decimal import Decimal

from advisor_desk.domain.advice import TargetMix, WeightMove
from advisor_desk.domain.client import RiskLevel
from advisor_desk.domain.product import AssetClass
from advisor_desk.rules.adviceset import AdviceRules
from advisor_desk.rules.allocation import outlook, target_mix
from advisor_desk.usecases.case_table import CaseRow, Layout

ALLOCATION_LAYOUT = Layout(
    needed=frozenset({"c_level", "age", "classes"}),
    optional=frozenset(),
    expected=frozenset({"exp_target", "exp_moves", "exp_return", "exp_volatility"}),
)
ALLOCATION_SETS = frozenset({"exp_target", "exp_moves"})
"""Columns whose parts stand in any order."""

_CENT = Decimal("0.01")


def allocation_results(row: CaseRow, advice: AdviceRules) -> Mapping[str, str]:
    """What the rules make of a case. Raises UserCanFix for a cell that cannot be read."""
    age = row.whole("age") if row.text("age") else None
    mix = target_mix(row.code("c_level", RiskLevel), age, _classes(row), advice)
    told = outlook(mix.target_bp, advice)
    return {
        "exp_target": _weights(mix),
        "exp_moves": "|".join(_move(one) for one in mix.moves),
        "exp_return": str(told.expected.quantize(_CENT)),
        "exp_volatility": str(told.volatility.quantize(_CENT)),
    }


def _classes(row: CaseRow) -> frozenset[AssetClass]:
    if row.text("classes") == "ALL":
        return frozenset(AssetClass)
    names = [name for name in row.text("classes").split("|") if name]
    if not set(names) <= {klass.value for klass in AssetClass}:
        raise row.fault("classes", "unknown_code")
    return frozenset(AssetClass(name) for name in names)


def _weights(mix: TargetMix) -> str:
    return "|".join(f"{klass}={_percent(bp)}" for klass, bp in mix.target_bp.items() if bp)


def _move(one: WeightMove) -> str:
    sign = "*" if one.why == "move.age_cap" else ""
    return f"{one.source}>{one.target}={_percent(one.bp)}{sign}"


def _percent(bp: int) -> str:
    """Percent without trailing zeros."""
    return f"{bp // 100}.{bp % 100:02d}".rstrip("0").rstrip(".")
