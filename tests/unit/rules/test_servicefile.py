"""A file of service rules is taken whole or refused with the key and the line."""

from datetime import date

import pytest

from advisor_desk.domain.client import Tier
from advisor_desk.domain.entitlement import EntitlementCode
from advisor_desk.domain.interaction import Purpose
from advisor_desk.domain.journey import LifeEvent
from advisor_desk.domain.moment import DueUnit, MomentCode
from advisor_desk.domain.today import TodayKind
from advisor_desk.errors import UserCanFix
from advisor_desk.rules.servicefile import parse_service
from advisor_desk.rules.serviceset import ServiceRules
from tests.service import SERVICE_FILE, service_rules

TEXT = SERVICE_FILE.read_text(encoding="utf-8")
WAN = 10_000_00
NEVER_KEPT_BACK = {
    MomentCode.R_CHANGED,
    MomentCode.KYC_EXPIRING,
    MomentCode.KYC_EXPIRED,
    MomentCode.ID_EXPIRING,
    MomentCode.COMPLAINT,
    MomentCode.RETURN_VISIT,
}


@pytest.fixture(scope="module")
def service() -> ServiceRules:
    return service_rules()


def test_shipped_file_holds_the_thresholds_of_the_domain_notes(service: ServiceRules) -> None:
    assert (service.version, service.effective_from) == ("2026-11", date(1990, 1, 1))
    contact, hours = service.contact, service.hours
    assert (contact.week_cap, contact.month_cap, contact.cooling_hours) == (2, 6, 24)
    assert (hours.contact_from, hours.contact_until) == (9 * 60, 20 * 60)
    assert Purpose.PRODUCT in contact.marketing
    assert Purpose.SERVICE not in contact.marketing
    assert service.max_attachment_bytes == 20_000_000


@pytest.mark.parametrize(
    ("code", "due", "unit"),
    [
        (MomentCode.BIG_INFLOW, 1, DueUnit.WORKING_DAY),
        (MomentCode.BIG_OUTFLOW, 1, DueUnit.WORKING_DAY),
        (MomentCode.MATURITY, 0, DueUnit.DAY),
        (MomentCode.LARGE_LOSS, 1, DueUnit.DAY),
        (MomentCode.R_CHANGED, 1, DueUnit.DAY),
        (MomentCode.KYC_EXPIRING, 7, DueUnit.DAY),
        (MomentCode.KYC_EXPIRED, 1, DueUnit.DAY),
        (MomentCode.ID_EXPIRING, 7, DueUnit.DAY),
        (MomentCode.DORMANT_ENTER, 7, DueUnit.DAY),
        (MomentCode.AT_RISK_ENTER, 3, DueUnit.DAY),
        (MomentCode.TOPIC_BROWSE, 2, DueUnit.DAY),
        (MomentCode.ONLINE_ENQUIRY, 4, DueUnit.WORKING_HOUR),
        (MomentCode.UPGRADE_NEAR, 5, DueUnit.DAY),
        (MomentCode.SALARY_BONUS, 3, DueUnit.DAY),
        (MomentCode.COMPLAINT, 1, DueUnit.WORKING_DAY),
        (MomentCode.RETURN_VISIT, 1, DueUnit.WORKING_DAY),
    ],
)
def test_moments_are_due_as_the_table_says(
    service: ServiceRules, code: MomentCode, due: int, unit: DueUnit
) -> None:
    rule = service.moments[code]
    assert (rule.due, rule.due_unit) == (due, unit)


def test_triggers_have_the_figures_of_the_table(service: ServiceRules) -> None:
    moments = service.moments
    assert set(moments) == set(MomentCode)
    for code in (MomentCode.BIG_INFLOW, MomentCode.BIG_OUTFLOW):
        assert (moments[code].params["least_fen"], moments[code].params["percent"]) == (20 * WAN, 10)
    assert moments[MomentCode.MATURITY].days == (30, 7, 1)
    loss = moments[MomentCode.LARGE_LOSS].params
    assert (loss["holding_percent"], loss["account_percent"], loss["account_days"]) == (15, 10, 20)
    assert {90, 30} <= set(moments[MomentCode.ID_EXPIRING].days)
    assert 30 in moments[MomentCode.KYC_EXPIRING].days
    browse = moments[MomentCode.TOPIC_BROWSE].params
    assert (browse["times"], browse["window_days"]) == (3, 7)
    assert moments[MomentCode.SALARY_BONUS].params["year_end_fen"] == 5 * WAN
    assert moments[MomentCode.FIRST_PURCHASE].days == (7, 1)
    assert not any(moments[code].is_marketing for code in NEVER_KEPT_BACK)
    assert moments[MomentCode.RETURN_VISIT].owner == "NON_SALES"


