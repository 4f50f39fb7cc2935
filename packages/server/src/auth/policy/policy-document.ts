// Reads IAM policies: JSON documents of statements that allow or deny. A document that is not understood whole is refused,
// for a statement that is silently left out may be the one that denies.

import { accepted, type Result, refused } from '@perdure/protocol';
import { isObject } from '../../http/validation/structure.ts';
import { ArnPattern, isArnPattern } from './arn-pattern.ts';
import { type Condition, isAddressRange, operatorOf } from './conditions.ts';
import { MalformedPolicy, malformed, shown, texts } from './elements.ts';
import { policyLimits } from './limits.ts';
import { type PrincipalMatcher, readPrincipal } from './principal-element.ts';
import { isKnownKey, isTagKey } from './request-context.ts';
import { Wildcard } from './wildcard.ts';

export interface Statement {
  sid: string | undefined;
  effect: 'Allow' | 'Deny';
  /** Against the action in small letters. */
  actions: readonly Wildcard[];
  notActions: boolean;
  resources: readonly ArnPattern[];
  notResources: boolean;
  /** On resource policies only. */
  principal?: PrincipalMatcher;
  conditions: readonly Condition[];
  hasVariables: boolean;
  /** A variable of it stands for a tag of the resource. */
  usesTags: boolean;
}

export type Policy = readonly Statement[];

/** Whether a statement asks for tags of the resource. */
export const asksForTags = (policy: Policy): boolean =>
  policy.some(({ conditions, usesTags }) => usesTags || conditions.some(({ key }) => isTagKey(key)));

/** What a policy is attached to: an identity, or a resource, whose statements name principals. */
export type PolicyKind = 'identity' | 'resource';

/** Reads a document, given as JSON text or as what it parses to. Refused with InvalidParameterValueException. */
export function readPolicy(document: unknown, kind: PolicyKind): Result<Policy> {
  try {
    return accepted(policyOf(typeof document === 'string' ? parse(document) : document, kind));
  } catch (error) {
    if (!(error instanceof MalformedPolicy)) throw error;
    return refused(
      'InvalidParameterValueException',
      `The policy document is not understood: ${error.message}.`,
    );
  }
}

function parse(text: string): unknown {
  const { documentCharsMax } = policyLimits;
  if (text.length > documentCharsMax) malformed(`it is longer than ${documentCharsMax} characters`);
  try {
    return JSON.parse(text);
  } catch (error) {
    return malformed(error instanceof Error ? error.message : 'it is not JSON');
  }
}

const documentMembers = new Set(['Version', 'Id', 'Statement']);
const statementMembers = new Set([
  'Sid',
  'Effect',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Principal',
  'NotPrincipal',
  'Condition',
]);

function policyOf(document: unknown, kind: PolicyKind): Policy {
  if (!isObject(document)) return malformed('it must be a JSON object');
  checkMembers(document, documentMembers, 'the document');
  const { Version = '2008-10-17', Statement } = document;
  if (Version !== '2012-10-17' && Version !== '2008-10-17')
    malformed('Version must be 2012-10-17 or 2008-10-17');
  const statements = Array.isArray(Statement) ? Statement : [Statement];
  if (statements.length > policyLimits.statementsMax) {
    malformed(`it has more than ${policyLimits.statementsMax} statements`);
  }
  return statements.map((statement, index) =>
    statementOf(statement, `statement ${index + 1}`, kind, Version === '2012-10-17'),
  );
}

