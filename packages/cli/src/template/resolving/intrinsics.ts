// What each intrinsic function does with its argument.

import { isIPv4 } from 'node:net';
import { isMap, isScalar, type Path, type Value } from '../value.ts';
import { cidrBlocks } from './cidr-blocks.ts';
import type { Resolved, Resolver } from './resolver.ts';

type Intrinsic = (argument: Value, path: Path, resolver: Resolver) => Resolved;

export const intrinsics: Readonly<Record<string, Intrinsic>> = {
  Ref: (argument, path, resolver) => {
    if (typeof argument === 'string') return resolver.scope.reference(argument, path);
    resolver.problems.add(path, 'Ref takes the name of a parameter or resource.');
    return '';
  },
  Condition: (argument, path, resolver) => resolver.scope.condition(String(argument), path),
  'Fn::GetAtt': getAttribute,
  'Fn::Sub': substitute,
  'Fn::Join': join,
  'Fn::Select': select,
  'Fn::Split': split,
  'Fn::If': choose,
  'Fn::Equals': (argument, path, resolver) => {
    const [left, right] = pair(argument, path, resolver, 'Fn::Equals takes two values.');
    return JSON.stringify(comparable(left)) === JSON.stringify(comparable(right));
  },
  'Fn::Not': (argument, path, resolver) => {
    const conditions = conditionList(argument, path, resolver);
    if (conditions.length !== 1) resolver.problems.add(path, 'Fn::Not takes one condition, in a list.');
    return conditions[0] === false;
  },
  'Fn::And': (argument, path, resolver) => conditionList(argument, path, resolver).every(Boolean),
  'Fn::Or': (argument, path, resolver) => conditionList(argument, path, resolver).some(Boolean),
  'Fn::FindInMap': findInMap,
  'Fn::Base64': (argument, path, resolver) =>
    Buffer.from(resolver.text(argument, path, 'The argument of Fn::Base64')).toString('base64'),
  'Fn::Length': (argument, path, resolver) =>
    resolver.list(argument, path, 'The argument of Fn::Length').length,
  'Fn::ToJsonString': (argument, path, resolver) => {
    const value = resolver.resolve(argument, path);
    return JSON.stringify(typeof value === 'symbol' ? null : value);
  },
  'Fn::ImportValue': (argument, path, resolver) =>
    resolver.scope.importValue(resolver.text(argument, path, 'The argument of Fn::ImportValue'), path),
  'Fn::GetAZs': (argument, path, resolver) => {
    const asked = resolver.text(argument, path, 'The argument of Fn::GetAZs');
    const region = asked === '' ? String(resolver.scope.reference('AWS::Region', path)) : asked;
    return ['a', 'b', 'c'].map((zone) => region + zone);
  },
  'Fn::Cidr': cidr,
};

function getAttribute(argument: Value, path: Path, resolver: Resolver): Value {
  const parts = typeof argument === 'string' ? splitAtDot(argument) : argument;
  const [resource, attribute] = Array.isArray(parts) ? parts : [];
  if (typeof resource !== 'string' || attribute === undefined) {
    resolver.problems.add(path, 'Fn::GetAtt takes a resource and an attribute of it.');
    return '';
  }
  const name = resolver.text(attribute, [...path, 1], 'The attribute of Fn::GetAtt');
  return resolver.scope.attribute(resource, name, path);
}

function splitAtDot(text: string): string[] {
  const dot = text.indexOf('.');
  return dot < 0 ? [text] : [text.slice(0, dot), text.slice(dot + 1)];
}

/** `${Name}`, `${Resource.Attribute}`, and `${!Name}` for the text `${Name}` itself. */
function substitute(argument: Value, path: Path, resolver: Resolver): Value {
  const [text, own] = Array.isArray(argument) ? argument : [argument, {}];
  if (typeof text !== 'string' || !isMap(own)) {
    resolver.problems.add(path, 'Fn::Sub takes a text, or a list of a text and a map of values for it.');
    return '';
  }
  return text.replace(/\$\{(!?)\s*([^}]*?)\s*\}/g, (_, literal: string, name: string) => {
    if (literal) return `\${${name}}`;
    const value = Object.hasOwn(own, name)
      ? resolver.resolve(own[name] ?? null, [...path, 1, name])
      : resolver.scope.reference(name, path);
    if (typeof value !== 'symbol' && isScalar(value)) return String(value);
    resolver.problems.add(path, `Fn::Sub: \${${name}} is not text.`);
    return '';
  });
}

