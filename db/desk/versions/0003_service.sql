CREATE TABLE attachment (
    sha256 TEXT NOT NULL,
    name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    size INTEGER NOT NULL,
    added_at TEXT NOT NULL,
    content BLOB NOT NULL,
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

CREATE INDEX moment_client ON moment (client_id, code, event_on);

CREATE INDEX moment_open ON moment (due_on) WHERE state = 'OPEN';

CREATE INDEX task_client ON task (client_id, due_on);

CREATE INDEX task_follows ON task (follows) WHERE follows IS NOT NULL;

CREATE INDEX task_open ON task (due_on) WHERE state = 'OPEN';

CREATE INDEX task_origin ON task (origin) WHERE origin <> '';

CREATE INDEX entitlement_entry_client_id ON entitlement_entry (client_id);

CREATE INDEX interaction_client ON interaction (client_id, on_day, is_effective, replaced_by, is_withdrawn);

CREATE INDEX interaction_day ON interaction (on_day);

CREATE INDEX interaction_together ON interaction (together) WHERE together IS NOT NULL;

CREATE INDEX life_event_client_id ON life_event (client_id);

DROP INDEX event_client;

CREATE INDEX event_client ON event (client_id, type, on_day);
