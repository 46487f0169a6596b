"""Reads the part of a file of advice rules that is about allocation."""

from decimal import Decimal

from advisor_desk.domain.client import RiskLevel
from advisor_desk.domain.product import AssetClass
from advisor_desk.rules import adviceset as a
from advisor_desk.rules.rulestable import RulesTable

_BP = 100
_WHOLE = 100 * _BP


def read_allocation(root: RulesTable) -> a.AllocationRules:
    """Section `allocation`."""
    with root.table("allocation") as table:
        with table.table("model") as models:
            levels: list[RiskLevel] = [level for level in RiskLevel if level != RiskLevel.C1_MIN]
            model_bp = {level: _model(models, level) for level in levels}
        with table.sourced("moves") as moves:
            handing: list[AssetClass] = [klass for klass in reversed(AssetClass) if klass != AssetClass.CASH]
            ways = {klass: moves.code(klass, AssetClass) for klass in handing}
        with table.sourced("age") as age:
            years = age.whole("from_years", 1, 200)
            least, most = age.whole("least_percent", 0, 100), age.whole("most_percent", 0, 100)
            age.ascending("most_percent", least, most)
        with table.sourced("bands") as bands:
            band, below = bands.whole("points", 1, 50) * _BP, bands.whole("small_below", 1, 100) * _BP
            small = bands.whole("small_points", 1, 50) * _BP
        with table.sourced("grid") as grid:
            parts = grid.whole("parts_of_base", 10, 1_000_000)
        return a.AllocationRules(
            model_bp, ways, years, least, most, band, below, small, _limits(table), _objective(table), parts,
            _assumptions(table), _correlations(table),
        )  # fmt: skip


def _model(models: RulesTable, level: RiskLevel) -> dict[AssetClass, int]:
    with models.sourced(level) as table:
        found = {klass: table.whole(klass, 0, 100) * _BP if table.has(klass) else 0 for klass in AssetClass}
    if sum(found.values()) != _WHOLE:
        raise models.fault(level, "wrong_sum")
    return found


def _limits(table: RulesTable) -> a.LimitRules:
    with table.sourced("illiquid") as ceilings:
        illiquid = {level: ceilings.whole(level, 0, 100) * _BP for level in RiskLevel if ceilings.has(level)}
    with table.sourced("limits") as one:
        return a.LimitRules(
            one.whole("product_percent", 1, 100) * _BP,
            one.whole("broad_index_percent", 1, 100) * _BP,
            one.whole("manager_percent", 1, 100) * _BP,
            one.whole("reserve_months", 0, 120),
            one.whole("reserve_percent", 0, 100) * _BP,
            one.whole("class_over_points", 0, 100) * _BP,
            one.whole("most_lines", 1, 50),
            one.whole("core_percent", 0, 100) * _BP,
            one.whole("serves_percent", 1, 100) * _BP,
            illiquid,
        )


def _objective(table: RulesTable) -> a.ObjectiveRules:
    with table.sourced("objective") as one:
        names = ("short_cash", "over_cash", "over_bond", "over_other", "fee", "line", "idle")
        return a.ObjectiveRules(*(Decimal(one.exact(name, 0, 100)) for name in names))


def _assumptions(table: RulesTable) -> dict[AssetClass, a.Assumption]:
    found = {}
    with table.sourced("assumption") as one:
        for klass in AssetClass:
            with one.table(klass) as pair:
                found[klass] = a.Assumption(
                    Decimal(pair.exact("expected", -50, 50)), Decimal(pair.exact("volatility", 0, 200))
                )
    return found


def _correlations(table: RulesTable) -> dict[tuple[AssetClass, AssetClass], Decimal]:
    found: dict[tuple[AssetClass, AssetClass], Decimal] = {}
    with table.sourced("correlation") as one:
        for row in one.rows("pairs"):
            match row:
                case [str() as left, str() as right, Decimal() as value] if -1 < value < 1:
                    if left not in set(AssetClass) or right not in set(AssetClass) or left == right:
                        raise one.fault("pairs", "unknown_code")
                    found[AssetClass(left), AssetClass(right)] = value
                case _:
                    raise one.fault("pairs", "wrong_type")
    return found
