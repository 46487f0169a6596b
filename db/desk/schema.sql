CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL,
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);

CREATE TABLE book_meta (
    "key" TEXT NOT NULL,
    value TEXT NOT NULL,
    CONSTRAINT pk_book_meta PRIMARY KEY ("key")
)
WITHOUT ROWID,
STRICT;

CREATE TABLE client (
    id INTEGER NOT NULL,
    client_no TEXT NOT NULL,
    name TEXT NOT NULL,
    pinyin TEXT DEFAULT '' NOT NULL,
    client_type TEXT NOT NULL,
    gender TEXT,
    born_on INTEGER,
    id_type TEXT,
    id_no TEXT,
    id_expires_on INTEGER,
    phone TEXT,
    email TEXT,
    region TEXT,
    occupation TEXT,
    employer TEXT,
    education TEXT,
    annual_income_fen INTEGER,
    declared_assets_fen INTEGER,
    industry TEXT,
    org_subtype TEXT,
    opened_on INTEGER,
    source_channel TEXT,
    household_no TEXT,
    preferred_channel TEXT,
    added_by INTEGER DEFAULT 0 NOT NULL,
    changed_by INTEGER,
    scope TEXT,
    seq INTEGER,
    row_hash BLOB,
    extra TEXT,
    capacity TEXT,
    aml_restricted INTEGER,
    info_refused INTEGER,
    income_3y_fen INTEGER,
    invest_since INTEGER,
    net_assets_fen INTEGER,
    household_net_fen INTEGER,
    household_fin_fen INTEGER,
    household_income_fen INTEGER,
    proof TEXT,
    proof_on INTEGER,
    spending_month_fen INTEGER,
    liquidity_need_fen INTEGER,
    insurance_budget_fen INTEGER,
    permissions TEXT,
    investor_class TEXT,
    class_evidence TEXT,
    class_from INTEGER,
    class_until INTEGER,
    related_work_since INTEGER,
    is_senior_manager INTEGER,
    is_certified INTEGER,
    CONSTRAINT pk_client PRIMARY KEY (id),
    CONSTRAINT uq_client_client_no UNIQUE (client_no)
)
STRICT;

CREATE TABLE household (
    id INTEGER NOT NULL,
    household_no TEXT NOT NULL,
    name TEXT,
    added_by INTEGER DEFAULT 0 NOT NULL,
    changed_by INTEGER,
    scope TEXT,
    seq INTEGER,
    row_hash BLOB,
    extra TEXT,
    CONSTRAINT pk_household PRIMARY KEY (id),
    CONSTRAINT uq_household_household_no UNIQUE (household_no)
)
STRICT;

CREATE TABLE import_batch (
    id INTEGER NOT NULL,
    uuid TEXT NOT NULL,
    kind TEXT NOT NULL,
    file_name TEXT NOT NULL,
    file_sha256 TEXT,
    profile TEXT,
    mode TEXT NOT NULL,
    encoding TEXT,
    started_at TEXT NOT NULL,
    finished_at TEXT,
    read_rows INTEGER DEFAULT 0 NOT NULL,
    added INTEGER DEFAULT 0 NOT NULL,
    updated INTEGER DEFAULT 0 NOT NULL,
    unchanged INTEGER DEFAULT 0 NOT NULL,
    rejected INTEGER DEFAULT 0 NOT NULL,
    undone_at TEXT,
    CONSTRAINT pk_import_batch PRIMARY KEY (id),
    CONSTRAINT uq_import_batch_uuid UNIQUE (uuid)
)
STRICT;

CREATE TABLE product (
    id INTEGER NOT NULL,
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    product_type TEXT NOT NULL,
    issuer TEXT,
    manager TEXT,
    regime TEXT,
    r_level TEXT,
    r_level_manager TEXT,
    r_rated_on INTEGER,
    currency TEXT,
    min_first_fen INTEGER,
    min_add_fen INTEGER,
    step_fen INTEGER,
    lockup_days INTEGER,
    term_days INTEGER,
    redeem_days INTEGER,
    fee_front_bp INTEGER,
    fee_manage_bp INTEGER,
    fee_custody_bp INTEGER,
    fee_sales_bp INTEGER,
    qualified_only TEXT,
    legal_floor_fen INTEGER,
    required_permission TEXT,
    shelf_status TEXT,
    shelf_from INTEGER,
    shelf_to INTEGER,
    quota_total_fen INTEGER,
    quota_left_fen INTEGER,
    liquidity TEXT,
    max_client_bp INTEGER,
    pinyin TEXT,
    added_by INTEGER DEFAULT 0 NOT NULL,
    changed_by INTEGER,
    scope TEXT,
    seq INTEGER,
    row_hash BLOB,
    extra TEXT,
    variety TEXT,
    tier_menu TEXT,
    client_types TEXT,
    channels TEXT,
    open_days TEXT,
    fee_perf_bp INTEGER,
    is_broad_index INTEGER,
    plain_words TEXT,
    not_for TEXT,
    docs TEXT,
    CONSTRAINT pk_product PRIMARY KEY (id),
    CONSTRAINT uq_product_code UNIQUE (code)
)
STRICT;

