"""今日: every section, each line with why and points; nothing twice; the first of thousands."""

from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from string import Formatter
from typing import Any

from advisor_desk.domain.client import Tier
from advisor_desk.domain.dates import to_day
from advisor_desk.domain.moment import KeptMoment, Moment, MomentCode, MomentMark, MomentState, Raised
from advisor_desk.domain.task import Task, TaskKind, TaskState
from advisor_desk.domain.today import DueContact, DueMark, TodayItem, TodayKind, TodayView, WaitingEnquiry
from advisor_desk.rules.moments.explain import MOMENT_CODES
from advisor_desk.usecases.find_moments import not_told_nearby
from advisor_desk.usecases.today import newest_of_each, today
from advisor_desk.usecases.today_json import today_json
from advisor_desk.usecases.today_lines import CODES
from advisor_desk.words.today_reasons import SENTENCES
from tests.service import service_rules

TODAY = date(2026, 11, 20)
TIERS = {1: Tier.RETAIL, 2: Tier.HNW, 3: Tier.INST, 4: Tier.RETAIL}


def days(count: int) -> date:
    return TODAY + timedelta(days=count)


def task(key: str, due_on: date, kind: TaskKind = TaskKind.FOLLOW_UP, **changes: Any) -> Task:
    values: dict[str, Any] = {
        "title": "回访",
        "state": TaskState.OPEN,
        "made_on": days(-30),
        "client_id": 1,
        "client_no": "K1",
        "client_name": "东方朔",
        **changes,
    }
    return Task(id=key, kind=kind, due_on=due_on, **values)


def moment(code: MomentCode, client: int = 2, event_on: date = TODAY, **changes: Any) -> KeptMoment:
    made = Moment(
        code=code,
        client_id=client,
        client_no=f"K{client}",
        event_on=event_on,
        due_on=changes.pop("due_on", event_on),
        subject=changes.pop("subject", ""),
        evidence=(("days", 3),),
    )
    return KeptMoment(moment=made, state=MomentState.OPEN, name=f"客户{client}", **changes)


