// The runtimes that a function may name.

export const runtimeFamilies = ['node', 'python', 'provided'] as const;
export type RuntimeFamily = (typeof runtimeFamilies)[number];

const known: readonly { names: RegExp; family: RuntimeFamily; shown: string }[] = [
  { names: /^nodejs(1[68]|2\d)\.x$/, family: 'node', shown: 'nodejs22.x, nodejs24.x' },
  { names: /^python3\.(1[1-9]|[2-9]\d)$/, family: 'python', shown: 'python3.11 and later' },
  { names: /^provided(\.al2|\.al2023)?$/, family: 'provided', shown: 'provided.al2023' },
];

/** Undefined for runtimes that this server does not know. */
export function runtimeFamily(runtime: string): RuntimeFamily | undefined {
  return known.find(({ names }) => names.test(runtime))?.family;
}

/** For messages. */
export const knownRuntimes = known.map(({ shown }) => shown).join(', ');
