"""What the hub takes at once: buckets fill with time, the gate counts, and nothing grows without end."""

import pytest

from advisor_desk.hub.limits import Buckets, Gate, Rate
from advisor_desk.hub.refused import Refused
from advisor_desk.wire.messages import Problem

SECOND = 1_000_000_000


class Ticks:
    """A clock of whole nanoseconds that moves when it is told to."""

    def __init__(self) -> None:
        self.now = 5 * SECOND

    def __call__(self) -> int:
        return self.now


def wait_of(buckets: Buckets, key: str) -> int:
    with pytest.raises(Refused) as caught:
        buckets.take(key)
    assert caught.value.problem is Problem.TOO_MANY
    return int(caught.value.params["retry_after"])


def test_so_many_at_once_then_so_many_a_second() -> None:
    ticks = Ticks()
    buckets = Buckets(Rate(per_second=2, burst=5), ticks)
    for _ in range(5):
        buckets.take("a")
    assert wait_of(buckets, "a") == 1
    assert wait_of(buckets, "a") == 1, "being refused costs nothing more"
    ticks.now += SECOND // 2
    buckets.take("a")
    wait_of(buckets, "a")
    ticks.now += 100 * SECOND
    for _ in range(5):
        buckets.take("a")
    wait_of(buckets, "a")


def test_one_device_does_not_pay_for_another() -> None:
    buckets = Buckets(Rate(1, 1), Ticks())
    buckets.take("a")
    wait_of(buckets, "a")
    buckets.take("b")


def test_keys_that_are_full_again_are_forgotten_and_a_flood_of_keys_has_an_end() -> None:
    ticks = Ticks()
    buckets = Buckets(Rate(1, 1), ticks, most_keys=10)
    for number in range(10):
        buckets.take(f"old {number}")
    ticks.now += 10 * SECOND
    buckets.take("new")
    assert len(buckets) == 1
    for number in range(1_000):
        buckets.take(f"flood {number}")
    assert len(buckets) <= 10


def test_the_gate_turns_away_and_opens_again_even_after_an_error() -> None:
    gate = Gate(2, retry_after=7)

    def nested() -> None:
        with gate.passing(), gate.passing():
            assert gate.inside == 2
            with pytest.raises(Refused) as caught, gate.passing():
                pass
            assert (caught.value.problem, caught.value.params) == (Problem.BUSY, {"retry_after": 7})
            raise KeyError

    with pytest.raises(KeyError):
        nested()
    assert gate.inside == 0
    with gate.passing():
        assert gate.inside == 1
