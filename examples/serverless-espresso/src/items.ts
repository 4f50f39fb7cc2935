// Between records and DynamoDB's items: texts, numbers, truth values, and lists of texts.

import type { AttributeValue } from '@aws-sdk/client-dynamodb';

export type Field = string | number | boolean | string[] | undefined;
export type Item = Record<string, AttributeValue>;

export function toItem(record: Readonly<Record<string, Field>>): Item {
  const entries = Object.entries(record).flatMap(([name, value]): [string, AttributeValue][] =>
    value === undefined ? [] : [[name, toAttribute(value)]],
  );
  return Object.fromEntries(entries);
}

export function toAttribute(value: NonNullable<Field>): AttributeValue {
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'number') return { N: String(value) };
  if (typeof value === 'boolean') return { BOOL: value };
  return { L: value.map((text) => ({ S: text })) };
}

/** The caller knows which fields its items have. */
export function fromItem<Fields extends object>(item: Item): Fields {
  const entries = Object.entries(item).map(([name, value]) => [name, fromAttribute(value)]);
  return Object.fromEntries(entries) as Fields;
}

function fromAttribute(value: AttributeValue): Field {
  if (value.N !== undefined) return Number(value.N);
  if (value.BOOL !== undefined) return value.BOOL;
  if (value.L !== undefined) return value.L.map(({ S = '' }) => S);
  return value.S;
}
