// Which parameters and resources a value names, without resolving it.

import { intrinsicOf, isMap, type Value } from '../value.ts';

export interface Reference {
  /** Logical id, or the name of a parameter. SAM's `Fn.Alias` is a name of its own here. */
  name: string;
  attribute: string | undefined;
}

const substitution = /\$\{(?!!)\s*([^}]*?)\s*\}/g;

export function* referencesIn(value: Value): Generator<Reference> {
  if (Array.isArray(value)) for (const item of value) yield* referencesIn(item);
  if (!isMap(value)) return;
  const call = intrinsicOf(value);
  if (call?.name === 'Ref' && typeof call.argument === 'string')
    yield { name: call.argument, attribute: undefined };
  else if (call?.name === 'Fn::GetAtt') yield* attributeReference(call.argument);
  else if (call?.name === 'Fn::Sub') yield* substitutions(call.argument);
  else for (const item of Object.values(value)) yield* referencesIn(item);
}

function* attributeReference(argument: Value): Generator<Reference> {
  const [resource, attribute] = typeof argument === 'string' ? dotted(argument) : [argument].flat();
  if (typeof resource !== 'string') return;
  yield { name: resource, attribute: typeof attribute === 'string' ? attribute : undefined };
  if (attribute !== undefined) yield* referencesIn(attribute);
}

function* substitutions(argument: Value): Generator<Reference> {
  const [text, own] = Array.isArray(argument) ? argument : [argument, {}];
  const given = isMap(own) ? own : {};
  for (const value of Object.values(given)) yield* referencesIn(value);
  if (typeof text !== 'string') return;
  for (const [, name = ''] of text.matchAll(substitution)) {
    if (Object.hasOwn(given, name)) continue;
    const [resource = '', attribute] = dotted(name);
    yield { name: resource, attribute };
  }
}

/** `A.B.C` is the attribute `B.C` of `A`. */
export function dotted(name: string): [string, string?] {
  const dot = name.indexOf('.');
  return dot < 0 ? [name] : [name.slice(0, dot), name.slice(dot + 1)];
}
