// DynamoDB tables: their keys and indexes. Capacity and encryption mean nothing to a table on this machine.

import type { StackTable, TableIndex, TableKey } from '@perdure/protocol';
import type { PropertyReader } from '../property-reader.ts';
import type { ResolvedResources } from './resolved-resource.ts';

const keyTypes = ['HASH', 'RANGE'] as const;
const attributeTypes = ['S', 'N', 'B'] as const;
const projections = ['ALL', 'KEYS_ONLY', 'INCLUDE'] as const;

export function readTables(resources: ResolvedResources): StackTable[] {
  return resources.ofType('AWS::DynamoDB::Table').map(({ declaration, view, read }) => {
    if (read.raw('StreamSpecification') !== undefined)
      resources.note({
        subject: `StreamSpecification of ${declaration.logicalId}`,
        treatment: 'ignored',
        what: 'Tables have no streams here: a function that one starts is not started.',
        advice: 'Put an event on a bus where the item is written.',
      });
    const globals = read.maps('GlobalSecondaryIndexes').map(readIndex);
    const locals = read.maps('LocalSecondaryIndexes').map(readIndex);
    const expiry = read.map('TimeToLiveSpecification');
    return {
      TableName: view.physicalName,
      AttributeDefinitions: read.maps('AttributeDefinitions').map((attribute) => ({
        AttributeName: attribute.requiredText('AttributeName'),
        AttributeType: attribute.oneOf('AttributeType', attributeTypes) ?? 'S',
      })),
      KeySchema: readKeys(read),
      ...(globals.length > 0 && { GlobalSecondaryIndexes: globals }),
      ...(locals.length > 0 && { LocalSecondaryIndexes: locals }),
      ...(expiry !== undefined && {
        TimeToLiveSpecification: {
          AttributeName: expiry.requiredText('AttributeName'),
          Enabled: expiry.flag('Enabled') ?? true,
        },
      }),
      ...(declaration.isRetained && { DeletionPolicy: 'Retain' }),
    };
  });
}

function readKeys(read: PropertyReader): TableKey[] {
  const keys = read.maps('KeySchema').map((key) => ({
    AttributeName: key.requiredText('AttributeName'),
    KeyType: key.oneOf('KeyType', keyTypes) ?? 'HASH',
  }));
  if (keys.length === 0) read.problem('it has no KeySchema.');
  return keys;
}

function readIndex(read: PropertyReader): TableIndex {
  const projection = read.map('Projection');
  const attributes = projection?.texts('NonKeyAttributes') ?? [];
  return {
    IndexName: read.requiredText('IndexName'),
    KeySchema: readKeys(read),
    Projection: {
      ProjectionType: projection?.oneOf('ProjectionType', projections) ?? 'ALL',
      ...(attributes.length > 0 && { NonKeyAttributes: attributes }),
    },
  };
}