def test_entitlements_follow_the_tier(service: ServiceRules) -> None:
    menu = {tier: {rule.code: rule for rule in rules} for tier, rules in service.entitlements.items()}
    assert EntitlementCode.GOLF not in menu[Tier.RETAIL]
    assert {EntitlementCode.COURSE, EntitlementCode.SEMINAR} <= set(menu[Tier.RETAIL])
    assert menu[Tier.RETAIL][EntitlementCode.COURSE].quota is None
    hnw = menu[Tier.HNW]
    assert set(menu[Tier.INST]) >= set(hnw) >= set(EntitlementCode) - {EntitlementCode.SALON}
    review = hnw[EntitlementCode.SEMI_ANNUAL_REVIEW]
    assert (review.quota, review.months) == (1, 6)


def test_journey_day_plans_and_phrases(service: ServiceRules) -> None:
    assert (service.journey.relationship_purchases, service.journey.relationship_contacts) == (2, 6)
    assert service.journey.children_ages[LifeEvent.UNIVERSITY] == 18
    assert service.journey.own_ages == {LifeEvent.RETIREMENT: 60}
    assert set(service.today.base) == set(service.today.most) == set(TodayKind)
    assert service.plan("EVENT_T1").steps[0].trading_days == 1
    assert {"ONBOARDING", "MATURITY", "COMPLAINT", "HNW_REVIEW"} <= {plan.code for plan in service.plans}
    assert "谈到资金安排" in service.phrases
    assert all(len(phrase) <= 12 for phrase in service.phrases)
    with pytest.raises(KeyError):
        service.plan("LUCK")


def test_every_section_cites_its_source(service: ServiceRules) -> None:
    sections = {line.strip("[]") for line in TEXT.splitlines() if line.startswith("[")}
    assert set(service.sources) == sections
    assert all(any(mark in source for mark in ("§", "product notes")) for source in service.sources.values())
    assert "S0 §二.3" in service.source("moments.TOPIC_BROWSE")
    with pytest.raises(KeyError):
        service.source("moments.LUCK")


def planted(old: str, new: str) -> tuple[dict[str, object], int]:
    """The fault of the shipped file with one change, and the line of the change."""
    assert old in TEXT
    with pytest.raises(UserCanFix) as caught:
        parse_service(TEXT.replace(old, new, 1), "bad.toml")
    assert (caught.value.code, caught.value.params["name"]) == ("rules.invalid", "bad.toml")
    return dict(caught.value.params), 1 + TEXT[: TEXT.index(old)].count("\n") + new.count("\n")