function statementOf(raw: unknown, where: string, kind: PolicyKind, hasVariables: boolean): Statement {
  if (!isObject(raw)) return malformed(`${where} must be an object`);
  checkMembers(raw, statementMembers, where);
  const { Sid, Effect } = raw;
  if (Effect !== 'Allow' && Effect !== 'Deny')
    return malformed(`the Effect of ${where} must be Allow or Deny`);
  if (Sid !== undefined && typeof Sid !== 'string') return malformed(`the Sid of ${where} must be a text`);
  const actions = oneOf(raw, 'Action', 'NotAction', where);
  const resources = oneOf(raw, 'Resource', 'NotResource', where);
  const base = {
    sid: Sid,
    effect: Effect,
    actions: actions.values.map((value) => actionPattern(value, where)),
    notActions: actions.isNegated,
    resources: resources.values.map((value) => resourcePattern(value, where, hasVariables)),
    notResources: resources.isNegated,
    conditions: conditionsOf(raw.Condition, where),
    hasVariables,
    usesTags: hasVariables && /\$\{\s*aws:ResourceTag\//i.test(JSON.stringify(raw)),
  } as const;
  if (kind === 'resource') return { ...base, principal: readPrincipal(raw, where) };
  if (raw.Principal !== undefined || raw.NotPrincipal !== undefined) {
    malformed(`${where} names a principal, which only policies of functions do`);
  }
  return base;
}

function checkMembers(object: Record<string, unknown>, known: ReadonlySet<string>, where: string): void {
  const unknown = Object.keys(object).find((name) => !known.has(name));
  if (unknown !== undefined) malformed(`${where} has a member ${shown(unknown)}, which policies do not have`);
}

/** An element that is written in one of two ways, one of them negated. */
function oneOf(
  object: Record<string, unknown>,
  name: string,
  negated: string,
  where: string,
): { values: string[]; isNegated: boolean } {
  const isNegated = object[negated] !== undefined;
  if (isNegated === (object[name] !== undefined))
    malformed(`${where} must have either ${name} or ${negated}`);
  const used = isNegated ? negated : name;
  return { values: texts(object[used], `${used} of ${where}`), isNegated };
}

function actionPattern(value: string, where: string): Wildcard {
  if (value !== '*' && !/^[a-z0-9*?-]+:[a-zA-Z0-9*?]+$/i.test(value)) {
    malformed(`${where} has an action ${shown(value)}; actions are written service:Name, or *`);
  }
  return new Wildcard(value.toLowerCase(), false);
}

function resourcePattern(value: string, where: string, hasVariables: boolean): ArnPattern {
  if (!isArnPattern(value))
    malformed(`${where} has a resource ${shown(value)}; resources are ARNs with six parts, or *`);
  return new ArnPattern(value, hasVariables);
}

function conditionsOf(raw: unknown, where: string): Condition[] {
  if (raw === undefined) return [];
  if (!isObject(raw)) return malformed(`the Condition of ${where} must be an object`);
  return Object.entries(raw).flatMap(([written, byKey]) => {
    const operator = operatorOf(written);
    if (operator === undefined)
      return malformed(`${where} has a condition operator ${shown(written)}, which is not known here`);
    if (!isObject(byKey)) return malformed(`${written} of ${where} must be an object of keys`);
    return Object.entries(byKey).map(([key, value]) => {
      if (!isKnownKey(key))
        return malformed(`${where} has a condition key ${shown(key)}, which no request to this server has`);
      const values = texts(value, `${key} of ${where}`);
      checkValues(written, values, where);
      return { key, values, ...operator };
    });
  });
}

/** Values that no request could fit are mistakes, and in a statement that denies they would be holes. */
function checkValues(operator: string, values: readonly string[], where: string): void {
  const bad = values.find((value) => {
    if (/IpAddress/.test(operator)) return !isAddressRange(value);
    if (/Arn/.test(operator)) return !isArnPattern(value);
    if (/Numeric/.test(operator)) return value.trim() === '' || Number.isNaN(Number(value));
    if (/Date/.test(operator)) return !/^\d+$/.test(value) && Number.isNaN(Date.parse(value));
    return /Bool|Null/.test(operator) && !/^(true|false)$/i.test(value);
  });
  if (bad !== undefined) malformed(`${where} compares with ${shown(bad)}, which is no value for ${operator}`);
}
