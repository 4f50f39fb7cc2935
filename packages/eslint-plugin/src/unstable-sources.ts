// Expressions that give another value each time they are evaluated, or that reach outside the function.

import type { SourceCode } from 'eslint';
import type { CallExpression, NewExpression, Node } from 'estree';
import {
  exportedName,
  isGlobal,
  lastName,
  memberPath,
  moduleOf,
  rootIdentifier,
  variableOf,
} from './syntax.ts';

export type SourceKind = 'clock' | 'random' | 'network' | 'files';

export interface UnstableSource {
  kind: SourceKind;
  /** The expression as a reader knows it: `Date.now()`. */
  text: string;
}

const globalCalls: ReadonlyMap<string, SourceKind> = new Map<string, SourceKind>([
  ['Date', 'clock'],
  ['Date.now', 'clock'],
  ['performance.now', 'clock'],
  ['process.hrtime', 'clock'],
  ['process.hrtime.bigint', 'clock'],
  ['process.uptime', 'clock'],
  ['Math.random', 'random'],
  ['fetch', 'network'],
  ['globalThis.fetch', 'network'],
  ['Temporal.Now.instant', 'clock'],
  ['Temporal.Now.plainDateISO', 'clock'],
  ['Temporal.Now.plainDateTimeISO', 'clock'],
  ['Temporal.Now.plainTimeISO', 'clock'],
  ['Temporal.Now.zonedDateTimeISO', 'clock'],
]);

const randomFunctions = new Set([
  'getRandomValues',
  'randomBytes',
  'randomFill',
  'randomFillSync',
  'randomInt',
  'randomUUID',
  'generateKey',
  'generateKeyPair',
  'generateKeyPairSync',
  'generateKeySync',
]);

const modules: ReadonlyMap<string, SourceKind> = new Map<string, SourceKind>([
  ['fs', 'files'],
  ['fs/promises', 'files'],
  ['child_process', 'files'],
  ['http', 'network'],
  ['https', 'network'],
  ['http2', 'network'],
  ['net', 'network'],
  ['tls', 'network'],
  ['dgram', 'network'],
  ['dns', 'network'],
  ['dns/promises', 'network'],
  ['undici', 'network'],
  ['axios', 'network'],
  ['got', 'network'],
  ['ky', 'network'],
  ['node-fetch', 'network'],
  ['nanoid', 'random'],
  ['ulid', 'random'],
  ['uuid', 'random'],
]);

/** What of these modules only computes. */
const stableFunctions = new Set([
  'validate',
  'version',
  'parse',
  'stringify',
  'isIP',
  'isIPv4',
  'isIPv6',
  'isAxiosError',
  'v3',
  'v5',
]);

const networkConstructors = new Set(['WebSocket', 'EventSource', 'XMLHttpRequest']);

/** What makes a call or a `new` unstable, if anything does. */
export function unstableSource(source: SourceCode, node: Node): UnstableSource | undefined {
  if (node.type === 'NewExpression') return unstableConstruction(source, node);
  return node.type === 'CallExpression' ? unstableCall(source, node) : undefined;
}

function unstableConstruction(source: SourceCode, node: NewExpression): UnstableSource | undefined {
  const { callee } = node;
  if (callee.type !== 'Identifier' || !isGlobal(source, callee)) return undefined;
  if (callee.name === 'Date' && node.arguments.length === 0) return { kind: 'clock', text: 'new Date()' };
  return networkConstructors.has(callee.name) ? { kind: 'network', text: `new ${callee.name}()` } : undefined;
}

function unstableCall(source: SourceCode, node: CallExpression): UnstableSource | undefined {
  const { callee } = node;
  const kind = kindOfCall(source, node);
  return kind === undefined ? undefined : { kind, text: `${(memberPath(callee) ?? ['…']).join('.')}()` };
}

function kindOfCall(
  source: SourceCode,
  { callee, arguments: given }: CallExpression,
): SourceKind | undefined {
  const root = rootIdentifier(callee);
  const name = lastName(callee);
  if (name === undefined) return undefined;
  const variable = root === undefined ? undefined : variableOf(source, root);
  if (root !== undefined && variable === undefined) {
    const known = globalCalls.get((memberPath(callee) ?? []).join('.'));
    if (known !== undefined) return known;
  }
  if (sendsCommand(name, given)) return 'network';
  if (stableFunctions.has(callee === root && variable !== undefined ? exportedName(variable) : name))
    return undefined;
  const from = variable === undefined ? undefined : moduleOf(variable)?.replace(/^node:/, '');
  if (from !== undefined && modules.has(from)) return modules.get(from);
  const isOfCrypto = from === 'crypto' || (variable === undefined && memberPath(callee)?.includes('crypto'));
  if (randomFunctions.has(name) && isOfCrypto === true) return 'random';
  return /uuid/i.test(name) && !/^(is|valid|parse|to|from)/i.test(name) ? 'random' : undefined;
}

/** `client.send(new PutItemCommand(…))`: a client of AWS's SDK, or one of its kind. */
const sendsCommand = (name: string, [first]: CallExpression['arguments']): boolean =>
  name === 'send' &&
  first?.type === 'NewExpression' &&
  (lastName(first.callee)?.endsWith('Command') ?? false);
