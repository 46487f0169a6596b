"""What a first sync brings: clients, their trades and the shelf, as rows that head office has put.

Seeded. Activity differs widely between clients, amounts have a long tail, names are invented.
"""

from __future__ import annotations

from collections.abc import Iterator

from advisor_desk.domain.dates import to_day
from advisor_desk.storage.pinyin import search_forms
from advisor_desk.wire.rows import RowDraft, compact
from advisor_desk.wire.shapes import SHAPES
from tests.bench.books import AS_OF, names

CLIENTS = 2_000
TRADES = 200_000
PRODUCTS = 60
_SPAN = 1_826


def client_number(at: int) -> str:
    """The number of the client at a place."""
    return f"C{at:07d}"


def products() -> Iterator[RowDraft]:
    """The firm's shelf."""
    for number in range(1, PRODUCTS + 1):
        name = f"稳健增利{number:03}号"
        yield _row(
            "product", "", f"P{number:05}", name=name, product_type="BOND_FUND", r_level=f"R{1 + number % 5}",
            currency="CNY", min_first_fen=10_000_00, pinyin=search_forms(name),
        )  # fmt: skip


def clients(count: int = CLIENTS) -> Iterator[RowDraft]:
    """Clients with what every one of them has."""
    import numpy as np

    draw = np.random.default_rng(3)
    end = to_day(AS_OF)
    opened, born = end - draw.integers(40, 4_000, count), end - draw.integers(20 * 365, 75 * 365, count)
    for at, name in enumerate(names(count)):
        number = client_number(at)
        yield _row(
            "client", number, number, name=name, pinyin=search_forms(name), client_type="PERSON",
            gender="FM"[at % 2], born_on=int(born[at]), id_type="ID_CARD", id_no=f"11010119{at:010d}",
            phone=f"138{at:08d}", region=f"网点{at % 30:03d}", opened_on=int(opened[at]),
        )  # fmt: skip


def trades(count: int = TRADES, of: int = CLIENTS) -> Iterator[RowDraft]:
    """Trades in the order of clients; two in ten are redemptions, one in four an instalment of a plan."""
    import numpy as np

    draw = np.random.default_rng(11)
    weight = draw.gamma(0.8, 1.0, of) + 0.02
    client = np.sort(draw.choice(of, count, p=weight / weight.sum()))
    day = to_day(AS_OF) - draw.integers(0, _SPAN, count)
    fen = (np.minimum(np.exp(draw.normal(9.2, 1.1, count)), 5e7) * 100).astype(np.int64) + 100
    product = draw.integers(1, PRODUCTS + 1, count)
    kind = draw.random(count)
    month = day.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) + 1970 * 12
    rows = zip(*(x.tolist() for x in (client, day, fen, product, kind, month)), strict=True)
    for serial, (who, on, much, what, share, when) in enumerate(rows):
        is_plan, is_sale = share < 0.25, share > 0.8
        yield _row(
            "trade", client_number(who), f"T{serial:08d}", on_day=on,
            trade_kind="REDEEM" if is_sale else "SIP" if is_plan else "SUBSCRIBE", status="CONFIRMED",
            product_code=f"P{what:05}", amount_fen=much, is_purchase=0 if is_sale else 1,
            plan_no=f"P{who}" if is_plan else None, sip_month=when if is_plan else None,
        )  # fmt: skip


def _row(kind: str, client_no: str, row_id: str, **values: object) -> RowDraft:
    return RowDraft(kind, row_id, client_no, compact([values.get(name) for name in SHAPES[kind].values]))