function join(argument: Value, path: Path, resolver: Resolver): Value {
  const [delimiter, items] = Array.isArray(argument) ? argument : [];
  if (typeof delimiter !== 'string') {
    resolver.problems.add(path, 'Fn::Join takes a delimiter and a list.');
    return '';
  }
  return resolver
    .list(items, [...path, 1], 'The second argument of Fn::Join')
    .map((item, index) => resolver.text(item, [...path, 1, index], 'What Fn::Join joins'))
    .join(delimiter);
}

function select(argument: Value, path: Path, resolver: Resolver): Resolved {
  const [position, items] = Array.isArray(argument) ? argument : [];
  const index = Number(resolver.text(position, [...path, 0], 'The index of Fn::Select'));
  const list = resolver.list(items, [...path, 1], 'The second argument of Fn::Select');
  const item = list[index];
  if (item !== undefined) return item;
  resolver.problems.add(path, `Fn::Select: there is no item ${index} in a list of ${list.length}.`);
  return '';
}

function split(argument: Value, path: Path, resolver: Resolver): Value {
  const [delimiter, text] = Array.isArray(argument) ? argument : [];
  if (typeof delimiter !== 'string' || delimiter === '') {
    resolver.problems.add(path, 'Fn::Split takes a delimiter and a text.');
    return [];
  }
  return resolver.text(text, [...path, 1], 'The second argument of Fn::Split').split(delimiter);
}

/** Only the branch that counts is resolved: the other may name what does not exist under this condition. */
function choose(argument: Value, path: Path, resolver: Resolver): Resolved {
  const [condition, yes, no, ...more] = Array.isArray(argument) ? argument : [];
  if (typeof condition !== 'string' || yes === undefined || no === undefined || more.length > 0) {
    resolver.problems.add(path, 'Fn::If takes the name of a condition and two values.');
    return '';
  }
  const holds = resolver.scope.condition(condition, path);
  return holds ? resolver.resolve(yes, [...path, 1]) : resolver.resolve(no, [...path, 2]);
}

function pair(argument: Value, path: Path, resolver: Resolver, what: string): [Resolved, Resolved] {
  const items = Array.isArray(argument) ? argument : [];
  if (items.length !== 2) resolver.problems.add(path, what);
  const [left, right] = items.map((item, index) => resolver.resolve(item, [...path, index]));
  return [left ?? '', right ?? ''];
}

/** Numbers and truth values equal the texts that they are written as. */
const comparable = (value: Resolved): unknown =>
  typeof value === 'symbol' ? null : isScalar(value) ? String(value) : value;

function conditionList(argument: Value, path: Path, resolver: Resolver): boolean[] {
  if (Array.isArray(argument)) return argument.map((item, index) => resolver.isTrue(item, [...path, index]));
  resolver.problems.add(path, `${path.at(-1)} takes a list of conditions.`);
  return [];
}

function findInMap(argument: Value, path: Path, resolver: Resolver): Resolved {
  const [map, first, second, options] = Array.isArray(argument) ? argument : [];
  const [name, top, key] = [map, first, second].map((part, index) =>
    resolver.text(part, [...path, index], 'What Fn::FindInMap looks for'),
  );
  const found = resolver.scope.mapping(name ?? '', top ?? '', key ?? '');
  if (found !== undefined) return found;
  if (isMap(options) && options.DefaultValue !== undefined)
    return resolver.resolve(options.DefaultValue, [...path, 3, 'DefaultValue']);
  resolver.problems.add(path, `Fn::FindInMap: Mappings has no ${name}.${top}.${key}.`);
  return '';
}

function cidr(argument: Value, path: Path, resolver: Resolver): Value {
  const [block, count, bits] = Array.isArray(argument) ? argument : [];
  const [text, howMany, sizeBits] = [block, count, bits].map((part, index) =>
    part === undefined ? '8' : resolver.text(part, [...path, index], 'An argument of Fn::Cidr'),
  );
  const [address = '', prefix = ''] = (text ?? '').split('/');
  if (isIPv4(address) && prefix !== '') {
    const blocks = cidrBlocks({ address, prefix: Number(prefix) }, Number(howMany), Number(sizeBits));
    if (blocks !== undefined) return blocks;
  }
  resolver.problems.add(path, `Fn::Cidr cannot take ${howMany} blocks of ${sizeBits} bits from ${text}.`);
  return [];
}
