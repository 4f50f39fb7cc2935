/** A table expression of all functions that have executions: one step in an index for each, however many executions it has. */
export const functionNames = `
  names (name) AS (
    SELECT min(function_name) FROM executions
    UNION ALL
    SELECT (SELECT min(function_name) FROM executions WHERE function_name > name) FROM names WHERE name IS NOT NULL
  )`;