CREATE TABLE rules_version (
    version TEXT NOT NULL,
    effective_from INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    body TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    scope TEXT,
    seq INTEGER,
    row_hash BLOB,
    extra TEXT,
    CONSTRAINT pk_rules_version PRIMARY KEY (version)
)
STRICT;

CREATE TABLE saved_view (
    id INTEGER NOT NULL,
    name TEXT NOT NULL,
    body TEXT NOT NULL,
    CONSTRAINT pk_saved_view PRIMARY KEY (id),
    CONSTRAINT uq_saved_view_name UNIQUE (name)
)
STRICT;

CREATE TABLE setting (
    "key" TEXT NOT NULL,
    value TEXT NOT NULL,
    CONSTRAINT pk_setting PRIMARY KEY ("key")
)
WITHOUT ROWID,
STRICT;

CREATE TABLE account (
    id INTEGER NOT NULL,
    account_no TEXT NOT NULL,
    client_id INTEGER NOT NULL,
    account_kind TEXT,
    opened_on INTEGER,
    closed_on INTEGER,
    added_by INTEGER DEFAULT 0 NOT NULL,
    changed_by INTEGER,
    scope TEXT,
    seq INTEGER,
    row_hash BLOB,
    extra TEXT,
    CONSTRAINT pk_account PRIMARY KEY (id),
    CONSTRAINT uq_account_account_no UNIQUE (account_no),
    CONSTRAINT fk_account_client_id_client FOREIGN KEY(client_id) REFERENCES client (id)
)
STRICT;

CREATE TABLE assessment (
    id INTEGER NOT NULL,
    client_id INTEGER NOT NULL,
    taken_on INTEGER NOT NULL,
    c_level TEXT NOT NULL,
    score INTEGER,
    horizon_months INTEGER,
    varieties TEXT,
    investor_class TEXT,
    form_version TEXT,
    added_by INTEGER DEFAULT 0 NOT NULL,
    changed_by INTEGER,
    scope TEXT,
    seq INTEGER,
    row_hash BLOB,
    extra TEXT,
    CONSTRAINT pk_assessment PRIMARY KEY (id),
    CONSTRAINT uq_assessment_client_id_taken_on UNIQUE (client_id, taken_on),
    CONSTRAINT fk_assessment_client_id_client FOREIGN KEY(client_id) REFERENCES client (id)
)
STRICT;

CREATE TABLE consent (
    id INTEGER NOT NULL,
    client_id INTEGER NOT NULL,
    purpose TEXT NOT NULL,
    given_on INTEGER NOT NULL,
    withdrawn_on INTEGER,
    text_version TEXT,
    added_by INTEGER DEFAULT 0 NOT NULL,
    changed_by INTEGER,
    scope TEXT,
    seq INTEGER,
    row_hash BLOB,
    extra TEXT,
    CONSTRAINT pk_consent PRIMARY KEY (id),
    CONSTRAINT uq_consent_client_id_purpose_given_on UNIQUE (client_id, purpose, given_on),
    CONSTRAINT fk_consent_client_id_client FOREIGN KEY(client_id) REFERENCES client (id)
)
STRICT;

CREATE TABLE contact (
    id INTEGER NOT NULL,
    client_id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    value TEXT NOT NULL,
    label TEXT,
    added_by INTEGER DEFAULT 0 NOT NULL,
    changed_by INTEGER,
    scope TEXT,
    seq INTEGER,
    row_hash BLOB,
    extra TEXT,
    CONSTRAINT pk_contact PRIMARY KEY (id),
    CONSTRAINT uq_contact_client_id_kind_value UNIQUE (client_id, kind, value),
    CONSTRAINT fk_contact_client_id_client FOREIGN KEY(client_id) REFERENCES client (id)
)
STRICT;

CREATE TABLE daily_asset (
    client_id INTEGER NOT NULL,
    on_day INTEGER NOT NULL,
    aum_fen INTEGER NOT NULL,
    cash_fen INTEGER,
    debt_fen INTEGER,
    added_by INTEGER DEFAULT 0 NOT NULL,
    changed_by INTEGER,
    scope TEXT,
    seq INTEGER,
    row_hash BLOB,
    extra TEXT,
    CONSTRAINT pk_daily_asset PRIMARY KEY (client_id, on_day),
    CONSTRAINT fk_daily_asset_client_id_client FOREIGN KEY(client_id) REFERENCES client (id)
)
WITHOUT ROWID,
STRICT;

