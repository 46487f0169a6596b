"""What the console counts and lists, on both databases, in SQL that runs unchanged on a spread one."""

from collections import Counter
from datetime import date

import pytest

from advisor_desk.hub.console import charts, conflicts, contacts, held, tiers
from advisor_desk.hub.console.asking import Ask, Shown
from advisor_desk.hub.console.charts import Column, chart
from advisor_desk.hub.console.counting import TierMonths
from advisor_desk.hub.console.routes import DEEDS, PAGES
from advisor_desk.hub.console.session import Sessions
from advisor_desk.hub.console.speech import CHINESE, Speech
from advisor_desk.hub.hub import Hub
from tests.hub.console_office import Office
from tests.hub.console_visit import event_path
from tests.hub.sql_lint import faults
from tests.hubs import NOW, Clock, memory_hub


def asking(hub: Hub, address: str = "") -> Ask:
    """A request of somebody who has signed in."""
    sessions = Sessions(hub)
    cookie = sessions.begin(sessions.invite("王五"))
    person = sessions.of(cookie)
    assert person is not None
    query = dict(part.split("=", 1) for part in address.partition("?")[2].split("&") if part)
    return Ask(hub, person, sessions.proof(person), Speech(CHINESE), query)


def test_every_statement_of_the_console_is_portable(any_hub: Hub, clock: Clock) -> None:
    office = Office(any_hub, clock).fill(days=1)
    held_path = event_path("event", "BJ01", office.early)
    with any_hub.store.capturing() as statements:
        for path, page in PAGES.items():
            told = page(asking(any_hub, f"{path}?branch=BJ01&id={office.conflict}&field=name"))
            assert isinstance(told, Shown)
        for query in ("", "?reason=SHAPE", "?state=RELEASED", "?state=SETTLED"):
            held.page(asking(any_hub, query))
            conflicts.page(asking(any_hub, query))
        for deed in DEEDS.values():
            deed(asking(any_hub, held_path))
        last = asking(any_hub)
        Sessions(any_hub).end(last.person)
        assert Sessions(any_hub).end_all() > len(PAGES)
    own = list(dict.fromkeys(statements))
    assert len(own) > 25
    assert {text: found for text in own if (found := faults(text))} == {}


