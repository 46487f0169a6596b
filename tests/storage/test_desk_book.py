"""The open book as one object: what is set by hand shows at once and leaves its event."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from advisor_desk.domain.client import Tier
from advisor_desk.domain.client_query import ClientQuery, View
from advisor_desk.domain.edits import ExportFact, OverrideDraft
from advisor_desk.domain.interaction import Attendee, Interaction, Outcome, Purpose
from advisor_desk.domain.records import ContactChannel
from advisor_desk.errors import UserCanFix
from advisor_desk.storage.desk import DeskBook
from advisor_desk.storage.events import verify_chain
from tests.builders import TODAY, Builder, open_desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[DeskBook]:
    with open_desk(tmp_path) as opened:
        yield opened


def fill(desk: DeskBook, **values: Any) -> int:
    """One client in a change of its own."""
    with desk.sql.change() as connection:
        client = Builder(connection).client(**values)
        desk.refresh(connection, [client])
    return client


def events(desk: DeskBook) -> list[tuple[str, dict[str, Any]]]:
    with desk.sql.read() as connection:
        assert verify_chain(connection).ok
        rows = connection.execute("SELECT type, body FROM event ORDER BY device_seq").fetchall()
    return [(kind, json.loads(body)) for kind, body in rows]


def draft(client: int, **changes: Any) -> OverrideDraft:
    values: dict[str, Any] = {
        "tier": Tier.INST,
        "reason": "家族资产转入在途",
        "approver": "王主任",
        "from_on": TODAY,
        "until_on": TODAY + timedelta(days=180),
        **changes,
    }
    return OverrideDraft(client, **values)


def test_an_override_shows_at_once_and_is_an_event(desk: DeskBook) -> None:
    client = fill(desk)
    desk.override_tier(draft(client))
    assert desk.standings(client)[0].tier is Tier.INST
    assert desk.count(ClientQuery(View.INST)) == 1
    kind, body = events(desk)[0]
    assert kind == "tier.overridden"
    assert (body["tier"], body["approver"], body["until"]) == ("INST", "王主任", "2027-05-19")


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"reason": " "}, "no_reason"),
        ({"approver": ""}, "no_approver"),
        ({"until_on": TODAY + timedelta(days=181)}, "too_long"),
        ({"until_on": TODAY - timedelta(days=1)}, "ends_before_start"),
    ],
)
def test_an_override_that_may_not_stand_leaves_nothing(
    desk: DeskBook, changes: dict[str, Any], problem: str
) -> None:
    client = fill(desk)
    with pytest.raises(UserCanFix, match="tier.override_refused") as refused:
        desk.override_tier(draft(client, **changes))
    assert refused.value.params["problem"] == problem
    assert desk.standings(client)[0].tier is Tier.RETAIL
    assert events(desk) == []


def test_a_client_made_by_hand_is_listed_found_and_told(desk: DeskBook) -> None:
    assert desk.find("xinke").ids == ()
    client = desk.create_client({"client_no": "N1", "name": " 新客 ", "born_on": 7_000})
    assert desk.client_id("N1") == client
    assert desk.find("xinke").ids == (client,)
    assert desk.page(ClientQuery(), 0, 5)[0].name == "新客"
    kind, body = events(desk)[0]
    assert kind == "client.edited"
    assert body["fields"]["name"] == [None, "新客"]


def test_an_edit_keeps_search_forms_and_records_only_what_differs(desk: DeskBook) -> None:
    client = fill(desk, name="李明亮", region="上海市")
    assert desk.edit_client(client, {"name": "单雄信", "region": "上海市", "phone": ""}) == ("name",)
    assert desk.find("danxx").ids == (client,)
    assert desk.find("liml").ids == ()
    assert desk.edit_client(client, {"name": "单雄信"}) == ()
    assert [body["fields"] for _, body in events(desk)] == [{"name": ["李明亮", "单雄信"]}]


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ({"name": "  "}, "missing"),
        ({"client_type": None}, "missing"),
        ({"client_type": "KING"}, "code"),
        ({"born_on": "1980-01-01"}, "type"),
        ({"name": 5}, "type"),
        ({"name": "长" * 101}, "too_long"),
        ({"pinyin": "x"}, "unknown"),
        ({"client_no": "OTHER"}, "fixed"),
    ],
)
def test_an_edit_of_a_wrong_shape_is_refused(desk: DeskBook, values: dict[str, Any], problem: str) -> None:
    client = fill(desk)
    with pytest.raises(UserCanFix, match="client.field_invalid") as refused:
        desk.edit_client(client, values)
    assert refused.value.params["problem"] == problem
    assert events(desk) == []


def test_numbers_are_unique_and_unknown_ones_are_told(desk: DeskBook) -> None:
    fill(desk, client_no="N1")
    with pytest.raises(UserCanFix, match="client.number_taken"):
        desk.create_client({"client_no": "N1", "name": "王芳"})
    for deed in (lambda: desk.client_id("N9"), lambda: desk.review(99), lambda: desk.edit_client(99, {})):
        with pytest.raises(UserCanFix, match="client.unknown"):
            deed()


def test_a_recorded_contact_moves_the_next_one(desk: DeskBook) -> None:
    client = fill(desk, client_no="N1")
    made = Interaction(
        attendees=(Attendee("N1"),),
        on=TODAY,
        channel=ContactChannel.CALL,
        outcome=Outcome.REACHED,
        purpose=Purpose.CARE,
        note="问候",
    )
    desk.record(made)
    row = desk.page(ClientQuery(), 0, 1)[0]
    assert (row.client_id, row.last_contact_on) == (client, TODAY)
    assert row.next_due_on is not None
    assert row.next_due_on > TODAY
    assert desk.review(client).timeline[0].text == "问候"


def test_saved_views_are_kept_in_order_and_replaced_by_name(desk: DeskBook) -> None:
    desk.put("重点", "{}")
    desk.put("本周", '{"a": 1}')
    desk.put(" 重点 ", '{"b": 2}')
    assert desk.all() == [("重点", '{"b": 2}'), ("本周", '{"a": 1}')]
    desk.remove("重点")
    desk.remove("没有")
    assert desk.all() == [("本周", '{"a": 1}')]
    with pytest.raises(UserCanFix, match="view.name_empty"):
        desk.put("  ", "{}")
    with pytest.raises(UserCanFix, match="view.name_too_long"):
        desk.put("名" * 61, "{}")


def test_an_export_in_clear_is_told_without_its_data(desk: DeskBook) -> None:
    desk.record_export(ExportFact(("NAME", "PHONE"), 3, "分行检查", "ab" * 32))
    assert events(desk)[0][0] == "audit.exported"
    body = events(desk)[0][1]
    assert body["row_count"] == 3
    assert body["fields"] == ["NAME", "PHONE"]
    assert (body["purpose"], body["file_sha256"]) == ("分行检查", "ab" * 32)


def test_rolling_to_another_day_and_back_gives_the_same_figures(desk: DeskBook) -> None:
    client = fill(desk)
    with desk.sql.change() as connection:
        Builder(connection).trade(client, TODAY - timedelta(days=80), 20_000_000)
        desk.refresh(connection, [client])
    assert desk.is_current
    assert not desk.roll()
    before = desk.standings()
    assert desk.roll(date(2027, 3, 1))
    assert desk.standings()[0].recency_days == 181
    assert desk.standings(as_of=TODAY) == before
    assert desk.roll(TODAY)
    assert desk.standings() == before


def test_an_override_is_ended_from_today_on_and_the_past_keeps_it(desk: DeskBook) -> None:
    client = fill(desk)
    desk.override_tier(draft(client))
    tomorrow = TODAY + timedelta(days=1)
    assert desk.roll(tomorrow)
    found = desk.review(client).override
    assert found is not None
    assert (found.tier, found.reason, found.until_on) == (
        Tier.INST,
        "家族资产转入在途",
        TODAY + timedelta(180),
    )
    assert desk.end_override(client)
    assert not desk.end_override(client)
    assert desk.standings(client)[0].tier is Tier.RETAIL
    assert desk.review(client).override is None
    assert desk.standings(client, as_of=TODAY)[0].tier is Tier.INST
    kind, body = events(desk)[-1]
    assert kind == "tier.override_ended"
    assert (body["until_before"], body["until"]) == ("2027-05-19", TODAY.isoformat())


def test_a_newer_override_ends_the_one_in_force_and_a_refused_one_does_not(desk: DeskBook) -> None:
    client = fill(desk)
    desk.override_tier(draft(client))
    with pytest.raises(UserCanFix, match="tier.override_refused"):
        desk.override_tier(draft(client, reason=""))
    assert desk.standings(client)[0].tier is Tier.INST
    desk.override_tier(draft(client, tier=Tier.HNW, until_on=TODAY + timedelta(days=10)))
    assert desk.standings(client)[0].tier is Tier.HNW
    after = desk.standings(client, as_of=TODAY + timedelta(days=11))[0]
    assert after.tier is Tier.RETAIL
    assert [kind for kind, _ in events(desk)] == ["tier.overridden", "tier.override_ended", "tier.overridden"]