CREATE TABLE event (
    id TEXT NOT NULL,
    device_seq INTEGER NOT NULL,
    epoch INTEGER NOT NULL,
    branch_id TEXT DEFAULT '' NOT NULL,
    author TEXT NOT NULL,
    client_id INTEGER,
    client_no TEXT,
    type TEXT NOT NULL,
    v INTEGER NOT NULL,
    on_day INTEGER,
    body TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    prev_hash BLOB NOT NULL,
    hash BLOB NOT NULL,
    status TEXT DEFAULT 'PENDING' NOT NULL,
    place INTEGER DEFAULT 0 NOT NULL,
    CONSTRAINT pk_event PRIMARY KEY (id),
    CONSTRAINT uq_event_device_seq UNIQUE (device_seq),
    CONSTRAINT fk_event_client_id_client FOREIGN KEY(client_id) REFERENCES client (id)
)
STRICT;

CREATE TABLE holding (
    client_id INTEGER NOT NULL,
    product_id INTEGER NOT NULL,
    as_of_day INTEGER NOT NULL,
    units_e4 INTEGER,
    value_fen INTEGER NOT NULL,
    cost_fen INTEGER,
    locked_until INTEGER,
    added_by INTEGER DEFAULT 0 NOT NULL,
    changed_by INTEGER,
    scope TEXT,
    seq INTEGER,
    row_hash BLOB,
    extra TEXT,
    CONSTRAINT pk_holding PRIMARY KEY (client_id, product_id, as_of_day),
    CONSTRAINT fk_holding_client_id_client FOREIGN KEY(client_id) REFERENCES client (id),
    CONSTRAINT fk_holding_product_id_product FOREIGN KEY(product_id) REFERENCES product (id)
)
WITHOUT ROWID,
STRICT;

CREATE TABLE import_change (
    batch_id INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    table_name TEXT NOT NULL,
    row_key TEXT NOT NULL,
    "before" TEXT NOT NULL,
    "after" TEXT NOT NULL,
    CONSTRAINT pk_import_change PRIMARY KEY (batch_id, seq),
    CONSTRAINT fk_import_change_batch_id_import_batch FOREIGN KEY(batch_id) REFERENCES import_batch (id)
)
WITHOUT ROWID,
STRICT;

CREATE TABLE product_exposure (
    product_id INTEGER NOT NULL,
    asset_class TEXT NOT NULL,
    weight_bp INTEGER NOT NULL,
    scope TEXT,
    seq INTEGER,
    row_hash BLOB,
    extra TEXT,
    CONSTRAINT pk_product_exposure PRIMARY KEY (product_id, asset_class),
    CONSTRAINT fk_product_exposure_product_id_product FOREIGN KEY(product_id) REFERENCES product (id)
)
WITHOUT ROWID,
STRICT;

CREATE TABLE relation (
    id INTEGER NOT NULL,
    client_id INTEGER NOT NULL,
    other_client_id INTEGER,
    other_client_no TEXT NOT NULL,
    other_name TEXT,
    relation_kind TEXT NOT NULL,
    share_bp INTEGER,
    since INTEGER,
    added_by INTEGER DEFAULT 0 NOT NULL,
    changed_by INTEGER,
    scope TEXT,
    seq INTEGER,
    row_hash BLOB,
    extra TEXT,
    CONSTRAINT pk_relation PRIMARY KEY (id),
    CONSTRAINT uq_relation_client_id_other_client_no_relation_kind UNIQUE (client_id, other_client_no, relation_kind),
    CONSTRAINT fk_relation_client_id_client FOREIGN KEY(client_id) REFERENCES client (id),
    CONSTRAINT fk_relation_other_client_id_client FOREIGN KEY(other_client_id) REFERENCES client (id)
)
STRICT;

CREATE TABLE revenue (
    client_id INTEGER NOT NULL,
    entry_no TEXT NOT NULL,
    on_day INTEGER NOT NULL,
    revenue_kind TEXT NOT NULL,
    amount_fen INTEGER NOT NULL,
    is_estimated INTEGER DEFAULT 0 NOT NULL,
    added_by INTEGER DEFAULT 0 NOT NULL,
    changed_by INTEGER,
    scope TEXT,
    seq INTEGER,
    row_hash BLOB,
    extra TEXT,
    CONSTRAINT pk_revenue PRIMARY KEY (client_id, entry_no),
    CONSTRAINT fk_revenue_client_id_client FOREIGN KEY(client_id) REFERENCES client (id)
)
WITHOUT ROWID,
STRICT;

