// The ways in which a test can mean an operation.

import type { OperationQuery } from './operation-book.ts';

/** The one at a position in the order of starts; negative positions count from the end. */
export const byIndex = (index: number): OperationQuery => ({
  description: `at index ${index}`,
  find: (operations) => operations.at(index),
});

/** The nth of those with a name. */
export const byName = (name: string, index: number): OperationQuery => ({
  description: index === 0 ? `named "${name}"` : `number ${index} named "${name}"`,
  find: (operations) => operations.filter((operation) => operation.Name === name).at(index),
});

export const byId = (id: string): OperationQuery => ({
  description: `with the id ${id}`,
  find: (operations) => operations.find((operation) => operation.Id === id),
});
