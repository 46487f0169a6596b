"""What a client may need, from facts that can be shown, and how much that speaks for a product.

Sources: S0 §二.3 (young clients: 定投; browsing: related products), S1 §4.2.2-4 (portrait × life stage),
domain notes §1.1 and §6. Points order what is talked about first; they never touch a verdict.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from advisor_desk.domain.advice import AdviceClient, LifeStage, Need, NeedKind, NeedPoint
from advisor_desk.domain.client import ClientType, Tag, Tier
from advisor_desk.domain.dates import complete_years
from advisor_desk.domain.product import AssetClass, LegalFloor
from advisor_desk.domain.shelf import Product
from advisor_desk.rules.adviceset import AdviceRules, NeedRules
from advisor_desk.rules.allocation_weights import main_class
from advisor_desk.rules.shelf import exposure_of

_MAIN = 100
"""Basis points in a point of weight."""

Found = tuple[NeedKind, NeedPoint]


def life_stage(client: AdviceClient, on: date, advice: AdviceRules) -> LifeStage | None:
    """人生阶段 by complete years; None for organisations, unknown birth dates and the very young."""
    return stage_of_age(client.profile.client_type, client.profile.born_on, on, advice)


def stage_of_age(
    client_type: ClientType, born_on: date | None, on: date, advice: AdviceRules
) -> LifeStage | None:
    """The same of who is known by kind and birth date alone."""
    if born_on is None or not client_type.is_person:
        return None
    age = complete_years(born_on, on)
    reached = [stage for stage, start in advice.needs.stage_from.items() if age >= start]
    return reached[-1] if reached else None


def needs_of(
    client: AdviceClient, on: date, advice: AdviceRules, *, shortfalls_bp: Mapping[AssetClass, int]
) -> tuple[Need, ...]:
    """The needs that the facts point to, the strongest first; `shortfalls_bp` are the gaps to the target."""
    by_kind: dict[NeedKind, list[NeedPoint]] = {}
    for kind, part in _found(client, on, advice, shortfalls_bp):
        by_kind.setdefault(kind, []).append(part)
    order = list(NeedKind)
    needs = [Need(kind, tuple(parts)) for kind, parts in by_kind.items()]
    return tuple(sorted(needs, key=lambda need: (-need.points, order.index(need.kind))))


def points_of(
    product: Product, needs: tuple[Need, ...], client: AdviceClient, advice: AdviceRules
) -> tuple[NeedPoint, ...]:
    """Everything that speaks for a product: the parts of the needs that it answers, and the tier's menu."""
    rules, exposure = advice.needs, exposure_of(product, advice)
    klass = main_class(exposure) if exposure else None
    parts: list[NeedPoint] = []
    for need in needs:
        if need.kind is NeedKind.SHORTFALL:
            parts += [part for part in need.parts if part.evidence[0][1] == klass]
        elif product.product_type in rules.answers[need.kind]:
            parts += need.parts
    if client.row.tier in product.tier_menu:
        evidence = (("tier", client.row.tier.value),)
        parts.append(NeedPoint("need.menu", rules.points["menu"], evidence))
    return tuple(parts)


def private_needs(advice: AdviceRules) -> frozenset[NeedKind]:
    """Needs that private funds answer and nothing else: their material is for qualified investors alone."""
    floors = {kind: defaults.floor for kind, defaults in advice.shelf.by_type.items()}
    return frozenset(
        need
        for need, types in advice.needs.answers.items()
        if all(floors.get(kind) is LegalFloor.PRIVATE for kind in types)
    )


def _found(
    client: AdviceClient, on: date, advice: AdviceRules, shortfalls_bp: Mapping[AssetClass, int]
) -> Iterator[Found]:
    rules = advice.needs
    yield from _young(client, on, rules)
    yield from _by_tier(client, rules)
    yield from _browsed(client, on, rules)
    yield from _by_stage(client, on, advice)
    yield from _maturing(client, on, rules)
    for klass in AssetClass:
        gap = shortfalls_bp.get(klass, 0)
        points = gap // _MAIN * rules.points["shortfall_per_point"]
        if points > 0:
            evidence = (("asset_class", klass.value), ("gap_bp", gap))
            yield NeedKind.SHORTFALL, NeedPoint("need.shortfall", points, evidence)


def _young(client: AdviceClient, on: date, rules: NeedRules) -> Iterator[Found]:
    born = client.profile.born_on
    if Tag.YOUNG_POTENTIAL in client.row.tags and born is not None:
        evidence = (("age", complete_years(born, on)),)
        yield NeedKind.SIP, NeedPoint("need.young", rules.points["young"], evidence)


def _by_tier(client: AdviceClient, rules: NeedRules) -> Iterator[Found]:
    if client.row.tier is not Tier.RETAIL:
        evidence = (("tier", client.row.tier.value),)
        yield NeedKind.ALTERNATIVES, NeedPoint("need.tier", rules.points["tier"], evidence)


def _browsed(client: AdviceClient, on: date, rules: NeedRules) -> Iterator[Found]:
    """A topic counts once it was looked at often enough within the days, counted by its own words."""
    start = on - timedelta(days=rules.browse_days)
    times: dict[str, int] = {}
    for signal in client.signals:
        if start < signal.on <= on and signal.topic in rules.topics:
            times[signal.topic] = times.get(signal.topic, 0) + signal.times
    for topic, count in sorted(times.items()):
        if count >= rules.browse_times:
            points = rules.points["browse"] + rules.points["browse_each"] * (count - rules.browse_times)
            evidence = (("topic", topic), ("times", count), ("days", rules.browse_days))
            yield rules.topics[topic], NeedPoint("need.browsed", points, evidence)


def _by_stage(client: AdviceClient, on: date, advice: AdviceRules) -> Iterator[Found]:
    stage = life_stage(client, on, advice)
    if stage is None:
        return
    tier = client.row.tier
    for kind in advice.needs.matrix[stage, tier]:
        evidence = (("stage", stage.value), ("tier", tier.value))
        yield kind, NeedPoint("need.stage", advice.needs.points["stage"], evidence)


def _maturing(client: AdviceClient, on: date, rules: NeedRules) -> Iterator[Found]:
    """Money that comes free soon wants a place."""
    until = on + timedelta(days=rules.maturity_days)
    for line in client.holdings:
        if line.locked_until is not None and on <= line.locked_until <= until:
            evidence = (
                ("code", line.product_code),
                ("until_on", line.locked_until.isoformat()),
                ("value_fen", line.value_fen),
            )
            yield NeedKind.INCOME, NeedPoint("need.maturity", rules.points["maturity"], evidence)


NEED_CODES: Mapping[str, tuple[str, ...]] = {
    "need.young": ("age",),
    "need.tier": ("tier",),
    "need.menu": ("tier",),
    "need.browsed": ("topic", "times", "days"),
    "need.stage": ("stage", "tier"),
    "need.maturity": ("code", "until_on", "value_fen"),
    "need.shortfall": ("asset_class", "gap_bp"),
}
"""Every code of a point with the names of its figures, for the labels."""
