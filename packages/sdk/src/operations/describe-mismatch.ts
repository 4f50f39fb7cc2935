import type { WireOperation } from '../api/wire.ts';
import { rawIdOf, wireId } from '../operation-id.ts';
import type { OperationSite } from './operation-site.ts';

/** How far the operations around a mismatch are searched for the one that was meant. */
const NEIGHBOURS_MAX = 3;

/**
 * Says how a call differs from what was recorded at its position; undefined when it does not. The first sentences are
 * those of AWS's SDK; what follows helps to find the place.
 */
export function describeMismatch(site: OperationSite, record: WireOperation): string | undefined {
  const { kind, name, rawId } = site;
  const difference = firstDifference([
    ['type', record.Type, kind.type],
    ['name', record.Name, name],
    ['subtype', record.SubType, kind.subType],
  ]);
  if (difference === undefined) return undefined;
  const [aspect, expected, actual] = difference;
  return (
    `Non-deterministic execution detected: Operation ${aspect} mismatch for step "${rawId}". ` +
    `Expected ${aspect} "${expected}", but got "${actual}". ` +
    'This indicates non-deterministic control flow in your workflow code. ' +
    `Recorded here: ${describe(record.SubType, record.Name)}; asked for: ${describe(kind.subType, name)}.` +
    describeNearest(site)
  );
}

type Difference = [aspect: string, expected: string | undefined, actual: string | undefined];

const firstDifference = (candidates: Difference[]): Difference | undefined =>
  candidates.find(([, expected, actual]) => expected !== actual);

const describe = (subType: string | undefined, name: string | undefined): string =>
  name === undefined ? `an unnamed ${subType}` : `${subType} "${name}"`;

/** The nearest position where the operation that was asked for is recorded: usually a call was inserted or removed. */
function describeNearest(site: OperationSite): string {
  const { node, kind, name, rawId } = site;
  const position = Number(rawId.slice(rawId.lastIndexOf('-') + 1));
  for (let distance = 1; distance <= NEIGHBOURS_MAX; distance++) {
    for (const neighbour of [position + distance, position - distance]) {
      const candidate = neighbour < 1 ? undefined : rawIdOf(node.rawId, neighbour);
      const record = candidate === undefined ? undefined : node.invocation.records.get(wireId(candidate));
      if (record?.Type === kind.type && record.SubType === kind.subType && record.Name === name) {
        return ` The same operation is recorded at "${candidate}".`;
      }
    }
  }
  return '';
}