FAULTS = [
    ("week_cap = 2", "week_cap = 2\nextra = 1", "contact.extra", "unknown_key"),
    ("week_cap = 2", 'week_cap = "2"', "contact.week_cap", "wrong_type"),
    ("ideal_percent = 70", "ideal_percent = 101", "contact.ideal_percent", "out_of_range"),
    ('marketing = ["PRODUCT"', 'marketing = ["LUCK"', "contact.marketing", "unknown_code"),
    ("own_days_most = 366", "own_days_most = 3", "contact.own_days_most", "not_ascending"),
    ('work_from = "09:00"', "work_from = 9", "hours.work_from", "wrong_type"),
    ('work_from = "09:00"', 'work_from = "9:00"', "hours.work_from", "wrong_type"),
    ('work_from = "09:00"', 'work_from = "09.00"', "hours.work_from", "wrong_type"),
    ('work_from = "09:00"', 'work_from = "0a:00"', "hours.work_from", "wrong_type"),
    ('work_from = "09:00"', 'work_from = "09:0b"', "hours.work_from", "wrong_type"),
    ('work_from = "09:00"', 'work_from = "０９:00"', "hours.work_from", "wrong_type"),
    ('work_from = "09:00"', 'work_from = "24:00"', "hours.work_from", "out_of_range"),
    ('work_from = "09:00"', 'work_from = "09:60"', "hours.work_from", "out_of_range"),
    ('work_from = "09:00"', 'work_from = "12:00"', "hours.lunch_from", "not_ascending"),
    ('lunch_until = "13:00"', 'lunch_until = "12:00"', "hours.lunch_until", "not_ascending"),
    ('work_until = "17:30"', 'work_until = "13:00"', "hours.work_until", "not_ascending"),
    ('contact_until = "20:00"', 'contact_until = "09:00"', "hours.contact_until", "not_ascending"),
    ("[moments.BIRTHDAY]", "[moments.LUCK]", "moments.BIRTHDAY", "missing_key"),
    ("priority = 5", "priority = 6", "moments.BIG_OUTFLOW.priority", "out_of_range"),
    ('due_unit = "WORKING_DAY"', 'due_unit = "WEEK"', "moments.BIG_INFLOW.due_unit", "unknown_code"),
    ('owner = "NON_SALES"', 'owner = "NOBODY"', "moments.RETURN_VISIT.owner", "unknown_code"),
    ('suggestion = "RETAIN"', 'suggestion = "SELL"', "moments.BIG_OUTFLOW.suggestion", "unknown_code"),
    ("is_marketing = true", "is_marketing = 1", "moments.BIG_INFLOW.is_marketing", "wrong_type"),
    ("least_yuan = 200_000", "least_yuan = 0", "moments.BIG_INFLOW.least_yuan", "out_of_range"),
    ("from_month = 12", "from_month = 13", "moments.SALARY_BONUS.from_month", "out_of_range"),
    ("sample_percent = 20", "sample_percent = 1001", "moments.RETURN_VISIT.sample_percent", "out_of_range"),
    ("window_days = 7", "window_days = 0", "moments.TOPIC_BROWSE.window_days", "out_of_range"),
    ("days = [30, 7, 1]", "days = [30, 7, 7]", "moments.MATURITY.days", "not_ascending"),
    ("days = [30, 7, 1]", "days = [1, 7, 30]", "moments.MATURITY.days", "not_ascending"),
    ("days = [30, 7, 1]", "days = []", "moments.MATURITY.days", "empty"),
    ("days = [30, 7, 1]", "days = [30, true]", "moments.MATURITY.days", "wrong_type"),
    ("days = [30, 7, 1]", 'days = ["30"]', "moments.MATURITY.days", "wrong_type"),
    ("days = [30, 7, 1]", "days = [30, -1]", "moments.MATURITY.days", "out_of_range"),
    ("days = [30, 7, 1]", "days = [90, 1]", "moments.MATURITY.cooldown_days", "out_of_range"),
    ("SCHOOL = 6", "SCHOOL = 151", "journey.children.SCHOOL", "out_of_range"),
    ("RETIREMENT = 60", "LUCK = 60", "journey.own.LUCK", "unknown_key"),
    ("GOLF = { quota = 4,", "GOLF = { quota = 0,", "entitlements.HNW.GOLF.quota", "out_of_range"),
    ("GOLF = { quota = 4,", "GOLFING = { quota = 4,", "entitlements.HNW.GOLFING", "unknown_key"),
    ("MEETING = 160", "MEETING = 1_001", "today.base.MEETING", "out_of_range"),
    ("MEETING = 50", "MEETING = 0", "today.most.MEETING", "out_of_range"),
    ("{ after = 1,", "{ after = -1,", "plan.ONBOARDING.steps", "out_of_range"),
    ("{ after = 1,", "{ after = 4,", "plan.ONBOARDING.steps", "not_ascending"),
    ("{ after = 1,", '{ after = "1",', "plan.ONBOARDING.steps", "wrong_type"),
    ("{ after = 1,", "{ after = 1, luck = 1,", "plan.ONBOARDING.steps", "wrong_type"),
    ('title = "首次答复客户"', 'title = " "', "plan.COMPLAINT.steps", "empty"),
    ('title_en = "First answer to the client"', 'title_en = ""', "plan.COMPLAINT.steps", "empty"),
    ('"谈到资金安排",', '"谈到资金安排", "谈到资金安排",', "phrases.chips", "repeated"),
    ("most_mb = 20", "most_mb = 21", "attachment.most_mb", "out_of_range"),
    ("effective_from = 1990-01-01", "effective_from = 1990", "effective_from", "wrong_type"),
]


@pytest.mark.parametrize(("old", "new", "key", "problem"), FAULTS)
def test_fault_is_named_with_its_key(old: str, new: str, key: str, problem: str) -> None:
    found, _ = planted(old, new)
    assert (found["key"], found["problem"]) == (key, problem)


def test_fault_points_at_its_line() -> None:
    found, line = planted("sample_percent = 20", "sample_percent = 2000")
    assert (found["key"], found["line"]) == ("moments.RETURN_VISIT.sample_percent", line)


@pytest.mark.parametrize("key", ["month_cap = 6", "silent_days = 90", "visit_days = 30", "quiet = 5"])
def test_a_key_that_is_missing_is_named(key: str) -> None:
    found, _ = planted(f"{key}\n", "\n")
    assert (str(found["key"]).rpartition(".")[2], found["problem"]) == (key.split(" ")[0], "missing_key")


def test_a_section_without_a_source_is_refused() -> None:
    found, _ = planted('source = "domain §6, §2.3"\n', "\n")
    assert (found["key"], found["problem"]) == ("moments.DORMANT_ENTER.source", "missing_key")


def test_plans_are_not_empty() -> None:
    begin, end = TEXT.index("[plan.ONBOARDING]"), TEXT.index("# Phrase chips")
    found, _ = planted(TEXT[begin:end], "[plan]\n")
    assert (found["key"], found["problem"]) == ("plan", "empty")
    steps = TEXT[TEXT.index("steps = [") : TEXT.index("]\n\n[plan.MATURITY]") + 1]
    found, _ = planted(steps, "steps = []")
    assert (found["key"], found["problem"]) == ("plan.ONBOARDING.steps", "empty")
