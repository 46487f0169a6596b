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

ALTER TABLE event ADD COLUMN place INTEGER DEFAULT 0 NOT NULL;

UPDATE event SET place = device_seq;

ALTER TABLE attachment ADD COLUMN is_sent INTEGER DEFAULT 0 NOT NULL;

CREATE INDEX attachment_unsent ON attachment (sha256) WHERE is_sent = 0;

CREATE INDEX event_echo_client_no ON event_echo (client_no);

CREATE INDEX event_echo_scope ON event_echo (scope, seq);

CREATE INDEX sync_conflict_client_no ON sync_conflict (client_no);

CREATE UNIQUE INDEX event_place ON event (place);

DROP TRIGGER event_is_kept;

DROP TRIGGER event_is_unchanged;

DROP TRIGGER event_is_new;

CREATE TRIGGER event_is_kept BEFORE DELETE ON event WHEN OLD.device_seq > 0 AND NOT EXISTS (SELECT 1 FROM purged_event WHERE event_id = OLD.id) BEGIN SELECT RAISE(ABORT, 'event is append-only'); END;

CREATE TRIGGER event_is_unchanged BEFORE UPDATE OF id, device_seq, epoch, branch_id, author, client_no, type, v, on_day, body, recorded_at, prev_hash, hash ON event BEGIN SELECT RAISE(ABORT, 'event is append-only'); END;

CREATE TRIGGER event_is_of_its_client BEFORE UPDATE OF client_id ON event WHEN OLD.client_no IS NULL OR OLD.client_id IS NOT NULL AND NEW.client_id IS NOT NULL BEGIN SELECT RAISE(ABORT, 'event is append-only'); END;

CREATE TRIGGER event_place_is_free BEFORE UPDATE OF place ON event WHEN EXISTS (SELECT 1 FROM event WHERE place = NEW.place) BEGIN SELECT RAISE(ABORT, 'event is append-only'); END;

CREATE TRIGGER event_is_new BEFORE INSERT ON event WHEN EXISTS (SELECT 1 FROM event WHERE id = NEW.id OR device_seq = NEW.device_seq OR place = NEW.place) BEGIN SELECT RAISE(ABORT, 'event is append-only'); END;
