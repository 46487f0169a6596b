"""Codes are ASCII, told apart, and permanent: they are stored in books and read by scripts."""

import enum
import pkgutil
from importlib import import_module

import pytest

from advisor_desk import domain
from advisor_desk.domain.client import ClientType, Group, LifeState, RiskLevel, Tier
from advisor_desk.domain.interaction import Outcome

MODULES = [module.name for module in pkgutil.iter_modules(domain.__path__)]


def code_enums() -> list[type[enum.StrEnum]]:
    found = {
        thing
        for module in MODULES
        for thing in vars(import_module(f"advisor_desk.domain.{module}")).values()
        if isinstance(thing, type) and issubclass(thing, enum.StrEnum) and thing is not enum.StrEnum
    }
    return sorted(found, key=lambda thing: thing.__qualname__)


@pytest.mark.parametrize("codes", code_enums(), ids=lambda codes: codes.__name__)
def test_codes_are_ascii_and_have_no_second_name(codes: type[enum.StrEnum]) -> None:
    assert all(code.value.isascii() and code.value for code in codes)
    assert len(codes.__members__) == len(list(codes))


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        (Tier, "RETAIL HNW INST"),
        (Group, "KEY_DEVELOP KEY_GUIDE POTENTIAL LONG_TAIL"),
        (LifeState, "ACTIVE NEW AT_RISK DORMANT"),
        (RiskLevel, "C1_MIN C1 C2 C3 C4 C5"),
        (ClientType, "PERSON ENTERPRISE FIN_INST PRODUCT GOV"),
    ],
)
def test_the_glossarys_codes_stay_as_they_are(codes: type[enum.StrEnum], expected: str) -> None:
    assert [code.value for code in codes] == expected.split()


def test_only_a_natural_person_is_a_person() -> None:
    assert [kind for kind in ClientType if kind.is_person] == [ClientType.PERSON]


def test_every_contact_counts_but_the_one_that_reached_nobody() -> None:
    assert [outcome for outcome in Outcome if not outcome.is_effective] == [Outcome.NOT_REACHED]
