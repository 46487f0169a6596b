"""Three years of an invented client's assets, trades, revenue and holdings."""

from random import Random

from advisor_desk.demo import turns
from advisor_desk.demo.archetypes import Buying
from advisor_desk.demo.columns import Columns
from advisor_desk.demo.people import Person
from advisor_desk.demo.products import Shelf
from advisor_desk.domain.kinds import Kind
from advisor_desk.domain.money import yuan
from advisor_desk.domain.trading import TradingDays

YEARS_BACK = 3 * 365
_DAILY_SPAN = 45
_STEADY = ("MONEY_FUND", "BOND_FUND", "MIXED_FUND", "INDEX_ETF")
_RICH = ("BOND_FUND", "EQUITY_FUND", "GOLD_ETF", "QDII", "AMP_FIXED", "PRIVATE_SECURITIES", "MONEY_FUND")
_FILLERS = (
    "STOCK_BUY",
    "STOCK_SELL",
    "STOCK_BUY",
    "STOCK_SELL",
    "REVERSE_REPO",
    "CASH_SWEEP",
    "DIVIDEND_CASH",
)


class History:
    """Collects the rows of the large tables; the caller takes chunks when they have grown enough."""

    def __init__(self, draw: Random, end: int, trading: TradingDays, shelf: Shelf) -> None:
        self._draw = draw
        self._end = end
        self._trading = trading
        self._shelf = shelf
        self._days = trading.between(end - YEARS_BACK, end)
        self._serial = 0
        self.assets = Columns(Kind.ASSETS)
        self.holdings = Columns(Kind.HOLDINGS)
        self.trades = Columns(Kind.TRADES)
        self.revenue = Columns(Kind.REVENUE)

    def live(self, person: Person, fillers: int) -> int:
        """Write one client's history with `fillers` trades that are no purchases. Returns their number."""
        before = len(self.trades)
        level = self._assets(person)
        for buying in person.kind.buying:
            self._purchases(person, buying)
        self._extras(person)
        self._fill(person, fillers)
        self._revenue(person)
        self._holdings(person, level)
        return len(self.trades) - before

    def _assets(self, person: Person) -> int:
        """Daily figures for the last weeks, weekly before; returns today's level in fen."""
        draw = self._draw
        target = yuan(draw.randint(*person.kind.assets))
        start = max(person.opened, self._end - YEARS_BACK)
        span = max(self._end - start, 1)
        steady_from = self._end - (turns.DAILY_FROM if turns.has_salary(person) else _DAILY_SPAN)
        first_share = int(person.kind.start_share * 1000)
        points = [day for day in self._days if day >= start and (day >= steady_from or day % 7 == 0)] or [
            self._end
        ]
        value = target
        for day in points:
            permille = (
                1000 if day >= steady_from else first_share + (1000 - first_share) * (day - start) // span
            )
            noise = draw.randrange(-8, 9)
            if turns.has_salary(person):
                noise //= 8
            value = target * (permille + noise) // 1000 + turns.shift_fen(person, day, self._end, target)
            if day == points[-1] and "inflow" in person.kind.features and person.serial % 2:
                value += yuan(210_000)
            debt = -value if value < 0 else None
            share = draw.randrange(3, 20)
            # A few accounts are told without their cash: what they may spend is not known.
            cash = None if person.serial % 61 == 17 else abs(value) * share // 100
            self.assets.add(
                client_no=person.client_no, on_day=day, aum_fen=value, cash_fen=cash, debt_fen=debt
            )
        return value

    def _trade(self, person: Person, day: int, kind: str, amount_fen: int, **rest: str | int) -> None:
        self._serial += 1
        self.trades.add(
            client_no=person.client_no,
            trade_no=f"T{self._serial:09d}",
            on_day=day,
            trade_kind=kind,
            status=rest.get("status", "CONFIRMED"),
            product_code=rest.get("product_code"),
            amount_fen=amount_fen,
            units_e4=rest.get("units_e4"),
            plan_no=rest.get("plan_no"),
        )

    def _purchases(self, person: Person, buying: Buying) -> None:
        """Evenly spread with a little wobble; the newest and oldest days are kept exactly."""
        draw = self._draw
        oldest = min(buying.oldest, self._end - person.opened)
        newest = min(turns.newest_back(person, buying), oldest)
        codes = self._codes(person)
        step = (oldest - newest) / max(buying.count - 1, 1)
        plan = f"P{person.serial:07d}" if buying.sip else None
        for turn in range(buying.count):
            back = newest + round(turn * step)
            amount = yuan(draw.randint(buying.low, buying.high))
            kind = "SIP" if buying.sip else "SUBSCRIBE" if turn % 5 else "PURCHASE_IPO"
            rest: dict[str, str | int] = {"product_code": codes[turn % len(codes)], "units_e4": amount * 83}
            if plan is not None:
                rest["plan_no"] = plan
            self._trade(person, self._end - back, kind, amount, **rest)
        if person.serial % 19 == 4:
            self._trade(person, self._end - newest, "SUBSCRIBE", yuan(90_000), status="CANCELLED")

    def _extras(self, person: Person) -> None:
        """What the client bought beside the patterns of the archetype."""
        for extra in turns.extras(person, self._end):
            code = self._shelf.by_type[extra.product_type][extra.house]
            rest: dict[str, str | int] = {"product_code": code, "units_e4": extra.amount_fen * 83}
            self._trade(person, self._end - extra.back, extra.kind.value, extra.amount_fen, **rest)

    def _codes(self, person: Person) -> list[str]:
        kinds = _RICH if person.kind.assets[0] >= 1_000_000 else _STEADY
        return [self._draw.choice(self._shelf.by_type[kind]) for kind in kinds[: 2 + person.serial % 4]]

    def _fill(self, person: Person, count: int) -> None:
        """Trades that count as no purchase: stocks, reverse repo, cash sweep, dividends."""
        draw = self._draw
        start = max(person.opened, self._end - YEARS_BACK)
        span = self._end - start + 1
        for turn in range(count):
            kind = _FILLERS[turn % len(_FILLERS)]
            day = start + draw.randrange(span)
            self._trade(person, day, kind, draw.randrange(100_000, 9_000_000))

    def _revenue(self, person: Person) -> None:
        """Twelve monthly entries that add up to the year's figure, and older years at half the pace."""
        low, high = person.kind.revenue_year
        year = yuan(self._draw.randint(low, high))
        tenure = self._end - person.opened
        months = min(tenure // 31 + 1, 12)
        kinds = ("COMMISSION", "PRODUCT_FEE", "ADVISORY_FEE", "MARGIN_INTEREST")
        if year < 0:
            self._entry(person, self._end - 20, "REFUND", year)
            return
        left = year
        for month in range(months):
            share = left if month == months - 1 else year // months
            left -= share
            if share:
                self._entry(
                    person, self._end - min(12 + month * 29, tenure), kinds[month % len(kinds)], share
                )
        for month in range(13, min(tenure // 31, 34)):
            if year:
                self._entry(person, self._end - 12 - month * 30, kinds[month % 3], max(year // 24, 1))

    def _entry(self, person: Person, day: int, kind: str, amount_fen: int) -> None:
        self._serial += 1
        estimated = int(person.serial % 50 == 9)
        self.revenue.add(
            client_no=person.client_no,
            entry_no=f"R{self._serial:09d}",
            on_day=day,
            revenue_kind=kind,
            amount_fen=amount_fen,
            is_estimated=estimated,
        )

    def _holdings(self, person: Person, level: int) -> None:
        """What the assets are made of today; some at a loss, some locked with the end near."""
        if level <= 0:
            return
        codes = list(dict.fromkeys(self._codes(person)))
        share = level * 85 // 100 // len(codes)
        as_of = self._trading.last(self._end, 1)[0]
        for at, code in enumerate(codes):
            loss = person.serial % 26 == 8 and at == len(codes) - 1  # The boldest: no money fund.
            locked = (
                self._end + (1, 7, 30, 400)[person.serial % 4] if "locked" in person.kind.features else None
            )
            self.holdings.add(
                client_no=person.client_no,
                product_code=code,
                as_of_day=as_of,
                units_e4=share * 83,
                value_fen=share,
                cost_fen=share * 125 // 100 if loss else share * (90 + at) // 100,
                locked_until=locked,
            )
