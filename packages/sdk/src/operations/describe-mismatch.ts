import type { WireOperation } from '../api/wire.ts';
import type { ContextNode } from '../context/context-node.ts';
import { wireId } from '../operation-id.ts';
import type { OperationSite } from './operation-site.ts';
import { type RecordedPosition, recordedPositions } from './recorded-positions.ts';

/**
 * Says how a call differs from what was recorded at its position; undefined when it does not. The first sentences are
 * those of AWS's SDK; what follows helps to find the place.
 */
export function describeMismatch(site: OperationSite, record: WireOperation): string | undefined {
  const { kind, name, rawId, node } = site;
  const difference = firstDifference(site, record);
  if (difference === undefined) return undefined;
  const [aspect, expected, actual] = difference;
  return (
    `Non-deterministic execution detected: Operation ${aspect} mismatch for step "${rawId}". ` +
    `Expected ${aspect} "${expected}", but got "${actual}". ` +
    'This indicates non-deterministic control flow in your workflow code. ' +
    `Recorded here${placeOf(node)}: ${describe(record)}; asked for: ${describe({ SubType: kind.subType, Name: name })}. ` +
    describeNearest(site)
  );
}

type Difference = [aspect: string, expected: string | undefined, actual: string | undefined];

/** Every replayed operation passes here, and nearly every one is what it was: nothing is made unless something differs. */
function firstDifference({ kind, name }: OperationSite, record: WireOperation): Difference | undefined {
  if (record.Type !== kind.type) return ['type', record.Type, kind.type];
  if (record.Name !== name) return ['name', record.Name, name];
  if (record.SubType !== kind.subType) return ['subtype', record.SubType, kind.subType];
  return undefined;
}

const describe = ({ SubType, Name }: Pick<WireOperation, 'SubType' | 'Name'>): string =>
  Name === undefined ? `an unnamed ${SubType}` : `${SubType} "${Name}"`;

/** The contexts around the operation, the outermost first. */
function placeOf(node: ContextNode): string {
  const around: string[] = [];
  for (let context: ContextNode | undefined = node; context?.rawId !== undefined; context = context.parent) {
    const record = context.invocation.records.get(wireId(context.rawId));
    around.unshift(`${record === undefined ? 'a virtual context' : describe(record)} at "${context.rawId}"`);
  }
  return around.length === 0 ? '' : `, in ${around.join(' > ')}`;
}

/** The nearest position at which what was asked for is recorded: usually a call was inserted, removed or moved. */
function describeNearest({ node, kind, name, rawId }: OperationSite): string {
  const candidates = recordedPositions(node.invocation.records.all()).filter(
    ({ record }) => record.Type === kind.type && record.SubType === kind.subType && record.Name === name,
  );
  if (candidates.length === 0)
    return 'No such operation is recorded in this execution: it is new, or has another name.';
  const [nearest] = candidates.sort((a, b) => distance(rawId, a) - distance(rawId, b));
  const others = candidates.length > 1 ? `, which is the nearest of ${candidates.length}` : '';
  return `The same operation is recorded at "${nearest?.rawId}"${others}.`;
}

/** What counts is first how many contexts have to be left and entered, then how far apart the operations are in one. */
const LEVEL_WEIGHT = 1e6;

function distance(from: string, { rawId: to }: RecordedPosition): number {
  const [left, right] = [from.split('-'), to.split('-')];
  let shared = 0;
  while (shared < left.length && left[shared] === right[shared]) shared++;
  const levels = left.length + right.length - 2 * (shared + 1);
  return levels * LEVEL_WEIGHT + Math.abs(Number(left[shared] ?? 0) - Number(right[shared] ?? 0));
}
