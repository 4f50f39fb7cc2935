// CloudFormation's short notation in YAML: `!Sub text` for `{ "Fn::Sub": text }`.

import type { Value, ValueMap } from '../value.ts';

const named = [
  'And',
  'Base64',
  'Cidr',
  'Equals',
  'FindInMap',
  'GetAtt',
  'GetAZs',
  'If',
  'ImportValue',
  'Join',
  'Length',
  'Not',
  'Or',
  'Select',
  'Split',
  'Sub',
  'ToJsonString',
  'Transform',
] as const;

export const shortTags: Readonly<Record<string, string>> = {
  '!Ref': 'Ref',
  '!Condition': 'Condition',
  ...Object.fromEntries(named.map((name) => [`!${name}`, `Fn::${name}`])),
};

/** `!GetAtt Resource.Attribute` is short for a list of the two. */
export function longForm(name: string, argument: Value): ValueMap {
  if (name !== 'Fn::GetAtt' || typeof argument !== 'string') return { [name]: argument };
  const dot = argument.indexOf('.');
  return { [name]: dot < 0 ? argument : [argument.slice(0, dot), argument.slice(dot + 1)] };
}
