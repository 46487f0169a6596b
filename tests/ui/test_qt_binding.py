"""The Qt binding keeps count of `None`: PySide6 6.12.0 on Python 3.11 does not, and dies in real use."""

import sys

import pytest
from PySide6.QtCore import QObject

NONE_IS_IMMORTAL = sys.version_info >= (3, 12)


@pytest.mark.skipif(NONE_IS_IMMORTAL, reason="None is never freed since Python 3.12")
@pytest.mark.parametrize("calls", [500, 1000])
def test_a_call_that_returns_nothing_costs_no_reference(calls: int) -> None:
    thing = QObject()
    before = sys.getrefcount(None)
    for _ in range(calls):
        thing.setObjectName("x")
    assert abs(sys.getrefcount(None) - before) < 100


def test_the_binding_is_one_that_was_tried() -> None:
    from PySide6 import __version_info__

    assert (6, 9, 3) <= __version_info__[:3] < (6, 12)
