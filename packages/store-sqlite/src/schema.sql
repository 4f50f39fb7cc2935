-- The data file of a Perdure server, format 3. What older formats lack is in format-2.sql and format-3.sql.
--
-- WHAT LIES WHERE
--   <data directory>/perdure.db       everything below
--   <data directory>/perdure.db-wal   the write-ahead log: commits that have not been copied into perdure.db yet
--   The two are one database. Copy both or neither, and only while no server holds them.
--
-- LAYOUT
--   executions  one row each: the head. `n` is a small number that stands for the execution's id in every other table
--               and index, because an id takes 36 bytes and `n` at most five.
--   journal     one row for each entry, in the order of commits over all executions (`seq`), found by (execution, version).
--   messages    the outbox.
--   records     documents of the control plane, each with the count of its writes.
--   blobs       code, under its hash.
--
-- Why the journal is not clustered by execution: a commit that serves 64 executions then appends to the last few pages,
-- where it would otherwise rewrite one page for each of them, and every touched page is written in full to the log. It
-- is half as many bytes for each sync and 1.6 times the commits; reading an execution costs one lookup for each entry,
-- which only a cold start pays.
--
-- VALIDITY
--   D1  The versions of an execution's journal rows are 1, 2, 3 … without a gap; the largest is the execution's version.
--   D2  An execution has at least one journal row, and a journal row has an execution.
--   D3  A message's sender was an execution when it was written, and goes no later than that execution does.
--
-- ALGORITHM
--   One commit of the store is one transaction. An entry for version v+1 is inserted only if (execution, v) is there, and
--   the unique index refuses it if (execution, v+1) is there too: the version check (S3) is part of the insert and costs
--   no read of its own. A refused change has inserted nothing; the others of the call go on (S2 holds for the transaction).
--   The name check (S4) is the unique index on the names.
--
-- WHAT A CRASH LEAVES
--   A commit is acknowledged after its frames, the last one marked as a commit, are in the log and the log is synced (S1).
--   Frames without that mark, or with a broken checksum, do not count: a torn commit is dropped when the log is next read.
--   A commit that was written but not acknowledged may be found after a crash; the server re-reads what it finds, so that
--   is as good as acknowledged.
--   Copying frames into perdure.db may be cut anywhere: the log still has them all, and the copying starts over.

CREATE TABLE executions (
  n                INTEGER PRIMARY KEY,
  execution_id     TEXT    NOT NULL UNIQUE,
  function_name    TEXT    NOT NULL,
  function_version TEXT    NOT NULL,
  execution_name   TEXT    NOT NULL,
  status           TEXT    NOT NULL,
  started_at       INTEGER NOT NULL, -- milliseconds since 1970, as every `_at` here
  ended_at         INTEGER,
  wake_at          INTEGER,
  running_on       TEXT,
  error_type       TEXT,
  error_message    TEXT,
  callback_since   INTEGER,
  retrying_since   INTEGER,
  UNIQUE (execution_name, function_name)
) STRICT;

-- Ties of started_at are sorted at query time: they are few, and the id would make each index three times as large.
CREATE INDEX executions_by_start    ON executions (started_at);
CREATE INDEX executions_by_status   ON executions (status, started_at);

-- The version is in these so that a list of a version passes over the others without reading their rows.
CREATE INDEX executions_by_function        ON executions (function_name, started_at, function_version);
CREATE INDEX executions_by_function_status ON executions (function_name, status, started_at, function_version);

CREATE INDEX executions_to_wake     ON executions (wake_at)    WHERE wake_at IS NOT NULL;
CREATE INDEX executions_running     ON executions (running_on) WHERE running_on IS NOT NULL;

CREATE INDEX executions_ended       ON executions (function_name, ended_at, status, started_at) WHERE ended_at IS NOT NULL;
CREATE INDEX executions_open        ON executions (function_name, function_version) WHERE ended_at IS NULL;

-- Few executions wait for a callback or a retry at a time, and only they are in these.
CREATE INDEX executions_by_callback          ON executions (callback_since)                WHERE callback_since IS NOT NULL;
CREATE INDEX executions_by_function_callback ON executions (function_name, callback_since) WHERE callback_since IS NOT NULL;
CREATE INDEX executions_by_retry             ON executions (retrying_since)                WHERE retrying_since IS NOT NULL;
CREATE INDEX executions_by_function_retry    ON executions (function_name, retrying_since) WHERE retrying_since IS NOT NULL;

CREATE TABLE journal (
  seq       INTEGER PRIMARY KEY,
  execution INTEGER NOT NULL, -- executions.n
  version   INTEGER NOT NULL,
  entry     TEXT    NOT NULL,
  UNIQUE (execution, version)
) STRICT;

CREATE TABLE messages (
  message_id TEXT NOT NULL PRIMARY KEY,
  sender     TEXT NOT NULL, -- an execution_id
  body       TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE records (
  kind     TEXT    NOT NULL,
  key      TEXT    NOT NULL,
  revision INTEGER NOT NULL,
  body     TEXT    NOT NULL,
  PRIMARY KEY (kind, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE blobs (
  hash  TEXT NOT NULL PRIMARY KEY,
  bytes BLOB NOT NULL
) STRICT;
