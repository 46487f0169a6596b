"""网点模式: a partner's outlet fixed for the day (S0 银证合作); the next morning it is off by itself."""

import json
from dataclasses import dataclass
from datetime import date
from typing import Protocol

KEY = "outlet"


@dataclass(frozen=True, slots=True)
class Outlet:
    """Where the advisor stands, and the bank's manager met last."""

    partner: str
    outlet: str
    bank_manager: str = ""


@dataclass(frozen=True, slots=True)
class OutletChoice:
    """What was chosen last; it is on for `day` alone."""

    outlet: Outlet
    day: date | None = None

    def on(self, today: date) -> Outlet | None:
        """The outlet, when the mode is on today."""
        return self.outlet if self.day == today else None


class PreferenceBook(Protocol):
    """A book that keeps choices."""

    def preference(self, key: str) -> str | None:
        """A choice of the person kept in the book."""

    def keep_preference(self, key: str, value: str | None) -> None:
        """Keep or forget (None) a choice."""


def read_outlet(book: PreferenceBook) -> OutletChoice | None:
    """What was chosen last; None before the first time."""
    kept = book.preference(KEY)
    if not kept:
        return None
    try:
        body = json.loads(kept)
        day = body.get("day")
        outlet = Outlet(str(body["partner"]), str(body["outlet"]), str(body.get("bank_manager", "")))
        return OutletChoice(outlet, date.fromisoformat(day) if day else None)
    except (ValueError, KeyError, AttributeError, TypeError):
        return None


def keep_outlet(book: PreferenceBook, choice: OutletChoice) -> None:
    """Remember it."""
    body = {
        "day": choice.day.isoformat() if choice.day else None,
        "partner": choice.outlet.partner,
        "outlet": choice.outlet.outlet,
        "bank_manager": choice.outlet.bank_manager,
    }
    book.keep_preference(KEY, json.dumps(body, ensure_ascii=False))
