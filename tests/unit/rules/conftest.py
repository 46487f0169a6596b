"""The shipped rules, as the examples of the domain notes expect them."""

from pathlib import Path

import pytest

from advisor_desk.rules.ruleset import RuleSet
from advisor_desk.rules.rulesfile import parse_rules

RULES_FILE = Path(__file__).parents[3] / "resources" / "rules" / "2026-11.toml"


@pytest.fixture(scope="session")
def rules_text() -> str:
    return RULES_FILE.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def rules(rules_text: str) -> RuleSet:
    return parse_rules(rules_text, RULES_FILE.name)
