"""The kinds of client that the demo book must hold, so that every tier, group, state and tag occurs."""

from dataclasses import dataclass, field

from advisor_desk.domain.client import ClientType

WAN = 10_000


@dataclass(frozen=True, slots=True)
class Buying:
    """Confirmed purchases: `count` of them, spread over the days [`newest`, `oldest`] before the end.

    Amounts are whole yuan. `sip` marks instalments of one plan, one a month.
    """

    count: int
    newest: int
    oldest: int
    low: int
    high: int
    sip: bool = False


@dataclass(frozen=True, slots=True)
class Archetype:
    """A pattern of client. Assets and revenue are in yuan, tenure in days before the end."""

    code: str
    weight: int
    assets: tuple[int, int]
    tenure: tuple[int, int]
    buying: tuple[Buying, ...] = ()
    revenue_year: tuple[int, int] = (50, 900)
    ages: tuple[int, int] = (28, 72)
    client_type: ClientType = ClientType.PERSON
    start_share: float = 0.7
    c_levels: tuple[str, ...] = ("C2", "C3", "C3", "C4")
    features: frozenset[str] = field(default_factory=frozenset)


_LONG = (900, 4200)
_ORG_LEVELS = ("C3", "C4", "C5")

ARCHETYPES: tuple[Archetype, ...] = (
    Archetype(
        "saver", 12, (3 * WAN, 40 * WAN), _LONG, (Buying(30, 4, 900, 500, 3000, sip=True),), (200, 900)
    ),
    Archetype(
        "young_saver",
        9,
        (2 * WAN, 30 * WAN),
        (400, 1500),
        (Buying(12, 6, 360, 300, 2000, sip=True),),
        (60, 400),
        (25, 35),
        features=frozenset({"topic"}),
    ),
    Archetype("newcomer", 3, (0, 8 * WAN), (5, 85), (), (0, 0), (24, 60), start_share=1.0),
    Archetype(
        "new_buyer",
        2,
        (1 * WAN, 9 * WAN),
        (50, 60),
        (Buying(5, 3, 45, 1000, 8000),),
        (50, 300),
        start_share=1.0,
    ),
    Archetype("occasional", 16, (5 * WAN, 60 * WAN), _LONG, (Buying(2, 100, 170, 4000, 40000),), (50, 900)),
    Archetype("recent_small", 12, (2 * WAN, 45 * WAN), _LONG, (Buying(3, 8, 80, 2000, 25000),), (50, 600)),
    Archetype("lapsed", 8, (1 * WAN, 30 * WAN), _LONG, (Buying(3, 380, 900, 3000, 50000),), (0, 100)),
    Archetype("never_bought", 6, (0, 12 * WAN), (120, 2000), (), (0, 150)),
    Archetype("drifting", 7, (4 * WAN, 70 * WAN), _LONG, (Buying(4, 190, 350, 3000, 20000),), (100, 900)),
    Archetype("slowing", 3, (6 * WAN, 50 * WAN), _LONG, (Buying(20, 95, 700, 2000, 9000),), (100, 900)),
    Archetype("frequent", 5, (1 * WAN, 20 * WAN), _LONG, (Buying(34, 2, 355, 300, 900),), (100, 900)),
    Archetype("very_frequent", 1, (10 * WAN, 60 * WAN), _LONG, (Buying(80, 1, 360, 600, 1200),), (900, 4000)),
    Archetype("weekly_many", 0, (30 * WAN, 60 * WAN), _LONG, (Buying(130, 1, 362, 700, 900),), (900, 4000)),
    Archetype("daily_many", 0, (30 * WAN, 60 * WAN), _LONG, (Buying(620, 1, 362, 100, 200),), (900, 4000)),
    Archetype(
        "program_buyer", 0, (60 * WAN, 80 * WAN), _LONG, (Buying(1250, 1, 362, 100, 150),), (900, 4000)
    ),
    Archetype(
        "near_hnw",
        4,
        (925_000, 985_000),
        _LONG,
        (Buying(8, 10, 340, 20000, 60000),),
        (2000, 9000),
        features=frozenset({"inflow"}),
    ),
    Archetype("refunded", 1, (8 * WAN, 30 * WAN), _LONG, (Buying(2, 15, 80, 5000, 20000),), (-900, -200)),
    Archetype("in_debt", 1, (-60_000, -5_000), _LONG, (Buying(2, 130, 170, 5000, 20000),), (500, 900)),
    Archetype(
        "hnw_core",
        9,
        (120 * WAN, 420 * WAN),
        _LONG,
        (Buying(9, 6, 350, 60000, 200000),),
        (12000, 90000),
        (36, 70),
        c_levels=("C3", "C4", "C4", "C5"),
        features=frozenset({"meeting", "topic"}),
    ),
    Archetype(
        "hnw_fees",
        2,
        (150 * WAN, 400 * WAN),
        _LONG,
        (Buying(2, 15, 200, 20000, 45000),),
        (120_000, 700_000),
        (40, 70),
    ),
    Archetype(
        "hnw_dual",
        2,
        (180 * WAN, 450 * WAN),
        _LONG,
        (Buying(26, 3, 355, 30000, 60000),),
        (20000, 90000),
        (35, 65),
    ),
    Archetype(
        "hnw_lapsed", 2, (110 * WAN, 300 * WAN), _LONG, (Buying(6, 400, 1000, 50000, 300000),), (0, 900)
    ),
    Archetype("hnw_held", 1, (940_000, 960_000), _LONG, (Buying(4, 20, 300, 20000, 60000),), start_share=1.4),
    Archetype(
        "hnw_new",
        1,
        (180 * WAN, 260 * WAN),
        (9, 20),
        (Buying(1, 3, 6, 100000, 300000),),
        (200, 900),
        start_share=1.0,
    ),
    Archetype(
        "person_top",
        3,
        (520 * WAN, 2600 * WAN),
        _LONG,
        (Buying(8, 8, 350, 200000, 900000),),
        (60000, 600000),
        (45, 72),
        c_levels=("C4", "C5"),
        features=frozenset({"meeting", "locked"}),
    ),
    Archetype(
        "near_inst", 1, (455 * WAN, 490 * WAN), _LONG, (Buying(6, 12, 330, 100000, 400000),), (30000, 90000)
    ),
    Archetype(
        "enterprise_small",
        3,
        (0, 80 * WAN),
        _LONG,
        (Buying(2, 60, 300, 50000, 200000),),
        (500, 9000),
        client_type=ClientType.ENTERPRISE,
        c_levels=_ORG_LEVELS,
    ),
    Archetype(
        "enterprise_large",
        2,
        (800 * WAN, 9000 * WAN),
        _LONG,
        (Buying(6, 15, 330, 1_000_000, 5_000_000),),
        (90_000, 900_000),
        client_type=ClientType.ENTERPRISE,
        c_levels=_ORG_LEVELS,
        features=frozenset({"meeting"}),
    ),
    Archetype(
        "fin_inst",
        1,
        (3000 * WAN, 20000 * WAN),
        _LONG,
        (Buying(4, 30, 350, 2_000_000, 9_000_000),),
        (200_000, 900_000),
        client_type=ClientType.FIN_INST,
        c_levels=("C5",),
    ),
    Archetype(
        "fund_product",
        1,
        (1200 * WAN, 8000 * WAN),
        (500, 1500),
        (Buying(3, 30, 350, 1_000_000, 4_000_000),),
        (90_000, 300_000),
        client_type=ClientType.PRODUCT,
        c_levels=("C5",),
    ),
    Archetype(
        "public_body",
        1,
        (600 * WAN, 5000 * WAN),
        _LONG,
        (Buying(1, 200, 300, 2_000_000, 6_000_000),),
        (20_000, 90_000),
        client_type=ClientType.GOV,
        c_levels=("C2",),
    ),
)


def roster(count: int) -> list[Archetype]:
    """The archetype of each of `count` clients: each once first, then by weight, in a fixed order."""
    wheel = [kind for kind in ARCHETYPES for _ in range(kind.weight)]
    spread = [wheel[(step * 37) % len(wheel)] for step in range(max(count - len(ARCHETYPES), 0))]
    return [*ARCHETYPES, *spread][:count]