def due(client: int, waited: int | None, allowed: int = 30, **changes: Any) -> DueContact:
    since = None if waited is None else days(-waited)
    values: dict[str, Any] = {
        "client_id": client,
        "client_no": f"K{client}",
        "name": f"客户{client}",
        "tier": TIERS.get(client, Tier.RETAIL),
        "group": "LONG_TAIL",
        "state": "ACTIVE",
        "last_contact_on": since,
        "since": since,
        "days": allowed,
        "ideal_on": None if since is None else since + timedelta(days=allowed * 7 // 10),
        "latest_on": None if since is None else since + timedelta(days=allowed),
        **changes,
    }
    return DueContact(**values)


def asked(key: str, since: datetime) -> WaitingEnquiry:
    return WaitingEnquiry(
        key=key,
        client_id=1,
        client_no="K1",
        name="东方朔",
        tier=Tier.RETAIL,
        channel="ONLINE",
        topic="黄金",
        on=TODAY,
        since=since,
    )


class Book:
    """A day with what a test puts into it."""

    as_of = TODAY
    service = service_rules()

    def __init__(self) -> None:
        self.kept_tasks: list[Task] = []
        self.kept: list[KeptMoment] = []
        self.owed: list[DueContact] = []
        self.asked: list[WaitingEnquiry] = []
        self.unsent_events = 0

    def tiers(self) -> dict[int, Tier]:
        return TIERS

    def tasks(self, first: date | None = None, last: date | None = None) -> list[Task]:
        return [one for one in self.kept_tasks if last is None or one.due_on <= last]

    def due_marks(self) -> list[DueMark]:
        return [
            DueMark(
                one.client_id,
                one.client_no,
                one.tier,
                one.days,
                None if one.since is None else to_day(one.since),
            )
            for one in self.owed
            if not one.paused_by
        ]

    def due_contacts_of(self, client_ids: Collection[int]) -> dict[int, DueContact]:
        known = {one.client_id: one for one in self.owed}
        return {number: known.get(number, due(number, 5)) for number in client_ids}

    def longest_uncontacted(self, limit: int) -> list[DueContact]:
        return [due(number, 90 - number) for number in range(1, 9)][:limit]

    def waiting_enquiries(self) -> list[WaitingEnquiry]:
        return self.asked

    def open_marks(self) -> list[MomentMark]:
        return [
            MomentMark(
                one.moment.key,
                one.moment.client_id,
                one.moment.client_no,
                one.moment.code.value,
                to_day(one.moment.due_on),
            )
            for one in self.kept
        ]

    def moments_of_keys(self, keys: Collection[str]) -> list[KeptMoment]:
        return [one for one in self.kept if one.moment.key in keys]

    def product_names(self, codes: Collection[str]) -> dict[str, str]:
        return {code: "稳健一号" for code in codes if code == "P1"}

    def held_back(self) -> dict[str, int]:
        return {"NO_CONSENT": 2}

    def unsent_count(self) -> int:
        return self.unsent_events


def view(book: Book) -> TodayView:
    return today(book)  # type: ignore[arg-type]


def only(book: Book) -> TodayItem:
    found = view(book)
    (item,) = found.items
    assert found.totals[item.kind] == 1
    return item


def codes(item: TodayItem) -> list[str]:
    return [code for code, _ in item.why]


def test_a_meeting_of_today_has_a_section_of_its_own_and_a_missed_one_is_a_task() -> None:
    book = Book()
    book.kept_tasks = [
        task("m1", TODAY, TaskKind.MEETING, minute=570, client_id=2),
        task("m2", days(-2), TaskKind.MEETING, minute=570),
    ]
    found = view(book)
    assert [(item.kind, item.key, item.minute) for item in found.items] == [
        (TodayKind.MEETING, "m1", 570),
        (TodayKind.TASK, "m2", 570),
    ]
    assert found.items[0].tier is Tier.HNW
    assert [part.code for part in found.items[1].parts] == ["base", "late"]


def test_a_promise_that_is_late_says_so_and_counts_more() -> None:
    book = Book()
    book.kept_tasks = [task("p", days(-4), TaskKind.PROMISE)]
    item = only(book)
    assert codes(item) == ["today.late", "today.own_promise"]
    assert dict(item.why[0][1]) == {"due_on": days(-4).isoformat(), "days": 4}
    assert item.score == sum(part.points for part in item.parts)


def test_a_task_put_off_stays_out_of_sight_until_its_day() -> None:
    book = Book()
    book.kept_tasks = [task("a", days(-4), snoozed_until=days(1)), task("b", days(-4), snoozed_until=TODAY)]
    item = only(book)
    assert (item.key, codes(item)) == ("b", ["today.late", "today.put_off"])


def test_an_enquiry_has_its_clock_in_working_hours() -> None:
    book = Book()
    asked_at = datetime(2026, 11, 20, 7, 30, tzinfo=UTC)
    book.asked = [asked("e1", asked_at)]
    item = only(book)
    assert (item.kind, item.since) == (TodayKind.ENQUIRY, asked_at)
    # Friday 15:30 in China: two hours left of the day, two more on Monday from nine.
    assert item.due_at == datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
    assert item.due_on == date(2026, 11, 23)


def test_moments_stand_in_their_sections_with_evidence_and_priority() -> None:
    book = Book()
    book.kept = [
        moment(MomentCode.BIRTHDAY, due_on=days(3)),
        moment(MomentCode.KYC_EXPIRING, due_on=days(7), subject="30"),
        moment(MomentCode.BIG_OUTFLOW, event_on=days(-3), due_on=days(-2)),
    ]
    found = view(book)
    by_kind = {item.kind: item for item in found.items}
    assert set(by_kind) == {TodayKind.BIRTHDAY, TodayKind.EXPIRING, TodayKind.MOMENT}
    outflow = by_kind[TodayKind.MOMENT]
    assert codes(outflow) == ["moment.BIG_OUTFLOW", "today.late"]
    assert outflow.why[0][1] == (("event_on", days(-3).isoformat()), ("days", 3))
    assert outflow.last_contact_on == days(-5)
    rule = book.service.moments[MomentCode.BIG_OUTFLOW]
    assert {part.code: part.points for part in outflow.parts}["priority"] == (
        rule.priority * book.service.today.priority
    )
    assert codes(by_kind[TodayKind.BIRTHDAY]) == ["moment.BIRTHDAY"]


def test_a_moment_put_off_says_so_when_it_is_back() -> None:
    book = Book()
    book.kept = [moment(MomentCode.SIP_STOPPED, snoozed_until=TODAY)]
    assert "today.put_off" in codes(only(book))


def test_nothing_is_told_twice() -> None:
    book = Book()
    book.owed = [due(1, 90), due(2, 90)]
    book.kept = [
        moment(MomentCode.LONG_UNCONTACTED, client=1),
        moment(MomentCode.LONG_UNCONTACTED, client=3),
        moment(MomentCode.ONLINE_ENQUIRY, client=3),
    ]
    book.kept_tasks = [task("m", TODAY, TaskKind.MEETING, client_id=2)]
    found = view(book)
    assert [(item.kind, item.client_id) for item in found.items] == [
        (TodayKind.MEETING, 2),
        (TodayKind.MOMENT, 3),
        (TodayKind.CONTACT, 1),
    ]


def test_of_steps_before_one_end_the_newest_is_told() -> None:
    steps = [
        moment(MomentCode.KYC_EXPIRING, event_on=days(-53), subject="60"),
        moment(MomentCode.KYC_EXPIRING, event_on=days(-23), subject="30"),
        moment(MomentCode.KYC_EXPIRED, event_on=TODAY),
        moment(MomentCode.MATURITY, event_on=days(-23), subject="P1:30"),
        moment(MomentCode.MATURITY, event_on=days(-1), subject="P1:7"),
        moment(MomentCode.MATURITY, event_on=days(-23), subject="P2:30"),
        moment(MomentCode.FIRST_PURCHASE, subject="7"),
        moment(MomentCode.FIRST_PURCHASE, subject="1"),
    ]
    book = Book()
    book.kept = steps
    kept = newest_of_each(book.open_marks())
    assert [(mark.code, mark.key.rpartition("|")[2]) for mark in kept] == [
        ("KYC_EXPIRED", ""),
        ("MATURITY", "P1:7"),
        ("MATURITY", "P2:30"),
        ("FIRST_PURCHASE", "7"),
        ("FIRST_PURCHASE", "1"),
    ]


def test_contacts_come_by_overdue_ratio_then_tier_and_say_since_when() -> None:
    book = Book()
    book.owed = [
        due(1, 33),
        due(2, 33),
        due(3, 25),
        due(4, None),
        due(5, 45, last_contact_on=None),
        due(6, 50, paused_by="COMPLAINT"),
        due(7, 24, is_own_rhythm=True),
    ]
    found = view(book)
    by_client = {item.client_no: codes(item) for item in found.items}
    assert found.totals[TodayKind.CONTACT] == 6
    assert by_client == {
        "K1": ["today.contact_late"],
        "K2": ["today.contact_late"],
        "K3": ["today.contact_ideal"],
        "K4": ["today.contact_unknown"],
        "K5": ["today.contact_never"],
        "K7": ["today.contact_ideal", "today.own_rhythm"],
    }
    order = [item.client_no for item in found.items]
    assert order.index("K2") < order.index("K1")
    assert order[0] == "K4"


def test_each_section_lists_its_most_and_counts_them_all() -> None:
    book = Book()
    most = book.service.today.most
    book.owed = [due(number, 40 + number % 50) for number in range(10, 400)]
    book.kept = [
        moment(MomentCode.BIG_OUTFLOW, client=number, event_on=days(-(number % 7)))
        for number in range(10, 400)
    ]
    book.kept_tasks = [task(f"t{number:03}", days(-(number % 9))) for number in range(300)]
    found = view(book)
    listed = {kind: sum(item.kind is kind for item in found.items) for kind in TodayKind}
    assert listed[TodayKind.CONTACT] == most["CONTACT"]
    assert listed[TodayKind.MOMENT] == most["MOMENT"]
    assert listed[TodayKind.TASK] == most["TASK"]
    assert (found.totals[TodayKind.CONTACT], found.totals[TodayKind.MOMENT]) == (390, 390)
    assert found.totals[TodayKind.TASK] == 300
    scores = [item.score for item in found.items]
    assert scores == sorted(scores, reverse=True)
    left_out = 390 - most["MOMENT"]
    assert left_out > 0


def test_the_first_of_many_are_those_that_the_whole_order_would_give() -> None:
    book = Book()
    book.owed = [due(number, 21 + number * 7 % 90) for number in range(10, 400)]
    some = [item.client_no for item in view(book).items]
    unlimited = replace(book.service, today=replace(book.service.today, most={}))
    book.service = unlimited
    everybody = [item.client_no for item in view(book).items]
    assert len(everybody) == 390
    assert some == everybody[: len(some)]


def test_with_nothing_due_the_longest_uncontacted_are_shown() -> None:
    book = Book()
    book.unsent_events = 12
    found = view(book)
    assert [item.kind for item in found.items] == [TodayKind.UNSENT]
    assert (found.unsent, found.held_back) == (12, {"NO_CONSENT": 2})
    assert len(found.quiet) == book.service.today.quiet == 5
    assert {item.kind for item in found.quiet} == {TodayKind.QUIET}
    book.kept_tasks = [task("t", TODAY)]
    assert view(book).quiet == ()


def test_the_document_has_every_line_with_codes_figures_and_sentences() -> None:
    book = Book()
    book.kept_tasks = [task("t", days(-1))]
    book.unsent_events = 2
    document = today_json(view(book), lambda why: why[0].upper())
    totals: Any = document["totals"]
    assert {kind: count for kind, count in totals.items() if count} == {"TASK": 1, "UNSENT": 1}
    assert len(totals) == len(TodayKind) - 1
    items: Any = document["items"]
    first = items[0]
    assert first["why"] == [
        {"code": "today.late", "params": {"due_on": days(-1).isoformat(), "days": 1}, "text": "TODAY.LATE"}
    ]
    assert first["score"] == sum(part["points"] for part in first["parts"])
    assert items[1]["client_no"] is None


def test_every_reason_is_listed_with_its_figures() -> None:
    book = Book()
    book.kept_tasks = [task("p", days(-4), TaskKind.PROMISE, snoozed_until=TODAY), task("t", TODAY)]
    book.kept_tasks += [task(f"m{day}", days(day), TaskKind.MEETING, client_id=None) for day in (-1, 0)]
    book.owed = [due(1, 33), due(3, 25), due(4, None), due(5, 45, last_contact_on=None, is_own_rhythm=True)]
    book.asked = [asked("e", datetime(2026, 11, 20, 2, tzinfo=UTC))]
    book.unsent_events = 1
    said = {code: tuple(name for name, _ in params) for item in view(book).items for code, params in item.why}
    assert said == CODES


def test_what_was_told_within_the_cool_down_is_not_told_again() -> None:
    service = service_rules()
    still = service.moments[MomentCode.UPGRADE_NEAR].cooldown_days
    kept = [Raised(2, MomentCode.UPGRADE_NEAR, "HNW", TODAY, f"UPGRADE_NEAR|K2|{TODAY.isoformat()}|HNW")]
    found = [
        moment(MomentCode.UPGRADE_NEAR, event_on=days(back), subject=subject).moment
        for back, subject in ((0, "HNW"), (-still + 1, "HNW"), (-still, "HNW"), (-3, "INST"))
    ]
    assert not_told_nearby(found, kept, service) == [found[2], found[3]]


def test_a_sentence_of_a_moment_names_only_figures_that_its_rule_gives() -> None:
    given: dict[str, set[str]] = {}
    for code, names in MOMENT_CODES.items():
        given.setdefault(code.split(".")[1], {"event_on", "avg20_fen", "size_fen"}).update(names)
    for code, text in SENTENCES.items():
        if code.startswith("moment."):
            asked = {name for _, name, _, _ in Formatter().parse(text) if name}
            assert asked <= given[code.split(".")[1]], code
