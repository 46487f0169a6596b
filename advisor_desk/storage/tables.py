"""The book's tables in one place: metadata, naming convention and each table's sync stance.

Definitions only. Hot paths speak SQL to the driver; these tables serve migrations and edits.
"""

from advisor_desk.storage.tables_advice import order_intent, plan_draft, shelf_move, shelf_release
from advisor_desk.storage.tables_clients import (
    account,
    assessment,
    client,
    consent,
    contact,
    household,
    relation,
    signal,
)
from advisor_desk.storage.tables_frame import METADATA, SyncStance, stance
from advisor_desk.storage.tables_money import (
    daily_asset,
    holding,
    product,
    product_exposure,
    revenue,
    trade,
)
from advisor_desk.storage.tables_service import (
    attachment,
    client_care,
    draft,
    entitlement_entry,
    interaction,
    life_event,
    moment,
    note_page,
    task,
)
from advisor_desk.storage.tables_standing import score_snapshot, standing, tier_override
from advisor_desk.storage.tables_work import (
    TRIGGERS,
    book_meta,
    event,
    import_batch,
    import_change,
    outbox,
    rules_version,
    saved_view,
    setting,
)

__all__ = [
    "METADATA",
    "TRIGGERS",
    "SyncStance",
    "account",
    "assessment",
    "attachment",
    "book_meta",
    "client",
    "client_care",
    "consent",
    "contact",
    "daily_asset",
    "draft",
    "entitlement_entry",
    "event",
    "holding",
    "household",
    "import_batch",
    "import_change",
    "interaction",
    "life_event",
    "moment",
    "note_page",
    "order_intent",
    "outbox",
    "plan_draft",
    "product",
    "product_exposure",
    "relation",
    "revenue",
    "rules_version",
    "saved_view",
    "score_snapshot",
    "setting",
    "shelf_move",
    "shelf_release",
    "signal",
    "stance",
    "standing",
    "task",
    "tier_override",
    "trade",
]
