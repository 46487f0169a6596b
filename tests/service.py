"""Service rules in tests: the rules that ship, a calendar of trading days, instants of Shanghai."""

from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import lru_cache

from advisor_desk import paths
from advisor_desk.domain.trading import TradingDays
from advisor_desk.rules.ruleset import RuleSet
from advisor_desk.rules.rulesfile import parse_rules
from advisor_desk.rules.servicefile import parse_service
from advisor_desk.rules.serviceset import ServiceRules

SERVICE_FILE = paths.resources() / "rules" / "service" / "2026-11.toml"
RULES_FILE = paths.resources() / "rules" / "2026-11.toml"
SHANGHAI = timezone(timedelta(hours=8))


@lru_cache(maxsize=1)
def service_rules() -> ServiceRules:
    """The service rules that ship."""
    return parse_service(SERVICE_FILE.read_text(encoding="utf-8"), SERVICE_FILE.name)


@lru_cache(maxsize=1)
def score_rules() -> RuleSet:
    """The rules of tiers and scores that ship."""
    return parse_rules(RULES_FILE.read_text(encoding="utf-8"), RULES_FILE.name)


@lru_cache(maxsize=1)
def weekdays() -> TradingDays:
    """Monday to Friday, no holidays: examples that can be counted by hand."""
    return TradingDays()


def at(on: date, hour: int, minute: int = 0) -> datetime:
    """A moment of the day in Shanghai as UTC."""
    return datetime.combine(on, time(hour, minute), SHANGHAI).astimezone(UTC)
