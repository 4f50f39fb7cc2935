// The outputs whose condition holds.

import type { StackOutput } from '@perdure/protocol';
import type { OutputDeclaration } from '../reading/template-sections.ts';
import type { BaseScope } from '../resolving/base-scope.ts';
import type { Resolver } from '../resolving/resolver.ts';

export function readOutputs(
  declarations: readonly OutputDeclaration[],
  base: BaseScope,
  resolver: Resolver,
): StackOutput[] {
  return declarations
    .filter(
      ({ condition, path }) => condition === undefined || base.condition(condition, [...path, 'Condition']),
    )
    .map(({ name, value, description, exportName, path }) => ({
      OutputKey: name,
      OutputValue: resolver.text(value, [...path, 'Value'], `The value of output ${name}`),
      ...(description !== undefined && { Description: description }),
      ...(exportName !== undefined && {
        ExportName: resolver.text(exportName, [...path, 'Export', 'Name'], 'The name of an export'),
      }),
    }));
}
