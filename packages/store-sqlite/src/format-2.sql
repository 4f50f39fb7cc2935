-- From format 1 to format 2: why an execution failed, since when it waits, and the indexes that count executions. The new
-- columns stay empty: what belongs in them follows from the journal, which the server reads (head-projection.ts in the server).

ALTER TABLE executions ADD COLUMN error_type     TEXT;
ALTER TABLE executions ADD COLUMN error_message  TEXT;
ALTER TABLE executions ADD COLUMN callback_since INTEGER;
ALTER TABLE executions ADD COLUMN retrying_since INTEGER;

CREATE INDEX executions_ended ON executions (function_name, ended_at, status, started_at) WHERE ended_at IS NOT NULL;
CREATE INDEX executions_open  ON executions (function_name, function_version) WHERE ended_at IS NULL;
CREATE INDEX executions_by_callback          ON executions (callback_since)                WHERE callback_since IS NOT NULL;
CREATE INDEX executions_by_function_callback ON executions (function_name, callback_since) WHERE callback_since IS NOT NULL;
CREATE INDEX executions_by_retry             ON executions (retrying_since)                WHERE retrying_since IS NOT NULL;
CREATE INDEX executions_by_function_retry    ON executions (function_name, retrying_since) WHERE retrying_since IS NOT NULL;