CREATE TABLE score_snapshot (
    client_id INTEGER NOT NULL,
    as_of INTEGER NOT NULL,
    rules_version TEXT NOT NULL,
    tier TEXT NOT NULL,
    tier_variant TEXT,
    is_provisional INTEGER DEFAULT 0 NOT NULL,
    avg20_fen INTEGER,
    aum_fen INTEGER,
    a INTEGER NOT NULL,
    f INTEGER NOT NULL,
    b INTEGER NOT NULL,
    group_code TEXT NOT NULL,
    group_paper_mid TEXT NOT NULL,
    classic_r INTEGER NOT NULL,
    classic_f INTEGER NOT NULL,
    classic_m INTEGER NOT NULL,
    state TEXT NOT NULL,
    labels TEXT DEFAULT '' NOT NULL,
    action TEXT NOT NULL,
    tags TEXT DEFAULT '' NOT NULL,
    CONSTRAINT pk_score_snapshot PRIMARY KEY (client_id, as_of),
    CONSTRAINT fk_score_snapshot_client_id_client FOREIGN KEY(client_id) REFERENCES client (id)
)
WITHOUT ROWID,
STRICT;

CREATE TABLE signal (
    id INTEGER NOT NULL,
    client_id INTEGER NOT NULL,
    on_day INTEGER NOT NULL,
    signal_kind TEXT NOT NULL,
    topic TEXT NOT NULL,
    times INTEGER,
    source TEXT,
    added_by INTEGER DEFAULT 0 NOT NULL,
    changed_by INTEGER,
    scope TEXT,
    seq INTEGER,
    row_hash BLOB,
    extra TEXT,
    CONSTRAINT pk_signal PRIMARY KEY (id),
    CONSTRAINT uq_signal_client_id_on_day_signal_kind_topic UNIQUE (client_id, on_day, signal_kind, topic),
    CONSTRAINT fk_signal_client_id_client FOREIGN KEY(client_id) REFERENCES client (id)
)
STRICT;

CREATE TABLE standing (
    client_id INTEGER NOT NULL,
    as_of INTEGER NOT NULL,
    rules_version TEXT NOT NULL,
    tier TEXT NOT NULL,
    tier_variant TEXT,
    is_provisional INTEGER DEFAULT 0 NOT NULL,
    avg20_fen INTEGER,
    aum_fen INTEGER,
    a INTEGER NOT NULL,
    f INTEGER NOT NULL,
    b INTEGER NOT NULL,
    group_code TEXT NOT NULL,
    group_paper_mid TEXT NOT NULL,
    classic_r INTEGER NOT NULL,
    classic_f INTEGER NOT NULL,
    classic_m INTEGER NOT NULL,
    state TEXT NOT NULL,
    labels TEXT DEFAULT '' NOT NULL,
    action TEXT NOT NULL,
    tags TEXT DEFAULT '' NOT NULL,
    client_no TEXT NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    client_type TEXT NOT NULL,
    opened_on INTEGER,
    last_purchase_on INTEGER,
    lifetime_purchases INTEGER DEFAULT 0 NOT NULL,
    median_gap_x2 INTEGER,
    window_purchases INTEGER DEFAULT 0 NOT NULL,
    window_amount_fen INTEGER DEFAULT 0 NOT NULL,
    window_benefit_fen INTEGER DEFAULT 0 NOT NULL,
    benefit_is_estimated INTEGER DEFAULT 0 NOT NULL,
    aum_on INTEGER,
    sum20_fen INTEGER DEFAULT 0 NOT NULL,
    days20 INTEGER DEFAULT 0 NOT NULL,
    change30_bp INTEGER,
    composite INTEGER NOT NULL,
    recency_days INTEGER,
    months_num INTEGER NOT NULL,
    months_den INTEGER NOT NULL,
    c_level TEXT,
    c_level_expires_on INTEGER,
    last_contact_on INTEGER,
    next_due_on INTEGER,
    tier_rank INTEGER NOT NULL,
    c_level_rank INTEGER,
    classic_key INTEGER NOT NULL,
    facets INTEGER NOT NULL,
    tier_reasons TEXT DEFAULT '[]' NOT NULL,
    reasons TEXT DEFAULT '[]' NOT NULL,
    CONSTRAINT pk_standing PRIMARY KEY (client_id),
    CONSTRAINT fk_standing_client_id_client FOREIGN KEY(client_id) REFERENCES client (id)
)
STRICT;

