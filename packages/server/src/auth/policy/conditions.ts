// The Condition element of a statement: operators over keys of the request.
//
// C1  All operators of a condition must hold, and all keys of an operator; of the values of a key, one.
// C2  A key that the request does not have fails the condition, unless the operator is negated, ends with IfExists, or is
//     Null. (ForAllValues: holds on a missing key too.)

import { BlockList, isIP } from 'node:net';
import { ArnPattern } from './arn-pattern.ts';
import type { RequestContext } from './request-context.ts';
import { expand, Wildcard } from './wildcard.ts';

export interface Condition {
  key: string;
  test: Test;
  values: readonly string[];
  isNegated: boolean;
  ifExists: boolean;
  /** A value of the request must be among those given (`each`, when all of it must). */
  quantifier: 'one' | 'each';
}

/** Whether one value of the request fits one value of the policy. */
type Test = (actual: string, wanted: string, context: RequestContext, hasVariables: boolean) => boolean;

const text =
  (same: (actual: string, wanted: string) => boolean): Test =>
  (actual, wanted, context, hasVariables) => {
    const value = hasVariables ? expand(wanted, context) : wanted;
    return value !== undefined && same(actual, value);
  };

const compared =
  (read: (text: string) => number, holds: (difference: number) => boolean): Test =>
  (actual, wanted) => {
    const difference = read(actual) - read(wanted);
    return !Number.isNaN(difference) && holds(difference);
  };

const number = (value: string): number => (value.trim() === '' ? Number.NaN : Number(value));
/** ISO 8601, or seconds since 1970. */
const date = (value: string): number =>
  /^\d+$/.test(value) ? Number(value) * MILLIS_PER_SECOND : Date.parse(value);
const MILLIS_PER_SECOND = 1000;

const equal = (difference: number): boolean => difference === 0;
const less = (difference: number): boolean => difference < 0;
const lessOrEqual = (difference: number): boolean => difference <= 0;
const greater = (difference: number): boolean => difference > 0;
const greaterOrEqual = (difference: number): boolean => difference >= 0;

const stringEquals = text((actual, wanted) => actual === wanted);
const stringEqualsIgnoreCase = text((actual, wanted) => actual.toLowerCase() === wanted.toLowerCase());
const stringLike: Test = (actual, wanted, context, hasVariables) =>
  new Wildcard(wanted, hasVariables).matches(actual, context);
const arnLike: Test = (actual, wanted, context, hasVariables) =>
  new ArnPattern(wanted, hasVariables).matches(actual, context);
const bool: Test = (actual, wanted) => actual.toLowerCase() === wanted.toLowerCase();
const isNull: Test = () => true;

const plain: Readonly<Record<string, { test: Test; isNegated?: true }>> = {
  StringEquals: { test: stringEquals },
  StringNotEquals: { test: stringEquals, isNegated: true },
  StringEqualsIgnoreCase: { test: stringEqualsIgnoreCase },
  StringNotEqualsIgnoreCase: { test: stringEqualsIgnoreCase, isNegated: true },
  StringLike: { test: stringLike },
  StringNotLike: { test: stringLike, isNegated: true },
  NumericEquals: { test: compared(number, equal) },
  NumericNotEquals: { test: compared(number, equal), isNegated: true },
  NumericLessThan: { test: compared(number, less) },
  NumericLessThanEquals: { test: compared(number, lessOrEqual) },
  NumericGreaterThan: { test: compared(number, greater) },
  NumericGreaterThanEquals: { test: compared(number, greaterOrEqual) },
  DateEquals: { test: compared(date, equal) },
  DateNotEquals: { test: compared(date, equal), isNegated: true },
  DateLessThan: { test: compared(date, less) },
  DateLessThanEquals: { test: compared(date, lessOrEqual) },
  DateGreaterThan: { test: compared(date, greater) },
  DateGreaterThanEquals: { test: compared(date, greaterOrEqual) },
  Bool: { test: bool },
  IpAddress: { test: isInRange },
  NotIpAddress: { test: isInRange, isNegated: true },
  ArnEquals: { test: arnLike },
  ArnLike: { test: arnLike },
  ArnNotEquals: { test: arnLike, isNegated: true },
  ArnNotLike: { test: arnLike, isNegated: true },
  Null: { test: isNull },
};

/** Reads an operator such as `ForAnyValue:StringLikeIfExists`; undefined when there is none of this name. */
export function operatorOf(
  written: string,
): Pick<Condition, 'test' | 'isNegated' | 'ifExists' | 'quantifier'> | undefined {
  const [, quantifier, name = '', ifExists] =
    /^(?:(ForAllValues|ForAnyValue):)?(\w+?)(IfExists)?$/.exec(written) ?? [];
  const operator = Object.hasOwn(plain, name) ? plain[name] : undefined;
  if (operator === undefined || (name === 'Null' && (quantifier ?? ifExists) !== undefined)) return undefined;
  return {
    test: operator.test,
    isNegated: operator.isNegated === true,
    ifExists: ifExists !== undefined,
    quantifier: quantifier === 'ForAllValues' ? 'each' : 'one',
  };
}

export function holds(condition: Condition, context: RequestContext, hasVariables: boolean): boolean {
  const { key, test, values, isNegated, ifExists, quantifier } = condition;
  const actual = context(key);
  if (test === isNull)
    return values.some((value) => (value.toLowerCase() === 'true') === (actual === undefined));
  if (actual === undefined) return isNegated || ifExists || quantifier === 'each';
  return values.some((wanted) => test(actual, wanted, context, hasVariables)) !== isNegated;
}

function isInRange(actual: string, range: string): boolean {
  const address = actual.replace(/^::ffff:/, '');
  const [network = '', bits] = range.split('/');
  const family = isIP(network);
  if (family === 0 || isIP(address) !== family) return false;
  const kind = family === IPV6 ? 'ipv6' : 'ipv4';
  const list = new BlockList();
  if (bits === undefined) list.addAddress(network, kind);
  else list.addSubnet(network, Number(bits), kind);
  return list.check(address, kind);
}

const IPV6 = 6;
const widest: Readonly<Record<number, number>> = { 4: 32, 6: 128 };

/** Whether a text is an address or a range of them, as IpAddress takes it. */
export function isAddressRange(range: string): boolean {
  const [network = '', bits, ...rest] = range.split('/');
  const bitsMax = widest[isIP(network)];
  if (bitsMax === undefined || rest.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= bitsMax);
}
