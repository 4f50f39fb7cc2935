import type { Operation } from '@perdure/sdk';
import type { PrintConfig } from './test-result.ts';

const columns: { [Column in keyof Required<PrintConfig>]: (operation: Operation) => unknown } = {
  parentId: ({ ParentId }) => ParentId ?? '-',
  name: ({ Name }) => Name ?? '-',
  type: ({ Type }) => Type ?? '-',
  subType: ({ SubType }) => SubType ?? '-',
  status: ({ Status }) => Status ?? '-',
  startTime: ({ StartTimestamp }) => StartTimestamp?.toISOString() ?? '-',
  endTime: ({ EndTimestamp }) => EndTimestamp?.toISOString() ?? '-',
  duration: ({ StartTimestamp, EndTimestamp }) =>
    StartTimestamp === undefined || EndTimestamp === undefined
      ? '-'
      : `${EndTimestamp.getTime() - StartTimestamp.getTime()}ms`,
};

/** Prints the operations as a table on the console. */
export function printOperations(operations: readonly Operation[], config: PrintConfig = {}): void {
  if (operations.length === 0) {
    console.log('No operations found.');
    return;
  }
  const shown = Object.entries(columns).filter(([column]) => config[column as keyof PrintConfig] !== false);
  console.table(
    operations.map((operation) =>
      Object.fromEntries(shown.map(([column, value]) => [column, value(operation)])),
    ),
  );
}