CREATE TABLE trade (
    client_id INTEGER NOT NULL,
    trade_no TEXT NOT NULL,
    on_day INTEGER NOT NULL,
    trade_kind TEXT NOT NULL,
    status TEXT NOT NULL,
    product_id INTEGER,
    amount_fen INTEGER NOT NULL,
    units_e4 INTEGER,
    plan_no TEXT,
    is_purchase INTEGER DEFAULT 0 NOT NULL,
    sip_month INTEGER,
    added_by INTEGER DEFAULT 0 NOT NULL,
    changed_by INTEGER,
    scope TEXT,
    seq INTEGER,
    row_hash BLOB,
    extra TEXT,
    CONSTRAINT pk_trade PRIMARY KEY (client_id, trade_no),
    CONSTRAINT fk_trade_client_id_client FOREIGN KEY(client_id) REFERENCES client (id)
)
WITHOUT ROWID,
STRICT;

CREATE TABLE outbox (
    event_id TEXT NOT NULL,
    CONSTRAINT pk_outbox PRIMARY KEY (event_id),
    CONSTRAINT fk_outbox_event_id_event FOREIGN KEY(event_id) REFERENCES event (id)
)
WITHOUT ROWID,
STRICT;

CREATE TABLE tier_override (
    id INTEGER NOT NULL,
    client_id INTEGER NOT NULL,
    tier TEXT NOT NULL,
    reason TEXT NOT NULL,
    approver TEXT NOT NULL,
    from_day INTEGER NOT NULL,
    until_day INTEGER NOT NULL,
    event_id TEXT,
    scope TEXT,
    seq INTEGER,
    row_hash BLOB,
    extra TEXT,
    CONSTRAINT pk_tier_override PRIMARY KEY (id),
    CONSTRAINT fk_tier_override_client_id_client FOREIGN KEY(client_id) REFERENCES client (id),
    CONSTRAINT fk_tier_override_event_id_event FOREIGN KEY(event_id) REFERENCES event (id)
)
STRICT;

CREATE TABLE shelf_release (
    id INTEGER NOT NULL,
    received_on INTEGER NOT NULL,
    source TEXT NOT NULL,
    author TEXT NOT NULL,
    digest TEXT NOT NULL,
    products INTEGER NOT NULL,
    recorded_at TEXT NOT NULL,
    scope TEXT,
    seq INTEGER,
    row_hash BLOB,
    extra TEXT,
    CONSTRAINT pk_shelf_release PRIMARY KEY (id)
)
STRICT;

CREATE TABLE shelf_move (
    id INTEGER NOT NULL,
    code TEXT NOT NULL,
    "before" TEXT,
    "after" TEXT NOT NULL,
    on_day INTEGER NOT NULL,
    approver TEXT NOT NULL,
    reason TEXT NOT NULL,
    event_id TEXT,
    scope TEXT,
    seq INTEGER,
    row_hash BLOB,
    extra TEXT,
    CONSTRAINT pk_shelf_move PRIMARY KEY (id),
    CONSTRAINT fk_shelf_move_event_id_event FOREIGN KEY(event_id) REFERENCES event (id)
)
STRICT;

CREATE TABLE order_intent (
    id INTEGER NOT NULL,
    client_id INTEGER NOT NULL,
    product_id INTEGER NOT NULL,
    amount_fen INTEGER NOT NULL,
    saved_on INTEGER NOT NULL,
    until_on INTEGER NOT NULL,
    status TEXT DEFAULT 'OPEN' NOT NULL,
    event_id TEXT NOT NULL,
    CONSTRAINT pk_order_intent PRIMARY KEY (id),
    CONSTRAINT fk_order_intent_client_id_client FOREIGN KEY(client_id) REFERENCES client (id),
    CONSTRAINT fk_order_intent_product_id_product FOREIGN KEY(product_id) REFERENCES product (id),
    CONSTRAINT fk_order_intent_event_id_event FOREIGN KEY(event_id) REFERENCES event (id)
)
STRICT;

CREATE TABLE plan_draft (
    client_id INTEGER NOT NULL,
    body TEXT NOT NULL,
    CONSTRAINT pk_plan_draft PRIMARY KEY (client_id),
    CONSTRAINT fk_plan_draft_client_id_client FOREIGN KEY(client_id) REFERENCES client (id)
)
WITHOUT ROWID,
STRICT;

CREATE TABLE attachment (
    sha256 TEXT NOT NULL,
    name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    size INTEGER NOT NULL,
    added_at TEXT NOT NULL,
    content BLOB NOT NULL,
    is_sent INTEGER DEFAULT 0 NOT NULL,
    CONSTRAINT pk_attachment PRIMARY KEY (sha256)
)
STRICT;

