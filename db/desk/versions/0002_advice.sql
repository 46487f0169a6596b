ALTER TABLE client ADD COLUMN capacity TEXT;

ALTER TABLE client ADD COLUMN aml_restricted INTEGER;

ALTER TABLE client ADD COLUMN info_refused INTEGER;

ALTER TABLE client ADD COLUMN income_3y_fen INTEGER;

ALTER TABLE client ADD COLUMN invest_since INTEGER;

ALTER TABLE client ADD COLUMN net_assets_fen INTEGER;

ALTER TABLE client ADD COLUMN household_net_fen INTEGER;

ALTER TABLE client ADD COLUMN household_fin_fen INTEGER;

ALTER TABLE client ADD COLUMN household_income_fen INTEGER;

ALTER TABLE client ADD COLUMN proof TEXT;

ALTER TABLE client ADD COLUMN proof_on INTEGER;

ALTER TABLE client ADD COLUMN spending_month_fen INTEGER;

ALTER TABLE client ADD COLUMN liquidity_need_fen INTEGER;

ALTER TABLE client ADD COLUMN insurance_budget_fen INTEGER;

ALTER TABLE client ADD COLUMN permissions TEXT;

ALTER TABLE client ADD COLUMN investor_class TEXT;

ALTER TABLE client ADD COLUMN class_evidence TEXT;

ALTER TABLE client ADD COLUMN class_from INTEGER;

ALTER TABLE client ADD COLUMN class_until INTEGER;

ALTER TABLE client ADD COLUMN related_work_since INTEGER;

ALTER TABLE client ADD COLUMN is_senior_manager INTEGER;

ALTER TABLE client ADD COLUMN is_certified INTEGER;

ALTER TABLE product ADD COLUMN variety TEXT;

ALTER TABLE product ADD COLUMN tier_menu TEXT;

ALTER TABLE product ADD COLUMN client_types TEXT;

ALTER TABLE product ADD COLUMN channels TEXT;

ALTER TABLE product ADD COLUMN open_days TEXT;

ALTER TABLE product ADD COLUMN fee_perf_bp INTEGER;

ALTER TABLE product ADD COLUMN is_broad_index INTEGER;

ALTER TABLE product ADD COLUMN plain_words TEXT;

ALTER TABLE product ADD COLUMN not_for TEXT;

ALTER TABLE product ADD COLUMN docs TEXT;

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

CREATE INDEX shelf_move_code ON shelf_move (code);

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

CREATE INDEX order_intent_client_id ON order_intent (client_id);

CREATE INDEX order_intent_open ON order_intent (product_id, until_on) WHERE status = 'OPEN';

CREATE TABLE plan_draft (
    client_id INTEGER NOT NULL,
    body TEXT NOT NULL,
    CONSTRAINT pk_plan_draft PRIMARY KEY (client_id),
    CONSTRAINT fk_plan_draft_client_id_client FOREIGN KEY(client_id) REFERENCES client (id)
)
WITHOUT ROWID,
STRICT;