def test_pages_by_key_hold_everything_once(
    any_hub: Hub, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = Office(any_hub, clock).fill(days=1)
    monkeypatch.setattr(held, "MOST", 7)
    monkeypatch.setattr(conflicts, "MOST", 1)
    expected: list[tuple[str, str]] = []
    for branch, chain in office.desks.items():
        for _ in range(3):
            clock.now += 1
            any_hub.push(chain.device, chain.batch(*(chain.event("unknown") for _ in range(3))))
        expected += [(branch, one.id) for one in any_hub.quarantined(branch)]
    assert len(expected) == 50
    for page, most, number in ((held.page, 7, 50), (conflicts.page, 1, 2)):
        found: list[str] = []
        address = "?"
        for _ in range(number):
            values = page(asking(any_hub, address)).values
            assert len(values["rows"]) <= most
            found += [row["href"] for row in values["rows"]]
            address = values["later"].replace("%3A", ":").replace("%2B", "+")
            if not address:
                break
        assert (len(found), len(set(found))) == (number, number)
    assert expected[0][1] in held.page(asking(any_hub)).values["rows"][0]["href"]


def test_bars_stand_upon_each_other_on_a_round_scale() -> None:
    made = chart([Column("a", (3, 0, 4)), Column("b", (0, 0, 0)), Column("c", (1, 1, 1))])
    assert [value for _, value in made.ticks] == [0, 2, 4, 6, 8]
    assert [bar.total for bar in made.bars] == [7, 0, 3]
    first, nothing, _ = made.bars
    assert [part.place for part in first.parts] == [0, 2]
    below, above = first.parts
    assert above.y + above.height == below.y
    assert below.y + below.height == made.ground
    assert (nothing.parts, nothing.has_total) == ((), False)
    assert (first.x, first.middle, nothing.middle) == ("12.66%", "16.66%", "49.99%")


def test_a_bar_of_next_to_nothing_stands_on_the_ground_and_a_long_scale_has_room() -> None:
    made = chart([Column("a", (1_000_000,)), Column("b", (1,))])
    (least,) = made.bars[1].parts
    assert (least.height, least.y + least.height) == (2, made.ground)
    # Seven digits and two commas beside the ticks: at least six pixels each, or the first are cut off.
    assert made.ticks[-1][1] == 1_000_000
    assert made.scale >= len("1,000,000") * 6 + 8 > chart([Column("a", (9,))]).scale


@pytest.mark.parametrize(
    ("most", "ticks"), [(1, [0, 1]), (4, [0, 1, 2, 3, 4]), (9, [0, 5, 10]), (1_014, [0, 500, 1_000, 1_500])]
)
def test_a_scale_has_few_round_steps(most: int, ticks: list[int]) -> None:
    assert [value for _, value in chart([Column("a", (most,))]).ticks] == ticks


def test_many_bars_are_labelled_now_and_then_and_the_last_always() -> None:
    made = chart([Column(str(n), (n,)) for n in range(31)])
    labelled = [bar.label for bar in made.bars if bar.label]
    assert (len(labelled), labelled[-1]) == (16, "30")
    assert not any(bar.has_total for bar in made.bars)
    assert chart([]).is_empty
    assert chart([Column("a", (0,))]).ticks[-1][1] == 4
    assert made.height == charts.HEIGHT


def test_a_time_is_by_day_then_by_week_and_never_longer_than_half_a_year() -> None:
    today = date(2026, 9, 21)
    usual = contacts.span_of("", "", today)
    assert (usual.since, usual.until, len(usual.buckets)) == (date(2026, 9, 8), today, 14)
    month = contacts.span_of("2026-08-22", "2026-09-21", today)
    assert (month.is_by_week, len(month.buckets)) == (False, 31)
    weeks = contacts.span_of("2026-08-21", "2026-09-21", today)
    assert (weeks.is_by_week, weeks.buckets[0], len(weeks.buckets)) == (True, date(2026, 8, 17), 6)
    turned = contacts.span_of("2026-09-21", "2026-09-20", today)
    assert turned.buckets == [date(2026, 9, 20), today]
    assert len(contacts.span_of("1900-01-01", "9999-12-31", today).buckets) == 27
    assert contacts.span_of("0001-01-01", "0001-01-01", today).buckets == [date(2000, 1, 1)]


def test_months_go_back_over_the_turn_of_the_year() -> None:
    assert tiers.last_months(date(2026, 3, 31))[0] == "2025-04"
    assert tiers.last_months(date(2026, 3, 31))[-1] == "2026-03"


def test_a_tier_that_only_newer_desks_know_is_counted_too() -> None:
    hub = memory_hub()
    office = Office(hub, Clock()).fill(days=1)
    from advisor_desk.wire.report import Report

    chain = office.desks["XZ99"]
    hub.report(chain.device, Report(1, "2", 0, 0, 0, {"2026-09": {"RETAIL": 5, "ULTRA": 2}}))
    values = tiers.page(asking(hub, "?branch=XZ99")).values
    assert [tier for tier, _ in values["tiers"]] == ["RETAIL", "HNW", "INST", "ULTRA"]
    assert values["sum"]["counts"] == [5, 0, 0, 2]
    hub.store.close()


def test_counts_of_branches_are_added() -> None:
    one = TierMonths(Counter({("2026-09", "RETAIL"): 2}), Counter({"2026-09": 1}))
    assert tiers._together([one, one]).clients["2026-09", "RETAIL"] == 4  # noqa: SLF001


@pytest.mark.parametrize(
    ("seconds", "level", "told"),
    [
        (0, "ok", "刚刚"),
        (-600, "ok", "刚刚"),
        (1_800, "ok", "30 分钟前"),
        (86_400, "ok", "24 小时前"),
        (86_401, "late", "24 小时前"),
        (7 * 86_400, "late", "7 天前"),
        (7 * 86_400 + 1, "gone", "7 天前"),
    ],
)
def test_silence_is_amber_after_a_day_and_red_after_a_week(seconds: int, level: str, told: str) -> None:
    from advisor_desk.hub.office import utc

    age = Speech(CHINESE).age(utc(NOW - seconds), NOW)
    assert (age.level, age.told) == (level, told)
    assert Speech(CHINESE).age(None, NOW).level == "never"


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", "zh_CN"),
        ("en", "en"),
        ("EN-us, zh;q=0.9", "en"),
        ("zh-CN, en;q=0.9", "zh_CN"),
        ("en;q=0.5, zh;q=0.6", "zh_CN"),
        ("en;q=0, fr", "zh_CN"),
        ("en;q=x", "en"),
        ("en;q=²", "en"),
        (",;,=;q", "zh_CN"),
    ],
)
def test_the_language_is_the_browsers(accepted: str, language: str) -> None:
    assert Speech.of({}, accepted).language == language


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("name", '"欧阳"', "****"),
        ("phone", '"138"', "****"),
        ("born_on", "9000", "****"),
        ("region", '"北京"', "****"),
        ("not_a_field", '"x"', "****"),
        ("phone", "null", "(空)"),
        ("opened_on", "20000", "2024-10-04"),
        ("opened_on", "99999999999", "99999999999"),
        ("aml_restricted", "1", "是"),
        ("annual_income_fen", "-5", "-0.05"),
        ("preferred_channel", '"CALL"', "CALL"),
        ("annual_income_fen", "{", ""),
    ],
)
def test_values_that_tell_who_somebody_is_stay_hidden(field: str, value: str, told: str) -> None:
    assert conflicts.value_of(Speech(CHINESE), field, value) == told