CREATE TABLE draft (
    "key" TEXT NOT NULL,
    body TEXT NOT NULL,
    saved_at TEXT NOT NULL,
    CONSTRAINT pk_draft PRIMARY KEY ("key")
)
WITHOUT ROWID,
STRICT;

CREATE TABLE client_care (
    client_id INTEGER NOT NULL,
    cadence_days INTEGER,
    cadence_reason TEXT DEFAULT '' NOT NULL,
    life_stage TEXT,
    life_stage_reason TEXT DEFAULT '' NOT NULL,
    is_lunar_birthday INTEGER DEFAULT 0 NOT NULL,
    complaint_on INTEGER,
    complaint_id TEXT,
    CONSTRAINT pk_client_care PRIMARY KEY (client_id),
    CONSTRAINT fk_client_care_client_id_client FOREIGN KEY(client_id) REFERENCES client (id)
)
WITHOUT ROWID,
STRICT;

CREATE TABLE moment (
    "key" TEXT NOT NULL,
    client_id INTEGER NOT NULL,
    code TEXT NOT NULL,
    event_on INTEGER NOT NULL,
    due_on INTEGER NOT NULL,
    subject TEXT DEFAULT '' NOT NULL,
    evidence TEXT NOT NULL,
    state TEXT DEFAULT 'OPEN' NOT NULL,
    reason TEXT DEFAULT '' NOT NULL,
    snoozed_until INTEGER,
    closed_on INTEGER,
    found_on INTEGER NOT NULL,
    rules_version TEXT NOT NULL,
    CONSTRAINT pk_moment PRIMARY KEY ("key"),
    CONSTRAINT fk_moment_client_id_client FOREIGN KEY(client_id) REFERENCES client (id)
)
WITHOUT ROWID,
STRICT;

CREATE TABLE task (
    id TEXT NOT NULL,
    client_id INTEGER,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    due_on INTEGER NOT NULL,
    minute INTEGER,
    state TEXT DEFAULT 'OPEN' NOT NULL,
    made_on INTEGER NOT NULL,
    snoozed_until INTEGER,
    snooze_reason TEXT DEFAULT '' NOT NULL,
    repeat TEXT,
    "plan" TEXT DEFAULT '' NOT NULL,
    origin TEXT DEFAULT '' NOT NULL,
    follows TEXT,
    closed_on INTEGER,
    CONSTRAINT pk_task PRIMARY KEY (id),
    CONSTRAINT fk_task_client_id_client FOREIGN KEY(client_id) REFERENCES client (id)
)
STRICT;

CREATE TABLE entitlement_entry (
    id TEXT NOT NULL,
    client_id INTEGER NOT NULL,
    code TEXT NOT NULL,
    move TEXT NOT NULL,
    count INTEGER NOT NULL,
    on_day INTEGER NOT NULL,
    for_day INTEGER,
    note TEXT DEFAULT '' NOT NULL,
    booking TEXT DEFAULT '' NOT NULL,
    author TEXT NOT NULL,
    CONSTRAINT pk_entitlement_entry PRIMARY KEY (id),
    CONSTRAINT fk_entitlement_entry_id_event FOREIGN KEY(id) REFERENCES event (id),
    CONSTRAINT fk_entitlement_entry_client_id_client FOREIGN KEY(client_id) REFERENCES client (id)
)
WITHOUT ROWID,
STRICT;

CREATE TABLE interaction (
    event_id TEXT NOT NULL,
    client_id INTEGER NOT NULL,
    on_day INTEGER NOT NULL,
    at TEXT NOT NULL,
    kind TEXT NOT NULL,
    channel TEXT NOT NULL,
    purpose TEXT NOT NULL,
    outcome TEXT NOT NULL,
    initiator TEXT NOT NULL,
    is_effective INTEGER NOT NULL,
    together TEXT,
    replaced_by TEXT,
    is_withdrawn INTEGER DEFAULT 0 NOT NULL,
    CONSTRAINT pk_interaction PRIMARY KEY (event_id),
    CONSTRAINT fk_interaction_event_id_event FOREIGN KEY(event_id) REFERENCES event (id),
    CONSTRAINT fk_interaction_client_id_client FOREIGN KEY(client_id) REFERENCES client (id)
)
STRICT;

CREATE TABLE life_event (
    id TEXT NOT NULL,
    client_id INTEGER NOT NULL,
    code TEXT NOT NULL,
    on_day INTEGER NOT NULL,
    known_day INTEGER NOT NULL,
    note TEXT DEFAULT '' NOT NULL,
    is_withdrawn INTEGER DEFAULT 0 NOT NULL,
    CONSTRAINT pk_life_event PRIMARY KEY (id),
    CONSTRAINT fk_life_event_id_event FOREIGN KEY(id) REFERENCES event (id),
    CONSTRAINT fk_life_event_client_id_client FOREIGN KEY(client_id) REFERENCES client (id)
)
WITHOUT ROWID,
STRICT;

