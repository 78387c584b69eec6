import type { Database } from 'better-sqlite3'

/** What `PRAGMA user_version` holds. Each migration brings a database from its index to the next version. */
const MIGRATIONS: readonly string[] = [
  `
  -- One row: consecutive events of one run, committed together. \`prev\` is the run's row before (0: none), so that a
  -- run is read backwards without an index: an index would dirty a second page in every commit.
  -- Rows are never updated, and deleted with all others of their run only: see prunings.
  CREATE TABLE journal (
    position INTEGER PRIMARY KEY,
    run INTEGER NOT NULL,
    prev INTEGER NOT NULL,
    first_seq INTEGER NOT NULL,
    at INTEGER NOT NULL,
    hash BLOB NOT NULL,
    events TEXT NOT NULL
  ) STRICT;

  -- last_seq, last_position and head are exact up to the last position that HEADS_EVERY divides; see heads.ts.
  CREATE TABLE runs (
    no INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    status TEXT NOT NULL,
    phase TEXT NOT NULL,
    attempt INTEGER NOT NULL,
    request TEXT NOT NULL,
    workflow TEXT,
    thread TEXT NOT NULL,
    surface TEXT NOT NULL,
    priority TEXT NOT NULL,
    verdict TEXT,
    unproven INTEGER,
    failure TEXT,
    created_at INTEGER NOT NULL,
    started_at INTEGER,
    ended_at INTEGER,
    last_seq INTEGER NOT NULL,
    last_position INTEGER NOT NULL,
    head BLOB NOT NULL
  ) STRICT;
  CREATE INDEX runs_thread ON runs (thread);
  CREATE INDEX runs_active ON runs (status) WHERE status IN ('queued', 'running', 'waiting');

  CREATE TABLE questions (
    id TEXT PRIMARY KEY,
    run INTEGER NOT NULL,
    thread TEXT NOT NULL,
    status TEXT NOT NULL,
    asked_at INTEGER NOT NULL,
    hash TEXT,
    valid_until INTEGER NOT NULL,
    consumed INTEGER NOT NULL DEFAULT 0,
    option TEXT,
    question TEXT NOT NULL,
    answer TEXT
  ) STRICT;
  CREATE INDEX questions_run ON questions (run);
  CREATE INDEX questions_open ON questions (asked_at) WHERE status = 'open';

  CREATE TABLE timers (
    id TEXT PRIMARY KEY,
    due_at INTEGER NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE inbox (
    surface TEXT NOT NULL,
    event_id TEXT NOT NULL,
    result TEXT,
    PRIMARY KEY (surface, event_id)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  ALTER TABLE inbox ADD COLUMN body TEXT;
  ALTER TABLE inbox ADD COLUMN taken_at INTEGER;
  CREATE INDEX inbox_unfinished ON inbox (taken_at) WHERE body IS NOT NULL;

  -- Requests that carry a key: asked for again, they are the run that they were.
  CREATE TABLE request_keys (
    key TEXT PRIMARY KEY,
    run TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;

  -- How far each surface has read the journal.
  CREATE TABLE cursors (
    surface TEXT PRIMARY KEY,
    position INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;

  -- Where a thread of runs is shown; in a thread of the platform's own (place), once there is one.
  CREATE TABLE bindings (
    surface TEXT NOT NULL,
    thread TEXT NOT NULL,
    channel TEXT NOT NULL,
    place TEXT,
    opened INTEGER NOT NULL,
    gone TEXT,
    PRIMARY KEY (surface, thread)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX bindings_place ON bindings (surface, channel, place) WHERE place IS NOT NULL;

  -- One row a message: the version that is wanted and the one that is shown (0: none yet).
  CREATE TABLE outbox (
    id INTEGER PRIMARY KEY,
    surface TEXT NOT NULL,
    key TEXT NOT NULL,
    thread TEXT NOT NULL,
    what TEXT NOT NULL,
    urgent INTEGER NOT NULL,
    wanted INTEGER NOT NULL,
    shown INTEGER NOT NULL DEFAULT 0,
    since INTEGER NOT NULL,
    shown_at INTEGER,
    ref TEXT,
    posts INTEGER NOT NULL DEFAULT 0,
    tried_at INTEGER,
    plain INTEGER NOT NULL DEFAULT 0,
    gave_up TEXT,
    UNIQUE (surface, key)
  ) STRICT;
  CREATE INDEX outbox_pending ON outbox (surface, id) WHERE shown < wanted AND gave_up IS NULL;
  CREATE INDEX outbox_thread ON outbox (surface, thread);
  `,
  `
  -- What came from phones, each message once; the last one is where reading goes on. A nonce counts once.
  CREATE TABLE phone_replies (
    no INTEGER PRIMARY KEY,
    message TEXT NOT NULL UNIQUE,
    nonce TEXT,
    at INTEGER NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX phone_replies_nonce ON phone_replies (nonce) WHERE nonce IS NOT NULL;
  `,
  `
  -- due_at is the timer: null while the schedule is paused. It moves on in the transaction that begins the run.
  CREATE TABLE schedules (
    id TEXT PRIMARY KEY,
    due_at INTEGER,
    last_due INTEGER,
    last_run TEXT,
    passed_over INTEGER NOT NULL DEFAULT 0,
    paused_at INTEGER,
    schedule TEXT NOT NULL,
    standing TEXT,
    health TEXT
  ) STRICT, WITHOUT ROWID;
  `,
  `
  -- Runs whose events were removed because of their age or for want of room, up to last_seq: what remains of them is the
  -- row in \`runs\` and this one. Rows are chained to each other (see prunings.ts) and never updated or deleted.
  CREATE TABLE prunings (
    no INTEGER PRIMARY KEY,
    run INTEGER NOT NULL,
    at INTEGER NOT NULL,
    last_seq INTEGER NOT NULL,
    last_position INTEGER NOT NULL,
    head BLOB NOT NULL,
    hash BLOB NOT NULL
  ) STRICT;
  CREATE INDEX prunings_run ON prunings (run);
  `,
  `
  -- What was measured of the machine, for what can only be told over time; and the kinds of messages that were seen.
  CREATE TABLE samples (
    series TEXT NOT NULL,
    at INTEGER NOT NULL,
    value REAL NOT NULL,
    PRIMARY KEY (series, at)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE sightings (
    kind TEXT NOT NULL,
    print TEXT NOT NULL,
    first_at INTEGER NOT NULL,
    last_at INTEGER NOT NULL,
    PRIMARY KEY (kind, print)
  ) STRICT, WITHOUT ROWID;
  `,
]

export const SCHEMA_VERSION = MIGRATIONS.length

export const schemaVersion = (db: Database): number => db.pragma('user_version', { simple: true }) as number

/** Brings a database up to SCHEMA_VERSION, wholly or not at all. */
export function migrate(db: Database): void {
  const pending = () => MIGRATIONS.slice(schemaVersion(db))
  if (pending().length === 0) return
  db.transaction(() => {
    for (const migration of pending()) db.exec(migration)
    db.pragma(`user_version = ${SCHEMA_VERSION}`)
  }).immediate()
}
