-- From format 2 to format 3: lists of a function's executions in one status, and of one of its versions.

DROP INDEX executions_by_function;
CREATE INDEX executions_by_function        ON executions (function_name, started_at, function_version);
CREATE INDEX executions_by_function_status ON executions (function_name, status, started_at, function_version);