CREATE TABLE note_page (
    id INTEGER NOT NULL,
    event_id TEXT NOT NULL,
    client_id INTEGER NOT NULL,
    CONSTRAINT pk_note_page PRIMARY KEY (id),
    CONSTRAINT uq_note_page_event_id UNIQUE (event_id),
    CONSTRAINT fk_note_page_event_id_event FOREIGN KEY(event_id) REFERENCES event (id),
    CONSTRAINT fk_note_page_client_id_client FOREIGN KEY(client_id) REFERENCES client (id)
)
STRICT;

CREATE VIRTUAL TABLE note_search USING fts5(words, syllables, initials, client, content='', contentless_delete=1, prefix='2 3', tokenize='unicode61');

CREATE TABLE sync_scope (
    scope TEXT NOT NULL,
    seq INTEGER DEFAULT 0 NOT NULL,
    hub_epoch TEXT DEFAULT '' NOT NULL,
    is_first INTEGER DEFAULT 1 NOT NULL,
    "after" TEXT,
    as_of TEXT DEFAULT '' NOT NULL,
    CONSTRAINT pk_sync_scope PRIMARY KEY (scope)
)
WITHOUT ROWID,
STRICT;

CREATE TABLE event_echo (
    event_id TEXT NOT NULL,
    scope TEXT NOT NULL,
    seq INTEGER NOT NULL,
    row_hash BLOB NOT NULL,
    client_no TEXT,
    device_id TEXT,
    origin TEXT,
    CONSTRAINT pk_event_echo PRIMARY KEY (event_id)
)
STRICT;

CREATE TABLE purged_event (
    device_seq INTEGER NOT NULL,
    epoch INTEGER NOT NULL,
    event_id TEXT NOT NULL,
    prev_hash BLOB NOT NULL,
    hash BLOB NOT NULL,
    purged_at TEXT NOT NULL,
    CONSTRAINT pk_purged_event PRIMARY KEY (device_seq),
    CONSTRAINT uq_purged_event_event_id UNIQUE (event_id)
)
STRICT;

CREATE TABLE parked_row (
    scope TEXT NOT NULL,
    kind TEXT NOT NULL,
    client_no TEXT NOT NULL,
    id TEXT NOT NULL,
    seq INTEGER NOT NULL,
    row_hash BLOB NOT NULL,
    body TEXT NOT NULL,
    shape TEXT DEFAULT '[]' NOT NULL,
    why TEXT NOT NULL,
    CONSTRAINT pk_parked_row PRIMARY KEY (scope, kind, client_no, id)
)
WITHOUT ROWID,
STRICT;

CREATE TABLE sync_refusal (
    event_id TEXT NOT NULL,
    code TEXT NOT NULL,
    params TEXT DEFAULT '{}' NOT NULL,
    told_at TEXT NOT NULL,
    settled TEXT,
    settled_at TEXT,
    CONSTRAINT pk_sync_refusal PRIMARY KEY (event_id)
)
STRICT;

CREATE TABLE sync_conflict (
    event_id TEXT NOT NULL,
    field TEXT NOT NULL,
    client_no TEXT NOT NULL,
    author TEXT DEFAULT '' NOT NULL,
    base TEXT NOT NULL,
    mine TEXT NOT NULL,
    theirs TEXT NOT NULL,
    recorded_at TEXT DEFAULT '' NOT NULL,
    chosen TEXT,
    settled_at TEXT,
    scope TEXT NOT NULL,
    seq INTEGER NOT NULL,
    row_hash BLOB NOT NULL,
    CONSTRAINT pk_sync_conflict PRIMARY KEY (event_id, field)
)
WITHOUT ROWID,
STRICT;

CREATE TABLE sync_receipt (
    id INTEGER NOT NULL,
    at TEXT NOT NULL,
    batch TEXT NOT NULL,
    body TEXT NOT NULL,
    signature TEXT NOT NULL,
    CONSTRAINT pk_sync_receipt PRIMARY KEY (id),
    CONSTRAINT uq_sync_receipt_batch UNIQUE (batch)
)
STRICT;

CREATE TABLE sync_round (
    id INTEGER NOT NULL,
    at TEXT NOT NULL,
    outcome TEXT NOT NULL,
    figures TEXT DEFAULT '{}' NOT NULL,
    CONSTRAINT pk_sync_round PRIMARY KEY (id)
)
STRICT;

CREATE INDEX account_client_id ON account (client_id);

CREATE INDEX attachment_unsent ON attachment (sha256) WHERE is_sent = 0;

