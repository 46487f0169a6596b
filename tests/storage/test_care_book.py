"""What clients are owed: a contact starts the clock anew, a complaint stops it; rights, life, consents."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from advisor_desk.domain.client_query import ClientQuery, Filters
from advisor_desk.domain.dates import to_day
from advisor_desk.domain.entitlement import EntitlementCode, EntitlementDraft, EntitlementMove
from advisor_desk.domain.interaction import Attendee, Interaction, InteractionKind, Outcome, Purpose
from advisor_desk.domain.journey import LifeEvent
from advisor_desk.domain.kinds import Kind
from advisor_desk.domain.records import ContactChannel
from advisor_desk.domain.today import DueContact
from advisor_desk.errors import UserCanFix
from advisor_desk.storage import projections
from advisor_desk.storage.desk import DeskBook
from advisor_desk.storage.merge_session import SqlImports
from tests.builders import TODAY, Builder, open_desk
from tests.storage.test_advice_kills import bring

WAN = 10_000_00


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[DeskBook]:
    with open_desk(tmp_path) as opened:
        yield opened


def fill(desk: DeskBook, number: str = "K1", aum_fen: int = 0, **values: Any) -> int:
    with desk.sql.change() as connection:
        builder = Builder(connection)
        client = builder.client(client_no=number, name="钟离晴", **values)
        if aum_fen:
            for back in range(60):
                builder.assets(client, TODAY - timedelta(days=back), aum_fen)
        desk.refresh(connection, [client])
    return client


def days(count: int) -> date:
    return TODAY + timedelta(days=count)


def talk(on: date = TODAY, **changes: Any) -> Interaction:
    values: dict[str, Any] = {
        "attendees": (Attendee("K1"),),
        "on": on,
        "channel": ContactChannel.CALL,
        "outcome": Outcome.REACHED,
        "purpose": Purpose.CARE,
        **changes,
    }
    return Interaction(**values)


def owed(desk: DeskBook, client: int) -> DueContact:
    found = desk.due_contact(client)
    assert desk.due_contacts_of([client]) == {client: found}
    assert (client in {each.client_id for each in desk.due_contacts()}) is (
        found.ideal_on is None or found.ideal_on <= TODAY
    )
    return found


def test_ideal_and_latest_day_are_counted_from_the_last_effective_contact(desk: DeskBook) -> None:
    client = fill(desk)
    never = owed(desk, client)
    assert (never.last_contact_on, never.since) == (None, date(2020, 1, 6))
    desk.record(talk(days(-40)))
    found = owed(desk, client)
    share = desk.service.contact.ideal_percent
    assert found.latest_on == days(-40 + found.days)
    assert found.ideal_on == days(-40 + found.days * share // 100)
    assert (found.since, found.is_own_rhythm, found.paused_by) == (days(-40), False, "")


@pytest.mark.parametrize("channel", [ContactChannel.CALL, ContactChannel.VISIT, ContactChannel.ONLINE])
def test_a_contact_however_made_restarts_the_clock_at_once(desk: DeskBook, channel: ContactChannel) -> None:
    client = fill(desk)
    assert [mark.client_id for mark in desk.due_marks()] == [client]
    desk.record(talk(channel=channel))
    assert desk.due_marks() == []
    assert owed(desk, client).last_contact_on == TODAY
    assert desk.review(client).row.last_contact_on == TODAY


@pytest.mark.parametrize(
    "changes", [{"kind": InteractionKind.MASS_PUSH}, {"outcome": Outcome.NOT_REACHED}, {"effective": False}]
)
def test_a_mass_push_and_an_unanswered_call_do_not(desk: DeskBook, changes: dict[str, Any]) -> None:
    client = fill(desk)
    desk.record(talk(**changes))
    assert owed(desk, client).last_contact_on is None


def test_an_own_rhythm_takes_the_place_of_the_rules_within_limits(desk: DeskBook) -> None:
    client = fill(desk)
    desk.record(talk(days(-10)))
    desk.set_rhythm(client, 8, "客户要求每周沟通")
    found = owed(desk, client)
    assert (found.days, found.latest_on, found.is_own_rhythm) == (8, days(-2), True)
    assert desk.review(client).row.next_due_on == days(-2)
    assert desk.care(client)["cadence_reason"] == "客户要求每周沟通"
    desk.set_rhythm(client, None, "")
    assert not owed(desk, client).is_own_rhythm
    for wrong in (desk.service.contact.own_days_least - 1, desk.service.contact.own_days_most + 1):
        with pytest.raises(UserCanFix, match=r"care\.days_out_of_range"):
            desk.set_rhythm(client, wrong, "")
    with pytest.raises(UserCanFix, match=r"client\.unknown"):
        desk.due_contact(999)


def test_complaint_refusal_and_cooling_off_suspend_the_rhythm(desk: DeskBook) -> None:
    client = fill(desk)
    desk.set_consent(client, "MARKETING", is_given=False)
    assert owed(desk, client).paused_by == "OPT_OUT"
    desk.record(talk(days(-200), purpose=Purpose.COMPLAINT))
    assert owed(desk, client).paused_by == "COMPLAINT"
    assert desk.due_marks() == []
    desk.close_complaint(client, "已书面答复")
    desk.set_consent(client, "MARKETING", is_given=True)
    assert owed(desk, client).paused_by == ""
    with desk.sql.change() as connection:
        builder = Builder(connection)
        product = builder.product("PF1", product_type="PRIVATE_SECURITIES", r_level="R5")
        builder.trade(client, days(-1), 100 * WAN, product_id=product)
        desk.refresh(connection, [client])
    assert owed(desk, client).paused_by == "COOLING_OFF"


def test_the_longest_uncontacted_come_first(desk: DeskBook) -> None:
    fill(desk, "K1")
    second, third = fill(desk, "K2"), fill(desk, "K3")
    desk.record(talk(days(-300)))
    desk.record(talk(days(-3), attendees=(Attendee("K3"),)))
    assert [each.client_no for each in desk.longest_uncontacted(2)] == ["K2", "K1"]
    assert set(desk.tiers()) == {1, second, third}


def test_a_question_waits_until_the_client_was_spoken_with(desk: DeskBook) -> None:
    client = fill(desk)
    asked_at = datetime(2026, 11, 20, 2, 30, tzinfo=UTC)
    desk.record(
        talk(
            kind=InteractionKind.ENQUIRY,
            purpose=Purpose.ENQUIRY,
            happened_at=asked_at,
            channel=ContactChannel.ONLINE,
        )
    )
    with desk.sql.change() as connection:
        Builder(connection).insert(
            "signal",
            client_id=client,
            on_day=20_776,
            signal_kind="ENQUIRY",
            topic="量化投资",
            source="小红书",
        )
    signal, record = desk.waiting_enquiries()
    assert (signal.channel, signal.topic, signal.on) == ("小红书", "量化投资", days(-1))
    assert signal.since == datetime(2026, 11, 19, 1, 0, tzinfo=UTC)
    assert (record.since, record.client_no, record.name) == (asked_at, "K1", "钟离晴")
    desk.record(talk(outcome=Outcome.NOT_REACHED))
    assert len(desk.waiting_enquiries()) == 2
    answer = desk.record(talk(happened_at=asked_at + timedelta(minutes=40)))
    assert desk.waiting_enquiries() == []
    desk.withdraw(answer, "记错")
    assert len(desk.waiting_enquiries()) == 2


def test_a_question_told_a_day_late_has_waited_since_its_day_began(desk: DeskBook) -> None:
    fill(desk)
    desk.record(talk(days(-2), outcome=Outcome.DONE))
    desk.record(talk(days(-1), kind=InteractionKind.ENQUIRY, purpose=Purpose.ENQUIRY))
    (asked,) = desk.waiting_enquiries()
    assert asked.since == datetime(2026, 11, 18, 16, 0, tzinfo=UTC)
    desk.record(talk(days(-1)))
    assert desk.waiting_enquiries() == []


def test_an_old_question_does_not_wait_for_ever(desk: DeskBook) -> None:
    fill(desk)
    desk.record(talk(days(-200), kind=InteractionKind.ENQUIRY, purpose=Purpose.ENQUIRY))
    assert desk.waiting_enquiries() == []


def line(client: int, move: EntitlementMove, **changes: Any) -> EntitlementDraft:
    values: dict[str, Any] = {"client_id": client, "code": EntitlementCode.GOLF, "on": TODAY, **changes}
    return EntitlementDraft(move=move, **values)


def test_services_in_kind_are_a_ledger_of_the_tier(desk: DeskBook) -> None:
    client = fill(desk, aum_fen=300 * WAN)
    booked = desk.move_entitlement(line(client, EntitlementMove.BOOK, count=3, for_on=days(10), note="球会"))
    desk.move_entitlement(line(client, EntitlementMove.USE, count=2, booking=booked))
    with pytest.raises(UserCanFix, match=r"entitlement\.none_left"):
        desk.move_entitlement(line(client, EntitlementMove.BOOK, count=4))
    desk.move_entitlement(line(client, EntitlementMove.GRANT, count=4, note="分行批准"))
    desk.move_entitlement(line(client, EntitlementMove.BOOK, count=4))
    entries = desk.entitlement_entries(client)
    assert [(entry.move.value, entry.count) for entry in entries] == [
        ("BOOK", 3),
        ("USE", 2),
        ("GRANT", 4),
        ("BOOK", 4),
    ]
    assert (entries[0].for_on, entries[0].note, entries[1].booking) == (days(10), "球会", booked)
    with pytest.raises(UserCanFix, match=r"record\.unknown"):
        desk.move_entitlement(line(client, EntitlementMove.CANCEL, booking="nobody"))
    with pytest.raises(UserCanFix, match=r"client\.unknown"):
        desk.move_entitlement(line(999, EntitlementMove.USE))


def test_a_use_told_late_does_not_pass_by_what_was_used_since(desk: DeskBook) -> None:
    client = fill(desk, aum_fen=300 * WAN)
    desk.move_entitlement(line(client, EntitlementMove.USE, count=4))
    with pytest.raises(UserCanFix, match=r"entitlement\.none_left"):
        desk.move_entitlement(line(client, EntitlementMove.USE, on=days(-30)))


def test_a_service_that_the_tier_does_not_have_is_refused(desk: DeskBook) -> None:
    with pytest.raises(UserCanFix, match=r"entitlement\.not_of_tier"):
        desk.move_entitlement(line(fill(desk), EntitlementMove.BOOK))


def test_life_events_stage_and_lunar_birthday_are_told_and_taken_back(desk: DeskBook) -> None:
    client = fill(desk)
    later = desk.add_life_event(client, LifeEvent.HOME, days(90), "在看房")
    desk.add_life_event(client, LifeEvent.MARRIAGE, days(-400), "")
    found = desk.life_events(client)
    assert [(each.code, each.on, each.note) for each in found] == [
        (LifeEvent.MARRIAGE, days(-400), ""),
        (LifeEvent.HOME, days(90), "在看房"),
    ]
    desk.remove_life_event(later, "不买了")
    assert [each.code for each in desk.life_events(client)] == [LifeEvent.MARRIAGE]
    with pytest.raises(UserCanFix, match=r"record\.unknown"):
        desk.remove_life_event(later, "再次")
    desk.set_life_stage(client, "PRE_RETIRE", "提前退休")
    desk.set_lunar_birthday(client, is_lunar=True)
    care = desk.care(client)
    assert (care["life_stage"], care["life_stage_reason"]) == ("PRE_RETIRE", "提前退休")
    assert care["is_lunar_birthday"] is True


def test_all_of_it_follows_from_the_events_alone(desk: DeskBook) -> None:
    client = fill(desk, aum_fen=300 * WAN)
    desk.record(talk(days(-3), purpose=Purpose.COMPLAINT))
    desk.set_rhythm(client, 21, "约定")
    desk.set_lunar_birthday(client, is_lunar=True)
    desk.move_entitlement(line(client, EntitlementMove.USE))
    gone = desk.add_life_event(client, LifeEvent.HOME, days(90), "")
    desk.add_life_event(client, LifeEvent.CHILD, days(-90), "")
    desk.remove_life_event(gone, "听错")
    tables = ("client_care", "entitlement_entry", "life_event")

    def kept() -> list[list[Any]]:
        with desk.sql.read() as connection:
            return [connection.execute(f"SELECT * FROM {table}").fetchall() for table in tables]  # noqa: S608

    before = kept()
    assert all(before)
    with desk.sql.change() as connection:
        projections.rebuild(connection)
    assert kept() == before


def consents(desk: DeskBook, client: int) -> list[tuple[str, date, date | None]]:
    return list(desk.review(client).consents)


def test_consents_are_given_and_withdrawn_once(desk: DeskBook) -> None:
    client = fill(desk)
    desk.set_consent(client, "BIRTHDAY_GREETING", is_given=True)
    desk.set_consent(client, "BIRTHDAY_GREETING", is_given=True)
    assert consents(desk, client) == [("BIRTHDAY_GREETING", TODAY, None)]
    desk.set_consent(client, "BIRTHDAY_GREETING", is_given=False)
    assert consents(desk, client) == [("BIRTHDAY_GREETING", TODAY, TODAY)]
    desk.set_consent(client, "BIRTHDAY_GREETING", is_given=True)
    assert consents(desk, client) == [("BIRTHDAY_GREETING", TODAY, None)]
    assert desk.unsent() == {"consent.given": 2, "consent.withdrawn": 1}
    assert desk.unsent_count() == 3


def test_a_refusal_without_a_consent_before_it_is_kept(desk: DeskBook) -> None:
    client = fill(desk)
    desk.set_consent(client, "MARKETING", is_given=False)
    desk.set_consent(client, "MARKETING", is_given=False)
    assert consents(desk, client) == [("MARKETING", TODAY, TODAY)]
    assert desk.unsent_count() == 1


def test_a_refusal_ends_a_consent_that_a_file_let_end_later(desk: DeskBook) -> None:
    client = fill(desk)
    with desk.sql.change() as connection:
        Builder(connection).insert(
            "consent", client_id=client, purpose="MARKETING", given_on=20_000, withdrawn_on=30_000
        )
    desk.set_consent(client, "MARKETING", is_given=False)
    assert [ended for _, _, ended in consents(desk, client)] == [TODAY]
    assert desk.due_contact(client).paused_by == "OPT_OUT"


def test_who_refused_marketing_is_late_nowhere(desk: DeskBook) -> None:
    client = fill(desk)
    desk.record(talk(days(-400)))

    def late() -> int:
        return desk.count(ClientQuery(filters=Filters(is_overdue=True)))

    assert late() == 1
    desk.set_consent(client, "MARKETING", is_given=False)
    assert (late(), desk.due_marks()) == (0, [])
    with desk.sql.change() as connection:
        assert desk.refresh(connection, [client]) == []
    desk.set_consent(client, "MARKETING", is_given=True)
    assert late() == 1


def test_what_a_client_said_at_the_desk_outlives_the_file_that_had_said_otherwise(desk: DeskBook) -> None:
    client = fill(desk)
    row: dict[str, Any] = {
        "client_no": "K1",
        "purpose": "MARKETING",
        "given_on": to_day(date(2025, 1, 6)),
        "text_version": "v1",
    }
    bring(desk, Kind.CONSENTS, [row])
    desk.set_consent(client, "MARKETING", is_given=False)
    bring(desk, Kind.CONSENTS, [{**row, "withdrawn_on": None}])
    assert consents(desk, client) == [("MARKETING", date(2025, 1, 6), TODAY)]
    imports = SqlImports(desk.sql, desk.refresh, sealer=desk)
    for batch in imports.import_batches():
        imports.undo_import(batch.batch)
    assert consents(desk, client) == [("MARKETING", date(2025, 1, 6), TODAY)]
    assert desk.due_contact(client).paused_by == "OPT_OUT"
