"""Reads a file of service rules: every key is known, present, of the right type and in range, or refused.

The schema is the code: what is not read is unknown. Opening files is not done here. Moments, and the
plans with what the first screen shows, have readers of their own.
"""

from advisor_desk.domain.client import Tier
from advisor_desk.domain.service_codes import EntitlementCode, LifeEvent, Purpose
from advisor_desk.rules import serviceset as s
from advisor_desk.rules.rulestable import RulesTable, RulesText
from advisor_desk.rules.servicefile_day import read_plans, read_today
from advisor_desk.rules.servicefile_moments import read_moments

_MAX_DAYS = 3_660
_MAX_MONTHS = 600
_MAX_YEARS = 150
_MAX_TIMES = 1_000
_MEGABYTE = 1_000_000
_MAX_MEGABYTES = 20


def parse_service(text: str, name: str) -> s.ServiceRules:
    """The service rules of a file's text; `name` is only for messages.

    Raises UserCanFix("rules.invalid", name, key, line, problem) as `rulesfile.parse_rules` does.
    """
    file = RulesText(name, text)
    with file.root() as root:
        return s.ServiceRules(
            version=root.text("version"),
            effective_from=root.day("effective_from"),
            contact=_contact(root),
            hours=_hours(root),
            moments=read_moments(root),
            journey=_journey(root),
            entitlements=_entitlements(root),
            today=read_today(root),
            plans=read_plans(root),
            phrases=_phrases(root),
            max_attachment_bytes=_attachment(root),
            sources=file.sources,
        )


def _contact(root: RulesTable) -> s.ContactRules:
    with root.sourced("contact") as table:
        rules = s.ContactRules(
            ideal_percent=table.whole("ideal_percent", 1, 100),
            week_cap=table.whole("week_cap", 0, _MAX_TIMES),
            month_cap=table.whole("month_cap", 0, _MAX_TIMES),
            cooling_hours=table.whole("cooling_hours", 0, 24 * 366),
            marketing=frozenset(table.codes("marketing", Purpose)),
            own_days_least=table.whole("own_days_least", 1, _MAX_DAYS),
            own_days_most=table.whole("own_days_most", 1, _MAX_DAYS),
        )
        table.ascending("own_days_most", rules.own_days_least, rules.own_days_most)
        return rules


def _hours(root: RulesTable) -> s.HoursRules:
    names = (
        "contact_from", "contact_until", "work_from", "work_until", "lunch_from", "lunch_until",
        "quiet_from", "quiet_until",
    )  # fmt: skip
    with root.sourced("hours") as table:
        rules = s.HoursRules(*(_minute(table, name) for name in names))
        table.ascending("contact_until", rules.contact_from, rules.contact_until)
        table.ascending("lunch_from", rules.work_from, rules.lunch_from)
        table.ascending("lunch_until", rules.lunch_from, rules.lunch_until)
        table.ascending("work_until", rules.lunch_until, rules.work_until)
        return rules


def _minute(table: RulesTable, key: str) -> int:
    """A time of day written HH:MM as minutes since midnight."""
    text = table.text(key)
    hours, colon, minutes = text.partition(":")
    if len(text) != 5 or colon != ":" or not (text.isascii() and hours.isdigit() and minutes.isdigit()):
        raise table.fault(key, "wrong_type")
    if int(hours) > 23 or int(minutes) > 59:
        raise table.fault(key, "out_of_range")
    return int(hours) * 60 + int(minutes)


def _journey(root: RulesTable) -> s.JourneyRules:
    with root.sourced("journey") as table:
        return s.JourneyRules(
            relationship_purchases=table.whole("relationship_purchases", 1, _MAX_TIMES),
            relationship_contacts=table.whole("relationship_contacts", 1, _MAX_TIMES),
            relationship_months=table.whole("relationship_months", 1, _MAX_MONTHS),
            mature_purchases=table.whole("mature_purchases", 1, _MAX_TIMES),
            late_years=table.whole("late_years", 1, _MAX_YEARS),
            children_ages=_ages(table, "children"),
            own_ages=_ages(table, "own"),
            ahead_years=table.whole("ahead_years", 1, _MAX_YEARS),
        )


def _ages(table: RulesTable, key: str) -> dict[LifeEvent, int]:
    with table.sourced(key) as ages:
        return {event: ages.whole(event, 0, _MAX_YEARS) for event in LifeEvent if ages.has(event)}


def _entitlements(root: RulesTable) -> dict[Tier, tuple[s.EntitlementRule, ...]]:
    found = {}
    with root.table("entitlements") as tiers:
        for tier in Tier:
            with tiers.sourced(tier) as menu:
                found[tier] = tuple(_entitlement(menu, code) for code in EntitlementCode if menu.has(code))
    return found


def _entitlement(menu: RulesTable, code: EntitlementCode) -> s.EntitlementRule:
    with menu.table(code) as table:
        quota = table.whole("quota", 1, _MAX_TIMES) if table.has("quota") else None
        return s.EntitlementRule(code, quota, table.whole("months", 1, _MAX_MONTHS))


def _phrases(root: RulesTable) -> tuple[str, ...]:
    with root.sourced("phrases") as table:
        return table.texts("chips")


def _attachment(root: RulesTable) -> int:
    with root.sourced("attachment") as table:
        return table.whole("most_mb", 1, _MAX_MEGABYTES) * _MEGABYTE
