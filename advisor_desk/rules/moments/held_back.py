"""Why a moment is found and yet kept back: never a silent skip (domain notes §6, caps and suppressions)."""

from datetime import date

from advisor_desk.rules.contact_caps import cap_hindrances, grave_hindrances
from advisor_desk.rules.moments.view import ClientView
from advisor_desk.rules.moments.world import Found
from advisor_desk.rules.serviceset import MomentRule


def held_back_by(view: ClientView, day: date, rule: MomentRule, found: Found) -> str:
    """The code of the gravest reason, empty when the moment is open.

    Rules that are no marketing are kept back by nothing but what their own trigger says.
    """
    if not rule.is_marketing:
        return found.hindrance
    state, rules = view.contact_state(day), view.world.service.contact
    for code, _ in grave_hindrances(state, day, rules):
        return code
    if found.hindrance:
        return found.hindrance
    for code, _ in cap_hindrances(state, day, rules):
        return code
    return ""
