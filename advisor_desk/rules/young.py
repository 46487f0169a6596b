"""年轻潜力客户: an overlay for persons of 25 to 35 complete years, on any tier (T11)."""

from datetime import date

from advisor_desk.domain.client import ClientType
from advisor_desk.domain.dates import complete_years
from advisor_desk.rules.ruleset import RuleSet


def young_age(client_type: ClientType, born_on: date | None, as_of: date, rules: RuleSet) -> int | None:
    """The age when the client is young potential, else None. An unknown birth date is never young."""
    if born_on is None or not client_type.is_person:
        return None
    age = complete_years(born_on, as_of)
    return age if rules.young.min_age <= age <= rules.young.max_age else None
