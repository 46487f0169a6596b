"""Invented clients of three years whose figures lie near every threshold of the moments."""

from collections.abc import Callable
from datetime import date, timedelta
from random import Random

from advisor_desk.domain.client import ClientType
from advisor_desk.domain.moment import (
    ConsentFact,
    ContactFact,
    HeldFact,
    LifeEventFact,
    MomentFacts,
    SignalFact,
    TradeFact,
)
from tests.advice import WAN
from tests.moments import DAY, client
from tests.service import at

FIRST = date(2024, 2, 27)
"""Two days before a 29 February."""
TYPES = ("BOND_FUND", "PRIVATE_EQUITY", "EQUITY_FUND", "MONEY_FUND")


def invented_client(seed: int) -> MomentFacts:
    """A client of three invented years: figures near every threshold."""
    draw = Random(seed)

    def day(back: int = 0) -> date:
        return FIRST + timedelta(days=draw.randrange(-back, 1100))

    def some(most: int, make: Callable[[], object]) -> list[object]:
        return [make() for _ in range(draw.randrange(most))]

    level = draw.choice([9, 80, 95, 110, 440, 480, 700]) * WAN
    points = {}
    total = level
    for offset in range(-300, 1100, draw.choice([1, 1, 7])):
        total += draw.choice([0, 0, 0, 0, level // 40, -level // 40, 8 * WAN, -level // 8])
        points[FIRST + timedelta(days=offset)] = total
        total = total if total > 0 else level
    return client(
        client_type=draw.choice([ClientType.PERSON] * 4 + [ClientType.ENTERPRISE]),
        born_on=draw.choice([None, date(1980, 2, 29), date(1965, 7, 25), date(2025, 7, 25)]),
        is_lunar_birthday=draw.random() < 0.5,
        opened_on=draw.choice([None, day(900)]),
        id_expires_on=draw.choice([None, day()]),
        assets=sorted(points.items()),
        holdings=_holdings(draw, day),
        trades=sorted(some(40, lambda: _trade(draw, day)), key=lambda one: one.on),  # type: ignore[attr-defined]
        assessments=[(day(400), draw.choice(["C1", "C2", "C3", "C5"])) for _ in range(draw.randrange(5))],
        contacts=some(60, lambda: _contact(draw, day)),
        signals=some(
            60,
            lambda: SignalFact(
                day(),
                draw.choice(["VIEW", "ENQUIRY"]),
                draw.choice(["量化", "债券", "量化投资"]),
                draw.randrange(1, 4),
            ),
        ),
        consents=[
            ConsentFact(
                draw.choice(["MARKETING", "BIRTHDAY_GREETING"]), one, draw.choice([None, one + DAY * 300])
            )
            for one in (day(300), day(300))
        ],
        life_events=[
            LifeEventFact(draw.choice(["HOME", "RETIREMENT"]), one, one - DAY * draw.randrange(200))
            for one in (day(), day())
        ],
        children_born=draw.choice([[], [date(2018, 8, 31)], [date(2007, 1, 1), date(2018, 9, 2)]]),
        agreements=[(day(), "甲"), (day(), "乙")],
        cadence_days=draw.choice([None, 14, 90]),
        complaints=[
            (one, draw.choice([None, one + DAY * 20])) for one in [day() for _ in range(draw.randrange(3))]
        ],
        is_qualified=draw.random() < 0.3,
    )


def _holdings(draw: Random, day: Callable[[], date]) -> list[HeldFact]:
    snapshots = sorted(day() for _ in range(draw.randrange(1, 12)))
    return [
        HeldFact(
            on,
            f"P{draw.randrange(3)}",
            draw.choice(TYPES),
            draw.randrange(20) * WAN,
            draw.choice([None, 10 * WAN]),
            draw.choice([None, on + DAY * draw.randrange(60)]),
            draw.choice([None, "R2", "R4"]),
            draw.choice([None, on]),
        )
        for on in snapshots
        for _ in range(draw.randrange(1, 4))
    ]


def _trade(draw: Random, day: Callable[[], date]) -> TradeFact:
    kind = draw.choice(["SUBSCRIBE", "SIP", "SIP", "DIVIDEND_CASH", "REDEEM"])
    is_purchase = kind in ("SUBSCRIBE", "SIP")
    plan = draw.choice(["A", "B"]) if kind == "SIP" else ""
    grade = draw.choice(["R2", "R5"])
    return TradeFact(
        day(),
        kind,
        f"P{draw.randrange(3)}",
        draw.choice(TYPES),
        grade,
        draw.randrange(1, 9) * WAN,
        plan,
        is_purchase,
    )


def _contact(draw: Random, day: Callable[[], date]) -> ContactFact:
    on = day()
    kind = draw.choice(["CONTACT", "EVENT", "ENQUIRY", "MASS_PUSH"])
    minute = at(on, draw.randrange(24), draw.randrange(60)) if draw.random() < 0.5 else None
    return ContactFact(
        on,
        minute,
        kind,
        "WECOM",
        draw.choice(["PRODUCT", "SERVICE"]),
        "REACHED",
        draw.choice(["ADVISOR", "CLIENT"]),
        kind in ("CONTACT", "EVENT"),
    )
