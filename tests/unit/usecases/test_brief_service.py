"""What service adds to a brief: promises with their age, rights left, moments open, what was tried since."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from advisor_desk.domain.entitlement import EntitlementBalance, EntitlementCode
from advisor_desk.domain.interaction import (
    Attendee,
    Confidentiality,
    Interaction,
    InteractionKind,
    Outcome,
    Purpose,
    RecordedInteraction,
)
from advisor_desk.domain.moment import KeptMoment, Moment, MomentCode, MomentState
from advisor_desk.domain.records import ContactChannel
from advisor_desk.domain.task import Task, TaskKind, TaskState
from advisor_desk.usecases.brief import Reader, content_for
from advisor_desk.usecases.brief_content import Item
from advisor_desk.usecases.brief_facts import last_contact
from advisor_desk.usecases.brief_service import (
    ServiceFacts,
    moments,
    open_promises,
    promises,
    rights,
    since_records,
    standing_records,
)
from advisor_desk.usecases.brief_sheet import make_sheet
from advisor_desk.words.brief import BriefWords
from advisor_desk.words.catalogue import translated
from tests import briefs
from tests.advice import ON

CHINESE = BriefWords(lambda source: source)
ENGLISH = BriefWords(lambda source: translated(source, "en"), is_english=True)
HIDDEN = BriefWords(lambda source: source, is_hidden=True)


def record(back: int, outcome: Outcome = Outcome.REACHED, **changes: object) -> RecordedInteraction:
    made = Interaction(
        attendees=(Attendee("C1"),),
        on=ON - timedelta(days=back),
        channel=ContactChannel.CALL,
        outcome=outcome,
        purpose=Purpose.CARE,
        note="聊近况",
    )
    own = {name: changes.pop(name) for name in ("replaced_by", "is_withdrawn") if name in changes}
    made = replace(made, **changes)  # type: ignore[arg-type]
    at = datetime(2026, 1, 1, tzinfo=UTC)
    return RecordedInteraction(f"e{back}", 1, at, "a", 1, made, **own)  # type: ignore[arg-type]


def task(kind: TaskKind, due: int, title: str = "寄资料", closed: int | None = None) -> Task:
    return Task(
        id=f"{kind}.{due}",
        kind=kind,
        title=title,
        due_on=ON + timedelta(days=due),
        state=TaskState.OPEN if closed is None else TaskState.DONE,
        made_on=ON - timedelta(days=9),
        closed_on=None if closed is None else ON - timedelta(days=closed),
    )


def kept(code: MomentCode, due: int, snoozed: date | None = None) -> KeptMoment:
    moment = Moment(code=code, client_id=1, client_no="C1", event_on=ON, due_on=ON + timedelta(days=due))
    return KeptMoment(moment=moment, state=MomentState.OPEN, snoozed_until=snoozed)


def right(code: EntitlementCode, quota: int | None, booked: int = 0, used: int = 0) -> EntitlementBalance:
    return EntitlementBalance(
        code=code, quota=quota, granted=0, booked=booked, used=used, expires_on=date(2026, 12, 31)
    )


SERVICE = ServiceFacts(
    records=(record(1, Outcome.NOT_REACHED), record(3, kind=InteractionKind.MASS_PUSH), record(30)),
    tasks=(
        task(TaskKind.PROMISE, -2, "查到账原因"),
        task(TaskKind.MEETING, 0, "面谈"),
        task(TaskKind.FOLLOW_UP, 5, "复查配置"),
        task(TaskKind.TODO, -3, "不是约定"),
        task(TaskKind.PROMISE, -4, "已寄出", closed=4),
    ),
    moments=(kept(MomentCode.BIRTHDAY, 3), kept(MomentCode.BIG_OUTFLOW, -1)),
    rights=(
        right(EntitlementCode.GOLF, 4, booked=1, used=1),
        right(EntitlementCode.MEDICAL, 2),
        right(EntitlementCode.ADVISOR, None),
    ),
    rules_version="2026-11",
)


def codes(items: Sequence[Item]) -> list[str]:
    return [item.code for item in items]


def test_open_promises_stand_with_their_age_the_late_ones_first_and_marked() -> None:
    told = promises(SERVICE, ON)
    assert codes(told) == ["promise.late", "promise.today", "promise.open"]
    assert [one.tone for one in told] == ["warn", "", ""]
    first = dict(told[0].params)
    assert (first["what_text"], first["late"], first["age"]) == ("查到账原因", 2, 9)
    assert [one.title for one in open_promises(SERVICE)] == ["查到账原因", "面谈", "复查配置"]


def test_rights_tell_what_is_left_and_pass_over_what_has_no_limit() -> None:
    told = {str(dict(one.params)["right"]): (one.code, dict(one.params)["left"]) for one in rights(SERVICE)}
    assert told == {"GOLF": ("right.left_booked", 2), "MEDICAL": ("right.left", 2)}
    booked = ServiceFacts(rights=(right(EntitlementCode.ADVISOR, None, booked=1),))
    assert codes(rights(booked)) == ["right.booked"]


def test_moments_come_by_their_due_day_and_those_put_off_stay_away() -> None:
    assert codes(moments(SERVICE, ON)) == ["moment.late", "moment.open"]
    asleep = ServiceFacts(moments=(kept(MomentCode.BIRTHDAY, 3, ON + timedelta(days=1)),))
    assert moments(asleep, ON) == ()
    awake = ServiceFacts(moments=(kept(MomentCode.BIRTHDAY, 3, ON),))
    assert codes(moments(awake, ON)) == ["moment.open"]


def test_calls_in_vain_and_pushes_are_told_since_the_last_meeting() -> None:
    told = {one.code: dict(one.params) for one in since_records(SERVICE, ON - timedelta(days=30))}
    assert list(told) == ["change.kept", "change.tried", "change.pushed"]
    assert told["change.tried"]["count"] == 1
    assert told["change.kept"]["count"] == 1


def test_a_question_since_then_is_quoted_but_not_what_is_kept_strictly() -> None:
    question = record(2, kind=InteractionKind.ENQUIRY, client_words="能改扣款日吗")
    quoted = ServiceFacts(records=(question,))
    (found,) = since_records(quoted, ON - timedelta(days=9))
    assert (found.code, dict(found.params)["words_text"]) == ("change.asked", "能改扣款日吗")
    made = replace(question.made, confidentiality=Confidentiality.STRICT)
    strict = ServiceFacts(records=(replace(question, made=made),))
    assert dict(next(iter(since_records(strict, ON - timedelta(days=9)))).params)["words_text"] == ""


def test_the_last_contact_is_the_last_in_which_the_client_was_there() -> None:
    found = last_contact(SERVICE)
    assert found is not None
    assert (found.on, found.channel) == (ON - timedelta(days=30), "CALL")
    assert last_contact(ServiceFacts(records=SERVICE.records[:2])) is None


def test_what_was_put_right_or_taken_back_does_not_count() -> None:
    kept_records = standing_records(
        [record(1, replaced_by="x"), record(2, is_withdrawn=True), record(3), record(-1)], ON
    )
    assert [one.made.on for one in kept_records] == [ON - timedelta(days=3)]


def page(words: BriefWords, reader: Reader = Reader.ADVISOR) -> str:
    facts = briefs.facts(service=SERVICE)
    return repr(make_sheet(content_for(reader, facts), words).body)


def test_the_page_tells_all_of_it_in_words() -> None:
    told = page(CHINESE)
    for line in (
        "承诺：查到账原因，",
        "已逾期 2 天",
        "会面：面谈，今天到期",
        "跟进：复查配置",
        "高尔夫余 2/4，已约 1；医疗健康余 2/2（至 2026-12-31）",
        "大额转出",
        "未联系上 1 次",
        "服务规则 2026-11 版 [entitlements]",
    ):
        assert line in told
    assert "尚未登记" not in told
    english = page(ENGLISH)
    assert "2 days late" in english
    assert "Golf: 2 of 4 left" in english


def test_what_people_wrote_is_hidden_in_discreet_mode() -> None:
    assert "查到账原因" not in page(HIDDEN)


def test_the_clients_page_tells_none_of_it() -> None:
    told = page(CHINESE, Reader.CLIENT)
    assert not [line for line in ("承诺：", "高尔夫", "大额转出", "未联系上") if line in told]


def test_lines_of_service_can_be_ticked_off() -> None:
    content = content_for(Reader.ADVISOR, briefs.facts(service=SERVICE))
    sheet = make_sheet(content, CHINESE)
    keys = [tick.key for tick in sheet.ticks if tick.key.startswith(("promise.", "right.", "moment."))]
    assert len(keys) == 3 + 2 + 2
    less = repr(make_sheet(content, CHINESE, frozenset(keys)).body)
    assert not [title for title in ("承诺与约定", "权益余量", "关键时刻") if title in less]
