"""Waiting, sizes, clocks, the meaning of refusals: the pure parts of a round."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest

from advisor_desk.errors import DeskError, OutsideFailed
from advisor_desk.sync.backoff import LEAST_SECONDS, MOST_SECONDS, SPREAD_SECONDS, next_in, wait_seconds
from advisor_desk.sync.clock_skew import is_off, skew_seconds, utc_text
from advisor_desk.sync.figures import Stage
from advisor_desk.sync.pace import FIRST_EVENTS, LEAST_BYTES, LEAST_ROWS, Pace
from advisor_desk.sync.refused import MOST_WAIT, Absent, Resync, TooMuch, meaning
from advisor_desk.wire.messages import Flag, Problem, Refusal
from advisor_desk.wire.shaped import instant
from advisor_desk.wire.version import FIRST_ROWS, MOST_EVENTS, MOST_PUSH_BYTES, MOST_ROWS
from advisor_desk.words import errors
from advisor_desk.words import sync as words
from advisor_desk.words.sync_flags import FLAGS
from tests.sync_fakes import NOW, TIME

ROOT = Path(__file__).resolve().parents[3]


def test_waits_are_jittered_grow_and_stay_within_bounds() -> None:
    rng = random.Random(5)  # noqa: S311
    for failures in range(40):
        waits = [wait_seconds(failures, rng.random) for _ in range(200)]
        most = min(MOST_SECONDS, 2.0**failures)
        assert all(LEAST_SECONDS <= one <= max(most, LEAST_SECONDS) for one in waits)
        assert failures == 0 or len(set(waits)) > 100
    assert wait_seconds(10_000, lambda: 0.999) <= MOST_SECONDS
    assert wait_seconds(-1, lambda: 0.5) == LEAST_SECONDS


def test_what_the_hub_asks_for_is_the_least() -> None:
    assert wait_seconds(0, lambda: 0.0, retry_after=120) == 121
    assert wait_seconds(3, lambda: 0.5, retry_after=120) > 120


def test_scheduled_rounds_are_spread_and_come_sooner_after_a_failure() -> None:
    every = 3_600.0
    times = [next_in(every, 0, chance) for chance in (lambda: 0.0, lambda: 0.5, lambda: 0.9999)]
    assert times == sorted(times)
    assert times[0] == every - SPREAD_SECONDS
    assert times[1] == every
    assert times[2] <= every + SPREAD_SECONDS
    assert next_in(every, 2, lambda: 0.5) < 5
    assert next_in(every, 1, lambda: 0.0, retry_after=600) >= 600
    assert next_in(60.0, 0, lambda: 0.0) == 30


def test_pace_grows_while_answers_come_quickly_and_halves_when_they_do_not() -> None:
    pace = Pace()
    assert (pace.events, pace.push_bytes, pace.rows) == (FIRST_EVENTS, MOST_PUSH_BYTES, FIRST_ROWS)
    for _ in range(5):
        pace.push_went(0.1)
        pace.page_came(0.1)
    assert (pace.events, pace.push_bytes, pace.rows) == (MOST_EVENTS, MOST_PUSH_BYTES, MOST_ROWS)
    pace.push_went(5)
    pace.page_came(5)
    assert (pace.events, pace.rows) == (MOST_EVENTS, MOST_ROWS)
    pace.push_went(60)
    pace.page_came(60)
    assert (pace.events, pace.rows) == (MOST_EVENTS // 2, MOST_ROWS // 2)
    sent = pace.events
    while pace.push_failed(sent):
        sent = min(sent, pace.events)
    assert (pace.events, pace.push_bytes) == (1, LEAST_BYTES)
    while pace.page_failed():
        assert pace.rows >= LEAST_ROWS
    assert pace.rows == LEAST_ROWS


def test_whoever_works_beside_a_window_asks_for_smaller_pages() -> None:
    pace = Pace(most_rows=2_000)
    for _ in range(5):
        pace.page_came(0.1)
    assert pace.rows == 2_000


def test_a_short_batch_that_was_too_much_is_halved_from_its_own_size() -> None:
    pace = Pace()
    assert pace.push_failed(10)
    assert pace.events == 5


def test_skew_is_told_against_the_middle_of_the_request() -> None:
    assert skew_seconds(TIME, NOW, NOW) == 0
    assert skew_seconds(TIME, NOW + 100, NOW + 102) == 101
    assert skew_seconds("tomorrow", NOW, NOW) == 0
    assert skew_seconds("2026-09-21T14:13:20", NOW, NOW) == 0
    assert [is_off(one) for one in (0, 600, 601, -601)] == [False, False, True, True]


def test_times_of_a_broken_clock_are_still_times() -> None:
    assert utc_text(NOW) == TIME
    for seconds in (-1e18, 1e18, -62_135_596_800.0 - 1, 253_402_300_800.0):
        assert instant(utc_text(seconds)) is not None


@pytest.mark.parametrize("problem", list(Problem))
def test_every_problem_of_a_hub_means_something_with_and_without_a_status(problem: Problem) -> None:
    statuses = {
        Problem.BUSY: 503, Problem.TOO_MANY: 429, Problem.TOO_LARGE: 413, Problem.RESYNC_REQUIRED: 409,
        Problem.FAILED: 500, Problem.SHAPELESS: 400, Problem.UPGRADE_NEEDED: 426,
    }  # fmt: skip
    over_http = meaning(statuses.get(problem, 403), problem.value)
    in_process = meaning(0, problem.value)
    assert type(over_http) is type(in_process)
    if isinstance(over_http, DeskError):
        assert over_http.code == getattr(in_process, "code", "")
        assert errors.is_known(over_http.code)
        assert over_http.code != "sync.not_a_hub"
    else:
        assert isinstance(over_http, TooMuch | Resync)


def test_a_hub_cannot_make_a_desk_wait_for_ever() -> None:
    refused = meaning(503, "", 10**9)
    assert isinstance(refused, OutsideFailed)
    assert refused.params == {"retry_after": MOST_WAIT}
    assert isinstance(meaning(404, ""), Absent)


def test_every_stage_refusal_and_flag_has_words() -> None:
    assert {stage.value for stage in Stage} <= set(words.STAGES)
    assert {code.value for code in Refusal} == set(words.REFUSALS)
    assert {code.value for code in Flag} == set(FLAGS)


def test_every_code_of_the_line_has_words() -> None:
    named: set[str] = set()
    for file in (ROOT / "advisor_desk" / "sync").glob("*.py"):
        named |= set(re.findall(r'"(sync\.[a-z_]+)"', file.read_text(encoding="utf-8")))
    bugs = {"sync.not_by_file"}
    assert [code for code in sorted(named - bugs) if not errors.is_known(code)] == []
