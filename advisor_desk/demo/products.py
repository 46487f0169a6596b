"""The invented shelf of the demo book: every type that an advisor meets, graded and ungraded."""

from random import Random

from advisor_desk.demo.columns import Columns
from advisor_desk.demo.terms import terms_of
from advisor_desk.domain.kinds import Kind, RowChunk
from advisor_desk.domain.money import yuan

_HOUSES = ("望川", "青陵", "北原", "江海", "云溪", "松岭")
_DAY = 365
_REGRADED, _YEARLY = 2, 5
"""The house whose mixed fund was graded anew; the one whose advisory agreements are for a year."""


class _Line:
    """A family of products: type, name, grade, minimum in yuan, term, liquidity, qualification, exposure."""

    def __init__(
        self, product_type: str, name: str, grade: str | None, minimum: int, **rest: str | int
    ) -> None:
        self.product_type = product_type
        self.name = name
        self.grade = grade
        self.minimum = minimum
        self.rest = rest


_LINES = (
    _Line("MONEY_FUND", "天天现金货币", "R1", 1, exposure="CASH:100", liquidity="T0", step=1),
    _Line("BOND_FUND", "安心纯债", "R2", 10, exposure="CN_BOND:100", liquidity="T1", step=1),
    _Line("BOND_FUND", "双季增利债券", "R2", 10, exposure="CN_BOND:95;CASH:5", liquidity="T1", step=1),
    _Line("MIXED_FUND", "均衡配置混合", "R3", 10, exposure="CN_BOND:50;CN_EQUITY:50", liquidity="T1", step=1),
    _Line("INDEX_ETF", "沪深三百指数", "R3", 100, exposure="CN_EQUITY:100", liquidity="T1", step=100),
    _Line("EQUITY_FUND", "成长精选股票", "R4", 10, exposure="CN_EQUITY:100", liquidity="T1", step=1),
    _Line("GOLD_ETF", "黄金联接", "R3", 100, exposure="COMMODITY_GOLD:100", liquidity="T1", step=100),
    _Line("QDII", "全球优选", "R4", 10, exposure="GLOBAL_EQUITY:100", liquidity="T7", step=1),
    _Line(
        "FOF", "稳健养老目标", "R3", 10, exposure="CN_BOND:70;CN_EQUITY:30", liquidity="T7", step=1, term=0
    ),
    _Line(
        "FUND_ADVISORY",
        "省心投顾组合",
        "R3",
        500,
        exposure="CN_BOND:60;CN_EQUITY:40",
        liquidity="T7",
        step=100,
        term=0,
    ),
    _Line(
        "AMP_FIXED",
        "稳健增利资管计划",
        "R2",
        300_000,
        exposure="CN_BOND:100",
        qualified="AMP",
        liquidity="PERIODIC",
        term=180,
    ),
    _Line(
        "AMP_MIXED",
        "进取资管计划",
        "R3",
        400_000,
        exposure="CN_BOND:60;CN_EQUITY:40",
        qualified="AMP",
        liquidity="PERIODIC",
        term=360,
    ),
    _Line(
        "PRIVATE_SECURITIES",
        "量化对冲一号",
        "R5",
        1_000_000,
        exposure="QUANT_HEDGE:100",
        qualified="PRIVATE",
        liquidity="PERIODIC",
        term=360,
    ),
    _Line(
        "PRIVATE_EQUITY",
        "先进制造股权",
        "R5",
        1_000_000,
        exposure="PRIVATE_EQUITY:100",
        qualified="PRIVATE",
        term=1800,
    ),
    _Line("INCOME_NOTE_FIXED", "固定收益凭证", "R1", 50_000, exposure="CASH:40;CN_BOND:60", term=180),
    _Line(
        "BANK_WMP", "合作银行稳享理财", "R2", 1, exposure="CN_BOND:80;CASH:20", regime="NFRA", term=90, step=1
    ),
    _Line("FUND_OTHER", "待评级新发混合", None, 10, exposure="CN_BOND:50;CN_EQUITY:50", step=1),
)
_CAPS = {"MONEY_FUND": None, "INDEX_ETF": 4000}
"""Most of a client's money in one product, in basis points, where it is not the usual fifth."""


class Shelf:
    """Products of the demo by code, with their grade, for holdings and trades to refer to."""

    def __init__(self, draw: Random, end: int, regraded_on: int) -> None:
        """`regraded_on` is the day on which one product's grade was set anew: the last trading day."""
        self.end = end
        self._regraded_on = regraded_on
        self.codes: list[str] = []
        self.by_type: dict[str, list[str]] = {}
        self._columns = Columns(Kind.PRODUCTS)
        for house_at in range(len(_HOUSES)):
            for line_at, line in enumerate(_LINES):
                code = f"{house_at + 1}{line_at + 1:02d}{draw.randrange(1000):03d}"
                self._add(draw, house_at, line, code)

    def _add(self, draw: Random, house_at: int, line: _Line, code: str) -> None:
        house = _HOUSES[house_at]
        self.codes.append(code)
        self.by_type.setdefault(line.product_type, []).append(code)
        serial = len(self.codes)
        status = "SUSPENDED" if serial % 29 == 0 else "EXPIRED" if serial % 31 == 0 else "ON_SALE"
        term = line.rest.get("term")
        minimum = yuan(line.minimum)
        rated_on = self.end - draw.randrange(30, 300) if line.grade else None
        if line.product_type == "MIXED_FUND" and house_at == _REGRADED:
            rated_on = self._regraded_on
        is_yearly = line.product_type == "FUND_ADVISORY" and house_at == _YEARLY
        self._columns.add(
            code=code,
            name=house + line.name,
            product_type=line.product_type,
            issuer=f"{house}基金管理有限公司",
            manager=f"{house}基金管理有限公司",
            regime=line.rest.get("regime", "CSRC"),
            r_level=line.grade,
            r_level_manager=line.grade,
            r_rated_on=rated_on,
            currency="CNY",
            min_first_fen=minimum,
            min_add_fen=minimum,
            step_fen=yuan(int(line.rest.get("step", 10_000))),
            lockup_days=term,
            term_days=_DAY if is_yearly else term,
            redeem_days=draw.choice((0, 1, 2, 3, 7)),
            fee_front_bp=draw.choice((0, 15, 50, 100, 150)),
            fee_manage_bp=draw.choice((15, 30, 60, 120, 150)),
            fee_custody_bp=draw.choice((5, 10, 20)),
            fee_sales_bp=draw.choice((0, 20, 40)),
            qualified_only=line.rest.get("qualified", "NONE"),
            legal_floor_fen=minimum if "qualified" in line.rest else None,
            shelf_status=status if line.grade else "DRAFT",
            shelf_from=self.end - draw.randrange(200, 900),
            shelf_to=self.end + (-5 if status == "EXPIRED" else draw.randrange(60, 2 * _DAY)),
            quota_total_fen=yuan(50_000_000),
            quota_left_fen=yuan(0 if serial % 23 == 0 else draw.randrange(1, 50) * 1_000_000),
            liquidity=line.rest.get("liquidity", "LOCKED"),
            max_client_bp=_CAPS.get(line.product_type, 2000),
            exposure=line.rest["exposure"],
            **terms_of(line.product_type, house_at, self.end),
        )

    def chunk(self) -> RowChunk:
        """All products as one chunk."""
        return self._columns.chunk()
