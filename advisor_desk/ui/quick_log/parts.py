"""What the quick log is given from outside."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from advisor_desk.domain.interaction import Interaction
from advisor_desk.domain.task import Task
from advisor_desk.domain.trading import TradingDays
from advisor_desk.rules.adviceset import AdviceRules
from advisor_desk.ui.jobs import Jobs
from advisor_desk.ui.quick_log.attachment_rows import AttachmentParts
from advisor_desk.ui.quick_log.person_finder import FinderParts
from advisor_desk.ui.quick_log.product_rows import ProductsParts
from advisor_desk.ui.quick_log.prospect_form import ProspectParts
from advisor_desk.usecases.log_caps import Against
from advisor_desk.usecases.log_people import Found
from advisor_desk.usecases.log_session import Opening, Saved
from advisor_desk.usecases.outlet_mode import OutletChoice


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class LogParts:
    """All callables run in the book's lane but for `clock`.

    `keep` keeps the draft (empty: forgets it), `save` records a contact with the promises ticked and the
    outlet, `warn` tells what stands against a marketing contact (nothing: it may be), `promises` what a
    client was promised, `choose` keeps the outlet.
    """

    today: date
    trading: TradingDays
    advice: AdviceRules
    phrases: Sequence[str]
    finder: FinderParts
    prospect: ProspectParts
    products: ProductsParts
    attachments: AttachmentParts
    opening: Callable[[], Opening]
    keep: Callable[[Mapping[str, object]], None]
    save: Callable[[Interaction, Sequence[str], OutletChoice | None], Saved]
    warn: Callable[[Interaction], Sequence[Against]]
    promises: Callable[[int], Sequence[Task]]
    people: Callable[[Sequence[int]], Sequence[Found]]
    choose: Callable[[OutletChoice], None]
    jobs: Jobs
    clock: Callable[[], datetime] = _now
