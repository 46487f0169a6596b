"""The timeline: every kind of event in one list, in pages, by kind, by month, searched."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from advisor_desk.domain.client import Tier
from advisor_desk.domain.dates import to_day
from advisor_desk.domain.edits import OverrideDraft
from advisor_desk.domain.entitlement import EntitlementCode, EntitlementDraft, EntitlementMove
from advisor_desk.domain.interaction import Confidentiality, Promise
from advisor_desk.domain.journey import LifeEvent
from advisor_desk.domain.moment import Moment, MomentCode, MomentState
from advisor_desk.domain.review import TimelineEntry
from advisor_desk.domain.task import TaskState
from advisor_desk.storage import entitlements, projections, timeline
from advisor_desk.storage.desk import DeskBook
from advisor_desk.storage.events import EventDraft, append_event
from tests.builders import NOW, TODAY, Builder, open_desk
from tests.contacts import contact


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[DeskBook]:
    with open_desk(tmp_path) as opened:
        with opened.sql.change() as connection:
            builder = Builder(connection)
            opened.refresh(connection, [builder.client(client_no=number) for number in ("N1", "N2")])
        yield opened


def back(days: int) -> date:
    return TODAY - timedelta(days=days)


def fill(desk: DeskBook) -> int:
    """One client with an entry of every kind, and another whose entries must not show."""
    client = desk.client_id("N1")
    for owner in ("N1", "N2"):
        of_owner = desk.client_id(owner)
        with desk.sql.change() as connection:
            builder = Builder(connection)
            product = builder.product(f"{owner}-1", "稳健债券")
            builder.number()
            builder.trade(of_owner, back(8), trade_no=f"T-{owner}", product_id=product)
            builder.revenue(of_owner, back(9), 100, entry_no=f"R-{owner}")
            builder.assessment(of_owner, back(10), "C4")
            builder.insert(
                "signal", client_id=of_owner, on_day=to_day(back(11)), signal_kind="VIEW", topic="养老"
            )
            builder.insert(
                "consent",
                client_id=of_owner,
                purpose="MARKETING",
                given_on=to_day(back(13)),
                withdrawn_on=to_day(back(12)),
            )
            draft = EventDraft("suggestion.given", "a", {"comment": "适合稳健"}, of_owner, back(6))
            append_event(connection, draft, seconds=NOW)
        desk.record(contact(owner, on=back(5), note="资金安排", promises=(Promise("寄资料", back(4)),)))
        (task,) = desk.tasks(client_id=of_owner)
        desk.close_task(task.id, TaskState.DONE)
        desk.add_life_event(of_owner, LifeEvent.CHILD, back(7), "二胎")
        desk.override_tier(OverrideDraft(of_owner, Tier.INST, "转入", "王主任", TODAY, TODAY + timedelta(9)))
        desk.edit_client(of_owner, {"region": "上海市", "email": "a@b.cn"})
    return client


def told(entries: list[TimelineEntry]) -> list[tuple[str, str, str, str]]:
    return [(entry.kind, entry.code, entry.more, entry.text) for entry in entries]


def test_every_kind_of_event_is_in_one_list(desk: DeskBook) -> None:
    client = fill(desk)
    assert told(desk.timeline(client, 0)) == [
        ("TASK", "PROMISE", "DONE", "寄资料"),
        ("PROFILE", "tier.overridden", "", "转入"),
        ("PROFILE", "client.edited", "email region", ""),
        ("INTERACTION", "CALL", "REACHED", "资金安排"),
        ("ADVICE", "suggestion.given", "", "适合稳健"),
        ("LIFE_EVENT", "CHILD", "", "二胎"),
        ("TRADE", "SUBSCRIBE", "", "稳健债券"),
        ("REVENUE", "COMMISSION", "", ""),
        ("ASSESSMENT", "C4", "", ""),
        ("SIGNAL", "VIEW", "", "养老"),
        ("CONSENT", "MARKETING", "WITHDRAWN", ""),
        ("CONSENT", "MARKETING", "GIVEN", ""),
    ]
    assert desk.review(client).timeline == desk.timeline(client, 0)


def test_moments_closed_by_a_person_and_lines_of_the_ledger_are_entries(desk: DeskBook) -> None:
    client = desk.client_id("N1")
    found = [
        Moment(
            code=MomentCode.BIRTHDAY, client_id=client, client_no="N1", event_on=back(days), due_on=back(days)
        )
        for days in (1, 2, 3)
    ]
    desk.keep_moments(found, back(5), TODAY)
    desk.close_moment(found[0].key, MomentState.DONE, "已祝贺")
    desk.close_moment(found[1].key, MomentState.DONE, "")
    desk.reopen_moment(found[1].key)
    draft = EntitlementDraft(
        client_id=client, code=EntitlementCode.ADVISOR, move=EntitlementMove.GRANT, on=back(1), note="首次"
    )
    with desk.sql.change() as connection:
        body = entitlements.moved_body(draft)
        projections.append(
            connection, EventDraft(entitlements.MOVED, "a", body, client, back(1)), seconds=NOW
        )
    assert told(desk.timeline(client, 0)) == [
        ("MOMENT", "BIRTHDAY", "DONE", "已祝贺"),
        ("ENTITLEMENT", "ADVISOR", "GRANT", "首次"),
    ]


def test_kinds_are_chosen_and_pages_join(desk: DeskBook) -> None:
    client = fill(desk)
    whole = desk.timeline(client, 0)
    assert [one for start in range(0, 14, 3) for one in desk.timeline(client, start, 3)] == whole
    chosen = frozenset({"TRADE", "TASK", "NOTHING"})
    assert desk.timeline(client, 0, 9, chosen) == [one for one in whole if one.kind in chosen]
    assert desk.timeline(client, 1, 9, chosen) == [one for one in whole if one.kind == "TRADE"]
    assert desk.timeline(client, 0, 9, frozenset()) == []


def test_months_count_each_kind(desk: DeskBook) -> None:
    client = fill(desk)
    with desk.sql.change() as connection:
        Builder(connection).trade(client, date(2026, 3, 31), trade_no="T-old")
    months = desk.timeline_months(client)
    assert list(months) == [date(2026, 11, 1), date(2026, 3, 1)]
    assert months[date(2026, 3, 1)] == {"TRADE": 1}
    assert sum(months[date(2026, 11, 1)].values()) == len(desk.timeline(client, 0)) - 1


def test_both_versions_of_a_record_stay_and_the_strict_one_keeps_its_words(desk: DeskBook) -> None:
    client = desk.client_id("N1")
    first = desk.record(contact("N1", note="旧"))
    second = desk.correct(first, contact("N1", note="病情", confidentiality=Confidentiality.STRICT), "保密")
    other = desk.record(contact("N1", note="另一条", on=back(1)))
    desk.withdraw(other, "误记")
    newer, older, struck = desk.timeline(client, 0)
    assert (newer.id, newer.corrects, newer.text, newer.confidentiality) == (second, first, "", "STRICT")
    assert (older.id, older.replaced_by, older.text, older.confidentiality) == (first, second, "旧", "")
    assert (struck.id, struck.is_withdrawn, newer.is_withdrawn) == (other, True, False)


def test_a_task_that_went_with_a_record_taken_back_is_no_entry(desk: DeskBook) -> None:
    client = desk.client_id("N1")
    record_id = desk.record(contact("N1", promises=(Promise("寄资料", TODAY),)))
    desk.withdraw(record_id, "误记")
    assert [entry.kind for entry in desk.timeline(client, 0)] == ["INTERACTION"]


def test_nothing_of_a_later_day_is_shown(desk: DeskBook) -> None:
    client = fill(desk)
    desk.roll(back(9))
    assert {entry.on for entry in desk.timeline(client, 0)} == {back(days) for days in (9, 10, 11, 12, 13)}
    assert {entry.kind for entry in desk.timeline(client, 0)} == {
        "REVENUE", "ASSESSMENT", "SIGNAL", "CONSENT",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "kinds"),
    [
        ("资金", ["INTERACTION"]),
        ("zjap", ["INTERACTION"]),
        ("寄资料", ["TASK", "INTERACTION"]),
        ("jzl", ["TASK", "INTERACTION"]),
        ("wenjian", ["ADVICE", "TRADE"]),
        ("稳健", ["ADVICE", "TRADE"]),
        ("erbao", []),
        ("ertai", ["LIFE_EVENT"]),
        ("", []),
    ],
)
def test_words_of_every_kind_are_found(desk: DeskBook, typed: str, kinds: list[str]) -> None:
    assert [entry.kind for entry in desk.timeline_search(fill(desk), typed)] == kinds


def test_every_kind_has_its_source(desk: DeskBook) -> None:
    assert {
        "TRADE", "INTERACTION", "ASSESSMENT", "SIGNAL", "CONSENT", "REVENUE", "TASK", "ENTITLEMENT",
        "LIFE_EVENT", "ADVICE", "PROFILE", "MOMENT",
    } == timeline.KINDS  # fmt: skip
