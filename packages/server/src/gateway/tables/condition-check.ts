// ReturnValuesOnConditionCheckFailure, which dynalite does not have: a condition that failed shows the item that it failed on.

import { type Item, type RuleError, rules, type TableRequest } from './dynalite-rules.ts';
import { itemSpace } from './sqlite-rule-store.ts';
import type { TableScope } from './table-administration.ts';

/** The error, with the item if the request wants it. */
export function conditionally(
  error: RuleError,
  request: TableRequest,
  { rows, store }: TableScope,
): RuleError {
  if (request.ReturnValuesOnConditionCheckFailure !== 'ALL_OLD') return error;
  if (!error.body.__type.endsWith('ConditionalCheckFailedException')) return error;
  const table = store.table(String(request.TableName));
  if (table === undefined) return error;
  const text = rows.get(itemSpace(table.TableName), rules.createKey(request.Key ?? request.Item, table));
  if (text !== undefined) error.body.Item = JSON.parse(text) as Item;
  return error;
}
