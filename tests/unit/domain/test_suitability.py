"""A verdict tells its primary finding and its codes; a bundle is as bad as its worst leg."""

import pytest

from advisor_desk.domain.suitability import (
    CheckCode,
    Finding,
    SuitabilityOutcome,
    SuitabilityVerdict,
    worst,
)

ALLOW, WARN, FORBID = SuitabilityOutcome
CLEAR = SuitabilityVerdict(ALLOW, (), ())
WARNED = SuitabilityVerdict(WARN, (Finding(CheckCode.M_CONC, WARN), Finding(CheckCode.I_PREMIUM, WARN)), ())
REFUSED = SuitabilityVerdict(
    FORBID,
    (
        Finding(CheckCode.R_CLIENT_ABOVE, WARN),
        Finding(CheckCode.M_CONC_BLOCK, FORBID),
        Finding(CheckCode.I_PREMIUM, WARN),
    ),
    (),
)


@pytest.mark.parametrize(
    ("verdict", "primary", "codes", "is_allowed"),
    [
        (CLEAR, "OK", ["OK"], True),
        (WARNED, "M_CONC", ["M_CONC", "I_PREMIUM"], False),
        (REFUSED, "M_CONC_BLOCK", ["R_CLIENT_ABOVE", "M_CONC_BLOCK", "I_PREMIUM"], False),
    ],
)
def test_primary_is_the_first_of_the_worst(
    verdict: SuitabilityVerdict, primary: str, codes: list[str], is_allowed: bool
) -> None:
    assert (verdict.primary, list(verdict.codes), verdict.is_allowed) == (primary, codes, is_allowed)


def test_a_bundle_is_as_bad_as_its_worst_leg() -> None:
    assert worst([CLEAR]) is ALLOW
    assert worst([CLEAR, WARNED, CLEAR]) is WARN
    assert worst([WARNED, REFUSED]) is FORBID
    assert worst([]) is FORBID
