"""Boards for tests: invented clients at month-ends, a book that answers with them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from advisor_desk.domain.board import BoardFacts, PathFacts, Person, Place
from advisor_desk.domain.dates import to_day
from advisor_desk.domain.trading import TradingDays
from advisor_desk.rules.ruleset import RuleSet
from advisor_desk.rules.serviceset import ServiceRules
from advisor_desk.usecases.rules_catalog import shipped_service
from tests.builders import TODAY, WEEKDAYS, rules

SEPTEMBER = date(2026, 9, 30)
OCTOBER = date(2026, 10, 31)
WAN = 1_000_000
"""In fen."""


def place(client_id: int, tier: str = "RETAIL", assets_fen: int | None = WAN, **values: Any) -> Place:
    """A client of the long tail with us since 2020, never contacted."""
    plain = Place(
        client_id, tier, None, "LONG_TAIL", "ACTIVE", assets_fen, assets_fen, 0, to_day(date(2020, 1, 6))
    )
    return plain._replace(**values)


def org(client_id: int, assets_fen: int | None = WAN) -> Place:
    """An organisation."""
    return place(client_id, "INST", assets_fen, variant="ORG")


def facts(
    places: Mapping[date, Sequence[Place]],
    today: Sequence[Place] = (),
    *,
    people: Mapping[int, Person] | None = None,
    **parts: Any,
) -> BoardFacts:
    """Everybody has a number and a name of their own unless `people` says otherwise; `parts` are the rest."""
    ids = {one.client_id for many in (*places.values(), today) for one in many}
    known = {client_id: Person(f"C{client_id:06}", f"客户{client_id}") for client_id in ids}
    rest: dict[str, Any] = {
        "contacts": (),
        "enquiries": (),
        "waiting": (),
        "path": PathFacts(2, 5, 3),
        **parts,
    }
    return BoardFacts(as_of=TODAY, places=places, today=today, people={**known, **(people or {})}, **rest)


@dataclass
class BoardBookFake:
    """A book whose month-ends are those given; `missing` are kept one by one."""

    given: BoardFacts
    missing: list[date] = field(default_factory=list)

    @property
    def as_of(self) -> date:
        return self.given.as_of

    @property
    def rules(self) -> RuleSet:
        return rules()

    @property
    def service(self) -> ServiceRules:
        return shipped_service().in_force(TODAY)

    @property
    def trading(self) -> TradingDays:
        return WEEKDAYS

    def rules_on(self, _on: date) -> RuleSet:
        return rules()

    def board_facts(self) -> BoardFacts:
        return self.given

    def keep_month_end(self) -> date | None:
        return self.missing.pop() if self.missing else None
