"""What the lines of 今日 say, and in which tone."""

from datetime import timedelta

from advisor_desk.domain.today import TodayKind
from advisor_desk.ui.pages.today import words
from tests.ui.fake_day import DAY, NOON, about, line


def test_what_is_owed_is_amber_until_its_latest_day_and_red_after_it() -> None:
    def tone(due_in: int, kind: TodayKind = TodayKind.CONTACT) -> tuple[str, str]:
        item = line(kind, "K", "LONG_TAIL", **about(1, "客"), due_on=DAY + timedelta(days=due_in))
        return words.when(item, DAY, NOON)

    assert [tone(days) for days in (4, 0, -1)] == [
        ("4 天内", "warn"),
        ("今天", "warn"),
        ("逾期 1 天", "danger"),
    ]
    assert [tone(days, TodayKind.TASK)[1] for days in (4, 0, -1)] == ["text2", "warn", "danger"]


def test_on_a_quiet_day_the_time_without_a_contact_is_told_and_no_deadline() -> None:
    quiet = line(TodayKind.QUIET, "Q", "LONG_TAIL", **about(1, "客", ago=90), due_on=DAY - timedelta(days=60))
    assert words.when(quiet, DAY, NOON) == ("90 天前", "text2")
    assert words.below_when(quiet, DAY, NOON) == ""


def test_what_the_rules_keep_back_is_told_by_reason() -> None:
    said = words.held_back({"OPT_OUT": 10, "COMPLAINT_OPEN": 7})
    assert said == "按规则暂不提示 17 项：客户已拒绝营销 10 · 有投诉未结 7"
    assert words.held_back({}) == ""


def test_a_meeting_tells_the_last_contact_where_others_tell_why() -> None:
    meeting = line(
        TodayKind.MEETING, "M", "MEETING", **about(1, "客", ago=9), due_on=DAY, why=(("today.meeting", ()),)
    )
    assert words.why(meeting) == "上次有效联系：9 天前"
