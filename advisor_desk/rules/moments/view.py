"""One client as the triggers see it: facts by day, sorted once, and what several of them ask for."""

from bisect import bisect_right
from datetime import date, timedelta
from functools import cached_property
from operator import attrgetter
from typing import Final

from advisor_desk.domain.client import LifeState, RiskLevel, Tier
from advisor_desk.domain.dates import to_day
from advisor_desk.domain.moment import ContactFact, HeldFact, MomentFacts, SignalFact, TradeFact
from advisor_desk.domain.records import TradeKind
from advisor_desk.rules.contact_caps import ContactState, is_marketing, opted_out_on, private_types
from advisor_desk.rules.figures import Figures
from advisor_desk.rules.moments.assets import Assets
from advisor_desk.rules.moments.series import Series
from advisor_desk.rules.moments.world import MomentWorld
from advisor_desk.rules.purchases import Bought, count_purchases, median_gap_x2
from advisor_desk.rules.state import state_of

Span = tuple[date, date]
"""The first and the last of some days."""

_DAY = attrgetter("on")
_LEVELS = list(RiskLevel)
PASSIVE: Final = frozenset(
    {
        TradeKind.DIVIDEND_CASH,
        TradeKind.DIVIDEND_REINVEST,
        TradeKind.CASH_SWEEP,
        TradeKind.ADVISORY_SWITCH,
    }
)
"""Kinds of trade that happen to a client without the client's doing."""


class ClientView:
    """A client's facts within one run. A day sees only what is dated up to it."""

    def __init__(self, facts: MomentFacts, world: MomentWorld) -> None:
        self.facts = facts
        self.world = world
        self._counted: dict[int, tuple[int, int | None]] = {}

    @cached_property
    def assets(self) -> Assets:
        """All assets."""
        return Assets(self.facts.assets, self.world.trading)

    @cached_property
    def holdings(self) -> Series[HeldFact]:
        """Holdings by the day of their snapshot."""
        return Series(self.facts.holdings, _DAY)

    @cached_property
    def snapshot_days(self) -> list[date]:
        """The days of those snapshots, each once."""
        return sorted(set(self.holdings.days))

    @cached_property
    def trades(self) -> Series[TradeFact]:
        """Confirmed trades."""
        return Series(self.facts.trades, _DAY)

    @cached_property
    def purchases(self) -> Series[TradeFact]:
        """Trades that count as purchases."""
        return Series([trade for trade in self.trades.items if trade.is_purchase], _DAY)

    @cached_property
    def contacts(self) -> Series[ContactFact]:
        """Contacts that were recorded."""
        return Series(self.facts.contacts, _DAY)

    @cached_property
    def effective(self) -> Series[ContactFact]:
        """Contacts in which the client was really there."""
        return Series([contact for contact in self.contacts.items if contact.is_effective], _DAY)

    @cached_property
    def signals(self) -> Series[SignalFact]:
        """Behaviour signals."""
        return Series(self.facts.signals, _DAY)

    @cached_property
    def levels(self) -> Series[tuple[date, RiskLevel]]:
        """Assessments by day, the most cautious of a day alone."""
        by_day: dict[date, RiskLevel] = {}
        for day, code in self.facts.assessments:
            level = RiskLevel(code)
            by_day[day] = min(level, by_day.get(day, level), key=_LEVELS.index)
        return Series(sorted(by_day.items()), lambda item: item[0])

    @cached_property
    def _private_days(self) -> Series[TradeFact]:
        private = private_types(self.world.advice)
        return Series([trade for trade in self.purchases.items if trade.product_type in private], _DAY)

    @cached_property
    def _marketing_days(self) -> list[date]:
        rules = self.world.service.contact
        return [contact.on for contact in self.contacts.items if is_marketing(contact, rules)]

    @property
    def private_purchases(self) -> Series[TradeFact]:
        """Purchases of private funds."""
        return self._private_days

    def contact_state(self, day: date) -> ContactState:
        """What speaks against a marketing contact on a day."""
        return ContactState(
            marketing_on=self._marketing_days,
            complaint_on=self.complaint_on(day),
            opted_out_on=opted_out_on(self.facts.consents, day),
            private_bought_on=self._private_days.last_day(day),
        )

    def complaint_on(self, day: date) -> date | None:
        """Since when a complaint is open on a day."""
        still = (
            since
            for since, settled in self.facts.complaints
            if since <= day and (settled is None or settled > day)
        )
        return min(still, default=None)

    def is_qualified(self, day: date) -> bool:
        """True when the client may hear of private funds: by record, or by the assets that lie with us."""
        if self.facts.is_qualified:
            return True
        held = self.assets.fen_on(day)
        least = self.world.advice.suitability.private.financial_fen
        return self.facts.client_type.is_person and held is not None and held >= least

    @cached_property
    def active_days(self) -> list[date]:
        """Days of trades that the client made."""
        return [trade.on for trade in self.trades.items if trade.kind not in PASSIVE]

    @cached_property
    def plans(self) -> list[tuple[str, list[date]]]:
        """Plans of instalments with their days, by number."""
        found: dict[str, set[date]] = {}
        for trade in self.trades.items:
            if trade.plan_no and trade.is_purchase:
                found.setdefault(trade.plan_no, set()).add(trade.on)
        return [(plan, sorted(days)) for plan, days in sorted(found.items())]

    def tier(self, day: date) -> tuple[Tier, int, int] | None:
        """A person's tier by rule with its average as a sum over days; None without any figure of assets."""
        rules, averages = self.world.rules.tier, self.assets.averages
        tier, average = averages.tier(to_day(day), rules), averages.on(to_day(day), rules.average_days)
        return None if tier is None or average is None else (tier, average.sum_fen, average.days)

    def state(self, day: date) -> LifeState:
        """The state of domain notes §2.3 on a day."""
        opened, bought = self.facts.opened_on, self.purchases
        count = bisect_right(bought.days, day)
        recency = (day - bought.days[count - 1]).days if count else None
        rules = self.world.rules.state
        # Not counted where the state does not hang on it.
        is_asked = recency is not None and rules.cadence_min_days < recency <= rules.active_max_days
        times, gap_x2 = self.rhythm(count) if is_asked else (0, None)
        tenure = None if opened is None or opened > day else (day - opened).days
        state, _ = state_of(Figures(tenure, recency, times, gap_x2, 0, 0, 0), rules)
        return state

    def rhythm(self, count: int) -> tuple[int, int | None]:
        """The first so many purchases as they count, and twice their median gap."""
        if count not in self._counted:
            bought = self.purchases.items[:count]
            facts = [Bought(one.on, one.amount_fen, one.plan_no or None) for one in bought]
            self._counted[count] = count_purchases(facts), median_gap_x2(one.on for one in facts)
        return self._counted[count]


def days_ago(day: date, days: int) -> date:
    """So many days before a day."""
    return day - timedelta(days=days)