CREATE INDEX client_household ON client (household_no) WHERE household_no IS NOT NULL;

CREATE INDEX entitlement_entry_client_id ON entitlement_entry (client_id);

CREATE INDEX event_client ON event (client_id, type, on_day);

CREATE INDEX event_echo_client_no ON event_echo (client_no);

CREATE INDEX event_echo_scope ON event_echo (scope, seq);

CREATE UNIQUE INDEX event_place ON event (place);

CREATE INDEX holding_product ON holding (product_id);

CREATE INDEX interaction_client ON interaction (client_id, on_day, is_effective, replaced_by, is_withdrawn);

CREATE INDEX interaction_day ON interaction (on_day);

CREATE INDEX interaction_together ON interaction (together) WHERE together IS NOT NULL;

CREATE INDEX life_event_client_id ON life_event (client_id);

CREATE INDEX moment_client ON moment (client_id, code, event_on);

CREATE INDEX moment_open ON moment (due_on) WHERE state = 'OPEN';

CREATE INDEX order_intent_client_id ON order_intent (client_id);

CREATE INDEX order_intent_open ON order_intent (product_id, until_on) WHERE status = 'OPEN';

CREATE INDEX relation_other_client_id ON relation (other_client_id);

CREATE INDEX revenue_day ON revenue (client_id, on_day, amount_fen, is_estimated);

CREATE INDEX shelf_move_code ON shelf_move (code);

CREATE INDEX standing_aum_fen ON standing (aum_fen, client_no, facets);

CREATE INDEX standing_aum_on ON standing (aum_on, client_no, facets);

CREATE INDEX standing_avg20_fen ON standing (avg20_fen, client_no, facets);

CREATE INDEX standing_c_level_rank ON standing (c_level_rank, client_no, facets);

CREATE INDEX standing_change30_bp ON standing (change30_bp, client_no, facets);

CREATE INDEX standing_classic_key ON standing (classic_key, client_no, facets);

CREATE INDEX standing_client_no ON standing (client_no, facets);

CREATE INDEX standing_composite ON standing (composite, client_no, facets);

CREATE INDEX standing_facets ON standing (facets);

CREATE INDEX standing_last_contact_on ON standing (last_contact_on, client_no, facets);

CREATE INDEX standing_name_key ON standing (name_key, client_no, facets);

CREATE INDEX standing_next_due_on ON standing (next_due_on, client_no, facets);

CREATE INDEX standing_scores ON standing (client_id, tier, tier_variant, sum20_fen, days20, a, f, b, group_code, group_paper_mid, classic_key, state, labels, action);

CREATE INDEX standing_tier_rank ON standing (tier_rank, client_no, facets);

CREATE INDEX sync_conflict_client_no ON sync_conflict (client_no);

CREATE INDEX task_client ON task (client_id, due_on);

CREATE INDEX task_follows ON task (follows) WHERE follows IS NOT NULL;

CREATE INDEX task_open ON task (due_on) WHERE state = 'OPEN';

CREATE INDEX task_origin ON task (origin) WHERE origin <> '';

CREATE INDEX tier_override_client_id ON tier_override (client_id);

CREATE INDEX trade_purchase ON trade (client_id, on_day, amount_fen, sip_month, plan_no) WHERE is_purchase = 1;

CREATE TRIGGER event_is_kept BEFORE DELETE ON event WHEN OLD.device_seq > 0 AND NOT EXISTS (SELECT 1 FROM purged_event WHERE event_id = OLD.id) BEGIN SELECT RAISE(ABORT, 'event is append-only'); END;

CREATE TRIGGER event_is_new BEFORE INSERT ON event WHEN EXISTS (SELECT 1 FROM event WHERE id = NEW.id OR device_seq = NEW.device_seq OR place = NEW.place) BEGIN SELECT RAISE(ABORT, 'event is append-only'); END;

CREATE TRIGGER event_is_of_its_client BEFORE UPDATE OF client_id ON event WHEN OLD.client_no IS NULL OR OLD.client_id IS NOT NULL AND NEW.client_id IS NOT NULL BEGIN SELECT RAISE(ABORT, 'event is append-only'); END;

CREATE TRIGGER event_is_unchanged BEFORE UPDATE OF id, device_seq, epoch, branch_id, author, client_no, type, v, on_day, body, recorded_at, prev_hash, hash ON event BEGIN SELECT RAISE(ABORT, 'event is append-only'); END;

CREATE TRIGGER event_place_is_free BEFORE UPDATE OF place ON event WHEN EXISTS (SELECT 1 FROM event WHERE place = NEW.place) BEGIN SELECT RAISE(ABORT, 'event is append-only'); END;
